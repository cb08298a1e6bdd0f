import { and, count, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { registrations } from '../../db/schema.ts'
import { together } from '../../db/together.ts'
import type { Deps } from '../context.ts'
import { isMobile } from '../notice/channels.ts'
import { phoneOf } from './ticket.ts'
import { SEATED } from './workflow.ts'

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

/** What was given to whoever registered. */
interface Given {
  id: string
  number: string
  /** Only who waited at first ever has a place. */
  place: number | null
  position: number | null
}

/** Thousands register in one second: what each asks by its key is asked for all of a moment together. */
const asking = (read: Store['read']) => ({
  given: together(
    (ids) =>
      read.all<Given>(sql`select r.id, r.number, r.place, case when r.state = 'waiting' then (
        select count(*) from registrations b where b.event = r.event and b.session = r.session and b."group" = r."group"
          and b.state = 'waiting' and b.place <= r.place) end as position
        from registrations r where r.id in ${ids}`),
    (row) => row.id,
  ),
  phone: together(
    (phones) =>
      read
        .select({
          phoneIndex: registrations.phoneIndex,
          all: count(),
          live: count(sql`case when ${inArray(registrations.state, [...SEATED, 'waiting'])} then 1 end`),
        })
        .from(registrations)
        .where(inArray(registrations.phoneIndex, phones))
        .groupBy(registrations.phoneIndex),
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

/** A telephone is written to for so many registrations of one open day: nobody can have another written to for ever. */
const TOLD_OF = 2

/** Whether a telephone has or waits for a seat in the same open day, and whether it is to be written to about one more. */
export async function known({ store, secrets }: World, event: string, phone: string) {
  const digests = secrets.digests('phone', phoneOf(event, phone))
  const found = await Promise.all(digests.map((digest) => askingOf(store).phone(digest)))
  const sum = (of: 'all' | 'live') => found.reduce((all, row) => all + (row?.[of] ?? 0), 0)
  return { again: sum('live') > 0, tells: isMobile(phone) && sum('all') < TOLD_OF }
}
