import { and, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { registrations } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { codes, words } from '../vocabulary.ts'
import { type Day, sessionOf } from './day.ts'
import type { World } from './found.ts'
import { recorded } from './history.ts'
import { GROUPS } from './open-day.ts'
import { EXPECTED } from './workflow.ts'

export const ORDER = { confirmed: '按确认的先后', group: '按类别，再按确认的先后' } as const
export const Seating = z.strictObject({
  session: words(1, 10, '场次').meta({ title: '场次', kind: 'select' }),
  order: codes(ORDER).default('confirmed').meta({ title: '怎样排', labels: ORDER }),
})
type Seating = z.output<typeof Seating>

type Seated = Pick<typeof registrations.$inferSelect, 'id' | 'n' | 'group' | 'size' | 'seat' | 'changedAt'>

/** The first of so many free seats side by side, counted from one. */
function place(taken: Set<number>, size: number): number {
  let first = 1
  for (let at = 1; at - first < size; at++) if (taken.has(at)) first = at + 1
  for (let at = first; at < first + size; at++) taken.add(at)
  return first
}

/** Numbers for those who have none yet: whoever has one keeps it, and what became free is given out again. */
export function seatsFor(all: readonly Seated[], order: keyof typeof ORDER): { id: string; n: number; seat: number }[] {
  const taken = new Set(
    all.flatMap(({ seat, size }) => (seat === null ? [] : Array.from({ length: size }, (_, i) => seat + i))),
  )
  const rank = ({ group }: Seated) => (order === 'group' ? GROUPS.indexOf(group) : 0)
  return all
    .filter(({ seat }) => seat === null)
    .toSorted((a, b) => rank(a) - rank(b) || a.changedAt - b.changedAt || (a.id < b.id ? -1 : 1))
    .map(({ id, n, size }) => ({ id, n, seat: place(taken, size) }))
}

/** Gives the confirmed of a session their seats by number; how many got one. Two at once follow each other. */
export async function seat(
  { store }: Pick<World, 'store'>,
  day: Day,
  { session, order }: Seating,
  actor: Actor,
  now: Date,
): Promise<number> {
  if (!sessionOf(day, session))
    throw new Refusal('invalid', { fields: [{ path: 'session', message: '没有这一场，请从列出的场次里选' }] })
  const { code } = day.data
  let given = 0
  await recorded({ store }, code, { action: 'seat', data: { session, order } }, actor, now, async (event) => {
    const here = and(eq(registrations.event, code), eq(registrations.session, session))
    const all = await store.read
      .select()
      .from(registrations)
      .where(and(here, inArray(registrations.state, EXPECTED)))
    const found = seatsFor(all, order)
    given = found.length
    if (given === 0) return
    await store.writes.commit([
      ...event(),
      {
        // Who moved meanwhile is seated the next time.
        sql: `update registrations set seat = j.value ->> 2 from json_each(?) j where registrations.id = j.value ->> 0
          and registrations.n = j.value ->> 1 and registrations.seat is null and event = ? and session = ?`,
        args: [JSON.stringify(found.map(({ id, n, seat }) => [id, n, seat])), code, session],
      },
    ])
  })
  return given
}
