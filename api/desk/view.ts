import { STATUS, type Status } from '../case/workflow.ts'

const ENDED = ['closed', 'refused', 'withdrawn', 'transferred', 'merged', 'archived'] as const
/** A date is owed here. */
const OWED = [
  'received',
  'supplement',
  'doubted',
  'releasing',
  'accepted',
  'disputed',
  'assigned',
  'handling',
  'reviewing',
  'approving',
  'approved',
  'recheck',
] as const

/** The desk's views: which statuses each shows; what else it asks for stands in the list's conditions. */
export const VIEWS = {
  mine: { label: '我承办的', status: [...OWED, 'suspended', 'answered'] },
  received: { label: '待受理', status: ['received', 'releasing'] },
  supplement: { label: '待补充材料', status: ['supplement'] },
  accepted: { label: '待分办', status: ['accepted'] },
  returned: { label: '退回的', status: ['accepted'] },
  disputed: { label: '待协调', status: ['disputed'] },
  assigned: { label: '待签收', status: ['assigned'] },
  handling: { label: '办理中', status: ['handling'] },
  suspended: { label: '中止的', status: ['suspended'] },
  reviewing: { label: '待审核', status: ['reviewing', 'doubted'] },
  approving: { label: '待批准', status: ['approving'] },
  approved: { label: '待答复', status: ['approved'] },
  longer: { label: '申请延期', status: OWED },
  answered: { label: '已答复', status: ['answered'] },
  unhappy: { label: '不满意', status: ['answered', 'recheck', 'closed'] },
  recheck: { label: '复核中', status: ['recheck'] },
  ended: { label: '已结束', status: ENDED },
  today: { label: '今天到期', status: OWED },
  yellow: { label: '黄牌', status: OWED },
  overdue: { label: '红牌（已超期）', status: OWED },
  all: { label: '全部', status: Object.keys(STATUS) as Status[] },
} as const satisfies Record<string, { label: string; status: readonly Status[] }>
export type DeskView = keyof typeof VIEWS
