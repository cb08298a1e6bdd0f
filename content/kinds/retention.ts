import * as z from 'zod'
import { words } from '../codes.ts'

/** Classes of data with a time to be kept. */
export const KEPT = {
  identity: '来件人身份信息',
  text: '办结件的经过、摘要、留言和办理意见',
  refused: '不予受理和撤回件的经过和留言',
  attachment: '附件原件和副本',
  access: '查看记录',
  passing: '过期的登录、设置码、验证题和提交回执',
  notice: '通知发送记录、登录失败记录',
  survey: '测评的邀请码、选票、样本框和没打开的票箱',
  answer: '测评答卷和写的话',
  supervisor: '没有聘任的报名人和卸任监督员的身份信息，对他们的异议',
  contact: '已结束联系点的联络员姓名和电话',
} as const

/** Codes of publications are written in capitals. */
const CODES: ReadonlySet<string> = new Set(Object.keys(KEPT).map((cls) => cls.toUpperCase()))

/** How long one class of data is kept. */
export const Retention = z.strictObject({
  code: z
    .string()
    .refine((code) => CODES.has(code), { error: '资料类别不在规定范围内' })
    .meta({
      title: '资料类别编码',
      description: 'IDENTITY TEXT REFUSED ATTACHMENT ACCESS PASSING NOTICE SURVEY ANSWER SUPERVISOR CONTACT.',
    }),
  name: words(30).meta({ title: '名称', description: 'Which data.' }),
  months: z.int().min(1).max(600).meta({
    title: '保存月数',
    description:
      'Counted from when the case ended, from the last day of a survey, from when a contact point ended, or from when the record was made.',
  }),
  basis: words(160).meta({ title: '依据', description: 'The provision; a demonstration value says so.' }),
  demo: z.boolean().meta({
    title: '示例',
    description: 'True when the number is ours and no rule that binds here fixes it.',
  }),
})
export type Retention = z.infer<typeof Retention>
