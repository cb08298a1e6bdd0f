import { and, eq, inArray } from 'drizzle-orm'
import type { OpenDay } from '../../content/kinds/open-day.ts'
import { registrationNotices } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { dayStart } from '../publication/force.ts'
import { published } from '../publication/publication.ts'
import { history } from '../publication/store.ts'
import { runningOn } from '../survey/purpose.ts'
import { sessionsWith } from './clock.ts'
import { dayOf, lastingOf, sessionOf } from './day.ts'
import type { Registered, World } from './found.ts'
import { instantOf } from './open-day.ts'
import { owe } from './owe.ts'
import type { State } from './workflow.ts'

/** Whoever has a seat ahead or waits for one. */
const COMING = ['pending', 'confirmed', 'waiting', 'offered'] as const satisfies State[]
const MINUTE = 60_000
/** A reminder goes out in the evening before, at six. */
const EVENING = 6 * 3_600_000
/** How long after the end somebody is still asked how it was. */
const ASKED = 2 * 86_400_000

/** What nobody’s step tells: another time or place, that it is tomorrow, that there are questions afterwards. */
export async function newsTurn(world: World, now: Date): Promise<void> {
  const coming = await sessionsWith(world, COMING)
  for (const event of new Set(coming.map((one) => one.event))) await tellChanges(world, event, now)
  await remind(world, now)
  await ask(world, now)
}

/** Sessions that are not when or where the version before had them. */
function movedIn(before: OpenDay, after: OpenDay): string[] {
  const elsewhere = JSON.stringify(before.place) !== JSON.stringify(after.place)
  return before.sessions
    .filter((old) => {
      const now = sessionOf({ data: after }, old.id)
      return elsewhere || old.checkIn !== now?.checkIn || old.starts !== now.starts || old.ends !== now.ends
    })
    .map(({ id }) => id)
}

/** Whoever registered before a version came into force is told of it once, if it moves their session. */
async function tellChanges(world: World, event: string, now: Date) {
  const versions = (await history(world.store, 'open-day', event, now))
    .map((row) => {
      const { data, version, status, from } = published('open-day', row)
      return { data, version, status, since: Math.max(row.publishedAt ?? 0, dayStart(from)) }
    })
    .filter(({ status, since }) => status === 'effective' && since <= now.getTime())
    .sort((a, b) => a.since - b.since)
  const statements = versions.flatMap(({ data, version, since }, i) => {
    const before = versions[i - 1]
    const sessions = before ? movedIn(before.data, data) : []
    if (sessions.length === 0) return []
    const to = {
      sql: `event = ? and session in (select value from json_each(?)) and state in (select value from json_each(?)) and at < ?`,
      args: [event, JSON.stringify(sessions), JSON.stringify(COMING), since],
    }
    return owe(world, { what: 'changed', n: version, to }, now)
  })
  if (statements.length > 0) await world.store.writes.commit(statements)
}

/** Who comes tomorrow is reminded; who registered this very evening knows. */
async function remind(world: World, now: Date) {
  // Who was not reached is there by now, or stayed at home.
  const late = "update registration_notices set state = 'nobody' where state = 'owed' and what = 'reminder' and n <= ?"
  await world.store.writes.commit([{ sql: late, args: [Math.floor(now.getTime() / MINUTE)] }])
  for (const { event, session } of await sessionsWith(world, ['confirmed'])) {
    const day = await dayOf(world.store, event, now)
    const times = day && !day.cancelled ? lastingOf(day, session) : undefined
    if (!times) continue
    const [from, until] = [dayStart(times.checkIn.slice(0, 10)) - EVENING, instantOf(times.checkIn)]
    if (now.getTime() < from || now.getTime() >= until) continue
    const to = {
      sql: `event = ? and session = ? and state = 'confirmed' and at < ?`,
      args: [event, session, from],
    }
    await world.store.writes.commit(owe(world, { what: 'reminder', n: until / MINUTE, to }, now))
  }
}

/** Whoever came is told that there are questions, while a survey asks them. */
async function ask(world: World, now: Date) {
  if (!(await runningOn(world, 'visited', today(now)))) return
  for (const { event, session } of await sessionsWith(world, ['attended'])) {
    const found = await dayOf(world.store, event, now)
    const ends = found ? instantOf(lastingOf(found, session).ends) : Number.NaN
    if (!(now.getTime() >= ends && now.getTime() < ends + ASKED)) continue
    const to = { sql: `event = ? and session = ? and state = 'attended'`, args: [event, session] }
    await world.store.writes.commit(owe(world, { what: 'questionnaire', n: 0, to }, now))
  }
}

/** What the ticket says of it, where the message said only that there is something. */
export async function newsOf({ store }: Pick<World, 'store'>, { id }: Pick<Registered, 'id'>) {
  const rows = await store.read
    .selectDistinct({ what: registrationNotices.what })
    .from(registrationNotices)
    .where(and(eq(registrationNotices.registration, id), inArray(registrationNotices.what, NEWS)))
  return NEWS.filter((what) => rows.some((row) => row.what === what))
}
export const NEWS = ['changed', 'reminder'] as const
