import { columnName, type Faults } from './fault.ts'
import { type Column, type Plan, SKIPPED, STATUS, type Table, tidy } from './plan.ts'
import { blank, HEAD_ROWS, type Sheet } from './sheet.ts'

/** Where the columns of a sheet are. */
export interface Layout {
  sheet: Sheet
  /** The row of the heads, counted from 0; data begins below. */
  row: number
  columns: ReadonlyMap<number, Column>
  /** The column of our own downloads that says what is cancelled. */
  status?: number | undefined
}

export const columnOf = (layout: Layout, field: string, part?: string): number | undefined =>
  layout.columns.entries().find(([, c]) => c.field.name === field && c.part?.name === part && c.of !== 'envelope')?.[0]

/** `A 事项编码`: the letter and the head as the sheet has it. */
export const headName = (layout: Layout, column: number | undefined): string =>
  column === undefined ? '' : columnName(column, layout.sheet.head(layout.row, column).trim())

type Found = Column | 'skip' | 'many' | undefined
type Lookup = (above: string, head: string) => Found

/** What a head means; a head above it that names a list decides between lists with equal columns. */
function lookup(plan: Plan, table: Table): Lookup {
  const lists = table.part ? [] : plan.parts
  const named = (columns: readonly Column[], head: string) =>
    columns.find((c) => tidy(c.title) === head || c.field.name === head || tidy(c.field.title) === head)
  return (above, head) => {
    const list = lists.find((l) => tidy(l.title) === above)
    const inside = (l: Table) => l.columns.filter((c) => c.of === 'data')
    const own = table.columns.filter((c) => c.of === 'data')
    const rest = table.columns.filter((c) => c.of !== 'data')
    const sure = (list && named(inside(list), head)) ?? named(own, head)
    if (sure) return sure
    const beside = rest.find((c) => tidy(c.title) === head) ?? named(rest, head)
    if (beside) return beside
    const guesses = lists.flatMap((l) => named(inside(l), head) ?? [])
    if (guesses.length > 1) return 'many'
    return guesses[0] ?? (SKIPPED.includes(head) ? 'skip' : undefined)
  }
}

/** Finds the heads of a sheet and what each column is; says what is unknown, twice or missing. */
export function heads(sheet: Sheet, plan: Plan, table: Table, faults: Faults): Layout | undefined {
  const find = lookup(plan, table)
  const width = Math.max(0, ...sheet.rows.slice(0, HEAD_ROWS).map((r) => r.length))
  const texts = (row: number, column: number) => {
    const head = tidy(sheet.head(row, column))
    const above = row > 0 ? tidy(sheet.head(row - 1, column)) : ''
    return head === '' ? ['', above] : [above, head]
  }
  const score = (row: number) => {
    let direct = 0
    let sum = 0
    for (let column = 0; column < width; column++) {
      const [above = '', head = ''] = texts(row, column)
      const found = find(above, head)
      if (found === undefined || found === 'skip') continue
      sum += 1
      if (tidy(sheet.head(row, column)) !== '') direct += 1
    }
    return direct > 0 ? sum : 0
  }
  let best = { row: 0, score: 0 }
  for (let row = 0; row < Math.min(HEAD_ROWS, sheet.rows.length); row++) {
    const here = score(row)
    // Of two head rows merged downwards the lower one has the more exact names.
    if (here > best.score || (here === best.score && here > 0 && row === best.row + 1)) best = { row, score: here }
  }
  if (best.score < Math.min(2, table.columns.length)) {
    const expected = required(table).join('、')
    const message = `找不到表头。表头里应有：${expected}。请用下载的模板填写；如果这张工作表不用导入，请删掉它`
    faults.add({ sheet: sheet.name, row: 1, column: '', message })
    return undefined
  }
  return columnsOf(sheet, best.row, width, texts, find, table, faults)
}

const required = ({ columns }: Table) => columns.filter(isRequired).map((c) => c.title)
const isRequired = (c: Column) => (c.of === 'key' ? c.field.name === 'code' : c.field.required)

function columnsOf(
  sheet: Sheet,
  row: number,
  width: number,
  texts: (row: number, column: number) => string[],
  find: Lookup,
  table: Table,
  faults: Faults,
): Layout {
  const columns = new Map<number, Column>()
  let status: number | undefined
  const unknown: { column: number; head: string; many: boolean }[] = []
  const say = (column: number | undefined, head: string, message: string) =>
    faults.add({
      sheet: sheet.name,
      row: row + 1,
      column: column === undefined ? '' : columnName(column, head),
      message,
    })
  for (let column = 0; column < width; column++) {
    const [above = '', head = ''] = texts(row, column)
    const shown = sheet.head(row, column).trim() || head
    const found = find(above, head)
    const before = [...columns].find(([, c]) => c === found)?.[0]
    if (found === 'skip' && head === STATUS) status = column
    if (found === 'skip') continue
    if (found === undefined || found === 'many') {
      const used = head !== '' || sheet.rows.slice(row + 1).some((r) => !blank(r[column]))
      if (used) unknown.push({ column, head: shown, many: found === 'many' })
    } else if (before === undefined) columns.set(column, found)
    else {
      const first = columnName(before, '')
      say(column, shown, `表头“${shown}”出现了两次，${first} 列已经有了。请删掉其中一列`)
    }
  }
  const have = [...columns.values()]
  const open = table.columns.filter((c) => !have.includes(c)).map((c) => c.title)
  for (const { column, head, many } of unknown) {
    const expected = open.length > 0 ? `还没有用到的表头有：${open.join('、')}。请改成其中之一` : '请改正表头'
    if (many) say(column, head, `几个列表里都有“${head}”，不知道是哪一个。请在它上面一行写明列表的名称`)
    else if (head === '') say(column, '', '这一列有内容，却没有表头。请补上表头，或删掉这一列')
    else say(column, head, `不认识表头“${head}”。${expected}，或删掉这一列`)
  }
  // Of a list that stands among the entries' own columns all that it requires must be there too.
  const parts = new Set(have.flatMap((c) => (table.part || !c.part ? [] : [c.part])))
  const asked = [
    ...table.columns,
    ...[...parts].flatMap((p) =>
      (p.of ?? []).map((field) => ({ title: field.title, field, of: 'data' as const, part: p })),
    ),
  ]
  for (const c of asked) {
    const there = have.some((h) => h.field === c.field && h.part === c.part)
    if (isRequired(c) && !there) say(undefined, '', `缺少“${c.title}”这一列。请在表头里加上，并逐行填写`)
  }
  return { sheet, row, columns, status }
}
