import * as z from 'zod'
import { day, words } from '../vocabulary.ts'
import type { Status } from './workflow.ts'

/** The list's views, by status. */
export const VIEWS = {
  open: { label: '进行中', status: ['open', 'reported'] },
  closed: { label: '已结束', status: ['closed'] },
  all: { label: '全部', status: ['open', 'reported', 'closed'] },
} as const satisfies Record<string, { label: string; status: readonly Status[] }>
export type SpecialView = keyof typeof VIEWS

/** As many cases as one holds: every document written for it is held against all of them. */
export const MOST_GROUPED = 5000

/** What cases are put under it or taken out, at once. */
export const Grouping = z.strictObject({
  action: z.enum(['group', 'ungroup'], { error: '没有这个操作' }).default('group'),
  cases: z
    .array(words(1, 40, '办件编号'), { error: '请写办件编号，或者勾选办件' })
    .min(1, '请写办件编号，或者勾选办件')
    .max(100, '一次最多100件')
    .meta({ title: '办件编号', kind: 'text', hint: '几个编号之间用空格隔开。密件不能列入。' }),
  /** Those that may be about another body than the one it is about: whoever puts them in was told so. */
  elsewhere: z
    .array(words(1, 40, '办件编号'))
    .max(100, '一次最多100件')
    .optional()
    .meta({ title: '反映别的单位、仍然列入的办件编号' }),
})
export type Grouping = z.output<typeof Grouping>

/** Aggregates of fewer about a body are not shown (domain.md D7). */
export const FEWEST = 5

/** What is looked into, for whom, until when, and who answers for it. */
export const Special = z
  .strictObject({
    title: words(4, 60, '名称').meta({ title: '名称', hint: '如：占道经营执法专项监督。' }),
    department: words(1, 20, '单位').optional().meta({ title: '哪个单位', kind: 'select' }),
    sector: words(2, 40, '领域').optional().meta({ title: '哪个领域', hint: '单位和领域至少写一项。' }),
    matter: words(2, 100, '事项').optional().meta({ title: '哪些执法事项' }),
    from: day('起始日').optional().meta({ title: '看哪一段时间的执法：从', kind: 'date' }),
    to: day('截止日').optional().meta({ title: '到', kind: 'date' }),
    basis: words(5, 1000, '依据').meta({ title: '依据', kind: 'long', hint: '法规条款、年度监督计划的文号。' }),
    person: words(1, 31, '负责人').meta({ title: '负责人', kind: 'select' }),
    dueOn: day('完成日期').meta({ title: '哪一天前完成', kind: 'date' }),
  })
  .refine((said) => said.department !== undefined || said.sector !== undefined, {
    path: ['sector'],
    error: '请选择单位，或者写明领域',
  })
  .refine((said) => said.from === undefined || said.to === undefined || said.from <= said.to, {
    path: ['to'],
    error: '截止日早于起始日，请核对',
  })
export type Special = z.output<typeof Special>
