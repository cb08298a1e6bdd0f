import { clock } from '../workbook/file.ts'
import { type Column, divided, listed } from '../workbook/simple.ts'
import type { Line } from './list.ts'
import type { Totals } from './statistics.ts'

const COLUMNS: readonly Column<Line>[] = [
  ['编号', 12, (l) => l.number],
  ['场次', 10, (l) => l.sessionLabel],
  ['类别', 12, (l) => l.groupLabel],
  ['状态', 12, (l) => l.stateLabel],
  ['座位', 8, (l) => l.seat],
  ['人数', 8, (l) => l.size],
  ['姓名', 14, (l) => l.who?.name],
  ['手机号码', 16, (l) => l.who?.phone],
  ['单位和职务', 24, (l) => l.who?.unit],
  ['需要的帮助', 24, (l) => l.who?.needs],
  ['最想了解什么', 30, (l) => l.who?.wish],
  ['拍摄', 16, (l) => l.who?.photographs],
  ['提示', 20, (l) => l.marks.join('；')],
  ['报名时间', 18, (l) => clock(l.at)],
  ['签到时间', 18, (l) => clock(l.cameAt)],
  ['到场人数', 10, (l) => l.came],
]

/** The list of an open day as a sheet; it names people, so it is for whoever runs the day. */
export const listSheet = (lines: readonly Line[]) => listed('报名名单', COLUMNS, lines)

const NUMBERS: readonly [string, (one: Totals) => string | number][] = [
  ['活动（场）', (t) => t.events],
  ['其中取消的', (t) => t.cancelled],
  ['名额', (t) => t.seats],
  ['报名（人）', (t) => t.registered],
  ['到场（人）', (t) => t.came],
  ['其中现场来的', (t) => t.walkIns],
  ['没有到场（人）', (t) => t.absent],
  ['没有到场%', (t) => t.absentRate ?? ''],
]
type Parts = Record<'departments' | 'groups' | 'years', (Totals & { label: string })[]>

/** The statistics as one sheet: each line says what it is divided by. */
export const numbersSheet = ({ departments, groups, years }: Parts) =>
  divided('开放日统计', NUMBERS, [
    ['单位', departments],
    ['类别', groups],
    ['年度', years],
  ])
