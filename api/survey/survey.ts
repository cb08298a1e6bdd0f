import * as z from 'zod'
import { day, whole, words } from '../vocabulary.ts'

/** Who may answer. */
export const ENTRY = { open: '谁都可以答', invited: '只有受邀的人', both: '受邀的和自愿来答的' } as const
export type Entry = keyof typeof ENTRY

/** Fewer answers tell nothing about a body; fewer in a cell might tell who. */
export const ENOUGH = 30
export const CELL = 5

/** What is put to whom, for how long, and how those asked were chosen. */
export const Survey = z
  .strictObject({
    title: words(4, 60, '名称').meta({ title: '名称', hint: '如：2026年上半年群众满意度测评。' }),
    questionnaire: words(1, 40, '问卷').meta({
      title: '问卷',
      kind: 'select',
      hint: '用当天有效的那一版，开始后不再变。',
    }),
    entry: z.enum(['open', 'invited', 'both'], { error: '请选择谁可以答' }).meta({ title: '谁可以答', kind: 'select' }),
    opensOn: day('开始日期').meta({ title: '哪天开始', kind: 'date' }),
    closesOn: day('截止日期').meta({ title: '最后一天', kind: 'date' }),
    quota: whole(30, 1_000_000, '写30到1000000之间的数').optional().meta({
      title: '收满多少份就截止',
      hint: '不写就到最后一天截止。',
    }),
    method: words(10, 500, '怎样选人').meta({
      title: '怎样选出被问的人',
      kind: 'long',
      hint: '会同结果一起公布。工作人员不挑人、不催评、不在旁边看。',
    }),
    evaluator: words(1, 31, '测评机构').optional().meta({
      title: '委托的测评机构账号',
      kind: 'select',
      hint: '只看得到这一次测评，可以录入当面和电话访问的答卷。',
    }),
  })
  .refine((said) => said.opensOn <= said.closesOn, { path: ['closesOn'], error: '截止日期早于开始日期，请核对' })
export type Survey = z.output<typeof Survey>
