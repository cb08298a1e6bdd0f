import * as z from 'zod'
import { ReceiptAnswer } from '../complaint/routes.ts'
import { whole, words } from '../vocabulary.ts'
import { CONFLICT, WAY, type Way } from './lead.ts'

const Conflict = z.enum(Object.keys(CONFLICT) as [keyof typeof CONFLICT])
export const SentAnswer = ReceiptAnswer.extend({
  conflict: Conflict.meta({ description: 'Whether its sender has to do with whom it is about.' }),
  way: z.enum(Object.keys(WAY) as [Way, ...Way[]]).meta({ description: 'Direct, or screened first and why.' }),
}).meta({ ref: 'LeadReceipt' })
export type Sent = z.output<typeof SentAnswer>
const Coded = z.object({ code: z.string(), name: z.string() })
export const Own = z
  .object({
    items: z.array(
      z.object({
        no: z.string(),
        status: z.string(),
        statusLabel: z.string(),
        receivedAt: z.string(),
        dueOn: z.string().nullable(),
        conflict: Conflict,
        category: Coded,
        about: Coded.nullable(),
        gist: z.string(),
        may: z.array(z.string()),
      }),
    ),
    total: z.int(),
    next: z.string().optional(),
    owner: z.string().meta({ description: 'Marks drafts on a device as theirs; it opens nothing.' }),
  })
  .meta({ ref: 'Leads' })
export const Asked = z.strictObject({
  limit: whole(1, 100, '应是1到100的整数').default(20),
  cursor: words(1, 40, '位置').optional(),
})
