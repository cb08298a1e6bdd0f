import { and, asc, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses, registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Actor } from '../staff/actor.ts'
import type { Day } from './day.ts'
import { personOf } from './door-list.ts'
import { GROUP } from './open-day.ts'

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

/** What is printed for everybody who may come: their names, so that somebody looked is written down. */
export async function badgesOf(deps: Deps, day: Day, actor: Actor, now: Date): Promise<z.output<typeof BadgesAnswer>> {
  const { code, name, sessions } = day.data
  const { event, state, session, group, number } = registrations
  const rows = await deps.store.read
    .select()
    .from(registrations)
    .where(and(eq(event, code), inArray(state, ['confirmed', 'attended', 'absent'])))
    .orderBy(asc(session), asc(group), asc(number))
  await deps.store.writes.commit([
    insert(accesses, { at: now.getTime(), person: actor.login, no: code, what: 'badges', why: null }),
  ])
  const items = rows.map((row) => {
    const person = personOf(deps, row)
    return {
      number: row.number,
      name: person.name ?? '',
      ...(person.unit && { unit: person.unit }),
      groupLabel: GROUP[row.group],
      size: row.came ?? row.size,
      session: row.session,
    }
  })
  const shown = sessions.map(({ id, starts, ends }) => ({ id, starts: `${starts}:00+08:00`, ends: `${ends}:00+08:00` }))
  return { event: { code, name }, sessions: shown, items }
}
