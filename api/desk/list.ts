import type * as z from 'zod'
import type { Store } from '../../db/open.ts'
import type { Limit } from '../case/deadline.ts'
import type { Scope } from '../case/visibility.ts'
import type { Status } from '../case/workflow.ts'
import type { URGENCY } from '../lead/lead.ts'
import { type After, HITS, marks, number, page, within } from './query.ts'
import type { DeskView, Filters } from './view.ts'

/** A list as it is asked for: what narrows it, and which page of it. */
export interface Asked extends z.output<typeof Filters> {
  limit: number
  cursor?: string | undefined
}

interface Line {
  no: string
  /** The last event: whoever ticks the line has seen no newer one. */
  n: number
  category: string
  lane: string
  status: Status
  aboutDepartment: string | null
  dueOn: string | null
  kind: string
  channel: string
  /** How the clock that runs counts. */
  running: Limit['counting'] | null
  receivedAt: number
  gist: string
  /** Of those to be called back: since when they have an answer, and how pressing they say it is. */
  answeredAt?: number | null
  urgency?: keyof typeof URGENCY | null
}

/** What days a list compares with: today, and the working day after it. */
export interface Days {
  today: string
  next: string
}

/** Views whose number no counter keeps, counted as far as it matters. */
const COUNTED = [
  'mine',
  'mentioned',
  'returned',
  'today',
  'yellow',
  'overdue',
  'callback',
  'unhappy',
] as const satisfies DeskView[]

/** A page of cases, most urgent first, in the reading thread. The cursor carries no counter, only the last line's place. */
export async function list(store: Store, scope: Scope, asked: Asked, days: Days) {
  const rows = await store.heavy.rows<Line & { found?: number }>(page(scope, asked, days, readCursor(asked.cursor)))
  const total = asked.q ? (rows[0]?.found ?? 0) : await counted(store, scope, asked, days, HITS)
  const items: Line[] = rows.slice(0, asked.limit).map(({ found: _found, ...line }) => line)
  const last = items.at(-1)
  return {
    items,
    total: Math.min(total, HITS),
    ...(total > HITS && { more: true as const }),
    ...(rows.length > asked.limit &&
      last && { next: Buffer.from(`${last.dueOn ?? '9999'}\n${last.no}`).toString('base64url') }),
  }
}

/** How many wait in the views that no counter keeps. */
export async function waiting(store: Store, scope: Scope, days: Days): Promise<Partial<Record<DeskView, number>>> {
  const each = await Promise.all(
    COUNTED.map(async (view) => [view, await counted(store, scope, { view, limit: 1 }, days)] as const),
  )
  return Object.fromEntries(each)
}

/** How many cases a list has; at most so many, and one more when there are more. */
export async function counted(store: Store, scope: Scope, asked: Asked, days: Days, most = MOST): Promise<number> {
  if (asked.q) {
    const [first] = await store.heavy.rows<{ found: number }>(
      page(scope, { ...asked, limit: 1 }, days, undefined, most),
    )
    return Math.min(first?.found ?? 0, most + 1)
  }
  const [row] = await store.heavy.rows<{ n: number }>(number(scope, asked, days, most))
  return row?.n ?? 0
}
/** As far as a person reads a number of things to do. */
const MOST = 99

function readCursor(cursor: string | undefined): After | undefined {
  const [due, no] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('\n')
  return due && no && due.length <= 10 && no.length <= 16 ? [due, no] : undefined
}

/** How many stand in each view, from the counters kept by triggers; bodies that must not know are taken off. */
export async function counts(store: Store, scope: Scope): Promise<Partial<Record<Status, number>>> {
  const rows = await store.heavy.rows<{ status: Status; n: number }>({
    sql: `select status, sum(n) as n from (
        select status, n from case_counts where handler in (${marks(scope.handlers)}) and (lane = 'sealed') = ?
        union all
        select status, -n from blind_counts where department in (?, ?) and handler in (${marks(scope.handlers)}) and (lane = 'sealed') = ?
      ) group by status having sum(n) > 0`,
    args: [
      ...scope.handlers,
      scope.sealed ? 1 : 0,
      scope.department,
      scope.person,
      ...scope.handlers,
      scope.sealed ? 1 : 0,
    ],
  })
  return Object.fromEntries(rows.map((r) => [r.status, r.n]))
}

/** Which of these cases somebody may read. */
export async function readableOf(store: Store, scope: Scope, numbers: readonly string[]): Promise<Set<string>> {
  if (numbers.length === 0) return new Set()
  const { sql, args } = within(scope)
  const rows = await store.heavy.rows<{ no: string }>({
    sql: `select no from cases where no in (${marks(numbers)}) and ${sql}`,
    args: [...numbers, ...args],
  })
  return new Set(rows.map(({ no }) => no))
}
