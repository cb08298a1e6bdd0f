import type { Bulletin } from '../../content/kinds/bulletin.ts'

/** Where a call for supervisors stands on a day. */
export const PHASE = { ahead: '报名还没有开始', open: '正在报名', closed: '报名已截止' } as const
export type Phase = keyof typeof PHASE

/** What a bulletin calls for. */
export type Calling = NonNullable<Bulletin['call']>

export const phaseOf = ({ applyFrom, applyTo }: Pick<Calling, 'applyFrom' | 'applyTo'>, day: string): Phase =>
  day < applyFrom ? 'ahead' : day <= applyTo ? 'open' : 'closed'
