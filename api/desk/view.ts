import * as z from 'zod'
import type { Status } from '../case/workflow.ts'
import { whole, words } from '../vocabulary.ts'

/** The desk's views: which statuses each shows, and in which order things are urgent. */
export const VIEWS = {
  received: { label: '待受理', status: ['received'] },
  accepted: { label: '待分办', status: ['accepted'] },
  assigned: { label: '待签收', status: ['assigned'] },
  handling: { label: '办理中', status: ['handling'] },
  answered: { label: '已答复', status: ['answered'] },
  recheck: { label: '复核中', status: ['recheck'] },
  ended: { label: '已结束', status: ['closed', 'refused', 'withdrawn', 'transferred'] },
  overdue: { label: '已超期', status: ['received', 'accepted', 'assigned', 'handling', 'recheck'] },
  all: {
    label: '全部',
    status: [
      'received',
      'accepted',
      'assigned',
      'handling',
      'answered',
      'recheck',
      'closed',
      'refused',
      'withdrawn',
      'transferred',
    ],
  },
} as const satisfies Record<string, { label: string; status: readonly Status[] }>
export type DeskView = keyof typeof VIEWS

/** What a body answers; once, so that nobody rewrites what the bureau relied on. */
export const Answer = z.strictObject({
  action: z.literal('answer', { error: '没有这个操作' }).meta({ kind: 'hidden' }),
  n: whole(1, 999_999_999, '请刷新页面后再办').meta({ kind: 'hidden' }),
  note: words(10, 3000, '情况说明').meta({ title: '情况说明', kind: 'long' }),
})
