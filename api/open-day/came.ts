import { and, eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { registrations } from '../../db/schema.ts'
import type { World } from './found.ts'
import { GROUPS, type Group } from './open-day.ts'
import { FEW } from './opinions.ts'
import { registrant } from './registrant.ts'

const attended = ({ read }: Store, event: string) =>
  read
    .select()
    .from(registrations)
    .where(and(eq(registrations.event, event), eq(registrations.state, 'attended')))

/** How many people came of each group: of fewer than five only that they were few. */
export async function cameOf(store: Store, event: string) {
  const rows = await attended(store, event)
  const counts = new Map<Group, number>()
  for (const { group, came, size } of rows) counts.set(group, (counts.get(group) ?? 0) + (came ?? size))
  const groups = GROUPS.flatMap((group) => {
    const n = counts.get(group)
    return n ? [{ group, n: n >= FEW ? n : null }] : []
  })
  const few = groups.filter(({ n }) => n === null)
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const hidden = few.reduce((sum, { group }) => sum + (counts.get(group) ?? 0), 0)
  // From the whole nobody must be able to subtract what is not told.
  const total = few.length === 0 || (few.length > 1 && hidden >= FEW) ? all : null
  return { groups, total: groups.length > 0 ? total : null }
}

/** How many parties that came asked not to be in pictures; nothing once their registrations are emptied. */
export async function unpicturedOf({ store, secrets }: World, event: string): Promise<number> {
  const rows = await attended(store, event)
  return rows.filter((row) => registrant(secrets, row)?.photographs === 'no').length
}
