import * as z from 'zod'
import { labelled, words } from '../codes.ts'

export const FAMILY = {
  manner: '怎么执法',
  inspection: '检查',
  money: '罚款收费',
  inaction: '不管不办',
  integrity: '廉洁和报复',
  other: '许可和其他',
  voice: '建议表扬咨询',
} as const

/** What a person sends; decided by the category alone (rulings.md 11). */
export const KIND = {
  complaint: '投诉举报',
  praise: '表扬',
  suggestion: '意见建议',
  question: '咨询',
  site: '网站找错',
} as const

/** How a category travels by default; giving an enterprise may still change general to enterprise. */
export const LANE = {
  general: '一般',
  enterprise: '涉企快道',
  sealed: '密件',
  light: '简办',
} as const

/** What a complaint is about, in the words of the people it happens to. */
export const Category = z.strictObject({
  code: z
    .string()
    .regex(/^T\d{2}$/, { error: '类别编码写成 T01 的样子' })
    .meta({ title: '类别编码', description: 'T and two digits.' }),
  name: words(20).meta({ title: '类别名称', description: 'Short name.' }),
  explain: words(120).meta({
    title: '说明',
    description: 'One or two plain sentences a market trader understands.',
  }),
  examples: z.array(words(60)).min(2).max(3).meta({ title: '例子', description: 'Two or three short plain examples.' }),
  family: labelled(FAMILY).meta({ title: '大类', description: 'The group it is shown in.' }),
  kind: labelled(KIND).meta({ title: '件别', description: 'The kind of case it makes.' }),
  lane: labelled(LANE).meta({
    title: '通道',
    description: 'The lane it takes when nothing else decides.',
  }),
  route: words(80).meta({
    title: '一般去向',
    description: 'A hint for the assigner; who leads is decided by the rules.',
  }),
  basis: words(120).meta({
    title: '来源',
    description: 'The provision or document the category comes from.',
  }),
  notice: words(160).optional().meta({
    title: '提示',
    description: 'Shown when it is chosen: another door, or something to do first.',
  }),
})
export type Category = z.infer<typeof Category>
