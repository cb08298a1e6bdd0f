import type { z } from 'zod'
import type { DataOf, Envelope, Kind } from '../../content/schema.ts'
import { KINDS } from '../../content/schema.ts'
import { build } from './build.ts'
import { type Entry, entriesOf, handOut, placeOf } from './entry.ts'
import { faults as collect, type Fault, type Faults, whole } from './fault.ts'
import { heads, type Layout } from './heads.ts'
import { judge, specOf } from './judge.ts'
import type { Lookup } from './lookup.ts'
import { ASIDE, type Plan, plan, type Table, tidy } from './plan.ts'
import { blank, brokenCells, isDelimited, open, type Sheet } from './sheet.ts'
import { versions } from './version.ts'

/** One version a workbook states, and where it does. */
export interface Row<K extends Kind = Kind> {
  place: string
  envelope: z.output<typeof Envelope>
  data: DataOf[K]
}

export interface TableRead<K extends Kind = Kind> {
  /** What is right; whoever imports looks at the problems first. */
  records: Row<K>[]
  problems: Fault[]
  /** Entries in the workbook, right or wrong. */
  rows: number
}

/** Rows between two words about progress. */
const STRIDE = 200

/** Reads a workbook or CSV of one kind; all that is wrong with it comes back at once. */
export async function readTable<K extends Kind>(
  bytes: Uint8Array,
  fileName: string,
  kind: K,
  look: Lookup,
  progress: (done: number, total: number) => void = () => {},
): Promise<TableRead<K>> {
  const opened = await open(bytes, fileName)
  if ('refused' in opened) return { records: [], problems: [whole(opened.refused)], rows: 0 }
  const found = collect()
  const entries = gather(opened.sheets, kind, found)
  const codes = new Set(entries.map((e) => e.code))
  const here: Lookup = { ...look, known: (k, code) => (k === kind && codes.has(code)) || look.known(k, code) }
  const records: Row<K>[] = []
  const dated: Parameters<typeof versions>[0][number][] = []
  for (const [i, entry] of entries.entries()) {
    if (i % STRIDE === 0) progress(i, entries.length)
    const before = found.count
    const built = build(entry, specOf(kind), here, found)
    const { envelope, data } = judge(kind, built, found)
    if (envelope) dated.push({ entry, from: envelope.from, to: envelope.to })
    if (envelope && data && found.count === before && built.settled.size === 0)
      records.push({ place: placeOf(entry.lines[0]), envelope, data: data as DataOf[K] })
  }
  versions(dated, found)
  progress(entries.length, entries.length)
  if (entries.length === 0 && found.count === 0)
    found.add(whole('表格里没有内容。请在表头下面逐行填写后再导入；“示例”行不会导入'))
  return { records, problems: found.all(), rows: entries.length }
}

/** The entries of a workbook: every sheet that is not a list of its own, and not an explanation, has some. */
function gather(sheets: readonly Sheet[], kind: Kind, found: Faults): Entry[] {
  const kinds = plan(KINDS[kind].title, specOf(kind))
  const read: { layout: Layout; table: Table }[] = []
  for (const sheet of sheets) {
    if (ASIDE.includes(sheet.name.trim()) || sheet.rows.every((r) => r.every(blank))) continue
    if (sheet.hidden) {
      const message = '这张工作表是隐藏的，没有读取。请取消隐藏，核对后再导入，或者删掉它'
      found.add({ sheet: sheet.name, row: 1, column: '', message })
      continue
    }
    const table = kinds.parts.find((p) => tidy(p.title) === tidy(sheet.name)) ?? kinds.main
    const layout = heads(sheet, kinds, table, found)
    for (const fault of brokenCells(sheet, (c) => (layout ? sheet.head(layout.row, c).trim() : ''))) found.add(fault)
    if (layout) read.push({ layout, table })
  }
  const main = read.filter((r) => !r.table.part).map((r) => r.layout)
  // Said once, not for every entry again.
  if (absent(kinds, read, found)) return []
  const entries = main.flatMap((layout) => entriesOf(layout, found))
  const byCode = Map.groupBy(entries, (e) => e.code)
  for (const { layout, table } of read) if (table.part) handOut(layout, table.part.name, byCode, found)
  return entries.filter((e) => !e.cancelled)
}

/** Whether the workbook has neither a sheet nor columns for a list that every entry must have. */
function absent({ parts }: Plan, read: readonly { layout: Layout; table: Table }[], found: Faults): boolean {
  const main = read.find((r) => !r.table.part)?.layout
  if (!main) return false
  const missing = parts.filter(
    ({ part }) =>
      part?.required &&
      !read.some((r) => r.table.part === part || r.layout.columns.values().some((c) => c.part === part)),
  )
  const { name } = main.sheet
  for (const { title } of missing) {
    const where = isDelimited(name)
      ? '这种文件只有一张表，放不下。请下载 .xlsx 模板填写，或把它的各列写在这张表里'
      : `请加一张名为“${title}”的工作表，或把它的各列写在这张表里`
    found.add({ sheet: name, row: main.row + 1, column: '', message: `缺少“${title}”。${where}` })
  }
  return missing.length > 0
}
