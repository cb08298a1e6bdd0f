import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import { phrase } from '../case/search.ts'
import type { Scope } from '../case/visibility.ts'
import type { Status } from '../case/workflow.ts'
import type { Asked, Days } from './list.ts'
import { type DeskView, VIEWS } from './view.ts'

/**
 * How lists are asked of the database, so that a million cases are not felt: each status by itself in the order of the
 * desk, as an index keeps it, and only so many of it as the page has lines. A `+` keeps an index from being used.
 */

export const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')
const both = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map((c) => c.sql).join(' and '),
  args: conditions.flatMap((c) => c.args),
})

/** The order of the desk, spelt as in the indexes: what is owed first, then what owes nothing. */
const TURN = `(case when due_on is null then '9999' else due_on end)`

/** The one place that turns a scope into a condition; `mayRead` says the same of a single case. */
export const within = (scope: Scope, indexed: '' | '+' = ''): Condition => ({
  sql: `${indexed}handler in (${marks(scope.handlers)}) and lane ${scope.sealed ? '=' : '<>'} 'sealed' and not exists (select 1 from case_blind b where b.no = cases.no and b.department in (?, ?))`,
  args: [...scope.handlers, scope.department, scope.person],
})

/** What a view asks for besides its statuses. */
const ALSO: Partial<Record<DeskView, (days: Days, scope: Scope) => Condition>> = {
  mine: (_days, { person }) => ({ sql: 'assignee = ?', args: [person.slice(1)] }),
  mentioned: (_days, { person }) => ({
    sql: `cases.no in (select substr(subject, 6) from staff_notices where person = ? and what = 'mentioned')`,
    args: [person.slice(1)],
  }),
  today: ({ today }) => ({ sql: `${TURN} = ?`, args: [today] }),
  yellow: ({ today, next }) => ({ sql: `${TURN} between ? and ?`, args: [today, next] }),
  overdue: ({ today }) => ({ sql: `${TURN} < ?`, args: [today] }),
  callback: () => ({
    sql: `cases.no in (select l.no from leads l where l.callback
      and not exists (select 1 from events e where e.stream = 'case/' || l.no and e.action = 'callback'))`,
    args: [],
  }),
  unhappy: () => ({ sql: `(rating <= 2 or status = 'recheck') and status <> 'archived'`, args: [] }),
  returned: () => ({ sql: 'returned', args: [] }),
  longer: () => ({ sql: 'longer', args: [] }),
  contested: () => ({ sql: "cases.no in (select child from ratings where contest = 'open')", args: [] }),
}
/** Few cases, and a way to just them. */
const FEW: readonly DeskView[] = ['mentioned', 'callback', 'unhappy', 'returned', 'longer', 'contested']

const isFew = ({ view, special }: Asked) => FEW.includes(view) || special !== undefined

const statusesOf = ({ status, view }: Asked): readonly Status[] => (status ? [status] : VIEWS[view].status)

/** Whose, about whom, of what kind: where a page is asked for, the first of these leads, for its index keeps the order. */
function narrowed(asked: Asked, walked: boolean): Condition[] {
  const columns = {
    assignee: asked.assignee,
    about_department: asked.department,
    category: asked.category,
    lane: asked.lane,
    place: asked.place,
    channel: asked.channel,
  }
  const given = Object.entries(columns).flatMap(([column, value]) => (value ? [{ column, value }] : []))
  // Body and category together have an index of their own.
  const leads = asked.department && asked.category ? ['about_department', 'category'] : [given[0]?.column]
  return given.map(({ column, value }) => ({
    sql: `${walked && !leads.includes(column) ? '+' : ''}${column} = ?`,
    args: [value],
  }))
}

function conditionsOf(scope: Scope, asked: Asked, days: Days, walked: boolean): Condition[] {
  const also = ALSO[asked.view]?.(days, scope)
  const filters = narrowed(asked, walked)
  const led = asked.view === 'mine' || isFew(asked) || asked.assignee || asked.department || asked.category
  return [
    within(scope, led ? '+' : ''),
    ...(also ? [also] : []),
    ...filters,
    ...(asked.special
      ? [{ sql: "cases.no in (select no from case_links where kind = 'grouped' and main = ?)", args: [asked.special] }]
      : []),
    ...(asked.due ? [{ sql: `${TURN} <= ?`, args: [asked.due] }] : []),
  ]
}
const inStatus = (asked: Asked): Condition => {
  const statuses = statusesOf(asked)
  const indexed = isFew(asked) ? '+' : ''
  return { sql: `${indexed}status in (${marks(statuses)})`, args: [...statuses] }
}

/** What a line of the list shows. */
const LINE = `cases.no as no, cases.n as n, category, lane, status, about_department as aboutDepartment, due_on as dueOn, received_at as receivedAt,
  kind, channel, clock ->> 'counting' as running, coalesce(digest, substr(account, 1, 40)) as gist`

/** What a line shows besides of whoever is to be called back. */
const CALL = `(select max(e.at) from events e where e.stream = 'case/' || cases.no
    and e.action in ('answer', 'follow', 'recheck')) as answeredAt,
  (select l.urgency from leads l where l.no = cases.no) as urgency`

