import * as z from 'zod'
import { GROUP } from '../../content/kinds/open-day.ts'
import { phone } from '../complaint/complaint.ts'
import { codes, whole, words } from '../vocabulary.ts'

/** What somebody may need to take part. */
export const NEED = {
  wheelchair: '轮椅通道',
  sign: '手语翻译',
  print: '大字材料',
  other: '其他（请在下面写明）',
} as const
export const PHOTOGRAPHS = { no: '不要拍到我', yes: '同意拍到我，用于活动报道' } as const

const session = words(1, 10, '场次')
const group = codes(GROUP).meta({ title: '您的身份' })
const companions = whole(0, 2, '同行人数最多2人').meta({ title: '同行人数', hint: '不算您自己，每人占一个名额。' })
const needs = z
  .union([words(1, 200, '需要的帮助'), z.array(codes(NEED)).max(4)], { error: '请从列出的几种里选，或者用文字写明' })
  .meta({ title: '需要帮助吗', kind: 'several' })

/** Whoever comes. It is sealed whole; only group and number of seats stand outside. */
const Person = {
  name: words(1, 40, '姓名').meta({ title: '姓名', autocomplete: 'name', maxLength: 40 }),
  phone: phone.meta({
    title: '手机号码',
    kind: 'tel',
    hint: '用来通知结果和时间变化。',
    autocomplete: 'tel',
    inputmode: 'tel',
    maxLength: 20,
  }),
  unit: words(1, 60, '单位和职务')
    .optional()
    .meta({ title: '单位和职务', autocomplete: 'organization', maxLength: 60 }),
  needs: needs.optional(),
  note: words(1, 200, '其他需要').optional().meta({ title: '其他需要，例如饮食、过敏', kind: 'text', maxLength: 200 }),
  wish: words(1, 300, '最想了解什么').optional().meta({ title: '最想了解什么', kind: 'long', maxLength: 300 }),
  photographs: codes(PHOTOGRAPHS).default('no').meta({ title: '拍摄', labels: PHOTOGRAPHS }),
}

/** What a registration says; one schema for the form, the check and the OpenAPI text. Never an identity number. */
export const Registration = z.strictObject({
  ...Person,
  group,
  session: session.optional().meta({ title: '场次', hint: '只有一场的可以不写。' }),
  companions: companions.optional(),
  consent: z
    .literal(true, { error: '请先确认：只用于这次活动，结束90日后删除' })
    .meta({ title: '我同意：这些信息只用于这次活动，结束90日后删除' }),
  antibot: z.string().max(4000, '防自动提交的验证不对').optional(),
})
export type Registration = Omit<z.output<typeof Registration>, 'antibot'>

/** Whoever comes, typed anew: what is left out stays as it is, and is never said back. */
export const Details = z
  .strictObject({ ...Person, photographs: codes(PHOTOGRAPHS).meta({ title: '拍摄', labels: PHOTOGRAPHS }) })
  .partial()
  .refine((said) => Object.keys(said).length > 0, '请填写要改的内容')
export type Details = z.output<typeof Details>

/** What its holder may change; the seats it has are kept unless there are others. */
export const Change = z
  .strictObject({ group: group.optional(), session: session.optional(), companions: companions.optional() })
  .refine((change) => Object.keys(change).length > 0, '请写明要改什么')
export type Change = z.output<typeof Change>
