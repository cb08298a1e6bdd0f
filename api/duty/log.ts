import { desc, eq } from 'drizzle-orm'
import * as z from 'zod'
import { events } from '../../db/schema.ts'
import type { World } from './found.ts'
import { labelOf } from './workflow.ts'

const Noted = z.looseObject({ reason: z.string().optional(), unreported: z.boolean().optional() })
const SHOWN = 100

/** What was done, the newest first. */
export async function historyOf({ store }: Pick<World, 'store'>, stream: string) {
  const rows = await store.read
    .select()
    .from(events)
    .where(eq(events.stream, stream))
    .orderBy(desc(events.n))
    .limit(SHOWN)
  return rows.map(({ action, at, actor, data }) => {
    const { reason, unreported } = Noted.safeParse(data).data ?? {}
    return {
      label: labelOf(action),
      at: new Date(at).toISOString(),
      by: actor.name ?? '',
      note: reason ?? (unreported ? '未交报告' : null),
    }
  })
}
