import { and, asc, eq, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { cases } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { tidyGrants } from '../staff/grant.ts'
import { act } from './act.ts'
import { frozen } from './archive.ts'
import { followInterests } from './conflict.ts'
import { lastDay, nextWorkday, today } from './deadline.ts'
import { find } from './found.ts'
import { tidyJottings } from './jotting.ts'
import { followUp } from './links.ts'
import { limitsOf, type Rulebook, rulebook } from './rulebook.ts'
import { tendTerms } from './search.ts'
import { fillTraits } from './untraited.ts'
import { recheckUntil } from './way.ts'
import { type Action, step } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** As many as one sweep moves; the rest waits for the next. */
const MOST = 200
const A_ROUND = 2000
const DAY = 86_400_000

/**
 * What the clock does by itself: cards on the day before a date and the first day after it, what was not supplied lapses,
 * senders of merged cases are told. Each is a step under the same conditions as anybody's, so that two nodes, or a sweep
 * that is run twice, do it once.
 */
export async function sweep(world: World, now: Date): Promise<void> {
  const book = await rulebook(world.store, now)
  const on = today(now)
  const next = nextWorkday(on, book.calendar)
  for (const { no, n, dueOn, card, status } of await dated(world, next, on)) {
    if (status === 'supplement' && dueOn && dueOn < on) await bySystem(world, no, n, 'lapse', now)
    else if (dueOn && dueOn < on && card !== 'red') await bySystem(world, no, n, 'red', now)
    else if (card === null) await bySystem(world, no, n, 'yellow', now)
  }
  await followUp(world, now)
  await followInterests(world, now)
  await fillTraits(world)
}

const dated = ({ store }: World, next: string, on: string) =>
  store.read
    .select({ no: cases.no, n: cases.n, dueOn: cases.dueOn, card: cases.card, status: cases.status })
    .from(cases)
    .where(
      and(
        sql`${cases.dueOn} <= ${next}`,
        or(isNull(cases.card), and(lt(cases.dueOn, on), ne(cases.card, 'red')), eq(cases.status, 'supplement')),
        inArray(cases.status, [...step('red').from]),
      ),
    )
    .orderBy(asc(cases.dueOn))
    .limit(MOST)

/**
 * Once an hour: what nobody asked to be looked at again is closed, what has ended is put away, old jottings and askings
 * go, the index is tended.
 */
export async function tidy(world: World, now: Date): Promise<void> {
  await tidyJottings(world, now)
  await tidyGrants(world.store, now)
  await tendTerms(world.store, now)
  const book = await rulebook(world.store, now)
  const on = today(now)
  for (const no of await standing(world, ['answered'], now)) {
    const found = await find(world, no)
    if (!found || found.children > 0) continue
    const until = recheckUntil(found.row, found.events, book) ?? lastEventDay(found.events)
    if (until < on) await bySystem(world, no, found.row.n, 'close', now)
  }
  for (const no of await standing(world, [...step('archive').from], now)) {
    const found = await find(world, no)
    if (found && putAwayOn(found.row, found.events, book) < on)
      await bySystem(world, no, found.row.n, 'archive', now, frozen(found))
  }
}

type Events = readonly { at: number }[]
const lastEventDay = (events: Events) => today(new Date(events.at(-1)?.at ?? 0))

/** The day by which what has ended is put away. */
function putAwayOn(row: typeof cases.$inferSelect, events: Events, book: Rulebook): string {
  const limit = limitsOf(book, row).archive ?? limitsOf(book, { ...row, lane: 'general' }).archive
  return limit ? lastDay(lastEventDay(events), limit, book.calendar).on : '9999-12-31'
}

/** Where nothing happened for three days, longest ago first, so that the many fresh ones are not read each hour. */
async function standing({ store }: World, statuses: string[], now: Date): Promise<string[]> {
  const rows = await store.heavy.rows<{ no: string }>({
    sql: `select no from cases where status in (${statuses.map(() => '?').join(', ')})
      and (select at from events e where e.stream = 'case/' || cases.no and e.n = cases.n) < ?
      order by (select at from events e where e.stream = 'case/' || cases.no and e.n = cases.n) limit ${A_ROUND}`,
    args: [...statuses, now.getTime() - 3 * DAY],
  })
  return rows.map(({ no }) => no)
}

/** Whoever was there first keeps what they did. */
async function bySystem(world: World, no: string, n: number, action: Action, now: Date, said = {}) {
  try {
    await act(world, { no, n, action, said }, ['system'], 'system', now)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
