import type { Store } from '../../db/open.ts'
import { phrase } from '../case/search.ts'
import type { Scope } from '../case/visibility.ts'
import type { Status } from '../case/workflow.ts'
import { type DeskView, VIEWS } from './view.ts'

export interface Asked {
  view: DeskView
  /** Category, lane, township, channel, and whose it is. */
  category?: string | undefined
  lane?: string | undefined
  place?: string | undefined
  channel?: string | undefined
  assignee?: string | undefined
  /** Those under one special supervision. */
  special?: string | undefined
  status?: Status | undefined
  department?: string | undefined
  due?: string | undefined
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

export interface Line {
  no: string
  category: string
  lane: string
  status: Status
  aboutDepartment: string | null
  dueOn: string | null
  receivedAt: number
  gist: string
}

type Condition = { sql: string; args: (string | number)[] }
export const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')

/** The one place that turns a scope into a condition; `mayRead` says the same of a single case. */
const within = (scope: Scope): Condition => ({
  sql: `handler in (${marks(scope.handlers)}) and (lane = 'sealed') = ? and not exists (select 1 from case_blind b where b.no = cases.no and b.department in (?, ?))`,
  args: [...scope.handlers, scope.sealed ? 1 : 0, scope.department, scope.person],
})

/** What days a list compares with: today, and the working day after it. */
export interface Days {
  today: string
  next: string
}

/** What a view asks for besides its statuses. */
const ALSO: Partial<Record<DeskView, (days: Days, scope: Scope) => Condition>> = {
  mine: (_days, { person }) => ({ sql: 'assignee = ?', args: [person.slice(1)] }),
  today: ({ today }) => ({ sql: 'due_on = ?', args: [today] }),
  yellow: ({ today, next }) => ({ sql: 'due_on between ? and ?', args: [today, next] }),
  overdue: ({ today }) => ({ sql: 'due_on < ?', args: [today] }),
  unhappy: () => ({ sql: `(rating <= 2 or status = 'recheck')`, args: [] }),
  returned: () => ({ sql: `${LAST} in ('return', 'recuse', 'settle')`, args: [] }),
  longer: () => ({
    sql: `(select action from events e where e.stream = 'case/' || cases.no and e.action in ('extend', 'grant') order by e.n desc limit 1) = 'extend'`,
    args: [],
  }),
}
/** The last step that moved the case between hands. */
const LAST = `(select action from events e where e.stream = 'case/' || cases.no and e.action in ('accept', 'assign', 'return', 'recuse', 'settle', 'reopen', 'detach') order by e.n desc limit 1)`

/** Views whose number no counter keeps, counted as far as it matters. */
const COUNTED = ['mine', 'returned', 'today', 'yellow', 'overdue', 'unhappy'] as const satisfies DeskView[]

/** A page of cases, most urgent first, in the reading thread. The cursor carries no counter, only the last line's place. */
export async function list(store: Store, scope: Scope, asked: Asked, days: Days) {
  const { conditions, statuses } = conditionsOf(scope, asked, days)
  const where = conditions.map((c) => c.sql).join(' and ')
  const args = conditions.flatMap((c) => c.args)
  const after = readCursor(asked.cursor)
  const order = `coalesce(due_on, '9999')`
  const rows = await store.heavy.rows<Line>({
    sql: `select cases.no as no, category, lane, status, about_department as aboutDepartment, due_on as dueOn, received_at as receivedAt,
        coalesce(digest, substr(account, 1, 40)) as gist
      from cases join case_texts using (no)
      where status in (${marks(statuses)}) and ${where} ${after ? `and (${order}, cases.no) > (?, ?)` : ''}
      order by ${order}, cases.no limit ?`,
    args: [...statuses, ...args, ...(after ?? []), asked.limit + 1],
  })
  const [counted] = await store.heavy.rows<{ n: number }>({
    sql: `select count(*) as n from (select 1 from cases where status in (${marks(statuses)}) and ${where} limit 1001)`,
    args: [...statuses, ...args],
  })
  const items = rows.slice(0, asked.limit)
  const last = items.at(-1)
  const total = Math.min(counted?.n ?? 0, 1000)
  return {
    items,
    total,
    ...((counted?.n ?? 0) > 1000 && { more: true as const }),
    ...(rows.length > asked.limit &&
      last && { next: Buffer.from(`${last.dueOn ?? '9999'}\n${last.no}`).toString('base64url') }),
  }
}

/** What a list asks of the cases, and in which statuses. */
export function conditionsOf(scope: Scope, asked: Asked, days: Days) {
  const conditions: Condition[] = [within(scope)]
  const also = ALSO[asked.view]?.(days, scope)
  if (also) conditions.push(also)
  const columns = {
    about_department: asked.department,
    category: asked.category,
    lane: asked.lane,
    place: asked.place,
    channel: asked.channel,
    assignee: asked.assignee,
  }
  for (const [column, value] of Object.entries(columns))
    if (value) conditions.push({ sql: `${column} = ?`, args: [value] })
  if (asked.special)
    conditions.push({
      sql: "cases.no in (select no from case_links where kind = 'grouped' and main = ?)",
      args: [asked.special],
    })
  if (asked.due) conditions.push({ sql: 'due_on <= ?', args: [asked.due] })
  const match = asked.q && phrase(asked.q)
  if (match)
    conditions.push({
      sql: '(cases.rowid in (select rowid from case_terms where terms match ?) or cases.no = ?)',
      args: [match, asked.q?.trim().toUpperCase() ?? ''],
    })
  else if (asked.q) conditions.push({ sql: '0', args: [] })
  const statuses: readonly Status[] = asked.status ? [asked.status] : VIEWS[asked.view].status
  return { conditions, statuses }
}

/** How many wait in the views that no counter keeps; at most so many, and one more when there are more. */
export async function waiting(store: Store, scope: Scope, days: Days): Promise<Partial<Record<DeskView, number>>> {
  const each = await Promise.all(
    COUNTED.map(async (view) => {
      const { conditions, statuses } = conditionsOf(scope, { view, limit: 1 }, days)
      const [row] = await store.heavy.rows<{ n: number }>({
        sql: `select count(*) as n from (select 1 from cases where status in (${marks(statuses)}) and ${conditions.map((c) => c.sql).join(' and ')} limit ${MOST + 1})`,
        args: [...statuses, ...conditions.flatMap((c) => c.args)],
      })
      return [view, row?.n ?? 0] as const
    }),
  )
  return Object.fromEntries(each)
}
/** As far as a person reads a number of things to do. */
const MOST = 99

function readCursor(cursor: string | undefined): [string, string] | undefined {
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
        select status, -1 from cases where no in (select no from case_blind where department in (?, ?)) and handler in (${marks(scope.handlers)}) and (lane = 'sealed') = ?
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
