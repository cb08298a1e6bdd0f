import { and, asc, eq, gt, lt } from 'drizzle-orm'
import * as z from 'zod'
import { events } from '../../db/schema.ts'
import type { World } from './found.ts'
import { PART, type PartState } from './workflow.ts'

const Stood = z.looseObject({ state: z.enum(Object.keys(PART) as PartState[]) })
/** The bureau’s word that somebody came, and the supervisor’s own. */
const BROUGHT = ['mark', 'restore']
const OWN = ['checkIn', 'report']

/** Where those stood of whom the bureau said that they came, before it did; by supervisor; of all, or of one. */
export async function broughtTo(
  { store }: Pick<World, 'store'>,
  duty: string,
  only?: string,
): Promise<Map<string, PartState>> {
  const rows = await store.read
    .select({ stream: events.stream, action: events.action, state: events.state })
    .from(events)
    .where(
      only === undefined
        ? and(gt(events.stream, `duty-part/${duty}/`), lt(events.stream, `duty-part/${duty}0`))
        : eq(events.stream, `duty-part/${duty}/${only}`),
    )
    .orderBy(asc(events.stream), asc(events.n))
  const stands = new Map<string, PartState>()
  const before = new Map<string, PartState>()
  for (const { stream, action, state } of rows) {
    const supervisor = stream.split('/')[2] ?? ''
    const stood = stands.get(supervisor)
    if (BROUGHT.includes(action) && stood) before.set(supervisor, stood)
    else if (OWN.includes(action)) before.delete(supervisor)
    const now = Stood.safeParse(state).data?.state
    if (now) stands.set(supervisor, now)
  }
  return before
}
