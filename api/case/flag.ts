import { WEIGHS } from '../../content/kinds/rule.ts'
import { MARK } from './marks.ts'

/** What a sender was asked and said, and nobody has looked into: as a mark the desk reads it as theirs. */
export const ASSERTED = {
  review: '来件人称正在行政复议',
  court: '来件人称正在诉讼',
  petition: '来件人称正在信访',
  danger: '来件人称还在发生，有人可能受伤',
} as const
export type Asserted = keyof typeof ASSERTED

/** Marks on a case that others act on. */
export const FLAG = {
  ...MARK,
  ...ASSERTED,
  urgent: '加急',
  repeat: WEIGHS.repeat,
  certificate: WEIGHS.certificate,
  halted: WEIGHS.halted,
  staff: '点了办理人员的名，注意回避',
  supervisor: '监督员线索，不经初筛',
} as const
export type Flag = keyof typeof FLAG
