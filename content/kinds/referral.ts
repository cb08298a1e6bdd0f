import * as z from 'zod'
import { code, phone, words } from '../codes.ts'

/**
 * Whom to turn to: the right door for what this portal does not decide, and who here answers companies. The form
 * recognises when one is meant by its code; what it says is published.
 */
export const Referral = z.strictObject({
  code: code.meta({ title: '渠道编码', description: 'DANGER SHOP COURT …, as the form and the desk ask for it.' }),
  name: words(40).meta({ title: '名称', description: 'Whom to turn to, as a heading.' }),
  says: words(300).meta({ title: '办什么', description: 'What they handle and how to reach them, in plain words.' }),
  contact: words(60).optional().meta({ title: '联系人', description: 'The person or post that answers.' }),
  phones: z
    .array(
      z.strictObject({
        number: phone.meta({ title: '电话', description: 'As people dial it.' }),
        who: words(40).meta({ title: '谁接', description: 'Who answers, or when to call it.' }),
      }),
    )
    .min(1)
    .max(6)
    .meta({ title: '电话', description: 'The most likely first.' }),
  hours: words(60).optional().meta({ title: '时间', description: 'When somebody answers.' }),
  limit: words(200).optional().meta({ title: '期限', description: 'Until when they decide, or one has to ask.' }),
  basis: words(160).optional().meta({ title: '依据', description: 'The provisions the limit rests on.' }),
  here: words(300).optional().meta({ title: '本站还能做什么', description: 'What this portal can still do.' }),
})
export type Referral = z.infer<typeof Referral>
