import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { opinions } from '../../db/schema.ts'
import type { Lane } from '../case/routing.ts'
import { appears, type Complaint } from '../complaint/complaint.ts'
import { type Day, dayOf } from './day.ts'
import { isHeard } from './open-day.ts'

/**
 * A case that comes of an open day says that it does, and not of which: who came is on a list, and among few it would
 * name who spoke. The open day has a number, and no number holds who asked for confidence or what is sealed.
 */

/** The open day somebody says they come from, while it hears them; any other is none. */
export async function heardOn(store: Store, code: string | undefined, now: Date): Promise<Day | undefined> {
  const day = code === undefined || code.length > 40 ? undefined : await dayOf(store, code, now)
  return day && isHeard(day.data, day.cancelled, now.getTime()) ? day : undefined
}

/** Statements for the commit of the case. */
export function opinion(day: Day | undefined, lane: Lane, said: Complaint): InStatement[] {
  if (!day || lane === 'sealed' || appears(said) === 'confidential') return []
  return [
    {
      sql: 'insert into opinions (event, count) values (?, 1) on conflict (event) do update set count = count + 1',
      args: [day.data.code],
    },
  ]
}

/** Fewer are told to nobody: each would know of whom it is said. */
export const FEW = 5

/** How many; nothing where they are few or none. */
export async function opinionsOf(store: Store, event: string): Promise<number | null> {
  const row = await store.read.select().from(opinions).where(eq(opinions.event, event)).get()
  return row && row.count >= FEW ? row.count : null
}
