import * as z from 'zod'
import { type Actor, has } from '../staff/actor.ts'
import { codes, day, whole, words } from '../vocabulary.ts'

/** Whoever reads the log: the auditor, the sealed desk for its own, the administrator for what is no case. */
export const mayAudit = (actor: Actor | null) => has(actor, 'stats', 'sealed', 'admin')

/** What was looked at, by the code it is written down under; and what was done, by where it is written down. */
export const READ = {
  case: '看办件',
  'case-export': '导出办件表格',
  print: '打印办件',
  enquiry: '看函询',
  digest: '看摘要',
  directive: '看监督文书',
  special: '看专项监督',
  supervisors: '看监督员名单',
  supervisor: '看一名监督员',
  'supervisor-application': '打开监督员的报名表',
  'supervisor-objector': '看异议是谁提的',
  'supervisors-export': '导出监督员名册',
  'supervisors-print': '打印监督员证',
  attachment: '下载附件副本',
  original: '打开附件原件',
  interest: '看申报会影响几件',
  audit: '查审计记录',
  'audit-export': '导出审计记录',
  retention: '看保存期限清单',
  contact: '看企业联系点的联络员',
  'open-day': '看开放日报名的人',
  'open-day-export': '导出开放日名单',
  'open-day-print': '打印开放日签到表',
  'open-day-badges': '打印开放日胸牌',
  appraisal: '看监督员年度考核表',
  'appraisal-export': '导出监督员年度考核表',
  contributions: '看监督员履职统计',
  'contributions-export': '导出监督员履职统计',
  'duty-report': '看监督员的报告',
  'duty-export': '导出受邀监督员名单',
} as const
export const DONE = {
  step: '办理办件',
  asked: '答复函询',
  directing: '办理监督文书',
  grouping: '办理专项监督',
  surveying: '办理满意度测评',
  coding: '管理监督码',
  visiting: '办理入企检查',
  hosting: '办理开放日报名',
  tasking: '办理监督员任务和通知',
  appointing: '管理监督员和异议',
  contacting: '管理企业联系点',
  warning: '核查入企检查预警',
  appraising: '监督员年度考核',
  account: '管理账号、登录',
  publishing: '编辑发布',
  keeping: '保存期限和保全',
} as const
export const WHAT = { ...READ, ...DONE }

export const Asked = z.strictObject({
  person: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}$/, '账号是小写字母、数字和短横线')
    .optional()
    .meta({ title: '谁', hint: '账号' }),
  no: words(1, 40, '编号').optional().meta({ title: '办件或文书编号' }),
  what: codes(WHAT).optional().meta({ title: '做了什么', kind: 'select', labels: WHAT }),
  from: day('起始日').optional().meta({ title: '从哪天' }),
  to: day('截止日').optional().meta({ title: '到哪天' }),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
})
export type Asked = z.output<typeof Asked>
