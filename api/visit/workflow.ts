import * as z from 'zod'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { fits, type StepOf } from '../step.ts'
import { words } from '../vocabulary.ts'
import { afterwards } from './visit.ts'

export const STATUS = { planned: '待检查', entered: '已进门', cancelled: '已取消' } as const
export type Status = keyof typeof STATUS

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** Entering is registered at the door, on the day. */
  otherDay: 'visit_day',
  /** Nothing can be written down afterwards of a day that has not come. */
  ahead: 'visit_ahead',
} as const satisfies Record<string, RefusalCode>
type Bar = keyof typeof BARS

interface Step extends StepOf<Status, Role, Bar> {
  to: Status
}

/** Who plans inspections of their own body, and registers them. */
export const PLANS = ['body'] as const satisfies Role[]

/** The whole workflow: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  enter: {
    label: '进门登记',
    by: PLANS,
    from: ['planned'],
    to: 'entered',
    unless: ['otherDay'],
    says: z.strictObject({}),
  },
  backfill: {
    label: '补录',
    by: PLANS,
    from: ['planned'],
    to: 'entered',
    unless: ['ahead'],
    says: z.strictObject(afterwards),
  },
  cancel: {
    label: '取消',
    by: PLANS,
    from: ['planned'],
    to: 'cancelled',
    says: z.strictObject({ note: words(2, 300, '原因').meta({ title: '为什么取消', kind: 'long' }) }),
  },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** What stands against steps on a day. */
export function barsOf({ on, until }: { on: string; until: string }, today: string): Set<Bar> {
  return new Set<Bar>([
    ...(today < on || today > until ? (['otherDay'] as const) : []),
    ...(today < on ? (['ahead'] as const) : []),
  ])
}

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (status: Status, hats: readonly Role[], bars: ReadonlySet<Bar>): Action[] =>
  ACTIONS.filter(
    (action) => fits(step(action), status, hats) && !(step(action).unless ?? []).some((bar) => bars.has(bar)),
  )

/** How an event is called whose action is no step. */
const CALLED: Record<string, string> = { plan: '安排检查', recall: '补录没有任务的检查', urgent: '登记紧急检查' }
export const labelOf = (action: string): string =>
  ACTIONS.some((one) => one === action) ? step(action as Action).label : (CALLED[action] ?? action)
