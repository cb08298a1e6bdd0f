import * as z from 'zod'
import { words } from '../vocabulary.ts'
import { minutes } from './duty.ts'

/** What a report says; it may speak of people, so it is sealed. */
export const Report = z.strictObject({
  findings: words(10, 3000, '看到的情况').meta({
    title: '看到的情况',
    kind: 'long',
    hint: '时间、地点、看到了什么、哪些做得好、哪些有问题。',
  }),
  suggestion: words(2, 1000, '建议').optional().meta({ title: '建议', kind: 'long' }),
  minutes: minutes.meta({ title: '用了多少分钟', kind: 'number', hint: '从到场到离开，加上路上的时间。' }),
})
export type Report = z.output<typeof Report>
export const returning = words(2, 300, '要补什么').meta({
  title: '要补什么（监督员会看到）',
  kind: 'long',
  maxLength: 300,
})
export const restoring = words(5, 300, '更正的理由').meta({
  title: '为什么更正',
  kind: 'long',
  hint: '写明怎样核实的，例如：现场照片、同行人员的说明。',
  maxLength: 300,
})
export const takingBack = words(5, 300, '撤回的理由').meta({
  title: '为什么撤回',
  kind: 'long',
  hint: '例如：签错了人，现场没有见到他。监督员会收到通知，看不到理由。',
  maxLength: 300,
})
/** The code of the door, as somebody types it. */
export const typedCode = z
  .string({ error: '请填写签到码' })
  .max(40, '签到码是六位数字')
  .transform((typed) => typed.normalize('NFKC').replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, '签到码是六位数字'))
  .meta({
    title: '签到码',
    hint: '现场工作人员出示的六位数字。',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
  })
