import * as z from 'zod'
import { type Actor, has } from '../staff/actor.ts'
import { day, words } from '../vocabulary.ts'

/** Keeps a case whatever the rules of keeping say: a lawsuit, a review, an inspection from above. */
export const Holding = z.strictObject({
  no: words(1, 40, '办件编号').meta({ title: '办件编号', hint: '例如：2026-48203917K', autocomplete: 'off' }),
  reason: words(5, 200, '理由').meta({ title: '理由', kind: 'text', hint: '例如：行政诉讼未结。不写姓名和内容。' }),
  until: day('保全到').optional().meta({ title: '保全到', hint: '最后一天。不填就是解除以前一直保全。' }),
})
export type Holding = z.output<typeof Holding>

/** Whoever looks over or decides; each for cases they may read. */
export const mayHold = (actor: Actor | null) => has(actor, 'review', 'chief', 'superior', 'sealed')
