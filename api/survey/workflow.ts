import * as z from 'zod'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { words } from '../vocabulary.ts'
import { Survey } from './survey.ts'

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
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

interface Step {
  label: string
  by: readonly Role[]
  from: readonly Status[]
  /** Omitted: the status stays. */
  to?: Status
  unless?: readonly Bar[]
  says: z.ZodType<Record<string, unknown>>
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
  propose: { label: '提请批准', by: DRAWS, from: ['draft'], to: 'proposed', says: nothing },
  return: { label: '退回修改', by: APPROVES, from: ['proposed'], to: 'draft', says: said('要改什么') },
  approve: { label: '批准并开始', by: APPROVES, from: ['proposed'], to: 'open', unless: ['hands'], says: nothing },
  close: { label: '提前截止', by: APPROVES, from: ['open'], to: 'closed', says: said('为什么提前截止') },
  publish: {
    label: '公布结果',
    by: APPROVES,
    from: ['counted'],
    to: 'reported',
    unless: ['odd'],
    says: said('怎样看这些结果、准备怎样整改'),
  },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (status: Status, hats: readonly Role[], bars: ReadonlySet<Bar>): Action[] =>
  ACTIONS.filter((action) => {
    const { by, from, unless = [] } = step(action)
    return from.includes(status) && by.some((hat) => hats.includes(hat)) && !unless.some((bar) => bars.has(bar))
  })
