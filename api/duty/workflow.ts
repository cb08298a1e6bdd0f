import * as z from 'zod'
import type { duties, dutyParts } from '../../db/schema.ts'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { endsOf, fits, type StepOf } from '../step.ts'
import { codes, words } from '../vocabulary.ts'
import { Changed, minutes, OPENS, WHY } from './duty.ts'
import { Report, restoring, returning, takingBack, typedCode } from './says.ts'

export type State = (typeof duties.$inferSelect)['state']
export type PartState = (typeof dutyParts.$inferSelect)['state']

export const STATE = { open: '进行中', held: '已办结', cancelled: '已取消' } as const satisfies Record<State, string>
/** Where a supervisor stands with a task, as they and the bureau read it. */
export const PART = {
  invited: '待答复',
  accepted: '已接受',
  declined: '不参加',
  came: '已签到',
  reported: '已交报告',
  confirmed: '已确认',
  absent: '没有到场',
} as const satisfies Record<PartState, string>

/** Who makes tasks, asks people and confirms what they did. */
export const MAKES = ['handler'] as const satisfies Role[]
/** The supervisor asked, people of the bureau, or the clock. */
export type By = 'self' | 'clock' | Role

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** The task was cancelled or is over and done with. */
  shut: 'duty_shut',
  /** The task was cancelled: nobody came to it. */
  off: 'duty_shut',
  /** Something has begun that can only be decided before. */
  begun: 'duty_begun',
  /** The door does not open before an hour before the beginning. */
  early: 'duty_day',
  /** It has ended: who was there says so while it lasts. */
  over: 'duty_day',
  /** The day has passed: nobody came yesterday. */
  past: 'duty_day',
  /** It still lasts. */
  lasts: 'duty_lasts',
  /** A report is asked for, has not come, and may still come in time. */
  unreported: 'duty_report',
  /** They have declared an interest in whom it is about. */
  interested: 'duty_interest',
  /** Some who accepted or came have nothing confirmed and are not absent. */
  unsettled: 'duty_unsettled',
  /** The year it counts for is closed. */
  closed: 'year_closed',
  /** That they came is their own word, at the door or in a report. */
  theirs: 'not_now',
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

interface PartStep extends StepOf<PartState, By, Bar> {
  /** Several: it goes back to where it stood. */
  to?: PartState | Readonly<Record<string, PartState>>
}
interface Step extends StepOf<State, By, Bar> {
  to?: State
}

const nothing = z.strictObject({})
/** The whole way of a supervisor’s part in a task: one row an action. */
export const PART_STEPS = {
  accept: {
    label: '接受',
    by: ['self'],
    from: ['invited', 'declined'],
    to: 'accepted',
    unless: ['shut', 'over', 'interested'],
    says: nothing,
  },
  decline: {
    label: '不参加',
    by: ['self'],
    from: ['invited', 'accepted'],
    to: 'declined',
    unless: ['shut', 'begun'],
    says: z.strictObject({ why: codes(WHY).meta({ labels: WHY, title: '原因' }) }),
  },
  checkIn: {
    label: '签到',
    by: ['self'],
    from: ['accepted'],
    to: 'came',
    unless: ['shut', 'early', 'over', 'interested'],
    says: z.strictObject({ code: typedCode }),
  },
  report: {
    label: '交报告',
    by: ['self'],
    from: ['came', 'reported'],
    to: 'reported',
    unless: ['shut'],
    says: Report,
  },
  mark: {
    label: '代为签到',
    by: MAKES,
    from: ['invited', 'accepted', 'absent'],
    to: 'came',
    unless: ['shut', 'early', 'past', 'interested'],
    says: nothing,
  },
  return: {
    label: '退回补充',
    by: MAKES,
    from: ['reported'],
    to: 'came',
    unless: ['shut'],
    says: z.strictObject({ reason: returning }),
  },
  confirm: {
    label: '确认',
    by: MAKES,
    from: ['came', 'reported'],
    to: 'confirmed',
    unless: ['shut', 'lasts', 'unreported'],
    says: z.strictObject({ minutes: minutes.meta({ title: '确认多少分钟', kind: 'number' }) }),
  },
  absent: {
    label: '没有到场',
    // Whom nobody marked by a day after the end, the clock does.
    by: [...MAKES, 'clock'],
    from: ['accepted'],
    to: 'absent',
    unless: ['shut', 'lasts'],
    says: nothing,
  },
  /** Counted absent by mistake: whoever says so gives a reason, and is on record. */
  restore: {
    label: '更正为到场',
    by: MAKES,
    from: ['absent'],
    to: 'came',
    unless: ['off', 'interested', 'closed'],
    says: z.strictObject({ reason: restoring }),
  },
  /** Said to have come by mistake, at the door or afterwards: back to where they stood before. */
  unmark: {
    label: '撤回到场记录',
    by: MAKES,
    from: ['came'],
    to: { invited: 'invited', accepted: 'accepted', absent: 'absent' },
    unless: ['shut', 'theirs', 'closed'],
    says: z.strictObject({ reason: takingBack }),
  },
  /** Who serves no more is expected nowhere; it comes with the step that stops them (`leaving.ts`). */
  leave: {
    label: '不再履职，退出',
    by: ['clock'],
    from: ['invited', 'accepted'],
    to: 'declined',
    unless: ['shut', 'begun'],
    says: nothing,
  },
} as const satisfies Record<string, PartStep>
export type PartAction = keyof typeof PART_STEPS
export const PART_ACTIONS = Object.keys(PART_STEPS) as PartAction[]
export const partStep = (action: PartAction): PartStep => PART_STEPS[action]

