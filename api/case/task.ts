import * as z from 'zod'
import { day, words } from '../vocabulary.ts'

/** Why a body is asked: for the facts, to deal with a class-C matter through its legal unit, or to come when called. */
export const PURPOSE = { facts: '说明情况', entrust: '由法制机构办理并反馈', call: '到场会同办理并反馈' } as const
export type Purpose = keyof typeof PURPOSE

export const TASK = { sent: '待签收', signed: '办理中', returned: '已退回', answered: '已反馈' } as const
export type TaskState = keyof typeof TASK

/** What became of saying that the rating behind an enquiry is mistaken. */
export const CONTEST = {
  open: '已申诉误评，等待审定',
  upheld: '误评申诉成立，这次评价不计入统计',
  refused: '误评申诉不成立，评价照常计入',
} as const

const said = (title: string, min: number) =>
  z.strictObject({ note: words(min, 3000, title).meta({ title, kind: 'long' }) })

/** What a body does with an enquiry: a small workflow of its own, read by its buttons and by the API. */
export const TASKS = {
  sign: { label: '签收', from: ['sent'], to: 'signed', says: z.strictObject({}) },
  /** Not theirs to answer: with a reason, and early (domain.md D5). */
  return: { label: '退回（不属于本单位职责）', from: ['sent', 'signed'], to: 'returned', says: said('退回的理由', 5) },
  /** Once, so that nobody rewrites what the bureau relied on. */
  answer: { label: '反馈', from: ['sent', 'signed'], to: 'answered', says: said('情况说明', 10) },
} as const satisfies Record<string, { label: string; from: readonly TaskState[]; to: TaskState; says: z.ZodObject }>
export type TaskAction = keyof typeof TASKS

/** 吹哨 by a township, on a matter it was asked about. */
export const Calling = z.strictObject({
  departments: z
    .array(words(1, 20, '单位'))
    .min(1, '请至少选一个单位')
    .max(8, '一次最多召集八个单位')
    .meta({ title: '召集哪些单位', kind: 'several' }),
  answerBy: day('反馈期限').optional().meta({ title: '反馈期限', kind: 'date' }),
})
