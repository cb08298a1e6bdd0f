import * as z from 'zod'
import type { contacts } from '../../db/schema.ts'
import { shift } from '../day.ts'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { fits, type StepOf } from '../step.ts'
import { words } from '../vocabulary.ts'
import { EARLY, listed, otherwise, person, term } from './contact.ts'

export type State = (typeof contacts.$inferSelect)['state']

/** Where a contact point stands. */
export const STATE = { serving: '履职中', suspended: '已暂停', ended: '已结束' } as const satisfies Record<
  State,
  string
>

/** Of one company there is one that is alive. */
export const LIVE = ['serving', 'suspended'] as const satisfies State[]
export const isLive = (state: State): boolean => LIVE.some((one) => one === state)

/** Who appoints contact points and looks after them. */
export const KEEPS = ['handler'] as const satisfies Role[]
export type By = 'clock' | Role

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** The term still runs for longer than it may be prolonged early. */
  early: 'renewal_early',
  /** Who spoke for it was erased, and with it the telephone. */
  erased: 'person_erased',
} as const satisfies Record<string, RefusalCode>
type Bar = keyof typeof BARS

interface Step extends StepOf<State, By, Bar> {
  says: z.ZodObject
}

const reason = (title: string) =>
  z.strictObject({ reason: words(4, 300, title).meta({ title, kind: 'long', maxLength: 300 }) })

/** The whole life of a contact point: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  change: {
    label: '改联系方式和公开',
    by: KEEPS,
    from: ['serving', 'suspended'],
    says: z.strictObject({ ...otherwise, listed }),
  },
  replace: {
    label: '换联络员',
    by: KEEPS,
    from: ['serving', 'suspended'],
    says: z.strictObject(person),
  },
  renew: {
    label: '续期',
    by: KEEPS,
    from: ['serving', 'ended'],
    to: 'serving',
    unless: ['early', 'erased'],
    says: z.strictObject(term),
  },
  suspend: { label: '暂停', by: KEEPS, from: ['serving'], to: 'suspended', says: reason('暂停的理由') },
  resume: { label: '恢复', by: KEEPS, from: ['suspended'], to: 'serving', says: reason('恢复的理由') },
  end: { label: '结束', by: KEEPS, from: ['serving', 'suspended'], to: 'ended', says: reason('结束的理由') },
  expire: { label: '期限届满', by: ['clock'], from: ['serving', 'suspended'], to: 'ended', says: z.strictObject({}) },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** What people take; the clock takes its own. */
export const TAKEN = ACTIONS.filter((action) => !step(action).by.includes('clock'))

/** What stands against steps on a day. */
export const barsOf = (
  { state, to, phoneIndex }: { state: State; to: string; phoneIndex?: string },
  today: string,
): ReadonlySet<Bar> =>
  new Set<Bar>([
    ...(state === 'serving' && to > shift(today, EARLY) ? (['early'] as const) : []),
    ...(phoneIndex === '' ? (['erased'] as const) : []),
  ])

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (state: State, hats: readonly By[], bars: ReadonlySet<Bar> = new Set()): Action[] =>
  ACTIONS.filter(
    (action) => fits(step(action), state, hats) && !(step(action).unless ?? []).some((bar) => bars.has(bar)),
  )

/** How an event is called whose action is no step. */
const CALLED: Record<string, string> = {
  add: '设立联系点',
  code: '发设置码',
  questionnaire: '向全体联系点发问卷',
  remind: '提醒快到期',
}
export const labelOf = (action: string): string =>
  ACTIONS.some((one) => one === action) ? step(action as Action).label : (CALLED[action] ?? action)
