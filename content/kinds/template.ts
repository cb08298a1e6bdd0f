import * as z from 'zod'
import { code, labelled, long, ref, several, statute, words } from '../codes.ts'
import { OUTCOME } from '../demo.ts'
import { LANE } from './category.ts'

/** The documents by which a supervisor speaks to a body (domain.md A7.4, A7.5). */
export const DIRECTIVE = {
  notice: '监督通知书',
  opinion: '监督意见书',
  decision: '监督决定书',
  reminder: '监督提醒函',
  suggestion: '监督建议书',
  order: '督办单',
} as const
export type DirectiveType = keyof typeof DIRECTIVE

/** What a template may be for: a supervision document, or an answer to a sender. */
const PURPOSE = { ...DIRECTIVE, reply: '给来件人的答复' } as const

/** The steps in which somebody writes to a sender; what is submitted for review is the answer to be. */
const SPOKEN_IN = {
  supplement: '通知补充材料',
  refuse: '不予受理',
  answer: '答复',
  suspend: '中止办理',
  grant: '办理期限延长',
  recheck: '复核',
  message: '留言',
} as const

const OF_DIRECTIVE = {
  单位: '主送单位的全称',
  主题: '这一份关于什么',
  事由: '查明的情况',
  依据: '引用的规定',
  要求: '要求做什么',
  结论: '决定书的结论',
  期限: '多长时间内反馈，如30日',
  原文号: '上一份文书的文号',
  落款: '制发单位的全称',
} as const
/** What of a case is put in by itself. Nothing of who sent it is among them. */
const KNOWN_OF_CASE = {
  编号: '办件编号',
  类别: '投诉类别的名称',
  单位: '被反映的单位',
  结论: '选好的办理结论',
  办理单位: '由哪个单位办理',
  收到日期: '哪天收到的',
  今天: '写的那天',
  受理期限: '哪天前告知是否受理',
  答复期限: '哪天前答复',
  新期限: '办了这一步以后，哪天到期',
  期限: '申请复核的期限，如15日',
  该找哪里: '该找的渠道、电话和期限',
} as const
/** What only whoever writes can say. */
const BY_HAND = {
  事实: '查明了什么',
  理由: '为什么这样认定',
  措施: '怎样改正',
  材料: '还要补充什么',
  时间: '什么时候',
} as const
const OF_REPLY = { ...KNOWN_OF_CASE, ...BY_HAND } as const
export type KnownOfCase = keyof typeof KNOWN_OF_CASE

/** The names that may stand in braces, with what comes in their place. */
export const placeholdersOf = (purpose: keyof typeof PURPOSE): Readonly<Record<string, string>> =>
  purpose === 'reply' ? OF_REPLY : OF_DIRECTIVE

const HOLE = /\{([^{}\n]*)\}/g
/** The names a text asks for, once each. */
export const holesOf = (text: string): string[] => [...new Set([...text.matchAll(HOLE)].map(([, name = '']) => name))]
/** A text with its holes filled; what nobody knows stays visible. */
export const fill = (text: string, values: Readonly<Record<string, string | undefined>>): string =>
  text.replace(HOLE, (hole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? hole) : hole))
/** A brace that opens or closes no placeholder. */
export const hasStrayBrace = (text: string): boolean => /[{}]/.test(text.replace(HOLE, ''))

/** The words a document or an answer is written with. What differs each time stands in braces. */
export const Template = z.strictObject({
  code: code.meta({ title: '模板编码', description: 'Stable code, e.g. WS-YJ-01.' }),
  name: words(40).meta({ title: '名称', description: 'What the desk calls it.' }),
  for: labelled(PURPOSE).meta({ title: '用于', description: 'The document it makes, or an answer to a sender.' }),
  mark: z
    .string()
    .regex(/^\p{Script=Han}{2,12}$/u, { error: '机关代字只写汉字，如“澄司监通”；年份和序号由系统编' })
    .optional()
    .meta({ title: '机关代字', description: 'What its number begins with; only for documents, counted by itself.' }),
  title: words(80)
    .optional()
    .meta({ title: '标题', description: 'Title of the document, placeholders allowed; only for documents.' }),
  basis: several(statute, 10).optional().meta({ title: '常用依据', description: 'Provisions the draft begins with.' }),
  categories: several(ref('category'), 40)
    .optional()
    .meta({ title: '适用类别', description: 'Only for answers: offered for these categories; none: for all.' }),
  outcomes: several(labelled(OUTCOME), 6)
    .optional()
    .meta({ title: '适用结论', description: 'Only for answers: offered for these outcomes; none: for all.' }),
  steps: several(labelled(SPOKEN_IN), 7).optional().meta({
    title: '适用环节',
    description: 'Only for answers: offered in these steps; none: where a case is answered.',
  }),
  lanes: several(labelled(LANE), 4)
    .optional()
    .meta({ title: '适用通道', description: 'Only for answers: offered in these lanes; none: in all.' }),
  body: long(4000).meta({
    title: '正文',
    description: 'One paragraph a line; names in braces are filled in, unknown ones are refused.',
  }),
})
export type Template = z.infer<typeof Template>
