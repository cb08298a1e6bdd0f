import * as z from 'zod'
import { readNumber } from '../case/number.ts'
import { phone } from '../complaint/complaint.ts'
import { words } from '../vocabulary.ts'

/** Who has lost a query code asks with the telephone left then; the number too, if it is known. */
export const Recover = z.strictObject({
  phone: phone.meta({ title: '提交时留的电话', kind: 'tel', autocomplete: 'tel', inputmode: 'tel', maxLength: 20 }),
  no: words(1, 40, '编号')
    .refine((typed) => readNumber(typed) !== undefined, '编号应像2026-48203917K这样；不记得就空着')
    .optional()
    .meta({ title: '编号', hint: '不记得就空着，找回最近提交的那一件。', maxLength: 40, autocomplete: 'off' }),
})

/** What came by message, typed in. */
export const Recovered = z.strictObject({
  no: words(1, 40, '编号').meta({ title: '编号', hint: '在收到的短信或邮件里。', maxLength: 40, autocomplete: 'off' }),
  code: words(1, 40, '找回码').meta({
    title: '找回码',
    hint: '8位，在收到的短信或邮件里。',
    maxLength: 40,
    autocomplete: 'one-time-code',
  }),
})
