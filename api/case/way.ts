import { lastDay, today } from './deadline.ts'
import { OURS } from './routing.ts'
import { limitsOf, type Rulebook } from './rulebook.ts'
import type { State } from './state.ts'
import type { Bar, Status, Way } from './workflow.ts'

/** An event as far as the way of a case depends on it. */
export interface Taken {
  action: string
  at: number
  actor: Record<string, string>
  data: Record<string, unknown> | null
}

/** What of a case, besides its events, can stand against a step. */
export interface Standing extends Pick<State, 'lane' | 'handler' | 'assignee' | 'dueOn' | 'card'> {
  status: string
  kind: string
  channel: string
  appears: string
  editableUntil: number | null
  flags: readonly string[] | null
  /** Cases that hang on this one and are not at their end. */
  children: number
  /** Its sender wished to be called when it is answered. */
  callback?: boolean | undefined
}

/** What weighs by the rules in force is reviewed and approved before it is answered (domain.md D4: 审核岗、局领导). */
const isWeighty = (flags: readonly string[], { rules }: Rulebook) =>
  rules.some(({ weighs = [] }) => weighs.some((mark) => flags.includes(mark)))
/** How often a case may be opened again. */
const REOPENINGS = 2
/** How long leave to open an identity holds. */
const LEAVE = 24 * 3_600_000

/** The last day to ask for a recheck of what was answered; none where none is published for such matters. */
export function recheckUntil(of: Pick<Standing, 'lane' | 'kind' | 'channel'>, log: readonly Taken[], book: Rulebook) {
  const answered = log.findLast(({ action }) => ['answer', 'refuse', 'confirm', 'follow'].includes(action))
  const limit = limitsOf(book, of)['recheck-apply']
  return answered && limit && lastDay(today(new Date(answered.at)), limit, book.calendar).on
}

/** The longer time that was asked for and is not decided yet. */
export function longerAsked(log: readonly Taken[]): number | undefined {
  const asked = sinceEdit(log).findLast((e) => e.action === 'extend' || e.action === 'grant')
  return asked?.action === 'extend' ? Number(asked.data?.days) : undefined
}

/** What stands against steps on a case now, for one person of the desk or, by no login, for its sender. */
export function wayOf(
  of: Standing,
  log: readonly Taken[],
  login: string | null,
  now: Date,
  book: Rulebook,
  /** Whom this person stands in for. */
  covers: readonly string[] = [],
): Way {
  const on = today(now)
  const did = (...actions: string[]) => log.filter((e) => actions.includes(e.action))
  // Who entered a case for somebody has not judged it.
  const mine = log.slice(1).filter((e) => login !== null && e.actor.login === login)
  const assigned = did('assign').at(-1)
  const returnable = assigned && limitsOf(book, of).return
  const until = recheckUntil(of, log, book)
  const status = of.status as Status
  const isContested = did('contest', 'adjudge').at(-1)?.action === 'contest'
  const bars: Record<Bar, boolean> = {
    late: now.getTime() >= (of.editableUntil ?? 0),
    appealed: did('appeal').length > 0,
    // A second rating of one handling is the last.
    rated:
      of.kind === 'rating'
        ? did('rate').length > 0
        : did('answer', 'follow', 'recheck', 'rate').at(-1)?.action === 'rate',
    sealed: of.lane === 'sealed',
    open: of.lane !== 'sealed',
    supplemented: did('supplement').length > 0,
    elsewhere:
      of.assignee !== null &&
      ![login, ...covers].some((one) => one !== null && [of.assignee, assigned?.data?.second].includes(one)),
    settled: !!returnable && on > lastDay(today(new Date(assigned.at)), returnable, book.calendar).on,
    asked: longerAsked(log) !== undefined,
    unasked: longerAsked(log) === undefined,
    extended: did('grant').some((e) => e.data?.decision === 'grant') || (of.dueOn !== null && on > of.dueOn),
    timeless: of.dueOn === null,
    weighty: status !== 'approved' && of.handler === OURS.code && isWeighty(of.flags ?? [], book),
    open_window: ['closed', 'refused'].includes(status) && did('appeal').length === 0 && !!until && on <= until,
    children: of.children > 0,
    reopened: did('reopen').length >= REOPENINGS,
    yellow: of.card === 'yellow',
    red: of.card === 'red',
    direct: log.some((e) => e.action === 'accept' && e.actor.kind === 'system'),
    anonymous: of.appears === 'anonymous',
    ungranted: of.appears === 'confidential' && !hasLeave(mine, log, now),
    petitioned: isPetitioned(log),
    unpetitioned: !isPetitioned(log),
    unheard: of.kind === 'rating' && of.lane !== 'sealed' && !log.some(hears),
    unwished: of.callback !== true,
    uncalled: of.callback === true && did('callback').length === 0,
    called: did('callback').length > 0,
    incontestable: of.kind !== 'rating' || !limitsOf(book, of).contest,
    contested: did('contest').length > 0,
    uncontested: !isContested,
    // What was sealed meanwhile is counted nowhere: there is nothing to decide.
    undecided: isContested && of.lane !== 'sealed',
  }
  return {
    bars: new Set((Object.keys(bars) as Bar[]).filter((bar) => bars[bar])),
    took: new Set([
      ...mine.filter((e) => !JUDGED_ONCE[e.action] || isLast(log, e)).map((e) => e.action),
      // What a merged case was answered with is the work of whoever answered the main one.
      // So is what a rating judges the work of whoever answered the case that was rated.
      ...(did('follow', 'contest').some((e) => login !== null && asList(e.data?.by).includes(login)) ? ['answer'] : []),
    ]),
  }
}

/** Spoken to by telephone or at home, or written to where no name was left: either is on record. */
const hears = ({ action, data }: Taken) => action === 'message' || (action === 'record' && data?.activity === 'recall')

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Of these only the last asking is judged: whoever asked once may judge another's asking later. */
const JUDGED_ONCE: Partial<Record<string, true>> = {
  doubt: true,
  extend: true,
  petition: true,
  release: true,
  submit: true,
  review: true,
}
const isLast = (log: readonly Taken[], event: Taken) => log.findLast((e) => e.action === event.action) === event

/** What was sent anew by its sender is another submission: leave and openings of the old one do not carry over. */
const sinceEdit = (log: readonly Taken[]) => log.slice(log.findLastIndex((e) => e.action === 'edit') + 1)

const isPetitioned = (log: readonly Taken[]) =>
  sinceEdit(log).findLast((e) => ['petition', 'permit'].includes(e.action))?.action === 'petition'

/** Leave given by another on this person's own asking, and not a day old. */
function hasLeave(mine: readonly Taken[], all: readonly Taken[], now: Date): boolean {
  const log = sinceEdit(all)
  const asked = log.findLast((e) => e.action === 'petition')
  if (!asked || !mine.includes(asked)) return false
  const answer = log.slice(log.indexOf(asked)).find((e) => e.action === 'permit')
  return answer?.data?.decision === 'grant' && now.getTime() - answer.at < LEAVE
}

/** How long an identity stays open to whoever opened it. */
const OPENED = 30 * 60_000

/** Whether this person opened the sender's identity a moment ago. */
export const unveiled = (log: readonly Taken[], login: string, now: Date) =>
  sinceEdit(log).some((e) => e.action === 'unveil' && e.actor.login === login && now.getTime() - e.at < OPENED)
