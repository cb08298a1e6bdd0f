import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { registrations } from '../../db/schema.ts'
import { together } from '../../db/together.ts'
import type { Deps } from '../context.ts'
import { SEATED } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type Registered = typeof registrations.$inferSelect

export const byId = ({ store }: Pick<World, 'store'>, id: string): Promise<Registered | undefined> =>
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

/** What was given to whoever registered. */
interface Given {
  id: string
  number: string
  state: Registered['state']
  position: number | null
}

/** Thousands register in one second: what each asks by its key is asked for all of a moment together. */
const asking = (read: Store['read']) => ({
  given: together(
    (ids) =>
      read.all<Given>(sql`select r.id, r.number, r.state, case when r.state = 'waiting' then (
        select count(*) from registrations b where b.event = r.event and b.session = r.session and b."group" = r."group"
          and b.state = 'waiting' and b.place <= r.place) end as position
        from registrations r where r.id in ${ids}`),
    (row) => row.id,
  ),
  phone: together(
    (phones) =>
      read
        .select({ phoneIndex: registrations.phoneIndex })
        .from(registrations)
        .where(and(inArray(registrations.phoneIndex, phones), inArray(registrations.state, [...SEATED, 'waiting']))),
    (row) => row.phoneIndex,
  ),
})
const asked = new WeakMap<Store['read'], ReturnType<typeof asking>>()
function askingOf({ read }: Pick<Store, 'read'>) {
  const known = asked.get(read) ?? asking(read)
  asked.set(read, known)
  return known
}

export const givenTo = ({ store }: Pick<World, 'store'>, id: string) => askingOf(store).given(id)

/** Whether a telephone has come before for the same open day, and still has or waits for a seat. */
export async function knownPhone({ store, secrets }: World, event: string, phone: string): Promise<boolean> {
  const digests = secrets.digests('phone', `open-day\n${event}\n${phone}`)
  const found = await Promise.all(digests.map((digest) => askingOf(store).phone(digest)))
  return found.some((row) => row !== undefined)
}
