import type { Found } from '../../../api/case/found.ts'
import { ACTIONS, type Action, type Bar, type By, type Status, step } from '../../../api/case/workflow.ts'
import type { Actor } from '../../../api/staff/actor.ts'

/** Who takes which step from where, as the table says when the tests begin; what a test does to the table later is not in it. */
const TABLE = ACTIONS.map((action) => ({ action, by: [...step(action).by], from: [...step(action).from] }))

/**
 * What stands against what, and who may not judge whom, a second time and by hand: neither `unless` nor `judges` is read,
 * so a bar that goes missing in the table, or that nobody asks about, is missed here.
 */
export const AGAINST: Record<Bar, readonly Action[]> = {
  late: ['edit'],
  appealed: ['appeal'],
  rated: ['rate'],
  sealed: [
    'supplement',
    'doubt',
    'merge',
    'dispute',
    'note',
    'extend',
    'reopen',
    'enquire',
    'entrust',
    'call',
    'split',
    'urge',
    'group',
    'ungroup',
    'seal',
  ],
  open: ['release'],
  supplemented: ['supplement'],
  elsewhere: ['sign', 'return', 'submit', 'answer'],
  settled: ['return'],
  asked: ['extend'],
  unasked: ['grant'],
  extended: ['extend'],
  timeless: ['extend', 'yellow', 'red'],
  weighty: ['merge', 'answer', 'entrust'],
  open_window: ['archive'],
  children: ['merge', 'close'],
  unwished: ['callback'],
  uncalled: ['close'],
  called: ['callback'],
  reopened: ['reopen'],
  yellow: ['yellow'],
  red: ['yellow', 'red'],
  direct: ['refuse', 'doubt'],
  anonymous: ['unveil', 'petition'],
  ungranted: ['unveil'],
  unpetitioned: ['permit'],
  petitioned: ['petition'],
  unheard: ['refuse', 'doubt', 'merge', 'submit', 'answer'],
  incontestable: ['contest'],
  contested: ['contest'],
  uncontested: ['adjudge'],
  undecided: ['close', 'archive'],
}
export const FOUR_EYES: Partial<Record<Action, readonly Action[]>> = {
  confirm: ['doubt'],
  grant: ['extend'],
  review: ['submit'],
  approve: ['submit', 'review'],
  recheck: ['answer', 'refuse', 'confirm', 'recheck', 'sign', 'submit', 'approve'],
  permit: ['petition'],
  resolve: ['release'],
  adjudge: ['contest', 'sign', 'submit', 'answer'],
}

/** Roles that deal with the cases of their own office (domain.md D8); the sealed desk has its own, nobody else any. */
const OFFICE = ['intake', 'assign', 'handler', 'review', 'chief', 'superior']

/** Whether somebody reads a case at all. */
export function reads({ row, blind }: Pick<Found, 'row' | 'blind'>, { login, roles, department }: Actor): boolean {
  if (blind.includes(`@${login}`)) return false
  if (roles.includes('sealed')) return row.lane === 'sealed' && row.handler === 'SEALED'
  return (
    roles.some((role) => OFFICE.includes(role)) &&
    row.lane !== 'sealed' &&
    row.handler === department &&
    !blind.includes(department)
  )
}

/** What these hats may do where so much stands in the way. */
export const may = (hats: readonly By[], status: Status, bars: readonly Bar[]): Action[] =>
  TABLE.filter(({ by, from }) => from.includes(status) && by.some((hat) => hats.includes(hat)))
    .map(({ action }) => action)
    .filter((action) => !bars.some((bar) => AGAINST[bar].includes(action)))
