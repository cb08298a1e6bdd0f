import type { FieldSpec } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'
import { MOST_ROWS } from './guard.ts'
import { specOf } from './judge.ts'
import { after, before, type Choice, frame, row, STYLE } from './markup.ts'
import { type Column, plan, type Table } from './plan.ts'
import { sample } from './sample.ts'
import { mainRow, partRows, widthOf } from './write.ts'
import { type File, zip } from './zip.ts'

/** So many rows have lists to choose from. */
const CHOOSING = 2000
const FROM = '2026-03-01'

const FORM: Record<FieldSpec['kind'], string> = {
  text: '文字',
  long: '文字，可以换行',
  markdown: '文字，可用 Markdown，不能有 HTML',
  choice: '选一项',
  choices: '选一项或几项，每项一行',
  day: '日期，如 2026-03-01',
  number: '数字',
  flag: '是或否',
  texts: '每项一行',
  ref: '编码或全称',
  refs: '编码或全称，每个一行',
  rows: '',
  map: '',
  group: '',
}
const MEASURED: readonly FieldSpec['kind'][] = ['text', 'long', 'markdown']

/** What is to be written in a column, in a few words. */
function hint({ field, of }: Column, several: boolean): string {
  if (of === 'key') return field.name === 'from' ? '选填；同一编码有几个版本时写' : '必填；这一行属于哪一条'
  const { kind, required, labels, ref, min, max, whole } = field
  const said = [required ? '必填' : '选填', FORM[kind]]
  if (kind === 'number' && whole) said.push('整数')
  if (kind === 'number' && min !== undefined) said.push(`${min}${max === undefined ? ' 或以上' : ` 到 ${max}`}`)
  if (MEASURED.includes(kind) && max !== undefined) said.push(`最多 ${max} 字`)
  if (ref) said.push(`来自${KINDS[ref as Kind]?.title ?? ref}`)
  if (labels) said.push(`可选：${Object.values(labels).join('、')}`)
  if (of === 'envelope' && field.name === 'from' && several) said.push('从这一天起有效')
  return said.filter((s) => s !== '').join('；')
}

/** A workbook to fill in: heads, what each column takes, an example, and lists to choose from. */
export async function template(kind: Kind): Promise<Uint8Array> {
  const { title } = KINDS[kind]
  const { main, parts } = plan(title, specOf(kind))
  const example = { from: FROM, data: sample(kind) }
  const tables = [main, ...parts]
  const sheets = tables.map(
    (table, i): File => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      text: sheet(table, table.part ? partRows(table, example) : [mainRow(table, example)]),
    }),
  )
  const lists = parts.map((p) => `“${p.title}”`).join('、')
  const help = [
    ['怎么填', `在“${title}”里每条写一行。表头下面的“说明”行和“示例”行不会导入，可以留着。`],
    ...(lists ? [['列表', `${lists}写在各自的工作表里，一行一项，第一列写它属于哪一条的编码。`]] : []),
    ['公式', '单元格里不能有公式。有公式的，请复制后选择性粘贴为数值。'],
    ['日期', '写成 2026-03-01、2026/3/1 或 2026年3月1日都可以。'],
    ['行数', `一次最多 ${MOST_ROWS.toLocaleString('en')} 行。`],
  ]
  const said = [before([16, 80], false), ...help.map((cells, i) => row(i + 1, cells)), after()]
  const files: File[] = [
    ...frame([...tables.map((t) => t.title), '说明']),
    ...sheets,
    { name: `xl/worksheets/sheet${tables.length + 1}.xml`, text: said },
  ]
  return Buffer.concat(await Array.fromAsync(zip(files)))
}

function sheet({ columns, part }: Table, examples: readonly string[][]): string[] {
  const hints = columns.map((c) => hint(c, !part))
  const first = (mark: string, cells: readonly string[]) =>
    cells.map((text, i) => (i === 0 ? `${mark}：${text}` : text))
  const from = 3 + examples.length
  const choices = columns.flatMap(({ field }, column): Choice[] => {
    const labels =
      field.kind === 'flag' ? ['是', '否'] : field.kind === 'choice' ? Object.values(field.labels ?? {}) : []
    return labels.length > 0 ? [{ column, from, to: from + CHOOSING, labels }] : []
  })
  const widths = columns.map(widthOf)
  // A sign of Chinese is two wide; spreadsheets do not heighten rows they have not laid out themselves.
  const lines = Math.max(...hints.map((text, i) => Math.ceil((2 * text.length + 6) / (widths[i] ?? 1))))
  return [
    before(widths),
    row(
      1,
      columns.map((c) => c.title),
      STYLE.head,
    ),
    row(2, first('说明', hints), STYLE.hint, Math.min(lines, 12)),
    ...examples.map((cells, i) => row(i + 3, first('示例', cells), STYLE.hint)),
    after(choices),
  ]
}
