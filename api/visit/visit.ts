import * as z from 'zod'
import { validUscc } from '../../content/codes.ts'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import { day, words } from '../vocabulary.ts'

/**
 * What brings an inspection. Only what is planned counts against the yearly cap; what a lead, a transfer, data or the
 * company itself brings does not, but is watched when it comes too often (国办发〔2024〕54号).
 */
export const CAUSE = {
  plan: '按计划检查（日常、专项、联合）',
  report: '投诉举报线索',
  transfer: '转办、交办',
  monitoring: '数据监测发现的线索',
  request: '企业自己申请',
  recheck: '复查上次的问题',
} as const
type Cause = keyof typeof CAUSE

/** How an inspection was registered otherwise than at the door. */
export const WAY = { urgent: '紧急，离开前登记', past: '故障后补录' } as const
export type Way = keyof typeof WAY

export type Industry = keyof typeof INDUSTRY
export const industryName = (code: string): string =>
  Object.hasOwn(INDUSTRY, code) ? INDUSTRY[code as Industry] : code

/** A company as it is typed: the only thing that has to be right is its number. */
export const Uscc = words(1, 40, '统一社会信用代码')
  .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase())
  .refine((code) => code.length === 18, {
    error: '统一社会信用代码应为18位数字和字母，请对照营业执照再写一次',
    abort: true,
  })
  .refine(validUscc, '统一社会信用代码的校验位不对。请对照营业执照逐位核对18位代码')
  .meta({ title: '统一社会信用代码', maxLength: 18, hint: '营业执照上的18位代码。' })

const listed = (title: string, most: number, one: string) =>
  z
    .array(words(1, 40, title), { error: one })
    .max(most, `${title}最多${most}个`)
    .refine((all) => new Set(all).size === all.length, `${title}有重复的，请去掉一个`)

/** Longer than this a single visit does not last. */
export const LONGEST = 5
/** Nobody plans a single visit further ahead. */
export const FURTHEST = 60
/** Two officers at least: 行政处罚法 Art 42, 国办发〔2024〕54号. */
export const FEWEST_OFFICERS = 2

/** Which company, and who comes. */
const where = {
  uscc: Uscc,
  company: words(2, 60, '企业名称').meta({ title: '企业、个体工商户名称' }),
  industry: z
    .enum(Object.keys(INDUSTRY) as Industry[], { error: '请选择行业' })
    .meta({ title: '行业', kind: 'select', labels: INDUSTRY }),
  place: words(2, 60, '地点').meta({ title: '去哪里查', hint: '写到门牌，一家企业有几个店的要写清是哪个店。' }),
  partners: listed('联合的单位', 8, '请选择联合的单位').optional().meta({ title: '联合的单位', kind: 'several' }),
}
/** With which officers, and why. */
const how = {
  officers: listed('执法人员', 12, '请选择执法人员').meta({
    title: '执法人员',
    kind: 'several',
    hint: '至少两名，证件在检查那天要有效；联合检查的，每个单位至少一名。',
  }),
  cause: z
    .enum(Object.keys(CAUSE) as Cause[], { error: '请选择检查缘由' })
    .meta({ title: '为什么去查', kind: 'select', labels: CAUSE }),
  why: words(5, 200, '缘由').optional().meta({
    title: '具体缘由',
    kind: 'long',
    hint: '不是按计划检查的要写：线索编号、交办文号、企业申请的日期等。不写举报人是谁。不公开。',
  }),
}
const items = listed('检查事项', 12, '请选择检查事项。没有公布的事项不能检查').meta({
  title: '检查事项',
  kind: 'several',
})
const whyUnplanned = (said: { cause: Cause; why?: string | undefined }) =>
  said.cause === 'plan' || said.why !== undefined
const WHY = { path: ['why'], error: '不是按计划检查的，请写明缘由' }

/** An inspection that is going to happen. */
export const Planned = z
  .strictObject({
    ...where,
    items,
    ...how,
    on: day('检查日期').meta({ title: '哪天去查', kind: 'date' }),
    until: day('最后一天').optional().meta({ title: '到哪天', kind: 'date', hint: '一天查完的不写。' }),
  })
  .refine(whyUnplanned, WHY)
export type Planned = z.output<typeof Planned>

const clock = z
  .string({ error: '请写进门时间' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间写成 09:40 的样子')
  .meta({ title: '实际几点', hint: '24小时制，写成 09:40 的样子。', maxLength: 5 })
const other = words(2, 100, '别的检查内容').optional().meta({
  title: '查了清单以外的什么',
  hint: '如实写。没有就不写。',
})

/** What is said of entering that could not be registered at the door. */
export const afterwards = {
  enteredOn: day('进门日期').meta({ title: '实际哪天进的门', kind: 'date' }),
  clock,
  restoredOn: day('恢复日期').meta({ title: '故障哪天恢复', kind: 'date', hint: '恢复以后10日内补录。' }),
  reason: words(5, 300, '原因').meta({
    title: '为什么当时没有登记',
    kind: 'long',
    hint: '写明什么故障、影响到什么时候。',
  }),
}

/** An inspection without a task, written down after an outage. Items that are not published are said in words. */
export const Past = z
  .strictObject({
    ...where,
    items: items.optional(),
    ...how,
    other,
    ...afterwards,
  })
  .refine(whyUnplanned, WHY)
export type Past = z.output<typeof Past>

/** An inspection that could not wait for a task, registered on its day before they leave. */
export const Urgent = z
  .strictObject({
    ...where,
    items: items.optional(),
    ...how,
    other,
    clock: clock.meta({ title: '今天几点进的门', hint: '24小时制，写成 09:40 的样子。', maxLength: 5 }),
    reason: words(5, 300, '紧急的原因').meta({
      title: '为什么来不及先建任务',
      kind: 'long',
      hint: '写明什么情况、晚了会怎样。不写举报人是谁。不公开。',
    }),
    approver: words(2, 60, '批准人').meta({
      title: '谁批准的',
      hint: '先口头报批的，写批准的负责人的姓名和职务，回去补审批表。不公开。',
    }),
  })
  .refine(whyUnplanned, WHY)
export type Urgent = z.output<typeof Urgent>
