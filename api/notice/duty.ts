import { and, eq, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { announcements, dutyParts, type events } from '../../db/schema.ts'
import { isFor } from '../duty/announcing.ts'
import { allServing } from '../duty/found.ts'

type Happened = Pick<typeof events.$inferSelect, 'stream' | 'action' | 'actor'>

/** Steps of a part, and of a task, after which its supervisors find something new to read. */
const OF_PART = ['invite', 'return', 'remind']
const OF_DUTY = ['change', 'cancel']

/** Which supervisors something new waits for since this happened. */
export async function heardBy(store: Store, { stream, action, actor }: Happened): Promise<string[]> {
  const { read } = store
  const [kind, id = '', supervisor = ''] = stream.split('/')
  if (kind === 'duty-part')
    return OF_PART.includes(action) || (action === 'absent' && actor.kind === 'system') ? [supervisor] : []
  if (kind === 'duty' && OF_DUTY.includes(action)) {
    const rows = await read
      .select({ supervisor: dutyParts.supervisor })
      .from(dutyParts)
      .where(and(eq(dutyParts.duty, id), inArray(dutyParts.state, ['invited', 'accepted'])))
    return rows.map((row) => row.supervisor)
  }
  if (kind !== 'announcement') return []
  const row = await read.select().from(announcements).where(eq(announcements.id, id)).get()
  if (!row) return []
  return (await allServing({ store })).flatMap(({ supervisor: one }) => (isFor(row, one) ? [one.id] : []))
}
