import { row as csvRow } from '../publication/csv.ts'
import { workbook } from '../workbook/simple.ts'
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
  return workbook([
    { title: '结果', widths: [40, 12, 20, ...head.slice(3).map(() => 14)], head, rows },
    { title: '大家用的词', widths: [40, 16, 12], head: ['题目', '词', '多少人用过'], rows: words },
    { title: '说明', widths: [12, 100], rows: said },
  ])
}
