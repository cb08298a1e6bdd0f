import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'

export type World = Pick<Deps, 'store' | 'secrets' | 'env'>
export type Registered = typeof registrations.$inferSelect

export const byId = ({ store }: Pick<Deps, 'store'>, id: string): Promise<Registered | undefined> =>
  store.read.select().from(registrations).where(eq(registrations.id, id)).get()

/** The registration a ticket stands for, whichever key it was digested under. */
export const byTicket = ({ store, secrets }: World, ticket: string): Promise<Registered | undefined> =>
  store.read
    .select()
    .from(registrations)
    .where(inArray(registrations.ticketHash, secrets.digests('ticket', ticket)))
    .get()

/** The how many-th of its group that waits for the session. */
export async function positionOf({ store }: Pick<World, 'store'>, row: Registered): Promise<number | undefined> {
  if (row.state !== 'waiting' || row.place === null) return undefined
  const { event, session, group, place } = registrations
  const before = and(eq(event, row.event), eq(session, row.session), eq(group, row.group), lte(place, row.place))
  // The state as the index has it, not as a value bound later.
  return store.read.$count(registrations, and(before, sql`state = 'waiting'`))
}
