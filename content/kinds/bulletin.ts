import * as z from 'zod'
import { code, day, labelled, markdown, ref, several, words } from '../codes.ts'

export const BULLETIN_TYPE = {
  bodies: '执法主体公告',
  certificates: '执法证件注销公告',
  problems: '突出问题清单',
  devices: '电子监控设备公告',
  empowered: '赋权事项公告',
  evaluation: '赋权事项评估',
  plan: '监督计划',
  report: '工作和统计报告',
  unperformed: '未履职情况报告',
  interim: '中期评估',
  final: '终期评估',
  conduct: '执法行为规范',
  onsite: '现场执法工作指引',
  wording: '现场执法规范用语',
  call: '社会监督员招募公告',
  material: '监督员学习资料',
  notice: '通知公告',
} as const
export const CHANGE = { added: '新增', changed: '变更', cancelled: '取消' } as const
export const PROGRESS = { open: '整改中', done: '已完成', late: '逾期未完成' } as const
export const LEFT = { moved: '工作调动', resigned: '辞职', dismissed: '辞退', retired: '退休', other: '其他' } as const

/** A body announced, changed or struck off. */
const Body = z.strictObject({
  department: ref('department').meta({ title: '单位', description: 'The body.' }),
  change: labelled(CHANGE).meta({ title: '变更类型', description: 'What happened to it.' }),
  detail: words(200).meta({ title: '内容', description: 'Before and after.' }),
  on: day.meta({ title: '生效日期', description: 'Since when.' }),
})
/** A certificate no longer valid: never why in detail, never the whole number. */
const Cancelled = z.strictObject({
  tail: z
    .string()
    .regex(/^\d{4}$/, { error: '写证号的后四位数字' })
    .meta({ title: '证号后四位', description: 'Its last four digits.' }),
  surname: words(4).meta({ title: '姓', description: 'Surname only.' }),
  department: ref('department').meta({ title: '单位', description: 'Where the holder worked.' }),
  reason: labelled(LEFT).meta({ title: '原因', description: 'The kind of reason, nothing more.' }),
  on: day.meta({ title: '注销日期', description: 'Since when.' }),
})
/** A problem a body admits, and what becomes of it. */
const Problem = z.strictObject({
  department: ref('department').meta({ title: '单位', description: 'Whose problem it is.' }),
  field: words(30).meta({ title: '领域', description: 'In which field.' }),
  category: ref('category').meta({ title: '问题类型', description: 'As people would report it.' }),
  problem: words(240).meta({ title: '问题表现', description: 'How it shows.' }),
  measure: words(240).meta({ title: '整改措施', description: 'What is done.' }),
  post: words(40).meta({ title: '责任岗位', description: 'The post that answers for it, no name.' }),
  due: day.meta({ title: '完成时限', description: 'By when.' }),
  progress: labelled(PROGRESS).meta({ title: '整改状态', description: 'How far it is.' }),
  result: words(200).optional().meta({ title: '验收结论', description: 'What was found when it was checked.' }),
})
/** A duty a body did not exercise once in a year. */
const Unperformed = z.strictObject({
  department: ref('department').meta({ title: '单位', description: 'The body.' }),
  matter: ref('matter').meta({ title: '事项', description: 'What it did not do once.' }),
  reason: words(200).meta({ title: '未履行原因', description: 'Why, in its own words.' }),
  on: day.meta({ title: '报告日期', description: 'When it reported that.' }),
})

/** Whom a call for social supervisors asks for, and until when. */
const Call = z.strictObject({
  seats: z.int().min(1).max(500).meta({ title: '招募人数', description: 'How many are wanted.' }),
  areas: several(ref('department'), 40).default([]).meta({
    title: '招募的镇街',
    description: 'Townships they will watch over; none is the whole city.',
  }),
  applyFrom: day.meta({ title: '报名第一天', description: 'From when people may apply.' }),
  applyTo: day.meta({ title: '报名最后一天', description: 'Until when, the day included.' }),
})

/** What the bureau announces: a text, and where the kind of announcement asks for it a list. */
export const Bulletin = z.strictObject({
  code: code.meta({ title: '公告编码', description: 'Stable code, e.g. GG-2026-001.' }),
  name: words(80).meta({ title: '标题', description: 'The title.' }),
  type: labelled(BULLETIN_TYPE).meta({ title: '公告类型', description: 'What kind of announcement.' }),
  docNo: words(60).meta({ title: '文号', description: 'Its number.' }),
  issuer: ref('department').meta({ title: '发布单位', description: 'Who announces.' }),
  issuedOn: day.meta({ title: '发布日期', description: 'The day.' }),
  summary: words(200).meta({ title: '摘要', description: 'What it says in two sentences.' }),
  body: markdown(8000).meta({ title: '正文', description: 'The whole text.' }),
  until: day.optional().meta({ title: '意见截止日期', description: 'Until when objections and opinions are taken.' }),
  departments: several(ref('department'), 40).meta({ title: '涉及单位', description: 'Bodies it concerns.' }),
  matters: several(ref('matter'), 60).meta({ title: '涉及事项', description: 'Matters it concerns.' }),
  bodies: z.array(Body).max(60).optional().meta({ title: '主体名单', description: 'For bodies.' }),
  cancelled: z.array(Cancelled).max(200).optional().meta({ title: '注销名单', description: 'For certificates.' }),
  problems: z.array(Problem).max(100).optional().meta({ title: '问题清单', description: 'For problems.' }),
  devices: several(ref('device'), 60).optional().meta({ title: '设备名单', description: 'For devices.' }),
  unperformed: z
    .array(Unperformed)
    .max(100)
    .optional()
    .meta({ title: '未履行职责名单', description: 'For unperformed duties.' }),
  call: Call.optional().meta({ title: '招募', description: 'For a call for social supervisors.' }),
})
export type Bulletin = z.infer<typeof Bulletin>
