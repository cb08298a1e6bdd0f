import * as z from 'zod'
import type { objections } from '../../db/schema.ts'
import { phone } from '../complaint/complaint.ts'
import type { Sealed, Secrets } from '../secrets.ts'
import { words } from '../vocabulary.ts'

type Row = typeof objections.$inferSelect

/** Where an objection stands. */
export const OBJECTION = {
  open: '正在核实',
  upheld: '异议成立',
  dismissed: '异议不成立',
  ended: '报名已经终止，不再核实',
} as const satisfies Record<Row['state'], string>

/** What whoever sent one reads when it ended with the application: nothing of why, and of nobody. */
export const ENDED = '报名已经终止，不会聘任，您的异议不再核实。谢谢您的反映。'

/** What somebody says against an appointment, while it is made public; who they are they need not say. */
export const Objection = z.strictObject({
  text: words(10, 2000, '异议').meta({
    title: '您的异议',
    kind: 'long',
    hint: '写清楚什么情况、什么时候、怎样可以核实。被公示的人看不到这些话，也看不到您是谁。',
    maxLength: 2000,
  }),
  name: words(1, 40, '姓名')
    .optional()
    .meta({ title: '您的姓名', hint: '可以不留。', autocomplete: 'name', maxLength: 40 }),
  phone: phone.optional().meta({
    title: '您的电话',
    kind: 'tel',
    hint: '可以不留；留了，核实时方便联系。',
    autocomplete: 'tel',
    inputmode: 'tel',
    maxLength: 20,
  }),
  antibot: z.string().max(4000, '防自动提交的验证不对').optional(),
})

/** What is sealed of an objection, with what was found once it is decided. */
export type Objecting = Pick<z.output<typeof Objection>, 'text' | 'name' | 'phone'> & {
  /** What was found; its sender reads it. */
  answer?: string
}

const bound = (id: string) => `objection/${id}`

export const sealObjection = (secrets: Secrets, id: string, { text, name, phone, answer }: Objecting): Sealed =>
  secrets.seal('vault', bound(id), JSON.stringify({ text, name, phone, answer }))

/** What was objected, opened for this moment; nothing once it was erased. */
export const openObjection = (
  secrets: Secrets,
  { id, keyId, sealed }: Pick<Row, 'id' | 'keyId' | 'sealed'>,
): Objecting | undefined =>
  sealed.length === 0 ? undefined : (JSON.parse(secrets.open('vault', bound(id), { keyId, sealed })) as Objecting)
