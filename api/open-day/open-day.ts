import { GROUPS, type Group, instantOf, type OpenDay, type Session } from '../../content/kinds/open-day.ts'

export { GROUP, GROUPS, type Group, instantOf, zoned } from '../../content/kinds/open-day.ts'

/** Where an open day stands; all of it follows from its times and from whether it was called off. */
export const PHASE = {
  ahead: '报名还没有开始',
  open: '报名中',
  closed: '报名已截止',
  running: '正在进行',
  over: '已结束',
  reported: '已公布报告',
  off: '已取消',
} as const
export type Phase = keyof typeof PHASE

type Times = Pick<OpenDay, 'opens' | 'closes' | 'sessions' | 'report'>

/** From the first door that opens to the last end. */
const spanOf = (sessions: readonly Session[]) => ({
  first: Math.min(...sessions.map(({ checkIn }) => instantOf(checkIn))),
  last: Math.max(...sessions.map(({ ends }) => instantOf(ends))),
})

/** So many days after it an opinion still counts as one from the open day. */
const HEARD_DAYS = 30

/** Whether what somebody says now may be said as from this open day. */
export function isHeard({ sessions }: Pick<OpenDay, 'sessions'>, cancelled: boolean, now: number): boolean {
  const { first, last } = spanOf(sessions)
  return !cancelled && now >= first && now < last + HEARD_DAYS * 86_400_000
}

export function phaseOf({ opens, closes, sessions, report }: Times, cancelled: boolean, now: number): Phase {
  if (cancelled) return 'off'
  const { first, last } = spanOf(sessions)
  if (now >= last) return report ? 'reported' : 'over'
  if (now >= first) return 'running'
  if (now >= instantOf(closes)) return 'closed'
  return now >= instantOf(opens) ? 'open' : 'ahead'
}

/** The groups an open day has seats for, in the order of the table of groups. */
export const groupsOf = (sessions: readonly Session[]): Group[] =>
  GROUPS.filter((group) => sessions.some(({ seats }) => seats.some((s) => s.group === group)))
