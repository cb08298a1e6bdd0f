import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { registrations } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import { passTime, sessionsWith } from './clock.ts'
import { dayOf, prepare } from './day.ts'
import type { Registered, World } from './found.ts'
import { newsTurn } from './news.ts'
import { offer } from './seats.ts'
import { leave, offeringOf } from './steps.ts'
import { STEPS } from './workflow.ts'

/** So many at a time: a turn must not hold the queue up. */
const AT_ONCE = 200

/** What open days need by themselves: offers end, time passes, seats that came free are offered, news is told. */
export async function openDayTurn(world: World, now: Date): Promise<void> {
  await expire(world, now)
  await callOff(world, now)
  await passTime(world, now)
  await fill(world, now)
  await newsTurn(world, now)
}

async function expire(world: World, now: Date) {
  const { state, offerUntil, place } = registrations
  const due = await world.store.read
    .select()
    .from(registrations)
    .where(and(sql`${state} = 'offered'`, lte(offerUntil, now.getTime())))
    .orderBy(asc(offerUntil), asc(place))
    .limit(AT_ONCE)
  await each(due, async (row) => leave(world, row, 'expire', await dayOf(world.store, row.event, now), now))
}

/** Somebody else was first: that is theirs to answer for. */
async function each(rows: readonly Registered[], work: (row: Registered) => Promise<unknown>) {
  await Promise.all(
    rows.map((row) =>
      work(row).catch((error) => {
        if (!(error instanceof Refusal)) throw error
      }),
    ),
  )
}

async function callOff(world: World, now: Date) {
  const { store } = world
  for (const { event } of await sessionsWith(world, STEPS.callOff.from)) {
    const day = await dayOf(store, event, now)
    if (!day?.cancelled) continue
    const rows = await store.read
      .select()
      .from(registrations)
      .where(and(eq(registrations.event, event), inArray(registrations.state, STEPS.callOff.from)))
      .limit(AT_ONCE)
    await each(rows, (row) => leave(world, row, 'callOff', day, now))
  }
}

/** Seats that came free by another version, or by the day of overflow, go to those who wait. */
async function fill(world: World, now: Date) {
  const { store } = world
  for (const { event, session } of await sessionsWith(world, ['waiting'])) {
    const day = await dayOf(store, event, now)
    const offering = offeringOf(world, day, session, now)
    if (!day || !offering) continue
    await prepare(store, day)
    const own = day.data.sessions.find(({ id }) => id === session)?.seats ?? []
    for (const { group } of own) {
      const opening = { event, session, group }
      for (let more = true; more; ) {
        const results = await store.writes.commit(offer(opening, 20, offering))
        more = results.at(-1)?.rowsAffected === 1
      }
    }
  }
}
