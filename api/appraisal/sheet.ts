import { divided, type Sheet } from '../workbook/simple.ts'
import type { Report } from './report.ts'
import { ERASED, FEW } from './score.ts'
import type { Statistics, Total } from './statistics.ts'

/** The report of a year as one sheet: a column for how many of each item, and one for what they come to. */
export const reportSheet = ({ year, score, closed, erased, items }: Report): Sheet => ({
  title: `${year}年度考核`,
  widths: [16, 14, 14, 18, 12, 12, 12, ...score.items.flatMap(() => [14, 12]), 10, 10, 10, 12],
  head: [
    '编号',
    '姓名',
    '类别',
    '从哪里聘任',
    '状态',
    '任期起',
    '任期止',
    ...score.items.flatMap(({ label, points }) => [`${label}（次）`, `${label}（每次${points}分）`]),
    '得分',
    '等次',
    '履职小时',
    closed ? '定稿后的变化' : '还没有定稿',
  ],
  rows: items.map((line) => [
    line.number,
    line.name,
    line.typeLabel,
    line.groupLabel,
    line.stateLabel,
    line.from,
    line.to,
    ...score.items.flatMap(({ item }) => {
      const part = line.parts.find((one) => one.item === item)
      return [String(part?.n ?? 0), String(part?.points ?? 0)]
    }),
    String(line.points),
    line.gradeLabel,
    String(line.hours),
    line.difference === null ? (erased && line.kept ? ERASED : '') : String(line.difference),
  ]),
})

export const NUMBERS: readonly [string, (one: Total) => string | number][] = [
  ['监督员（人）', (t) => t.people],
  ['其中有履职记录的', (t) => t.active ?? FEW],
  ['线索（件）', (t) => t.leads ?? FEW],
  ['其中已答复的', (t) => t.answered ?? FEW],
  ['有效线索', (t) => t.effective ?? FEW],
  ['采纳的建议', (t) => t.adopted ?? FEW],
  ['有效率%', (t) => t.effectiveRate ?? (t.few ? FEW : '')],
  ['参加活动（人次）', (t) => t.activities],
  ['其中培训', (t) => t.trainings],
  ['履职小时', (t) => t.hours],
]

/** The contributions of a year as one sheet: each line says what it is divided by. */
export const statisticsSheet = ({ year, all, areas, sectors, groups, types }: Statistics) =>
  divided(`${year}年度履职统计`, NUMBERS, [
    ['全部', [all]],
    ['镇街', areas],
    ['领域', sectors],
    ['从哪里聘任', groups],
    ['类别', types],
  ])
