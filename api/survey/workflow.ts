import * as z from 'zod'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { fits, type StepOf } from '../step.ts'
import { words } from '../vocabulary.ts'
import { Entered, type Entry, Frame, isBrought, Letters, List, type Purpose, Survey } from './survey.ts'

export const STATUS = {
  draft: '起草中',
  proposed: '待批准',
  open: '进行中',
  closed: '已截止，待开箱',
  counted: '已开箱，待公布',
  reported: '已公布',
} as const
export type Status = keyof typeof STATUS

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** Whoever drew it up does not approve it. */
  hands: 'another_person',
  /** Odd answers wait for somebody to look at them. */
  odd: 'not_now',
  /** No evaluating body is charged with it. */
  alone: 'not_now',
  /** Somebody else is. */
  stranger: 'not_yours',
  /** Nobody is invited: anybody may answer. */
  public: 'not_now',
  /** Inspections and open days bring the invitations, one each; nobody hands out more. */
  brought: 'not_now',
  /** Its first day has not come. */
  early: 'not_now',
  /** Nothing says yet whom the evaluating body is to ask. */
  unframed: 'not_now',
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

interface Step extends StepOf<Status, Role, Bar> {
  to?: Status
}

/** Who draws a survey up and runs it; who lets it begin and be published. */
export const DRAWS = ['stats'] as const satisfies Role[]
export const APPROVES = ['chief'] as const satisfies Role[]
/** Who asks people for it, and sees nothing else. */
export const EVALUATES = ['evaluator'] as const satisfies Role[]

const nothing = z.strictObject({})
const said = (title: string) => z.strictObject({ note: words(5, 1000, title).meta({ title, kind: 'long' }) })

/** The whole workflow: one row an action. The screen, the API and the tests read nothing else. */
export const STEPS = {
  edit: { label: '修改', by: DRAWS, from: ['draft'], says: Survey },
  frame: {
    label: '设定样本框',
    by: [...DRAWS, ...EVALUATES],
    from: ['draft', 'proposed'],
    unless: ['alone'],
    says: Frame,
  },
  propose: { label: '提请批准', by: DRAWS, from: ['draft'], to: 'proposed', says: nothing },
  approve: { label: '批准并开始', by: APPROVES, from: ['proposed'], to: 'open', unless: ['hands'], says: nothing },
  return: { label: '退回修改', by: APPROVES, from: ['proposed'], to: 'draft', says: said('要改什么') },
  letters: { label: '打印邀请信', by: DRAWS, from: ['open'], unless: ['public', 'brought'], says: Letters },
  invite: { label: '按名单发邀请', by: DRAWS, from: ['open'], unless: ['public', 'brought'], says: List },
  enter: {
    label: '录入答卷',
    by: EVALUATES,
    from: ['open'],
    unless: ['stranger', 'early', 'unframed'],
    says: Entered,
  },
  close: { label: '提前截止', by: APPROVES, from: ['open'], to: 'closed', says: said('为什么提前截止') },
  publish: {
    label: '公布结果',
    by: APPROVES,
    from: ['counted'],
    to: 'reported',
    unless: ['hands', 'odd'],
    says: said('怎样看这些结果、准备怎样整改'),
  },
  renew: {
    label: '重新公布结果',
    by: APPROVES,
    from: ['reported'],
    unless: ['hands', 'odd'],
    says: said('为什么改、怎样看这些结果'),
  },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** Steps that move a survey on, each an event; the others have ways of their own: results are published where they are seen. */
export const MOVES = ['edit', 'frame', 'propose', 'return', 'approve', 'close'] as const satisfies Action[]
export type Move = (typeof MOVES)[number]

/** What of a survey decides about bars. */
export interface Facts {
  evaluator: string | null
  entry: Entry
  purpose: Purpose
  opensOn: string
  frames: number
  /** Odd answers nobody has looked at. */
  odd: number
  log: readonly { action: string; login: string }[]
}

const DRAWING = ['draw', 'edit', 'frame', 'propose', 'judge']

/** What stands against steps for one person on a day. */
export function barsOf(
  { evaluator, entry, purpose, opensOn, frames, odd, log }: Facts,
  login: string,
  day: string,
): Set<Bar> {
  const bars: Record<Bar, boolean> = {
    hands: log.some((e) => DRAWING.includes(e.action) && e.login === login),
    odd: odd > 0,
    alone: evaluator === null,
    stranger: evaluator !== login,
    public: entry === 'open',
    brought: isBrought(purpose),
    early: opensOn > day,
    unframed: frames === 0,
  }
  return new Set((Object.keys(bars) as Bar[]).filter((bar) => bars[bar]))
}

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (status: Status, hats: readonly Role[], bars: ReadonlySet<Bar>): Action[] =>
  ACTIONS.filter((action) => {
    const { unless = [] } = step(action)
    return fits(step(action), status, hats) && !unless.some((bar) => bars.has(bar))
  })
