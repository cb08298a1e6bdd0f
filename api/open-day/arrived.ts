import { desc, eq } from 'drizzle-orm'
import { arrivals, registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Day } from './day.ts'
import { tellersOf } from './door-list.ts'
import { OUTCOMES, outcomeOf, SHORT } from './outcome.ts'

const MOST = 200

/** What was done at the doors of an open day, the last first. Whoever it was is a number. */
export async function recentOf(world: Pick<Deps, 'store'>, day: Day) {
  const teller = await tellersOf(world, day.data.code)
  const rows = await world.store.read
    .select({ line: arrivals, number: registrations.number, event: registrations.event })
    .from(arrivals)
    .leftJoin(registrations, eq(registrations.id, arrivals.registration))
    .where(eq(arrivals.event, day.data.code))
    .orderBy(desc(arrivals.toldAt), desc(arrivals.id))
    .limit(MOST)
  return rows.map(({ line, number, event }) => {
    const outcome = outcomeOf(line.outcome)
    return {
      at: new Date(line.at).toISOString(),
      toldAt: new Date(line.toldAt).toISOString(),
      door: teller(line.door),
      act: line.act,
      outcome,
      say: SHORT[outcome],
      good: OUTCOMES[outcome].good,
      party: line.party,
      ...(number !== null && event === day.data.code && { number }),
    }
  })
}
