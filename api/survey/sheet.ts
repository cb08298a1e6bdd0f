import { row as csvRow } from '../publication/csv.ts'
import { after, before, frame, row, STYLE } from '../workbook/markup.ts'
import { zip } from '../workbook/zip.ts'
import type { Release } from './release.ts'
import type { Line } from './table.ts'

const HEAD = [
  '题目',
  '怎样分组',
  '组',
  '答卷（份）',
  '回答了这一题的',
  '选项',
  '份数',
  '平均分',
  '平均分下限',
  '平均分上限',
  '满意率%',
  '满意率下限',
  '满意率上限',
]
const HIDDEN = '不显示'
const FEW = '样本不足'

const number = (n: number | null | undefined, none: string) => (n === null ? none : n === undefined ? '' : String(n))

/** A line of a table as rows of a sheet, one an option. */
function rowsOf(title: string, cut: string, line: Line): string[][] {
  const interval = line.mean && 'low' in line.mean ? [line.mean.low, line.mean.high] : ['', '']
  const ends = [
    String(line.mean?.mean ?? ''),
    ...interval.map(String),
    ...[line.satisfied?.rate, line.satisfied?.low, line.satisfied?.high].map((n) => number(n, '')),
  ]
  const begins = [title, cut, line.label, number(line.n, FEW), line.n === null ? FEW : number(line.answered, HIDDEN)]
  if (line.cells.length === 0) return [[...begins, '', '', ...ends]]
  return line.cells.map(({ label, n }) => [...begins, label, number(n, HIDDEN), ...ends])
}

/** Everything a release shows, as one table; nothing but what its page shows. */
export const tableOf = ({ tables }: Release): string[][] => [
  HEAD,
  ...tables.flatMap(({ title, all, cuts }) => [
    ...rowsOf(title, '全部', all),
    ...cuts.flatMap((cut) => cut.lines.flatMap((line) => rowsOf(title, cut.title, line))),
  ]),
]

/** A BOM first, or Excel takes it for GBK. */
export const csvOf = (release: Release): string => `\ufeff${tableOf(release).map(csvRow).join('')}`

/** The same as a workbook, with what it is and how it was made in a sheet behind. */
export function workbookOf(release: Release, method: readonly string[]): AsyncGenerator<Uint8Array> {
  const [head = [], ...rows] = tableOf(release)
  const said = [
    ['测评', release.title],
    ['时间', `${release.opensOn}至${release.closesOn}`],
    ['公布', `${release.publishedAt.slice(0, 10)}，第${release.release}次`],
    ...method.map((text) => ['方法', text]),
  ]
  const words = release.words.flatMap(({ title, items }) => items.map(({ word, n }) => [title, word, String(n)]))
  const sheet = (widths: number[], lines: readonly (readonly string[])[], top: readonly string[] = []) => [
    before(widths, top.length > 0),
    ...(top.length ? [row(1, top, STYLE.head)] : []),
    ...lines.map((cells, i) => row(i + 1 + (top.length ? 1 : 0), cells)),
    after(),
  ]
  const sheets = [
    sheet([40, 12, 20, ...head.slice(3).map(() => 14)], rows, head),
    sheet([40, 16, 12], words, ['题目', '词', '多少人用过']),
    sheet([12, 100], said),
  ]
  return zip([
    ...frame(['结果', '大家用的词', '说明']),
    ...sheets.map((text, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, text })),
  ])
}
