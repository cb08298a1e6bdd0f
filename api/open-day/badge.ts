import { and, asc, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Day } from './day.ts'
import { GROUP, zoned } from './open-day.ts'
import { registrant } from './registrant.ts'
import { EXPECTED } from './workflow.ts'

const Badge = z.object({
  number: z.string(),
  name: z.string(),
  unit: z.string().optional(),
  groupLabel: z.string(),
  size: z.int(),
  session: z.string(),
})
export const BadgesAnswer = z
  .object({
    event: z.object({ code: z.string(), name: z.string() }),
    sessions: z.array(z.object({ id: z.string(), starts: z.string(), ends: z.string() })),
    items: z.array(Badge),
  })
  .meta({ ref: 'Badges' })

/** What is printed for everybody who may come: their names. Whoever calls this writes the reading down. */
export async function badgesOf(deps: Deps, day: Day): Promise<z.output<typeof BadgesAnswer>> {
  const { code, name, sessions } = day.data
  const { event, state, session, group, number } = registrations
  const rows = await deps.store.read
    .select()
    .from(registrations)
    .where(and(eq(event, code), inArray(state, EXPECTED)))
    .orderBy(asc(session), asc(group), asc(number))
  const items = rows.map((row) => {
    const person = registrant(deps.secrets, row)
    return {
      number: row.number,
      name: person?.name ?? '',
      ...(person?.unit && { unit: person.unit }),
      groupLabel: GROUP[row.group],
      size: row.came ?? row.size,
      session: row.session,
    }
  })
  const shown = sessions.map(({ id, starts, ends }) => ({ id, starts: zoned(starts), ends: zoned(ends) }))
  return { event: { code, name }, sessions: shown, items }
}
