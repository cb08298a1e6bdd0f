import type { Faults } from './fault.ts'
import { columnOf, headName, type Layout } from './heads.ts'
import { CANCELLED, type Column, tidy } from './plan.ts'
import { blank } from './sheet.ts'
import { narrow, reading } from './value.ts'

/** One row of a sheet, counted from 0. */
export interface Line {
  layout: Layout
  row: number
}

/** What a workbook says of one version of one entry, wherever it says it. */
export interface Entry {
  code: string
  /** The day as the sheet has it; empty when it has none that can be read. */
  from: string
  /** The rows of the sheet of entries, the first of which has its own fields. */
  lines: [Line, ...Line[]]
  /** Our own downloads show what is cancelled too; it is not taken for something to publish again. */
  cancelled: boolean
  /** Rows of sheets for its lists, by the list's name. */
  parts: Map<string, Line[]>
}

const cell = ({ layout, row }: Line, column: number | undefined) =>
  column === undefined ? null : (layout.sheet.rows[row]?.[column] ?? null)
const text = (line: Line, column: number | undefined) => String(cell(line, column) ?? '').trim()

/** Whether a row says something itself in one of these columns, not only what it is merged with. */
export const says = ({ layout, row }: Line, of: (column: Column) => boolean): boolean =>
  layout.columns
    .entries()
    .some(([c, column]) => of(column) && !blank(layout.sheet.rows[row]?.[c]) && !layout.sheet.covered(row, c))

const FROM = { name: 'from', title: '', kind: 'day', required: true } as const
const fromColumn = ({ columns }: Layout) =>
  columns.entries().find(([, c]) => c.field.name === 'from' && c.of !== 'data')?.[0]
const fromOf = (line: Line): string => {
  const { value } = reading(FROM, cell(line, fromColumn(line.layout)), { known: () => false, resolve: () => undefined })
  return typeof value === 'string' ? value : ''
}

/** The rows that say something: not the blank ones, the explanations of our template, or heads repeated for printing. */
function linesOf(layout: Layout): Line[] {
  const at = columnOf(layout, 'code')
  const lines: Line[] = []
  for (let row = layout.row + 1; row < layout.sheet.rows.length; row++) {
    const line = { layout, row }
    const code = text(line, at)
    const aside =
      /^(说明|示例)/.test(code) || (at !== undefined && tidy(code) === tidy(layout.sheet.head(layout.row, at)))
    if (!aside && says(line, () => true)) lines.push(line)
  }
  return lines
}

/** Rows of the sheet of entries, gathered to entries: where a list stands beside them, one entry goes over several rows. */
export function entriesOf(layout: Layout, faults: Faults): Entry[] {
  const at = columnOf(layout, 'code')
  if (at === undefined) return []
  const lists = layout.columns.values().some((c) => c.part)
  const entries: Entry[] = []
  for (const line of linesOf(layout)) {
    const last = entries.at(-1)
    const code = narrow(text(line, at))
    const from = fromOf(line)
    const goesOn = lists && last && (code === '' || (code === last.code && (from === '' || from === last.from)))
    if (goesOn) {
      last.lines.push(line)
      differences(last, line, faults)
    } else if (code !== '')
      entries.push({ code, from, cancelled: text(line, layout.status) === CANCELLED, lines: [line], parts: new Map() })
    else if (!layout.sheet.broken.has(`${line.row},${at}`))
      say(line, at, '缺少编码。每一行都要写编码；不用导入的行请删掉', faults)
  }
  return entries
}

const say = ({ layout, row }: Line, column: number | undefined, message: string, faults: Faults) =>
  faults.add({ sheet: layout.sheet.name, row: row + 1, column: headName(layout, column), message })

/** The rows of one entry agree about what is said once for all of them. */
function differences({ code, lines: [first] }: Entry, line: Line, faults: Faults) {
  for (const [c, column] of line.layout.columns) {
    if (column.part || line.layout.sheet.covered(line.row, c)) continue
    const here = text(line, c)
    if (here === '' || here === text(first, c)) continue
    const message = `与第 ${first.row + 1} 行是同一条（编码 ${code}），这里写的却不同。请改成一样或留空；是另一条的，请写上它的编码`
    say(line, c, message, faults)
  }
}

/** Hands the rows of a list's own sheet to the entries whose code they name. */
export function handOut(layout: Layout, list: string, entries: ReadonlyMap<string, Entry[]>, faults: Faults) {
  const at = columnOf(layout, 'code')
  let code = ''
  for (const line of linesOf(layout)) {
    code = narrow(text(line, at)) || code
    const versions = entries.get(code) ?? []
    const from = fromOf(line)
    const entry = from === '' ? versions[0] : versions.find((v) => v.from === from)
    if (code === '') say(line, at, '缺少编码。请写上这一行属于哪一条', faults)
    else if (versions.length === 0)
      say(line, at, `编码 ${code} 不在这一类的工作表里。请先在那里加上这一条，或改正编码`, faults)
    else if (from === '' && new Set(versions.map((v) => v.from)).size > 1)
      say(line, fromColumn(layout), `编码 ${code} 有几个版本。请写上这一行属于哪一天生效的版本`, faults)
    else if (!entry)
      say(line, fromColumn(layout), `编码 ${code} 没有 ${from} 生效的版本。请与那张工作表的生效日期核对`, faults)
    else entry.parts.set(list, [...(entry.parts.get(list) ?? []), line])
  }
}

/** `“执法事项”第 5 行` */
export const placeOf = ({ layout, row }: Line): string => `“${layout.sheet.name}”第 ${row + 1} 行`
