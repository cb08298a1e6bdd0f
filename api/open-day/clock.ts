import { inArray } from 'drizzle-orm'
import { registrations } from '../../db/schema.ts'
import { newMark } from '../mark.ts'
import { dayOf, lastingOf } from './day.ts'
import type { World } from './found.ts'
import { instantOf } from './open-day.ts'
import { STEPS, type State } from './workflow.ts'

/** Sessions in which registrations stand in one of these states. */
export const sessionsWith = ({ store }: Pick<World, 'store'>, states: readonly State[]) =>
  store.read
    .selectDistinct({ event: registrations.event, session: registrations.session })
    .from(registrations)
    .where(inArray(registrations.state, states))

/** What beginning and end of a session do: who had no seat by then gets none, who did not come was absent. */
export async function passTime(world: World, now: Date): Promise<void> {
  for (const { event, session } of await sessionsWith(world, [...STEPS.lapse.from, ...STEPS.miss.from])) {
    const day = await dayOf(world.store, event, now)
    const times = day && !day.cancelled ? lastingOf(day, session) : undefined
    if (!times || now.getTime() < instantOf(times.starts)) continue
    await lapse(world, event, session, now)
    if (now.getTime() >= instantOf(times.ends)) await miss(world, event, session, now)
  }
}

const listed = (states: readonly State[]) => states.map((state) => `'${state}'`).join(', ')

/** All of a session in one commit: their seats are counted first, then they let them go. */
async function lapse({ store }: World, event: string, session: string, now: Date) {
  const { from, to } = STEPS.lapse
  await store.writes.commit([
    {
      sql: `update openings set taken = taken - coalesce((select sum(r.size) from registrations r where r.event = openings.event
          and r.session = openings.session and r.state in (${listed(from)}) and r.seated = openings."group"), 0)
        where event = ? and session = ?`,
      args: [event, session],
    },
    {
      sql: `update registrations set state = ?, seated = null, offer_until = null, mark = ?, changed_at = ?, n = n + 1
        where event = ? and session = ? and state in (${listed(from)})`,
      args: [to, newMark(), now.getTime(), event, session],
    },
  ])
}

async function miss({ store }: World, event: string, session: string, now: Date) {
  const { from, to } = STEPS.miss
  await store.writes.commit([
    {
      sql: `update registrations set state = ?, mark = ?, changed_at = ?, n = n + 1
        where event = ? and session = ? and state in (${listed(from)})`,
      args: [to, newMark(), now.getTime(), event, session],
    },
  ])
}
