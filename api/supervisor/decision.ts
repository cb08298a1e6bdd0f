import * as z from 'zod'
import { whole, words } from '../vocabulary.ts'

/** What came of an objection. */
export const DECISION = { upheld: '异议成立，不再聘任', dismissed: '异议不成立，继续' } as const
export const Deciding = z.strictObject({
  n: whole(1, 999_999_999, '请刷新页面后再办'),
  decision: z
    .enum(Object.keys(DECISION) as (keyof typeof DECISION)[], { error: '请选择成立还是不成立' })
    .meta({ title: '核实的结果', kind: 'choice', labels: DECISION }),
  answer: words(5, 1000, '核实的情况').meta({
    title: '核实的情况（提出的人会看到）',
    kind: 'long',
    hint: '写清楚核实了什么、依据是什么。不要写提出的人是谁。',
    maxLength: 1000,
  }),
})
export type Deciding = z.output<typeof Deciding>
