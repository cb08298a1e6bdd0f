import type { FieldSpec } from '../../content/fields.ts'
import { KINDS, type Kind, publicFields } from '../publication/publication.ts'
import { after, before, frame, row, STYLE } from './markup.ts'
import { CANCELLED, type Column, KEY, plan, STATUS, type Table } from './plan.ts'
import { join } from './value.ts'
import { type File, packing, zip } from './zip.ts'

/** A version as a workbook shows it; what `published` makes is one. */
export interface Written {
  version?: number
  status?: 'effective' | 'cancelled'
  from: string
  to?: string | null | undefined
  source?: string | null | undefined
  filingNo?: string | null | undefined
  reviewOn?: string | null | undefined
  reason?: string | null | undefined
  data: object
}

/** What the sheet 说明 says of a download. */
interface About {
  licence: { name: string; text: string }
  /** The day the data stood like this, UTC+8. */
  on: string
  source: string
}

type Values = Readonly<Record<string, unknown>>
const SAID = { effective: '现行有效', cancelled: CANCELLED } as const
const EXTRA = ['版本', STATUS]

/** Everything of a kind as a workbook, streamed: what is in memory at once does not grow with the rows. */
export function writeTable(
  kind: Kind,
  chunks: AsyncIterable<readonly Written[]>,
  about: About,
  fields: readonly FieldSpec[] = publicFields(kind),
): AsyncGenerator<Uint8Array> {
  const { main, parts } = plan(KINDS[kind].title, fields)
  return zip(files(main, parts, chunks, about))
}

async function* files(
  main: Table,
  parts: readonly Table[],
  chunks: AsyncIterable<readonly Written[]>,
  about: About,
): AsyncGenerator<File> {
  yield* frame([main.title, ...parts.map((p) => p.title), '说明'])
  // The lists within entries come along with them but stand in sheets behind: they wait in packed form.
  const behind = parts.map((table) => ({ table, sheet: packing(), rows: 1 }))
  for (const { table, sheet } of behind) await sheet.add(top(table, []))
  async function* rows() {
    yield top(main, EXTRA)
    let number = 1
    for await (const chunk of chunks) {
      for (const entry of chunk) {
        number += 1
        yield row(number, [...mainRow(main, entry), ...extra(entry)])
        for (const list of behind)
          for (const cells of partRows(list.table, entry)) await list.sheet.add(row(++list.rows, cells))
      }
    }
    yield after()
  }
  yield { name: 'xl/worksheets/sheet1.xml', text: rows() }
  for (const [i, { sheet }] of behind.entries()) {
    await sheet.add(after())
    yield { name: `xl/worksheets/sheet${i + 2}.xml`, text: sheet }
  }
  const said = [
    ['内容', main.title],
    ['数据日期', about.on],
    ['来源', about.source],
    ['许可', `${about.licence.name}。${about.licence.text}`],
    ['再导入', '在这份表格里修改后可以直接导入；各工作表按编码对应'],
  ]
  const text = [before([16, 80], false), ...said.map((cells, i) => row(i + 1, cells)), after()]
  yield { name: `xl/worksheets/sheet${parts.length + 2}.xml`, text }
}

const WIDE: readonly FieldSpec['kind'][] = ['long', 'markdown', 'texts']
export const widthOf = ({ field, title }: Column): number =>
  WIDE.includes(field.kind) ? 40 : Math.min(40, Math.max(14, 2 * title.length + 4))

const top = ({ columns }: Table, more: readonly string[]) =>
  before([...columns.map(widthOf), ...more.map(() => 12)]) +
  row(1, [...columns.map((c) => c.title), ...more], STYLE.head)

/** The cells of an entry itself. */
export function mainRow({ columns }: Table, entry: Written): string[] {
  const data = entry.data as Values
  const envelope: Values = { ...entry }
  return columns.map(({ field, of }) => textOf(field, (of === 'data' ? data : envelope)[field.name]))
}

const extra = ({ version, status }: Written) => [String(version ?? ''), status ? SAID[status] : '']

/** The cells of a list within an entry, a row each. */
export function partRows({ part, columns }: Table, entry: Written): string[][] {
  const data = entry.data as Values
  const value = part && data[part.name]
  if (!part || !value) return []
  const items: Values[] =
    part.kind === 'rows'
      ? (value as Values[])
      : part.kind === 'group'
        ? [value as Values]
        : Object.entries(value).map(([key, item]) => ({ ...(item as Values), [KEY.name]: key }))
  return items.map((item) =>
    columns.map(({ field, of }) =>
      of === 'key'
        ? textOf(field, field.name === 'from' ? entry.from : data[field.name])
        : textOf(field, item[field.name]),
    ),
  )
}

/** A value as text that reading takes for the same value. */
function textOf(field: FieldSpec, value: unknown): string {
  if (value === undefined || value === null) return ''
  const label = (code: unknown) => field.labels?.[String(code)] ?? String(code)
  if (Array.isArray(value)) return field.kind === 'choices' ? value.map(label).join('；') : join(value.map(String))
  if (typeof value === 'boolean') return value ? '是' : '否'
  return label(value)
}
