import type { Status } from '../case/workflow.ts'

/** The desk's views: which statuses each shows, and in which order things are urgent. */
export const VIEWS = {
  received: { label: '待受理', status: ['received'] },
  accepted: { label: '待分办', status: ['accepted'] },
  assigned: { label: '待签收', status: ['assigned'] },
  handling: { label: '办理中', status: ['handling'] },
  answered: { label: '已答复', status: ['answered'] },
  ended: { label: '已结束', status: ['closed', 'refused', 'withdrawn', 'transferred'] },
  overdue: { label: '已超期', status: ['received', 'accepted', 'assigned', 'handling'] },
  all: {
    label: '全部',
    status: [
      'received',
      'accepted',
      'assigned',
      'handling',
      'answered',
      'closed',
      'refused',
      'withdrawn',
      'transferred',
    ],
  },
} as const satisfies Record<string, { label: string; status: readonly Status[] }>
export type DeskView = keyof typeof VIEWS
