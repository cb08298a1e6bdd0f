import type { InStatement } from '@libsql/client'
import { and, asc, eq, notInArray } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { caseLinks, cases, events, leads } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { today } from './deadline.ts'
import { append } from './event.ts'
import { tornUp } from './jotting.ts'
import { clockFor, endOf, limitsOf, rulebook } from './rulebook.ts'
import { type Moment, type State, take } from './state.ts'
import { longerAsked, type Standing, type Taken, wayOf } from './way.ts'
import { type Action, type By, hindrance, type Status, step } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** The condition that a case is still where it was when somebody looked. */
export type Unmoved = Condition
export const unmovedFrom = (no: string, n: number): Unmoved => ({
  sql: 'exists (select 1 from cases where no = ? and n = ?)',
  args: [no, n],
})

/** What a person sees before acting: acting on anything older is refused. */
interface Taking {
  no: string
  /** The last event the person saw. */
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
  /** Where it leads beyond what the table says: an edited submission is routed anew. */
  leads?: State | undefined
  /** What else must still be so, as that another case has not moved. */
  provided?: Unmoved | undefined
}

/** Both conditions at once. */
const both = (a: Unmoved, b: Unmoved | undefined): Unmoved =>
  b ? { sql: `(${a.sql} and ${b.sql})`, args: [...a.args, ...b.args] } : a

/** The only mover of cases: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  taking: Taking,
  hats: readonly By[],
  who: Actor | 'citizen' | 'system',
  now: Date,
  /** More to write in the same commit, on the same condition. */
  also?: (unmoved: Unmoved) => InStatement[],
): Promise<void> {
  const { no, n, action, said, leads, provided } = taking
  const before = await world.store.read.select().from(cases).where(eq(cases.no, no)).get()
  if (!before) throw new Refusal('not_found')
  const [book, log, children, callback] = await Promise.all([
    rulebook(world.store, now),
    logOf(world, no),
    openChildren(world, no),
    wishesCall(world, no),
  ])
  const login = typeof who === 'string' ? null : who.login
  const covers = typeof who === 'string' ? [] : (who.for ?? []).map((one) => one.login)
  const way = wayOf({ ...before, children, callback }, log, login, now, book, covers)
  const refused = hindrance(before, taking, hats, way)
  if (refused) throw new Refusal(refused)

  const after = leads ?? take(stateOf(before), action, momentFor(before, log, action, now, book, login), said)
  const unmoved = both(unmovedFrom(no, n), provided)
  const event = append(
    { stream: `case/${no}`, n: n + 1, at: now, actor: signed(who), action, data: said, state: { ...after } },
    unmoved,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    // Before the case moves: after it the condition no longer holds.
    ...(also?.(unmoved) ?? []),
    ...(step(action).seals ? traces(no, unmoved) : []),
    // In other hands it is read by others: what was being written goes with those who wrote it.
    ...(after.lane !== before.lane || after.handler !== before.handler ? [tornUp(no, {}, unmoved)] : []),
    moved(no, after, unmoved),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

const signed = (who: Actor | 'citizen' | 'system') => (typeof who === 'string' ? { kind: who } : actorOf(who))

export const stateOf = (row: typeof cases.$inferSelect): State => ({
  status: row.status as Status,
  lane: row.lane,
  handler: row.handler,
  assignee: row.assignee,
  acceptBy: row.acceptBy,
  answerBy: row.answerBy,
  dueOn: row.dueOn,
  card: row.card,
  clock: row.clock,
  returned: row.returned,
  longer: row.longer,
})

/** Days and people as a step on this case finds them. */
export function momentFor(
  of: Standing | typeof cases.$inferSelect,
  log: readonly Taken[],
  action: Action,
  now: Date,
  book: Awaited<ReturnType<typeof rulebook>>,
  login: string | null,
): Moment {
  const timed = { lane: step(action).seals ? 'sealed' : of.lane, kind: of.kind, channel: of.channel }
  const days = longerAsked(log)
  const { counting } = limitsOf(book, timed).extend ?? { counting: 'days' as const }
  return {
    on: today(now),
    start: clockFor(book, timed, today(now)),
    end: endOf(book),
    ...(days && { longer: { days, counting } }),
    ...(login !== null && { login }),
  }
}

const moved = (no: string, after: State, unmoved: Unmoved): InStatement => {
  const { status, lane, handler, assignee, acceptBy, answerBy, dueOn, card, clock, returned, longer } = after
  const running = clock && JSON.stringify(clock)
  return {
    sql: `update cases set status = ?, lane = ?, handler = ?, assignee = ?, accept_by = ?, answer_by = ?, due_on = ?, card = ?, clock = ?, returned = ?, longer = ?, n = n + 1 where no = ? and ${unmoved.sql}`,
    args: [
      status,
      lane,
      handler,
      assignee,
      acceptBy,
      answerBy,
      dueOn,
      card,
      running,
      Number(returned),
      Number(longer),
      no,
      ...unmoved.args,
    ],
  }
}

/** What a case leaves for the sealed lane without: its words in the search, whoever was told, what it hung on, documents that rest on it. */
export const traces = (no: string, unmoved: Unmoved): InStatement[] => [
  {
    sql: `delete from case_terms where rowid = (select rowid from cases where no = ?) and ${unmoved.sql}`,
    args: [no, ...unmoved.args],
  },
  { sql: `delete from case_copies where no = ? and ${unmoved.sql}`, args: [no, ...unmoved.args] },
  // Of what is sealed nothing is counted.
  { sql: `delete from ratings where (no = ? or child = ?) and ${unmoved.sql}`, args: [no, no, ...unmoved.args] },
  { sql: `delete from directive_cases where no = ? and ${unmoved.sql}`, args: [no, ...unmoved.args] },
  // Those merged into it are set free by the next sweep.
  {
    sql: `delete from case_links where (no = ? or (main = ? and kind <> 'merged')) and ${unmoved.sql}`,
    args: [no, no, ...unmoved.args],
  },
]

const logOf = ({ store }: World, no: string): Promise<Taken[]> =>
  store.read
    .select({ action: events.action, at: events.at, actor: events.actor, data: events.data })
    .from(events)
    .where(eq(events.stream, `case/${no}`))
    .orderBy(asc(events.n))

const OVER: Status[] = ['closed', 'refused', 'withdrawn', 'transferred', 'merged', 'archived', 'answered']

/** How many cases split off from this one are not at their end; asked from the few links, never from all cases. */
export const openChildren = async ({ store }: Pick<World, 'store'>, no: string): Promise<number> => {
  const open = await store.read
    .select({ no: cases.no })
    .from(caseLinks)
    .innerJoin(cases, eq(cases.no, caseLinks.no))
    .where(and(eq(caseLinks.main, no), eq(caseLinks.kind, 'child'), notInArray(cases.status, OVER)))
  return open.length
}

/** Whether its sender wished to be called when it is answered: only those who send leads are asked. */
export const wishesCall = async ({ store }: Pick<World, 'store'>, no: string): Promise<boolean> => {
  const row = await store.read.select({ callback: leads.callback }).from(leads).where(eq(leads.no, no)).get()
  return row?.callback === true
}
