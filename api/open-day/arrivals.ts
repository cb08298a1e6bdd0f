import type { InStatement } from '@libsql/client'
import { and, desc, eq, inArray } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { arrivals, registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Act } from './act.ts'
import { type Choice, type Telling, unheard } from './choice.ts'
import { type Day, prepare } from './day.ts'
import { tellersOf } from './door-list.ts'
import { readSeat } from './door-words.ts'
import { byId, type Registered } from './found.ts'
import { CAME_IN, OUTCOMES, type OutcomeName, outcomeOf, type Situation, sentenceOf } from './outcome.ts'
import { planOf } from './plan.ts'
import { invite, uninvite } from './questionnaire.ts'
import { momentOf, sessionAt } from './window.ts'

type World = Pick<Deps, 'store' | 'secrets' | 'env'>
type ArrivalRow = typeof arrivals.$inferSelect

/** What a door is answered. */
export interface Result {
  id: string
  outcome: OutcomeName
  good: boolean
  say: string
  registration?: string
  number?: string
  before?: { door: string; at: string }
}

/** Somebody else's writing came between so often only where something is wrong. */
const MOST_TRIES = 8

/**
 * Takes in what was done at a door. The first the server hears wins, and the next one is told who was first and when;
 * what is told twice is done once. `from` is the door's id, `self` or `desk`.
 */
export async function tell(world: World, day: Day, from: string, acts: readonly Act[], now: Date): Promise<Result[]> {
  await prepare(world.store, day)
  const teller = await tellersOf(world, day.data.code)
  const whose = await Promise.all(acts.map((act) => meant(world, act)))
  // Acts about one registration follow each other; those about others need not wait for them.
  const chains = new Map<string, Promise<unknown>>()
  const results = acts.map((act, i): Promise<Result> => {
    const who = whose[i] ?? {}
    const key = act.act === 'walk-in' ? act.act : (who.row?.id ?? act.id)
    const one = (chains.get(key) ?? Promise.resolve()).then(() => hear(world, { day, act, from, now }, who, teller))
    chains.set(key, one)
    return one
  })
  return Promise.all(results)
}

interface Meant {
  row?: Registered | undefined
  /** The open day a scanned number names. */
  event?: string
}

/** The registration an act is about, by its id or by what was scanned or typed. */
async function meant({ store }: World, { act, registration, number }: Act): Promise<Meant> {
  if (act === 'walk-in') return {}
  if (registration !== undefined) return { row: await byId({ store }, registration) }
  const { event, number: read } = readSeat(number ?? '')
  const row = read && (await store.read.select().from(registrations).where(eq(registrations.number, read)).get())
  return { ...(event && { event }), ...(row && { row }) }
}

async function hear(world: World, telling: Telling, { row, event }: Meant, teller: (door: string) => string) {
  const { store } = world
  const { act } = telling
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const known = await lineOf(store, act.id)
    if (known) return told(world, telling, known, teller)
    const current = row && (await byId(world, row.id))
    const choices = planOf(world, telling, current, event)
    const asked = await Promise.all(choices.map((choice) => asking(world, telling, choice)))
    await store.writes.commit(choices.flatMap((choice, i) => writing(telling, choice, asked[i] ?? [])))
  }
  throw new Error('an act was overtaken too often')
}

/** Who came with a registration is asked about it afterwards; who was let in by mistake is not. */
async function asking(world: World, { act, now }: Telling, { registration, outcome, written }: Choice) {
  if (registration === null || act.act === 'walk-in') return []
  if (outcome === 'undone') return uninvite(world, registration, written, now)
  return CAME_IN.includes(outcome) ? invite(world, registration, written, now) : []
}

const lineOf = ({ read }: World['store'], id: string): Promise<ArrivalRow | undefined> =>
  read.select().from(arrivals).where(eq(arrivals.id, id)).get()

/** One choice with its line: written only where no choice before it was, and where nothing moved meanwhile. */
function writing({ day, act, from, now }: Telling, choice: Choice, also: InStatement[]): InStatement[] {
  const { sql, args } = unheard(act)
  const line: typeof arrivals.$inferInsert = {
    id: act.id,
    event: day.data.code,
    registration: choice.registration,
    door: from,
    act: act.act,
    party: choice.party,
    at: momentOf(day, act, choice.session, now).at,
    toldAt: now.getTime(),
    outcome: choice.outcome,
  }
  const { written } = choice
  const when = { sql: `${sql} and ${written.sql}`, args: [...args, ...written.args] }
  return [...choice.statements, ...also, insert(arrivals, line, when)]
}

/** The answer to an act that was heard, now or before. */
async function told(
  world: World,
  { day, act, now }: Telling,
  line: ArrivalRow,
  teller: (door: string) => string,
): Promise<Result> {
  const elsewhere = line.event !== day.data.code
  const outcome = elsewhere ? 'unknown' : outcomeOf(line.outcome)
  const row = line.registration && !elsewhere ? await byId(world, line.registration) : undefined
  const foreign = row !== undefined && row.event !== day.data.code
  const first = outcome === 'already' && row ? await firstOf(world, row.id, line) : undefined
  const before = first && { door: teller(first.door), at: first.at, party: first.party }
  const session = row && !foreign ? row.session : (act.session ?? sessionAt(day, now).id)
  const { opens, wrongClock } = momentOf(day, act, session, new Date(line.toldAt))
  const { event } = readSeat(act.number ?? '')
  const situation: Situation = {
    party: line.party,
    state: row?.state,
    number: row?.number,
    before,
    event: foreign ? row.event : event,
    from: opens,
  }
  const { good } = OUTCOMES[outcome]
  return {
    id: act.id,
    outcome,
    good,
    say: sentenceOf(outcome, situation, good && wrongClock),
    ...(row && !foreign && { registration: row.id, number: row.number }),
    ...(before && { before: { door: before.door, at: new Date(before.at).toISOString() } }),
  }
}

/** The check-in that was heard before this line: it won. */
async function firstOf({ store }: World, registration: string, line: ArrivalRow): Promise<ArrivalRow | undefined> {
  const rows = await store.read
    .select()
    .from(arrivals)
    .where(and(eq(arrivals.registration, registration), inArray(arrivals.outcome, [...CAME_IN])))
    .orderBy(desc(arrivals.toldAt))
  return rows.find(({ id, toldAt }) => id !== line.id && toldAt <= line.toldAt) ?? rows[0]
}
