import * as z from 'zod'
import type { objections, supervisors } from '../../db/schema.ts'
import { shift } from '../day.ts'
import type { RefusalCode } from '../refusal.ts'
import type { Role } from '../staff/role.ts'
import { endsOf, fits, type StepOf } from '../step.ts'
import { day, words } from '../vocabulary.ts'

export type State = (typeof supervisors.$inferSelect)['state']

/** Where somebody stands, as they and the bureau read it. */
export const STATE = {
  applied: '待资格审核',
  refused: '未通过',
  withdrawn: '已撤回报名',
  publicity: '公示中',
  serving: '履职中',
  suspended: '暂停履职',
  expired: '任期届满',
  resigned: '已辞任',
  dismissed: '已解聘',
} as const satisfies Record<State, string>

/** Those who may act as a supervisor. */
export const isServing = (state: State): boolean => state === 'serving'
/** Whoever applied or serves: of them there is one a person. */
export const LIVE = ['applied', 'publicity', 'serving', 'suspended'] as const satisfies State[]

/** Who looks at applications, and who appoints: never one person alone. */
export const LOOKS = ['handler'] as const satisfies Role[]
export const APPOINTS = ['chief'] as const satisfies Role[]

/** Whoever has the ticket of an application, the supervisor signed in, the clock, or people of the bureau. */
export type By = 'holder' | 'self' | 'clock' | Role

/** What, besides where it stands, can be against a step; and how a step against it is refused. */
export const BARS = {
  /** Anybody may still object. */
  publicity: 'publicity_open',
  /** An objection is not decided yet. */
  objected: 'objection_open',
  /** What was objected is true. */
  upheld: 'objection_upheld',
  /** Whoever looked at the application does not appoint. */
  hands: 'another_person',
  /** The term still runs for longer than a renewal may come early. */
  early: 'renewal_early',
  /** Name and telephone were erased: nobody is left to renew. */
  erased: 'supervisor_erased',
} as const satisfies Record<string, RefusalCode>
export type Bar = keyof typeof BARS

interface Step extends StepOf<State, By, Bar> {
  says: z.ZodObject
}

const reason = (title: string) =>
  z.strictObject({ reason: words(5, 300, title).meta({ title, kind: 'long', maxLength: 300 }) })
const term = {
  from: day('任期第一天').meta({ title: '任期第一天', kind: 'date' }),
  to: day('任期最后一天').meta({ title: '任期最后一天', kind: 'date', hint: '任期2年到5年。' }),
}
/** What an appointment makes of the words under “其他要回避的”: interests, by whoever read them. */
const named = {
  bodies: z
    .array(words(1, 20, '单位'), { error: '请从列出的单位里选' })
    .max(40, '单位太多')
    .optional()
    .meta({ title: '“其他要回避的”里写到的单位', kind: 'several', hint: '先打开报名表看。没有写到就不选。' }),
  companies: words(2, 1000, '企业').optional().meta({
    title: '“其他要回避的”里写到的企业',
    kind: 'long',
    hint: '一行一个，写全称或者统一社会信用代码。和单位一起登记为要回避的。',
    maxLength: 1000,
  }),
  read: z
    .literal(true, { error: '请先打开报名表看“其他要回避的”' })
    .optional()
    .meta({ title: '我看过报名表里“其他要回避的”，写到的单位和企业都填了' }),
} as const
export const NAMED_AT_APPOINTMENT = Object.keys(named)

