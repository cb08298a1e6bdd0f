import { clock } from '../workbook/file.ts'
import { type Column, listed } from '../workbook/simple.ts'
import type { deskView } from './view.ts'

type View = Awaited<ReturnType<typeof deskView>>

const COLUMNS: readonly Column<View['parts'][number]>[] = [
  ['姓名', 14, (l) => l.name],
  ['证件编号', 20, (l) => l.number],
  ['类型', 14, (l) => l.type],
  ['到哪一步', 12, (l) => l.stateLabel],
  ['签到时间', 18, (l) => clock(l.cameAt)],
  ['交报告时间', 18, (l) => clock(l.reportedAt)],
  ['报告晚了', 10, (l) => (l.unreported ? '未交' : l.late ? '是' : '')],
  ['分钟', 8, (l) => l.minutes],
  ['要回避', 8, (l) => (l.interested ? '是' : '')],
]

/** Who was asked to a task and how each stands; nothing of what they wrote. */
export const partsSheet = ({ parts }: View) => listed('受邀的监督员', COLUMNS, parts)
