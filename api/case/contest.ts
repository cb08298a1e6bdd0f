import type { InStatement } from '@libsql/client'
import { and, eq, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Unmoved } from './act.ts'
import { lastDay, today } from './deadline.ts'
import type { CaseRow, Found } from './found.ts'
import { MADE_BY } from './links.ts'
import { limitsOf, type Rulebook } from './rulebook.ts'

/** The last day to say that the rating behind a case is mistaken, for whoever was told of it on a day; none of other cases. */
export const contestBy = (row: Pick<CaseRow, 'kind' | 'lane' | 'channel'>, told: string, book: Rulebook) => {
  const limit = row.kind === 'rating' ? limitsOf(book, row).contest : undefined
  return limit ? lastDay(told, limit, book.calendar).on : null
}

/** Whoever dealt with the case was told when it was handed out, or when it came. */
export function inTime({ row, events: log }: Found, book: Rulebook, now: Date) {
  const told = log.findLast((e) => e.action === 'assign') ?? log[0]
  const until = contestBy(row, today(new Date(told?.at ?? row.receivedAt)), book)
  if (until === null) throw new Refusal('not_now')
  if (today(now) > until) throw new Refusal('contest_over')
}

/** A contest with who made the answer that was rated: they do not decide on it. */
export async function contested({ read }: Store, row: Pick<CaseRow, 'no' | 'improves'>, said: Record<string, unknown>) {
  const made = await read
    .select({ actor: events.actor })
    .from(events)
    .where(and(eq(events.stream, `case/${row.improves}`), inArray(events.action, MADE_BY)))
  const by = [...new Set(made.flatMap(({ actor }) => (actor.login ? [actor.login] : [])))]
  return {
    said: { ...said, by },
    also: (unmoved: Unmoved) => [stands(row.no, 'open', unmoved)],
  }
}

const stands = (no: string, contest: 'open' | 'upheld' | 'refused', unmoved: Unmoved): InStatement => ({
  sql: `update ratings set contest = ? where child = ? and ${unmoved.sql}`,
  args: [contest, no, ...unmoved.args],
})

/** What was decided, in the row that is counted and for the body that asked for it. */
export const decided = (no: string, contest: 'upheld' | 'refused', unmoved: Unmoved): InStatement[] => [
  stands(no, contest, unmoved),
  {
    sql: `update enquiries set contest = ? where no = ? and contest = 'open' and ${unmoved.sql}`,
    args: [contest, no, ...unmoved.args],
  },
]

/** The first answer counts as made in time or late, and whether anything was put right; being cleared puts nothing right. */
export function answered({ no, answerBy }: CaseRow, measures: unknown, now: Date, unmoved: Unmoved): InStatement {
  const mended = Array.isArray(measures) && measures.some((one) => one !== 'cleared')
  const when = answerBy !== null && today(now) > answerBy ? 'late' : 'timely'
  return {
    sql: `update ratings set answered = coalesce(answered, ?), mended = mended or ? where child = ? and ${unmoved.sql}`,
    args: [when, Number(mended), no, ...unmoved.args],
  }
}