/** The whole life of a supervisor once they have applied or were invited: one row an action. */
export const STEPS = {
  pass: {
    label: '资格审核通过，公示',
    by: LOOKS,
    from: ['applied'],
    to: 'publicity',
    says: z.strictObject({
      remark: words(2, 300, '审核意见').meta({ title: '审核意见', kind: 'long', maxLength: 300 }),
    }),
  },
  refuse: {
    label: '不通过',
    by: LOOKS,
    from: ['applied', 'publicity'],
    to: 'refused',
    says: reason('不通过的理由（报名人会看到）'),
  },
  withdraw: {
    label: '撤回报名',
    by: ['holder'],
    from: ['applied', 'publicity'],
    to: 'withdrawn',
    says: z.strictObject({}),
  },
  appoint: {
    label: '聘任',
    by: APPOINTS,
    from: ['publicity'],
    to: 'serving',
    unless: ['publicity', 'objected', 'upheld', 'hands'],
    says: z.strictObject({ ...term, ...named }),
  },
  change: {
    label: '调整区域和领域',
    by: LOOKS,
    from: ['serving', 'suspended'],
    says: z.strictObject({
      areas: z
        .array(words(1, 20, '镇街'))
        .max(40, '镇街太多')
        .default([])
        .meta({ title: '负责的镇街', kind: 'several', hint: '不选是全市。' }),
      sectors: z
        .array(words(1, 20, '领域'))
        .max(40, '领域太多')
        .default([])
        .meta({ title: '负责的领域', kind: 'several', hint: '不选是各领域。' }),
    }),
  },
  suspend: {
    label: '暂停履职',
    by: APPOINTS,
    from: ['serving'],
    to: 'suspended',
    says: reason('暂停的理由'),
  },
  resume: {
    label: '恢复履职',
    by: APPOINTS,
    from: ['suspended'],
    to: 'serving',
    says: reason('恢复的理由'),
  },
  renew: {
    label: '续聘',
    by: APPOINTS,
    from: ['serving', 'expired'],
    to: 'serving',
    unless: ['early', 'erased'],
    says: z.strictObject(term),
  },
  honour: {
    label: '表彰',
    by: APPOINTS,
    from: ['serving'],
    says: z.strictObject({
      honour: words(2, 60, '荣誉名称').meta({
        title: '荣誉名称',
        hint: '例如：2026年度优秀社会监督员。',
        maxLength: 60,
      }),
    }),
  },
  dismiss: {
    label: '解聘',
    by: APPOINTS,
    from: ['serving', 'suspended'],
    to: 'dismissed',
    says: reason('解聘的理由'),
  },
  resign: {
    label: '辞任',
    by: ['self'],
    // Whoever is suspended does not sign in.
    from: ['serving'],
    to: 'resigned',
    says: z.strictObject({
      reason: words(2, 300, '辞任的原因').optional().meta({ title: '原因', kind: 'long', maxLength: 300 }),
    }),
  },
  expire: {
    label: '任期届满',
    by: ['clock'],
    from: ['serving', 'suspended'],
    to: 'expired',
    says: z.strictObject({}),
  },
} as const satisfies Record<string, Step>

export type Action = keyof typeof STEPS
export const ACTIONS = Object.keys(STEPS) as Action[]
export const step = (action: Action): Step => STEPS[action]
export const endsWith = (action: Action): State[] => endsOf(step(action))

/** What may these hats do now? The one answer for buttons and for the API. */
export const allowed = (state: State, hats: readonly By[], bars: ReadonlySet<Bar> = new Set()): Action[] =>
  ACTIONS.filter(
    (action) => fits(step(action), state, hats) && !(step(action).unless ?? []).some((bar) => bars.has(bar)),
  )

/** A renewal may come so many days before the end. */
const RENEWS_WITHIN = 183

/** What of somebody decides about bars. */
interface Facts {
  state: State
  publicTo: string | null
  to: string | null
  objections: readonly (typeof objections.$inferSelect)['state'][]
  /** Who let the application pass. */
  passedBy: string | undefined
  erased: boolean
}

/** What stands against steps on a day, for one person. */
export function barsOf(
  { state, publicTo, to, objections, passedBy, erased }: Facts,
  login: string,
  today: string,
): Set<Bar> {
  const bars: Record<Bar, boolean> = {
    publicity: publicTo === null || today <= publicTo,
    objected: objections.includes('open'),
    upheld: objections.includes('upheld'),
    hands: passedBy === login,
    early: state === 'serving' && to !== null && today < shift(to, -RENEWS_WITHIN),
    erased,
  }
  return new Set((Object.keys(bars) as Bar[]).filter((bar) => bars[bar]))
}

/** How an event is called whose action is no step. */
const CALLED: Record<string, string> = {
  apply: '报名',
  invite: '邀请',
  remind: '任期到期提醒',
  object: '收到异议',
  decide: '处理异议',
  end: '报名终止，不再核实',
  list: '同意列进公开名册',
  unlist: '不再列进公开名册',
}
export const labelOf = (action: string): string =>
  ACTIONS.some((one) => one === action) ? step(action as Action).label : (CALLED[action] ?? action)
