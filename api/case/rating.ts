import * as z from 'zod'
import { codes, whole, words } from '../vocabulary.ts'

/** The five grades of the national 好差评; the last two ask why. */
export const GRADE = { 5: '非常满意', 4: '满意', 3: '基本满意', 2: '不满意', 1: '非常不满意' } as const

/** Why, for grades of three and more. */
export const PRAISED = {
  quick: '办得快',
  clear: '说得清楚',
  solved: '问题解决了',
  fair: '处理公正',
  kind: '态度好',
} as const
/** Why, for grades of two and one. */
export const BLAMED = {
  slow: '办得太慢',
  unclear: '答复看不明白',
  unsolved: '问题没有解决',
  unfair: '处理不公正',
  rude: '态度不好',
  exposed: '担心身份被泄露',
} as const
export const REASON = { ...PRAISED, ...BLAMED } as const

/** From here down somebody is unhappy (domain.md B15: 差评). */
export const UNHAPPY = 2

/** Fewer ratings than this and a body is not named (domain.md D7, D8). */
export const ENOUGH = 5

/** What a sender thinks of an answer. */
export const Rating = z
  .strictObject({
    grade: whole(1, 5, '请选一个评价').meta({ title: '您对这次答复' }),
    reasons: z.array(codes(REASON)).max(6).default([]).meta({ title: '原因', labels: REASON }),
    text: words(1, 500, '想说的话').optional().meta({ title: '还想说什么' }),
    /** By consent alone: an unhappy rating becomes a case of its own. */
    improve: z.boolean().optional().meta({ title: '请有关单位改进并回访我', kind: 'check' }),
  })
  .refine(({ grade, reasons }) => reasons.every((r) => r in (grade > 2 ? PRAISED : BLAMED)), {
    path: ['reasons'],
    error: '所选的原因和评价对不上，请重新选择',
  })
  .refine(({ grade, improve }) => !improve || grade <= UNHAPPY, {
    path: ['improve'],
    error: '评价为“不满意”或“非常不满意”的，才能请有关单位改进',
  })
export type Rating = z.output<typeof Rating>

/** Once more, after what was unhappily rated was looked at again. */
export const SecondRating = Rating.refine(({ improve }) => !improve, {
  path: ['improve'],
  error: '这次是对改进的评价，不再另立一件',
})
