import * as z from 'zod'
import { labelled, several, words } from '../codes.ts'

/** Marks of a case that may ask for three people: what of a submission weighs is for the bureau to say. */
export const WEIGHS = {
  group: '五人以上一起反映',
  injury: '有人受伤',
  certificate: '执法资格问题',
  halted: '停工停业',
  minor: '涉及未成年人',
  repeat: '90日内同一单位同类问题三次以上',
} as const

/** A routing rule in words. The evaluation is code; the two carry the same codes. */
export const Rule = z.strictObject({
  code: z
    .string()
    .regex(/^R\d{1,2}$/, { error: '规则编码写成 R0 的样子' })
    .meta({ title: '规则编码', description: 'R0 to R16.' }),
  name: words(30).meta({ title: '名称', description: 'Short name.' }),
  order: z.int().min(1).max(99).meta({
    title: '次序',
    description: 'The first leading rule that matches decides (rulings.md 1).',
  }),
  leads: z.boolean().meta({
    title: '决定主办',
    description: 'False: it only adds lane, flags, copies or exclusions.',
  }),
  when: words(160).meta({ title: '情形', description: 'When it applies.' }),
  effect: words(160).meta({
    title: '处理',
    description: 'What follows; of a leading rule the sender is told the first sentence.',
  }),
  weighs: several(labelled(WEIGHS), 10).optional().meta({
    title: '先审核、批准再答复的',
    description:
      'Cases with one of these marks are not answered, merged or entrusted directly while the rule is in force.',
  }),
  basis: words(120).meta({ title: '依据', description: 'The provision or product rule.' }),
})
export type Rule = z.infer<typeof Rule>