/** What a row of the table shows: nothing that anybody wrote. */
const ROW = `no, kind, channel, lane, category, about_department as about, place, status, handler, assignee, appears,
  received_at as receivedAt, accept_by as acceptBy, answer_by as answerBy, due_on as dueOn, card, rating`

export type After = [due: string, no: string]

/** One page, most urgent first, after the last line of the page before. A search also says how many there are. */
export function page(scope: Scope, asked: Asked, days: Days, after?: After, most = HITS): InStatement {
  const conditions = conditionsOf(scope, asked, days, true)
  const limit = asked.limit + 1
  const some = (status: Condition): Condition =>
    union(
      past(after).map(({ reached, order }) => {
        const { sql, args } = both([status, ...conditions, ...reached])
        return {
          sql: `select * from (select no, ${TURN} as turn from cases where ${sql} order by ${order} limit ?)`,
          args: [...args, limit],
        }
      }),
    )
  const chosen = asked.q
    ? hits(asked.q, [inStatus(asked), ...conditions], most)
    : isFew(asked)
      ? some(inStatus(asked))
      : union(statusesOf(asked).map((status) => some({ sql: 'status = ?', args: [status] })))
  // What a search finds is found once, for the page and for the number.
  const rest = asked.q && after ? { sql: 'where (turn, no) > (?, ?)', args: after } : { sql: '', args: [] }
  const line = asked.view === 'callback' ? `${LINE}, ${CALL}` : LINE
  const columns = asked.q ? `${line}, (select count(*) from chosen) as found` : line
  return {
    sql: `with chosen as ${asked.q ? 'materialized ' : ''}(${chosen.sql})
      select ${columns} from cases join case_texts using (no)
      where cases.no in (select no from chosen ${rest.sql} order by turn, no limit ?) order by ${TURN}, cases.no`,
    args: [...chosen.args, ...rest.args, limit],
  }
}

/** What comes after a line: the rest of its day, and the days to come. Asked in one, an index would be read from its start. */
const past = (after: After | undefined): { reached: Condition[]; order: string }[] =>
  after
    ? [
        { reached: [{ sql: `${TURN} = ? and cases.no > ?`, args: after }], order: 'no' },
        { reached: [{ sql: `${TURN} > ?`, args: [after[0]] }], order: `${TURN}, no` },
      ]
    : [{ reached: [], order: `${TURN}, no` }]

const union = (parts: readonly Condition[]): Condition => ({
  sql: parts.map(({ sql }) => sql).join(' union all '),
  args: parts.flatMap(({ args }) => args),
})

/** All that a list holds, as a condition on the cases. */
export const holding = (scope: Scope, asked: Asked, days: Days): Condition =>
  both([inStatus(asked), ...conditionsOf(scope, asked, days, false)])

/** The numbers of a whole list at one moment in the order of the desk, in one long word, and the last event by then. */
export function numbers(scope: Scope, asked: Asked, days: Days, most: number): InStatement {
  const found = asked.q && hits(asked.q, [inStatus(asked), ...conditionsOf(scope, asked, days, false)], most)
  const { sql, args } = found ? { ...found, sql: `no in (select no from (${found.sql}))` } : holding(scope, asked, days)
  return {
    sql: `select group_concat(no, ' ' order by ${TURN}, no) as held, (select max(seq) from events) as seq from cases where ${sql}`,
    args,
  }
}

/** These cases as rows of the table, as far as they may still be read; whether something happened since an event. */
export function rowsOf(scope: Scope, numbers: readonly string[], seq: number): InStatement {
  const { sql, args } = within(scope, '+')
  return {
    sql: `select ${ROW}, exists (select 1 from events where stream = 'case/' || cases.no and seq > ?) as moved
      from cases where no in (${marks(numbers)}) and ${sql}`,
    args: [seq, ...numbers, ...args],
  }
}

/** How many there are, counted as far as `most`. */
export function number(scope: Scope, asked: Asked, days: Days, most: number): InStatement {
  const { sql, args } = holding(scope, asked, days)
  return { sql: `select count(*) as n from (select 1 from cases where ${sql} limit ?)`, args: [...args, most + 1] }
}

/** More hits than anybody reads: of so many the newest are listed. */
export const HITS = 200

/** What a search finds of what the other conditions leave, newest first, so that a common word ends soon. */
function hits(q: string, others: readonly Condition[], most: number): Condition {
  const number = q.normalize('NFKC').trim().toUpperCase()
  const { sql, args } = both(others)
  const match = phrase(q)
  const one = `select no, ${TURN} as turn from cases where`
  if (/^\d{4}-\d{8}[A-Z]$/.test(number)) return { sql: `${one} no = ? and ${sql}`, args: [number, ...args] }
  if (!match) return { sql: `${one} 0`, args: [] }
  return {
    sql: `select * from (select cases.no as no, ${TURN} as turn from case_terms t cross join cases on cases.rowid = t.rowid
      where t.terms match ? and ${sql} order by t.rowid desc limit ?)`,
    args: [match, ...args, most + 1],
  }
}
