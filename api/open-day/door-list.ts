import { and, eq, inArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import { arrivals, registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Day } from './day.ts'
import { doorsOf, lastEnd } from './door.ts'
import { masked } from './door-words.ts'
import { GROUP, GROUPS } from './open-day.ts'
import { CAME_IN, TELLER } from './outcome.ts'
import { type Registrant, registrant } from './registrant.ts'
import { NEED } from './registration.ts'
import { EXPECTED, type State } from './workflow.ts'

const Count = z.object({ expected: z.int(), came: z.int(), inside: z.int(), parties: z.int() })
export const Counts = z.record(z.string(), Count)
export type Counts = z.output<typeof Counts>

export const Listed = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  group: z.enum(GROUPS),
  groupLabel: z.string(),
  session: z.string(),
  size: z.int(),
  state: z.string(),
  needs: z.array(z.string()),
  noPhoto: z.boolean(),
  cameAt: z.string().optional(),
  came: z.int().optional(),
  leftAt: z.string().optional(),
  door: z.string().optional(),
})
export type Listed = z.output<typeof Listed> & { state: State }

/** Needs in our words: what somebody wrote in theirs may say who they are, so the door asks them. */
const needsOf = (needs: Registrant['needs'] = []) =>
  typeof needs === 'string'
    ? ['其他（请问本人）']
    : needs.map((need) => (need === 'other' ? '其他（请问本人）' : NEED[need]))

const instant = (at: number) => new Date(at).toISOString()

/** What who tells of arrivals is called. */
export async function tellersOf(world: Pick<Deps, 'store'>, event: string): Promise<(door: string) => string> {
  const labels = new Map((await doorsOf(world, event)).map(({ id, label }) => [id, label]))
  return (door) => labels.get(door) ?? TELLER[door] ?? '签到口'
}

/** Everybody who registered for an open day as its doors may know them, in the order of numbers; after its end, by number alone. */
export async function listOf(world: Pick<Deps, 'store' | 'secrets'>, day: Day, now: Date): Promise<Listed[]> {
  const { read } = world.store
  const event = day.data.code
  const rows = await read.select().from(registrations).where(eq(registrations.event, event))
  const teller = await tellersOf(world, event)
  const heard = await read
    .select({ registration: arrivals.registration, door: arrivals.door })
    .from(arrivals)
    .where(and(eq(arrivals.event, event), inArray(arrivals.outcome, [...CAME_IN])))
    .orderBy(arrivals.toldAt)
  const ended = now.getTime() >= lastEnd(day)
  const doorOf = new Map(heard.map(({ registration, door }) => [registration, door]))
  return rows
    .toSorted((a, b) => (a.number < b.number ? -1 : 1))
    .map((row) => {
      const { name = '', needs, photographs } = (ended ? undefined : registrant(world.secrets, row)) ?? {}
      const door = doorOf.get(row.id)
      return {
        id: row.id,
        number: row.number,
        name: masked(name),
        group: row.group,
        groupLabel: GROUP[row.group],
        session: row.session,
        size: row.size,
        state: row.state,
        needs: needsOf(needs),
        noPhoto: photographs !== 'yes',
        ...(row.cameAt !== null && { cameAt: instant(row.cameAt) }),
        ...(row.came !== null && { came: row.came }),
        ...(row.leftAt !== null && { leftAt: instant(row.leftAt) }),
        ...(row.cameAt !== null && door && { door: teller(door) }),
      }
    })
}

/** How many are expected, came and are inside, by session; and a number that changes when anything of the list does. */
export async function countsOf({ store }: Pick<Deps, 'store'>, day: Day): Promise<{ counts: Counts; n: number }> {
  const { session, state, size, came, marks, n } = registrations
  const walked = sql`instr(${marks}, '"walk-in"') > 0`
  const attended = sql`${state} = 'attended'`
  const rows = await store.read
    .select({
      session,
      expected: sql<number>`sum(case when ${inArray(state, [...EXPECTED])} and not ${walked} then ${size} else 0 end)`,
      came: sql<number>`sum(case when ${attended} then ${came} else 0 end)`,
      inside: sql<number>`sum(case when ${attended} and ${registrations.leftAt} is null then ${came} else 0 end)`,
      parties: sql<number>`sum(${attended})`,
      n: sql<number>`sum(${n})`,
    })
    .from(registrations)
    .where(eq(registrations.event, day.data.code))
    .groupBy(session)
  const found = new Map(rows.map(({ n: _n, session: id, ...count }) => [id, count]))
  const none = { expected: 0, came: 0, inside: 0, parties: 0 }
  const counts = Object.fromEntries(day.data.sessions.map(({ id }) => [id, found.get(id) ?? none]))
  return { counts, n: rows.reduce((sum, row) => sum + row.n, 0) }
}
