import type { Status } from '../../../api/case/workflow.ts'
import { type DeskView, VIEWS } from '../../../api/desk/view.ts'
import type { Actor } from '../../../api/staff/actor.ts'
import type { Role } from '../../../api/staff/role.ts'

/** Where each hat’s work lies when its wearer comes in. */
const FIRST: Partial<Record<Role, DeskView>> = {
  intake: 'received',
  assign: 'accepted',
  handler: 'assigned',
  review: 'recheck',
  chief: 'overdue',
  sealed: 'received',
  superior: 'received',
}

const isView = (view: string | null): view is DeskView => view !== null && Object.hasOwn(VIEWS, view)

/** The view asked for, or the one where this person’s work lies. */
export const viewOf = (asked: string | null, actor: Actor | null): DeskView =>
  isView(asked) ? asked : (actor?.roles.map((role) => FIRST[role]).find((view) => view !== undefined) ?? 'all')

/** The view in which a status stands. */
export const viewHolding = (status: Status): DeskView =>
  (Object.keys(VIEWS) as DeskView[]).find((view) => VIEWS[view].status.some((held) => held === status)) ?? 'all'

const GROUPS: { title: string; views: DeskView[] }[] = [
  { title: '环节', views: ['received', 'accepted', 'assigned', 'handling', 'answered', 'recheck', 'ended'] },
  { title: '期限和全部', views: ['overdue', 'all'] },
]

/** The list of views with what stands in each; overdue has no counter of its own. */
export const viewGroups = (current: DeskView, counts: Partial<Record<string, number>>) =>
  GROUPS.map(({ title, views }) => ({
    title,
    items: views.map((view) => ({
      href: `/desk?view=${view}`,
      label: VIEWS[view].label,
      count:
        view === 'overdue' ? undefined : VIEWS[view].status.reduce((sum, status) => sum + (counts[status] ?? 0), 0),
      current: view === current,
    })),
  }))

/** What an empty view means, and what comes next. */
export const EMPTY: Record<DeskView, [title: string, next: string]> = {
  received: ['没有待受理的办件', '新的登记后出现在这里。'],
  accepted: ['没有待分办的办件', '受理以后出现在这里。'],
  assigned: ['没有待签收的办件', '分办以后出现在这里。'],
  handling: ['没有正在办理的办件', '签收以后出现在这里。'],
  answered: ['没有等着办结的办件', '答复以后出现在这里。'],
  recheck: ['没有要复核的办件', '来件人要求复核后出现在这里。'],
  ended: ['还没有结束的办件', '办结、移送、不予受理、撤回的出现在这里。'],
  overdue: ['没有超期的办件', '都在期限内。'],
  all: ['还没有办件', '新的登记后出现在这里。'],
}
