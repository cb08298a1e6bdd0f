import * as z from 'zod'
import { validUscc } from '../../content/codes.ts'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import { day, words } from '../vocabulary.ts'

/** What a code stands for. */
export const TYPE = {
  ORG: '窗口、站所码',
  OFFICER: '执法人员码',
  TASK: '检查任务码',
  CASE: '执法文书码',
  ENT: '企业码',
  EVENT: '活动码',
  ITEM: '执法事项码',
  STATION: '驻点监督码',
  SUPERVISOR: '监督员证件码',
  CONTACT: '联系点铭牌码',
} as const
export type Type = keyof typeof TYPE
export const TYPES = Object.keys(TYPE) as Type[]

/** Those that come with what they stand for: an inspection, an appointment, a contact point. */
export const COMES_WITH = ['TASK', 'SUPERVISOR', 'CONTACT'] as const satisfies Type[]
/** Those that are issued by hand. */
export const ISSUED = TYPES.filter((type): type is Issued => !COMES_WITH.some((one) => one === type))
export type Issued = Exclude<Type, (typeof COMES_WITH)[number]>

/** Lead to one company, or to whoever was given a paper: what is sent through one would say who sent it. */
const NAMING: readonly Type[] = ['ENT', 'TASK', 'CASE', 'CONTACT']
export const names = (type: Type): boolean => NAMING.includes(type)

/** The act a document records, so that its page can say what may be done against it. */
export const ACT = {
  penalty: '行政处罚',
  licence: '行政许可',
  coercion: '行政强制',
  inspection: '行政检查',
  else: '其他',
} as const

const department = words(1, 20, '单位').meta({ title: '单位', kind: 'select' })
const place = words(2, 60, '地点').meta({ title: '地点', hint: '写到门牌或者楼层，扫的人要对照。' })

export const shared = {
  issuedTo: words(2, 40, '领用人').meta({ title: '领用的单位或者人', hint: '贴在哪里、交给谁保管。不公开。' }),
  validFrom: day('启用日期').meta({ title: '从哪天启用', kind: 'date' }),
  validTo: day('截止日期')
    .optional()
    .meta({ title: '用到哪天', kind: 'date', hint: '不写就一直有效，直到换发或者作废。' }),
}
const issue = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ ...shape, ...shared })

/** What is said when a code is issued, by what it stands for. What is printed and shown to everybody is nothing else. */
export const ISSUE = {
  ORG: issue({ department, label: words(2, 40, '名称').meta({ title: '窗口、站所的名称' }), place }),
  OFFICER: issue({
    officer: words(1, 20, '执法人员').meta({ title: '人员编码', hint: '证件名册里的编码，以RY-开头。' }),
  }),
  CASE: issue({
    department,
    label: words(2, 40, '文书名称').meta({ title: '文书名称', hint: '如：行政处罚决定书。' }),
    subject: words(4, 40, '文号').meta({ title: '文号', hint: '如：澄市监罚〔2026〕12号。' }),
    act: z
      .enum(Object.keys(ACT) as (keyof typeof ACT)[], { error: '请选择行为类别' })
      .meta({ title: '行为类别', labels: ACT }),
    on: day('落款日期').meta({ title: '落款日期', kind: 'date' }),
  }),
  ENT: issue({
    label: words(2, 60, '企业名称').meta({ title: '企业、个体工商户名称' }),
    subject: words(18, 18, '统一社会信用代码')
      .transform((typed) => typed.toUpperCase())
      .refine(validUscc, '统一社会信用代码的校验位不对。请对照证书逐位核对18位代码')
      .meta({ title: '统一社会信用代码', maxLength: 18 }),
    industry: z
      .enum(Object.keys(INDUSTRY) as (keyof typeof INDUSTRY)[], { error: '请选择行业' })
      .meta({ title: '行业', labels: INDUSTRY }),
    place,
  }),
  EVENT: issue({
    event: words(1, 20, '开放日编号')
      .optional()
      .meta({ title: '开放日的编号', hint: '如：KF-2026-001。写了，扫码的人能看流程、签到，下面三项可以不写。' }),
    department: department.optional(),
    label: words(2, 40, '活动名称').optional().meta({ title: '活动名称' }),
    place: place.optional(),
  }),
  ITEM: issue({
    matter: words(1, 40, '事项编码').meta({ title: '事项编码', hint: '执法事项目录里的编码，以CH-开头。' }),
  }),
  STATION: issue({
    department,
    label: words(2, 40, '驻点名称').meta({ title: '驻点名称', hint: '如：驻市场监督管理局监督联络点。' }),
    place,
  }),
} as const satisfies Record<Issued, z.ZodType>

/** What of a code is kept beside its columns, by type. */
export interface Facts {
  place?: string
  act?: keyof typeof ACT
  on?: string
  industry?: keyof typeof INDUSTRY
  /** The open day it hangs at. */
  event?: string
}