/** The whole way of a task itself. */
export const STEPS = {
  change: { label: '修改', by: MAKES, from: ['open'], unless: ['begun'], says: Changed },
  hold: { label: '办结', by: MAKES, from: ['open'], to: 'held', unless: ['lasts', 'unsettled'], says: nothing },
  cancel: {
    label: '取消',
    by: MAKES,
    from: ['open'],
    to: 'cancelled',
    unless: ['over'],
    says: z.strictObject({
      reason: words(2, 300, '原因').meta({ title: '为什么取消（监督员会看到）', kind: 'long', maxLength: 300 }),
    }),
  },
} as const satisfies Record<string, Step>
export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]
export const endsWith = (action: PartAction): PartState[] => endsOf(partStep(action))

interface Stands {
  state: State
  startsAt: number
  endsAt: number
  reportBy: string | null
}
interface Facts {
  /** The supervisor asked has declared an interest in whom it is about. */
  interested?: boolean
  reported?: boolean
  /** That they came is their own word. */
  theirs?: boolean
  /** Parts of it that wait for the bureau’s word. */
  open?: number
  /** Its year was closed. */
  closed?: boolean
}

const dayOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/** What stands against steps at a moment. */
export function barsOf({ state, startsAt, endsAt, reportBy }: Stands, facts: Facts, now: number): Set<Bar> {
  const up: Record<Bar, boolean> = {
    shut: state !== 'open',
    off: state === 'cancelled',
    begun: now >= startsAt,
    early: now < startsAt - OPENS,
    over: now >= endsAt,
    past: dayOf(now) > dayOf(endsAt),
    lasts: now < endsAt,
    unreported: reportBy !== null && facts.reported === false && dayOf(now) <= reportBy,
    interested: facts.interested === true,
    unsettled: (facts.open ?? 0) > 0,
    closed: facts.closed === true,
    theirs: facts.theirs === true,
  }
  return new Set((Object.keys(up) as Bar[]).filter((bar) => up[bar]))
}

interface Row {
  by: readonly By[]
  from: readonly string[]
  unless?: readonly Bar[]
}
const free = (row: Row, state: string, hats: readonly By[], bars: ReadonlySet<Bar>) =>
  fits(row, state, hats) && !(row.unless ?? []).some((bar) => bars.has(bar))

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (state: State, hats: readonly By[], bars: ReadonlySet<Bar>): Action[] =>
  ACTIONS.filter((action) => free(step(action), state, hats, bars))
export const allowedPart = (state: PartState, hats: readonly By[], bars: ReadonlySet<Bar>): PartAction[] =>
  PART_ACTIONS.filter((action) => free(partStep(action), state, hats, bars))

/** How an event is called whose action is no step. */
const CALLED: Record<string, string> = { make: '发布任务', invite: '邀请', remind: '提醒', reopen: '有更正，重新办理' }
export const labelOf = (action: string): string =>
  ACTIONS.find((one) => one === action)
    ? step(action as Action).label
    : PART_ACTIONS.find((one) => one === action)
      ? partStep(action as PartAction).label
      : (CALLED[action] ?? '办理履职任务')
