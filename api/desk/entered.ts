import * as z from 'zod'
import { CHANNEL } from '../complaint/channel.ts'
import { APPEARS, Complaint, NAMELESS } from '../complaint/complaint.ts'
import { fromForm } from '../form.ts'
import type { Role } from '../staff/role.ts'
import { codes, day, words } from '../vocabulary.ts'

/**
 * Who enters what people bring, say or write: the window, the judicial office of a township, and the sealed desk for
 * whoever turns to it directly. Where it goes the rules decide; who entered it may not see it again (domain.md D4).
 */
export const ENTERS: readonly Role[] = ['intake', 'office', 'sealed']

/** How somebody may come who does not write on the page. */
const { VISIT, CALL, LETTER, '12345': HOTLINE, OPEN_DAY } = CHANNEL
export const BROUGHT = { VISIT, CALL, LETTER, '12345': HOTLINE, OPEN_DAY } as const

/** Whoever stands there or is on the line hears what the page would say. */
const PRESENT: readonly string[] = ['VISIT', 'CALL', 'OPEN_DAY']

/** Only the page of the sender has a proof of work, a scanned code and a tick of theirs; how they appear is one answer. */
const { antibot, code, consent, anonymous, confidential, ...asked } = Complaint.shape

/** What the desk enters for somebody: what the public form asks, and how and when it came. */
export const Entered = z
  .strictObject({
    channel: codes(BROUGHT).meta({ labels: BROUGHT, title: '来件方式' }),
    receivedOn: day('收到日期').meta({ title: '收到日期', kind: 'date' }),
    reference: words(1, 60, '来信编号或工单编号').optional().meta({ title: '来信编号或工单编号', maxLength: 60 }),
    ...asked,
    appears: codes(APPEARS).meta({ labels: APPEARS, title: '要不要留姓名' }),
    told: z.boolean().optional(),
  })
  .refine(({ appears, person }) => !(appears === 'anonymous' && person), NAMELESS)
  .refine(({ appears, person }) => appears === 'anonymous' || person !== undefined, {
    path: ['person'],
    error: '要留姓名，请至少填写姓名或电话；不想留就选“不留姓名”',
    when: NAMELESS.when,
  })
  .refine(({ channel, reference }) => channel !== '12345' || reference !== undefined, {
    path: ['reference'],
    error: '热线转来的，请填工单编号，办结后凭它反馈热线',
    when: NAMELESS.when,
  })
  .refine(({ channel, told }) => !PRESENT.includes(channel) || told === true, {
    path: ['told'],
    error: '来访、来电、当面说的，请先告诉来件人由谁办理、身份怎样保护，再勾选',
    when: NAMELESS.when,
  })
export type Entered = z.output<typeof Entered>

/** What the page sends, as the API takes it; what the sender then chose not to leave is not sent on. */
export function enteredOf(values: Record<string, string>): Record<string, unknown> {
  const anonymous = values.appears === 'anonymous'
  const own = Object.entries(values).filter(
    ([name]) => name !== 'attachments' && !name.startsWith('ask.') && !(anonymous && name.startsWith('person.')),
  )
  const body = fromForm(Entered, Object.fromEntries(own))
  const files = values.attachments?.split(/\s+/).filter((id) => id !== '') ?? []
  return { ...body, ...(files.length > 0 && { attachments: files }) }
}

/** The same as its sender would have sent it. */
export function submissionOf({ channel, receivedOn, told, appears, ...said }: Entered) {
  return {
    ...said,
    consent: true as const,
    ...(appears === 'anonymous' && { anonymous: true }),
    ...(appears === 'confidential' && { confidential: true }),
  }
}

/** What the receipt page may show, for ten minutes, to whoever entered it. */
export interface JustEntered {
  no: string
  queryCode: string
  login: string
  /** Whether whoever entered it may read it. */
  sees: boolean
}
export const ENTERED_RECEIPT = '/desk/cases/receipt'
