import * as z from 'zod'
import { phone } from '../complaint/complaint.ts'
import { whole, words } from '../vocabulary.ts'
import { LARGEST_PARTY } from './door-words.ts'

/** How somebody checks in before the code: with number and telephone, or with the ticket this device holds. */
export const Arriving = z.strictObject({
  number: words(8, 40, '编号').optional().meta({
    title: '编号',
    hint: '报名后给您的8位。',
    maxLength: 40,
    autocomplete: 'off',
  }),
  phone: phone
    .optional()
    .meta({ title: '报名时留的手机号码', kind: 'tel', autocomplete: 'tel', inputmode: 'tel', maxLength: 20 }),
  party: whole(1, LARGEST_PARTY, '人数应是1到50').optional().meta({ title: '一共来了几人', hint: '算上您自己。' }),
})
export type Arriving = z.output<typeof Arriving>
