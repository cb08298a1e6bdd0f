import type { Category } from '../../content/kinds/category.ts'
import type { Department } from '../../content/kinds/department.ts'
import type { Matter } from '../../content/kinds/matter.ts'
import type { Rule } from '../../content/kinds/rule.ts'
import type { Store } from '../../db/open.ts'
import type { Published } from '../publication/publication.ts'
import { published } from '../publication/publication.ts'
import { currentRevision } from '../publication/revision.ts'
import { inForce, oneInForce } from '../publication/store.ts'
import {
  type Calendar,
  calendarOf,
  type Explained,
  explain,
  type Limit,
  lastDay,
  movedDay,
  type Running,
  today,
} from './deadline.ts'
import { type Lane, LIMITS_OF } from './routing.ts'
import type { Clock } from './workflow.ts'

/** The portal's own rules as published for one day: what routing and deadlines read. */
export interface Rulebook {
  departments: ReadonlyMap<string, Department>
  categories: ReadonlyMap<string, Category>
  limits: ReadonlyMap<string, Partial<Record<string, Limit>>>
  /** The routing rules in force; what is not among them does not apply. */
  rules: readonly Rule[]
  calendar: Calendar
  /** An enforcement matter in force; read when it is asked for, since there are thousands. */
  matter(code: string | undefined): Promise<Matter | undefined>
}

const kept = new WeakMap<Store, { key: string; book: Promise<Rulebook> }>()

/** The rules in force today; read once a day and once a publishing. */
export async function rulebook(store: Store, now: Date): Promise<Rulebook> {
  const key = `${await currentRevision(store)} ${today(now)}`
  const last = kept.get(store)
  if (last?.key === key) return last.book
  const book = read(store, now)
  kept.set(store, { key, book })
  book.catch(() => kept.delete(store))
  return book
}

async function read(store: Store, now: Date): Promise<Rulebook> {
  const on = today(now)
  const [departments, categories, limits, workdays, rules] = await Promise.all([
    table(store, 'department', on),
    table(store, 'category', on),
    table(store, 'limit', on),
    table(store, 'workday', on),
    table(store, 'rule', on),
  ])
  const matters = new Map<string, Promise<Matter | undefined>>()
  return {
    departments,
    categories,
    limits: new Map([...limits].map(([code, l]) => [code, l.steps as Partial<Record<string, Limit>>])),
    rules: [...rules.values()].sort((a, b) => a.order - b.order),
    calendar: calendarOf(workdays.values()),
    matter(code) {
      if (code === undefined) return Promise.resolve(undefined)
      const known = matters.get(code)
      if (known) return known
      const found = matterOf(store, code, on)
      // Codes are anybody's to make up: what is kept is bounded.
      if (matters.size > MOST_MATTERS) matters.clear()
      matters.set(code, found)
      found.catch(() => matters.delete(code))
      return found
    },
  }
}

const MOST_MATTERS = 1000

async function matterOf(store: Store, code: string, on: string): Promise<Matter | undefined> {
  const found = await oneInForce(store, 'matter', code, on, on)
  return found && !found.row.summary?.cancelled ? published('matter', found.row).data : undefined
}

async function table<K extends 'department' | 'category' | 'limit' | 'workday' | 'rule'>(
  store: Store,
  kind: K,
  on: string,
) {
  const rows = await inForce(store, kind, on, on)
  return new Map<string, Published<K>['data']>(
    rows.filter((r) => !r.summary?.cancelled).map((r) => [r.code, published(kind, r).data]),
  )
}

/** What of a case says which limits it has. */
interface Timed {
  lane: string
  kind: string
  channel: string
}

