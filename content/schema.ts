import * as z from 'zod'
import { code, day, labelled, phone, uscc, words } from './codes.ts'

/** Every publication has these besides its data: since when it holds, and on what paper it rests. */
export const Envelope = z.strictObject({
  from: day.meta({ title: '生效日期', description: 'First day of effect, UTC+8.' }),
  to: day.optional().meta({
    title: '失效日期',
    description: 'First day no longer in force; open when absent. In force is [from, to).',
  }),
  source: words(200).optional().meta({ title: '来源文件', description: 'The document this version was decided by.' }),
  filingNo: words(60)
    .optional()
    .meta({ title: '备案号', description: 'Filing number of that document, if it has one.' }),
  reason: words(300)
    .optional()
    .meta({ title: '说明', description: 'Why this version was made; shown in the history.' }),
})

export const DEPARTMENT_TYPE = {
  supervisor: '监督机构',
  organ: '法定机关',
  branch: '派出分局',
  vertical: '垂直管理',
  township: '乡镇街道',
  office: '司法所',
  external: '外部机关',
} as const

/** A body that enforces, supervises, or receives what is transferred. */
export const Department = z.strictObject({
  code: code.meta({
    title: '单位编码',
    description: 'Stable code; townships use their nine-digit division code.',
  }),
  name: words(60).meta({ title: '单位名称', description: 'Full official name.' }),
  short: words(20).meta({
    title: '简称',
    description: 'What people call it; used in lists and buttons.',
  }),
  uscc: uscc.optional().meta({
    title: '统一社会信用代码',
    description: 'GB 32100-2015; judicial offices and external bodies may have none here.',
  }),
  type: labelled(DEPARTMENT_TYPE).meta({
    title: '类别',
    description: 'What kind of body it is; routing rules R4 to R7 read it.',
  }),
  fields: z.array(words(30)).max(20).meta({
    title: '主要执法领域',
    description: 'What it enforces, in the words of its three-fix plan.',
  }),
  parent: code.optional().meta({
    title: '所属单位',
    description: 'Code of the body it is part of, e.g. a judicial office of the bureau.',
  }),
  superior: words(60).optional().meta({
    title: '上级主管部门',
    description: 'The higher body told about problems (Regulation 825, article 42).',
  }),
  desk: z.boolean().meta({
    title: '是否设工作台',
    description: 'Whether it has staff who sign in here; the others get transfer records.',
  }),
  phone: phone.meta({ title: '电话', description: 'Telephone the public may call.' }),
  address: words(100).meta({ title: '地址', description: 'Where people can go.' }),
  hours: words(60).optional().meta({ title: '办公时间', description: 'When somebody is there.' }),
  area: words(100).optional().meta({ title: '管辖区域', description: 'Where it acts, if not the whole city.' }),
  note: words(200).optional().meta({ title: '备注', description: 'What people need to know before turning to it.' }),
})

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

export const COUNTING = { workdays: '工作日', days: '日' } as const

/** What may have a limit, in the order it happens. */
export const TIMED = {
  accept: '受理或不予受理告知',
  transfer: '移送',
  assign: '分办',
  sign: '签收',
  return: '退回',
  supplement: '补正',
  answer: '办结答复',
  extend: '延期上限',
  recall: '回访',
  'recheck-apply': '申请复核',
  recheck: '复核办结',
  archive: '归档',
} as const

/** One limit: how long, counted how, and the provision it rests on. Zero working days is the same day. */
export const Term = z.strictObject({
  days: z.int().min(0).max(365).meta({
    title: '期限',
    description: 'Counted from the day after the event; 0 is the same day.',
  }),
  counting: labelled(COUNTING).meta({
    title: '计算方式',
    description: 'Working days, or calendar days that move to the next working day.',
  }),
  basis: words(160).meta({
    title: '依据',
    description: 'The provision; a demonstration value says so.',
  }),
  demo: z.boolean().meta({
    title: '示例',
    description: 'True when the number is ours and no rule that binds here fixes it.',
  }),
})

/** The limits of one lane. A step that is missing has no limit of its own in that lane. */
export const Limit = z.strictObject({
  code: code.meta({
    title: '期限表编码',
    description: 'GEN ENT 12345 LEAD BAD LIGHT SECRET SITE.',
  }),
  name: words(30).meta({ title: '名称', description: 'Which matters it is for.' }),
  steps: z.partialRecord(labelled(TIMED), Term).meta({ title: '各环节期限', description: 'Step to limit.' }),
  note: words(200).optional().meta({ title: '备注', description: 'What the numbers do not say.' }),
})

/** A run of days off, both ends included. */
const Holiday = z.strictObject({
  from: day.meta({ title: '起', description: 'First day off.' }),
  to: day.meta({ title: '止', description: 'Last day off.' }),
  name: words(20).meta({ title: '节日', description: 'Its name.' }),
})

/** One year's calendar of the State Council General Office; weekends are off unless listed in work. */
export const Workday = z.strictObject({
  code: z
    .string()
    .regex(/^20\d{2}$/, { error: '年份写成 "2026" 的样子，要加引号' })
    .meta({ title: '年份', description: 'The year.' }),
  provisional: z.boolean().meta({
    title: '暂定',
    description: 'True until the year’s notice is loaded; limits that reach it say so.',
  }),
  off: z.array(Holiday).min(1).meta({ title: '放假', description: 'Holidays and the days moved to them.' }),
  work: z.array(day).meta({ title: '调休上班', description: 'Saturdays and Sundays worked.' }),
})

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
  effect: words(160).meta({ title: '处理', description: 'What follows.' }),
  basis: words(120).meta({ title: '依据', description: 'The provision or product rule.' }),
})

/** The kinds that are published, and the file each is kept in. A later kind is one more row. */
export const KINDS = {
  department: { title: '执法主体', file: 'departments.yaml', schema: Department },
  category: { title: '投诉类别', file: 'categories.yaml', schema: Category },
  limit: { title: '办理期限', file: 'limits.yaml', schema: Limit },
  workday: { title: '工作日历', file: 'workdays.yaml', schema: Workday },
  rule: { title: '分办规则', file: 'rules.yaml', schema: Rule },
} as const

export type Kind = keyof typeof KINDS
export type Department = z.infer<typeof Department>
export type Category = z.infer<typeof Category>
export type Limit = z.infer<typeof Limit>
export type Term = z.infer<typeof Term>
export type Workday = z.infer<typeof Workday>
export type Rule = z.infer<typeof Rule>
export type DataOf = { [K in Kind]: z.infer<(typeof KINDS)[K]['schema']> }
