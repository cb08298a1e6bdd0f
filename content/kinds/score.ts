import * as z from 'zod'
import { code, labelled, words } from '../codes.ts'

/** What of a supervisor's record is worth points: each is counted from the record itself, none is ever typed. */
export const ITEM = {
  effective: '有效线索',
  adopted: '采纳的建议',
  activity: '参加活动',
  late: '迟报',
} as const
export type Item = keyof typeof ITEM

export const GRADE = { excellent: '优秀', qualified: '合格', unqualified: '不合格' } as const
export type Grade = keyof typeof GRADE

/** How a year of a supervisor is scored: so many points each, and from how many on which grade is given. */
export const Score = z.strictObject({
  code: code.meta({ title: '评分办法编码', description: 'SUPERVISOR is the one supervisors are appraised by.' }),
  name: words(40).meta({ title: '名称', description: 'As the document is called.' }),
  items: z
    .array(
      z.strictObject({
        item: labelled(ITEM).meta({ title: '计分项', description: 'What is counted.' }),
        points: z.int().min(-50).max(50).meta({
          title: '每次计分',
          description: 'Points each time; what takes points away is below zero.',
        }),
        means: words(160).meta({ title: '怎样算一次', description: 'When one is counted, in plain words.' }),
      }),
    )
    .min(1)
    .max(Object.keys(ITEM).length)
    .meta({ title: '计分项目', description: 'Each at most once; what is not among them gives no points.' }),
  excellent: z.int().min(2).max(1000).meta({
    title: '优秀的分数线',
    description: 'From so many points on a year is excellent.',
  }),
  qualified: z.int().min(0).max(1000).meta({
    title: '合格的分数线',
    description: 'From so many points on a year is qualified; below it is not.',
  }),
  note: words(300).optional().meta({ title: '备注', description: 'What the numbers do not say.' }),
  demo: z.boolean().meta({
    title: '示例',
    description: 'True when the numbers are ours and no rule that binds here fixes them.',
  }),
})
export type Score = z.infer<typeof Score>
