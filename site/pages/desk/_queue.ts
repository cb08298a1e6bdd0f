import { type Status, step, TOGETHER } from '../../../api/case/workflow.ts'
import { type DeskView, VIEWS } from '../../../api/desk/view.ts'
import type { Actor } from '../../../api/staff/actor.ts'
import type { Role } from '../../../api/staff/role.ts'

/** Where each hat’s work lies when its wearer comes in. */
const FIRST: Partial<Record<Role, DeskView>> = {
  intake: 'received',
  assign: 'accepted',
  handler: 'assigned',
  review: 'reviewing',
  chief: 'approving',
  sealed: 'received',
  superior: 'received',
}

const isView = (view: string | null): view is DeskView => view !== null && Object.hasOwn(VIEWS, view)

/** The view asked for, or the one where this person’s work lies. */
export const viewOf = (asked: string | null, actor: Actor | null): DeskView =>
  isView(asked) ? asked : (actor?.roles.map((role) => FIRST[role]).find((view) => view !== undefined) ?? 'all')

const GROUPS: { title: string; views: DeskView[] }[] = [
  { title: '先办这些', views: ['mine', 'mentioned', 'today', 'yellow', 'overdue', 'returned', 'callback', 'unhappy'] },
  {
    title: '环节',
    views: [
      'received',
      'supplement',
      'accepted',
      'disputed',
      'assigned',
      'handling',
      'suspended',
      'reviewing',
      'approving',
      'approved',
      'answered',
      'recheck',
      'ended',
    ],
  },
  { title: '其他', views: ['longer', 'contested', 'all'] },
]

/** The stage in which a status stands. */
export const viewHolding = (status: Status): DeskView =>
  GROUPS[1]?.views.find((view) => VIEWS[view].status.some((held) => held === status)) ?? 'all'

/** Somebody’s own lists, as the API keeps them. */
interface Kept {
  id: string
  name: string
  filters: Record<string, string>
  count?: number | undefined
}

/** One spelling, so that a list is known by its address. */
export const addressOf = (filters: Record<string, string>) =>
  `/desk?${new URLSearchParams(Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1)))}`

/** As far as a person reads a number of things to do. */
const farAs99 = (count: number | undefined) => (count !== undefined && count > 99 ? '99+' : count)

/** The lists a person keeps, and the way to rename them. */
export const keptGroup = (kept: readonly Kept[], here: string) => ({
  title: '我存的',
  items: [
    ...kept.map(({ name, filters, count }) => ({
      href: addressOf(filters),
      label: name,
      count: farAs99(count),
      current: addressOf(filters) === here,
    })),
    { href: '/desk/views', label: '改名、删除', count: undefined, current: false },
  ],
})

/** What this person may do with several cases of a view at once. */
export const togetherIn = (view: DeskView, actor: Actor) =>
  TOGETHER.filter(
    (action) =>
      step(action).by.some((hat) => actor.roles.some((role) => role === hat)) &&
      step(action).from.some((status) => VIEWS[view].status.some((held) => held === status)),
  ).map((value) => ({ value, label: step(value).label }))

type Counts = Partial<Record<string, number>>

/** The views with what stands in each: from the counters, or counted as far as 99. A stage where nothing is, is left out. */
export const viewGroups = (current: DeskView, counts: Counts, waiting: Counts) =>
  GROUPS.map(({ title, views }) => ({
    title,
    items: views
      .map((view) => ({ view, count: countOf(view, counts, waiting) }))
      .filter(({ view, count }) => count !== 0 || view === current || USUAL.includes(view))
      .map(({ view, count }) => ({
        href: `/desk?view=${view}`,
        label: VIEWS[view].label,
        count: view in waiting ? farAs99(count) : count,
        current: view === current,
      })),
  }))

/** Shown even when empty, so that the way to them does not move. */
const USUAL: readonly DeskView[] = [
  'mine',
  'overdue',
  'received',
  'accepted',
  'assigned',
  'handling',
  'answered',
  'all',
]

function countOf(view: DeskView, counts: Counts, waiting: Counts): number | undefined {
  if (view in waiting) return waiting[view]
  if (view === 'longer' || view === 'contested') return undefined
  return VIEWS[view].status.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
}

/** What an empty view means, and what comes next. */
export const EMPTY: Record<DeskView, [title: string, next: string]> = {
  mine: ['您名下没有办件', '分办给您或您签收以后出现在这里。'],
  mentioned: ['没有同事请您看的办件', '同事在内部备注里请您看的出现在这里。'],
  received: ['没有待受理的办件', '新的登记后出现在这里。'],
  supplement: ['没有等来件人补充的办件', '通知补充材料以后出现在这里。'],
  accepted: ['没有待分办的办件', '受理以后出现在这里。'],
  returned: ['没有退回的办件', '承办人退回、回避的出现在这里。'],
  disputed: ['没有待协调的办件', '提请协调职责的出现在这里。'],
  assigned: ['没有待签收的办件', '分办以后出现在这里。'],
  handling: ['没有正在办理的办件', '签收以后出现在这里。'],
  suspended: ['没有中止的办件', '中止办理的出现在这里。'],
  reviewing: ['没有待审核的办件', '提交办理结果、提请不予受理的出现在这里。'],
  approving: ['没有待批准的办件', '审核通过以后出现在这里。'],
  approved: ['没有待答复的办件', '批准以后出现在这里。'],
  longer: ['没有申请延期的办件', '申请延期、还没有审批的出现在这里。'],
  contested: ['没有等着审定的误评申诉', '对评价提出申诉、还没有审定的出现在这里。'],
  answered: ['没有等着办结的办件', '答复以后出现在这里。'],
  callback: ['没有要回访的来件人', '监督员、联系点希望回访的，答复以后出现在这里；回访以后移出。'],
  unhappy: ['没有不满意的办件', '评价不满意、要求复核的出现在这里。'],
  recheck: ['没有要复核的办件', '来件人要求复核后出现在这里。'],
  ended: ['还没有结束的办件', '办结、移送、不予受理、撤回、并案、归档的出现在这里。'],
  today: ['今天没有到期的办件', '今天该办完的出现在这里。'],
  yellow: ['没有黄牌', '今天或下一个工作日到期的出现在这里。'],
  overdue: ['没有超期的办件', '都在期限内。'],
  all: ['还没有办件', '新的登记后出现在这里。'],
}

/** What is said to whoever took a step after which the case is not theirs to see. */
export const LEFT: Partial<Record<string, readonly [done: string, then: string]>> = {
  seal: ['已转为密件。', '这件由密件专员办理，不再出现在您的列表里。'],
  recuse: ['已回避。', '这件由别的同事办理，不再出现在您的列表里。'],
  resolve: ['已确认转回。', '这件回到普通件，由受理岗办理，不再出现在您的列表里。'],
}
