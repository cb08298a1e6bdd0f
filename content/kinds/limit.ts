import * as z from 'zod'
import { code, labelled, words } from '../codes.ts'

export const COUNTING = { workdays: '工作日', days: '日' } as const

/** What may have a limit, in the order it happens. */
export const TIMED = {
  accept: '受理或不予受理告知',
  transfer: '移送',
  assign: '分办',
  sign: '签收',
  return: '退回',
  supplement: '补正',
  enquire: '函询反馈',
  answer: '办结答复',
  extend: '延期上限',
  recall: '回访',
  'recheck-apply': '申请复核',
  recheck: '复核办结',
  contest: '误评申诉',
  archive: '归档',
  feedback: '文书反馈',
  urge: '催告后反馈',
  object: '申请复查',
  rule: '复查决定',
} as const

/** One limit: how long, counted how, and the provision it rests on. Zero working days is the same day. */
const Term = z.strictObject({
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
    description: 'GEN ENT 12345 LEAD BAD LIGHT SECRET SITE; DOC- and the type of a supervision document.',
  }),
  name: words(30).meta({ title: '名称', description: 'Which matters it is for.' }),
  steps: z.partialRecord(labelled(TIMED), Term).meta({ title: '各环节期限', description: 'Step to limit.' }),
  note: words(200).optional().meta({ title: '备注', description: 'What the numbers do not say.' }),
})
export type Limit = z.infer<typeof Limit>
