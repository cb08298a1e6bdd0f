import { sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import type { Kind } from '../publication/publication.ts'

/** How a draft came to be, read from the log: who had a hand in it, and what it was begun after. */
export interface Trail {
  writers: ReadonlySet<string>
  /** The newest version there was when it was begun, 0 for none; unknown of drafts from before this was noted. */
  after: number | undefined
}

/**
 * The events since the last draft of the entry ended. Whoever saved last is not the only one who wrote: somebody else’s
 * comma would make the author free to publish their own text. Who takes back what was scheduled has written nothing.
 */
export async function trailOf(store: Store, kind: Kind, code: string): Promise<Trail> {
  const stream = `publication/${kind}/${code}`
  const rows = await store.read.all<{ login: string | null; after: number | null }>(sql`
    select coalesce(json_extract(state, '$.proposed'), json_extract(actor, '$.login')) as login, json_extract(state, '$.after') as after from events
    where stream = ${stream} and action in ('draft', 'unschedule') and n > coalesce((
      select max(n) from events where stream = ${stream} and action in ('publish', 'cancel', 'schedule', 'discard')), 0)
    order by n`)
  return {
    writers: new Set(rows.flatMap(({ login }) => login ?? [])),
    after: rows[0]?.after ?? undefined,
  }
}
