import { type DeskView, VIEWS } from '../../../api/desk/view.ts'
import type { Actor } from '../../../api/staff/actor.ts'
import type { Role } from '../../../api/staff/role.ts'
import type { Unit } from '../_calendar.ts'

/** Where each hat’s work lies when its wearer comes in. */
const FIRST: Partial<Record<Role, DeskView>> = {
  intake: 'received',
  assign: 'accepted',
  handler: 'assigned',
  review: 'handling',
  chief: 'overdue',
  sealed: 'received',
  superior: 'received',
}

export const isView = (view: string | null): view is DeskView => view !== null && Object.hasOwn(VIEWS, view)

/** The view asked for, or the one where this person’s work lies. */
export const viewOf = (asked: string | null, actor: Actor | null): DeskView =>
  isView(asked) ? asked : (actor?.roles.map((role) => FIRST[role]).find((view) => view !== undefined) ?? 'all')

const GROUPS: { title: string; views: DeskView[] }[] = [
  { title: '环节', views: ['received', 'accepted', 'assigned', 'handling', 'answered', 'ended'] },
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

/** The unit a case’s present clock counts in: the general and the sealed lane answer within calendar days (content/limits.yaml). */
export const unitOf = (lane: string, status: string): Unit =>
  ['general', 'sealed'].includes(lane) && status !== 'received' ? '日' : '工作日'

/** What an empty view means, and what comes next. */
export const EMPTY: Record<DeskView, [title: string, next: string]> = {
  received: ['没有待受理的办件', '新的登记后出现在这里。'],
  accepted: ['没有待分办的办件', '受理以后出现在这里。'],
  assigned: ['没有待签收的办件', '分办以后出现在这里。'],
  handling: ['没有正在办理的办件', '签收以后出现在这里。'],
  answered: ['没有等着办结的办件', '答复以后出现在这里。'],
  ended: ['还没有结束的办件', '办结、不予受理、撤回的出现在这里。'],
  overdue: ['没有超期的办件', '都在期限内。'],
  all: ['还没有办件', '新的登记后出现在这里。'],
}
