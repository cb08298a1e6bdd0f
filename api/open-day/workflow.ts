import type { registrations } from '../../db/schema.ts'
import type { Role } from '../staff/role.ts'

export type State = (typeof registrations.$inferSelect)['state']

/** Where a registration stands, as its holder reads it. */
export const STATE = {
  pending: '待审核',
  confirmed: '已通过',
  refused: '未通过',
  waiting: '候补',
  offered: '有名额了，等您确认',
  declined: '已放弃',
  expired: '已过期，没有名额',
  cancelled: '已取消',
  attended: '已参加',
  absent: '没有到场',
} as const satisfies Record<State, string>

/** Why somebody should look at a registration. */
export const MARK = {
  plain: '没有防自动提交的验证',
  crowd: '同一网络报了很多个',
  again: '同一个电话报过',
  'walk-in': '现场来的',
  over: '超出名额进场',
} as const satisfies Record<(typeof registrations.$inferSelect)['marks'][number], string>

/** States that have seats; in all others somebody else may have them. */
export const SEATED = ['pending', 'confirmed', 'offered', 'attended', 'absent'] as const satisfies State[]
export const isSeated = (state: State): boolean => (SEATED as readonly State[]).includes(state)
/** Who is on the list of a day: they come, came or stayed away. */
export const EXPECTED = ['confirmed', 'attended', 'absent'] as const satisfies State[]
export const isExpected = (state: State): boolean => (EXPECTED as readonly State[]).includes(state)

/** Whoever has the ticket; the clock; a telephone at the door; or people of the desk. */
export type By = 'holder' | 'clock' | 'door' | Role

interface Step {
  label: string
  by: readonly By[]
  from: readonly State[]
  /** Omitted: the state stays. */
  to?: State
}

/** Who judges where a group needs approval. */
export const JUDGES = ['body', 'handler'] as const satisfies Role[]

/** The whole way of a registration once it is made: one row an action. */
export const STEPS = {
  approve: { label: '通过', by: JUDGES, from: ['pending'], to: 'confirmed' },
  refuse: { label: '不通过', by: JUDGES, from: ['pending', 'waiting'], to: 'refused' },
  accept: { label: '接受名额', by: ['holder'], from: ['offered'], to: 'confirmed' },
  decline: { label: '放弃名额', by: ['holder'], from: ['offered'], to: 'declined' },
  expire: { label: '过期', by: ['clock'], from: ['offered'], to: 'expired' },
  change: { label: '改报名', by: ['holder', ...JUDGES], from: ['pending', 'confirmed', 'waiting'] },
  cancel: {
    label: '取消报名',
    by: ['holder', ...JUDGES],
    from: ['pending', 'confirmed', 'waiting', 'offered'],
    to: 'cancelled',
  },
  reissue: { label: '补发凭证', by: JUDGES, from: ['pending', 'confirmed', 'waiting', 'offered'] },
  checkIn: { label: '签到', by: ['door', 'holder', ...JUDGES], from: ['confirmed', 'absent'], to: 'attended' },
  comeBack: { label: '再次进场', by: ['door', ...JUDGES], from: ['attended'] },
  checkOut: { label: '签退', by: ['door', ...JUDGES], from: ['attended'] },
  undo: { label: '撤销签到', by: ['door', ...JUDGES], from: ['attended'], to: 'confirmed' },
  details: { label: '改姓名电话', by: ['holder'], from: ['pending', 'confirmed', 'waiting', 'offered'] },
  lapse: { label: '开始前没有轮到', by: ['clock'], from: ['pending', 'waiting', 'offered'], to: 'expired' },
  miss: { label: '没有到场', by: ['clock'], from: ['confirmed'], to: 'absent' },
  callOff: { label: '活动取消', by: ['clock'], from: ['pending', 'confirmed', 'waiting', 'offered'], to: 'cancelled' },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const step = (action: Action): Step => STEPS[action]

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (state: State, hats: readonly By[]): Action[] =>
  (Object.keys(STEPS) as Action[]).filter((action) => {
    const { by, from } = step(action)
    return from.includes(state) && by.some((hat) => hats.includes(hat))
  })
