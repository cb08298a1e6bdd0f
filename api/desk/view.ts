import * as z from 'zod'
import { LANE } from '../../content/kinds/category.ts'
import { STATUS, type Status } from '../case/workflow.ts'
import { codes, day, words } from '../vocabulary.ts'

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
  /** Where a colleague asked this person to look, until it is put away. */
  mentioned: {
    label: '提到我的',
    status: (Object.keys(STATUS) as Status[]).filter((status) => status !== 'archived'),
  },
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
  contested: {
    label: '误评申诉',
    status: (Object.keys(STATUS) as Status[]).filter((status) => status !== 'archived'),
  },
  answered: { label: '已答复', status: ['answered'] },
  /** Leads whose sender wished to be called and was not yet. */
  callback: { label: '要回访的', status: ['answered', 'closed'] },
  unhappy: { label: '不满意', status: ['answered', 'recheck', 'closed'] },
  recheck: { label: '复核中', status: ['recheck'] },
  ended: { label: '已结束', status: ENDED },
  today: { label: '今天到期', status: OWED },
  yellow: { label: '黄牌', status: OWED },
  overdue: { label: '红牌（已超期）', status: OWED },
  all: { label: '全部', status: Object.keys(STATUS) as Status[] },
} as const satisfies Record<string, { label: string; status: readonly Status[] }>
export type DeskView = keyof typeof VIEWS

/** What narrows the desk's list: its address, and what a person keeps of it under a name. */
export const Filters = z.strictObject({
  /** Those under one special supervision. */
  special: words(1, 40, '专项监督').optional(),
  view: z.enum(Object.keys(VIEWS) as [DeskView, ...DeskView[]], { error: '没有这一栏' }).default('all'),
  status: codes(STATUS).optional(),
  department: words(1, 20, '单位').optional(),
  category: words(1, 3, '类别').optional(),
  lane: codes(LANE).optional(),
  place: words(9, 9, '镇街').optional(),
  channel: words(1, 20, '来源').optional(),
  assignee: words(1, 31, '承办人').optional(),
  due: day('到期日').optional(),
  q: words(1, 100, '查找的词').optional(),
})

/** How many lists of their own a person keeps. */
export const MOST_SAVED = 20
/** What a person calls a list of their own. */
export const Named = z.strictObject({ name: words(1, 20, '名称') })