/** Which table of limits a case runs under; a page that is wrong has its own (3 working days, rulings.md 9). */
function tableFor(book: Rulebook, { lane, kind, channel }: Timed): string {
  const own = kind === 'site' ? 'SITE' : LIMITS_OF[lane as Lane]
  // What somebody is unhappy with has one clock, whoever they are (domain.md D5).
  if (channel === 'RATING' && lane !== 'sealed') return 'BAD'
  const applies = (code: string) => book.rules.some((r) => r.code === code)
  if (lane !== 'general' && lane !== 'enterprise') return own
  // R11: the hotline's limit wins where it is the shorter one.
  if (channel === '12345' && applies('R11'))
    return lengthOf(book.limits.get('12345')) < lengthOf(book.limits.get(own)) ? '12345' : own
  if (channel === 'SUPERVISOR' && applies('R12') && lane === 'general') return 'LEAD'
  return channel === 'SURVEY' && lane === 'general' ? 'BAD' : own
}

/** How long a table gives until the answer, in working days; five of seven days are. */
function lengthOf(limits: Partial<Record<string, Limit>> | undefined): number {
  const each = [limits?.accept, limits?.answer].map((l) => (l?.counting === 'days' ? (l.days * 5) / 7 : (l?.days ?? 0)))
  return limits?.answer ? each.reduce((sum, n) => sum + n, 0) : Number.POSITIVE_INFINITY
}

export const limitsOf = (book: Rulebook, of: Timed): Partial<Record<string, Limit>> =>
  book.limits.get(tableFor(book, of)) ?? {}

/** Before it is accepted. */
const UNACCEPTED = ['received', 'doubted', 'releasing']

/** How the days until the date owed next are counted: as the clock that runs was started, else by the table of today. */
export function countingOf(book: Rulebook, of: Timed & { status: string; running: Limit['counting'] | null }) {
  const { supplement, accept, answer, recheck } = limitsOf(book, of)
  if (of.status === 'supplement') return supplement?.counting ?? null
  if (UNACCEPTED.includes(of.status) && accept) return accept.counting
  return of.running ?? ((of.status === 'recheck' && recheck) || answer)?.counting ?? null
}

/** The dates owed to a sender, each with how it was counted. Where nothing need be accepted the answer is owed from the start. */
export function datesOf(book: Rulebook, of: Timed, received: string): { accept?: Explained; answer?: Explained } {
  const limits = limitsOf(book, of)
  const accept = limits.accept && explain(received, limits.accept, book.calendar, '收到')
  const answer =
    limits.answer && explain(accept?.on ?? received, limits.answer, book.calendar, accept ? '最晚受理' : '收到')
  return { ...(accept && { accept }), ...(answer && { answer }) }
}

/**
 * When a clock started on a day runs out for a case, and how it runs. Where nothing need be accepted the answer is owed
 * from the day of receipt, and accepting moves no date.
 */
export const clockFor =
  (book: Rulebook, of: Timed, from: string) =>
  (clock: Clock): { by: string; running: Running } | null => {
    const limits = limitsOf(book, of)
    // A lane without a limit for rechecks answers again within the time it has for answering.
    const limit =
      clock === 'recheck'
        ? (limits.recheck ?? limits.answer)
        : clock === 'answer' && !limits.accept
          ? undefined
          : limits[clock]
    return limit ? { by: lastDay(from, limit, book.calendar).on, running: runningFrom(from, limit) } : null
  }

const runningFrom = (from: string, { days, counting }: Limit): Running => ({
  from,
  days,
  counting,
  stops: [],
  extensions: [],
})

/** The clock of an answer that is owed from the day of receipt, where nothing need be accepted. */
export function clockAtOnce(book: Rulebook, of: Timed, received: string): Running | null {
  const { accept, answer } = limitsOf(book, of)
  return !accept && answer ? runningFrom(received, answer) : null
}

/** When a running clock runs out; null while it stands still. */
export const endOf =
  (book: Rulebook) =>
  (running: Running): string | null =>
    movedDay(running.from, running, book.calendar, running)?.on ?? null

/** Whether a date lies in a year whose holidays the State Council has not announced yet. */
export const isProvisional = (book: Rulebook, ...dates: (string | null)[]) =>
  dates.some((date) => date !== null && !book.calendar.years.has(date.slice(0, 4)))
