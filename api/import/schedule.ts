import { and, count, eq, gt, inArray, or } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events, publications } from '../../db/schema.ts'
import type { Statement } from '../../db/write.ts'
import { raiseRevision } from '../publication/revision.ts'
import type { Import, Standing } from './import.ts'

/** An import published for a later day. */
export interface Schedule {
  standing: Standing
  /** The midnight it shows from. */
  goesLive: number
  /** How many of its entries wait for it. */
  waiting: number
}

/** Which imports were published for a later day, and where they stand. The day is the log’s: rows may still be on their way. */
export async function schedulesOf(
  store: Store,
  imports: readonly Pick<Import, 'id' | 'state'>[],
  now: Date,
): Promise<Map<string, Schedule>> {
  const streams = new Map(imports.map((i) => [`import/${i.id}`, i]))
  const said = await store.read
    .select({ stream: events.stream, data: events.data })
    .from(events)
    .where(and(inArray(events.stream, [...streams.keys()]), eq(events.action, 'schedule')))
  const known = said.flatMap(({ stream, data }) => {
    const of = streams.get(stream)
    const goesLive = Date.parse(String(data?.goesLive))
    return of ? [{ of, goesLive, open: of.state === 'published' && goesLive > now.getTime() }] : []
  })
  const ids = known.flatMap(({ of, open }) => (open ? [of.id] : []))
  const rows = await rowsWaiting(store, ids, now)
  return new Map(
    known.map(({ of, goesLive, open }) => {
      const countOf = (state: 'staged' | 'scheduled') =>
        rows.find((r) => r.batch === of.id && r.state === state)?.n ?? 0
      const [staged, scheduled] = [countOf('staged'), countOf('scheduled')]
      // Taken back one by one, nothing of it is left to wait for.
      const waits = staged > 0 ? 'publishing' : scheduled > 0 ? 'scheduled' : 'revoked'
      return [of.id, { standing: open ? waits : of.state, goesLive, waiting: staged + scheduled }]
    }),
  )
}

const rowsWaiting = (store: Store, ids: readonly string[], now: Date) =>
  store.read
    .select({ batch: publications.batch, state: publications.state, n: count() })
    .from(publications)
    .where(
      and(
        inArray(publications.batch, [...ids]),
        or(
          eq(publications.state, 'staged'),
          and(eq(publications.state, 'scheduled'), gt(publications.publishedAt, now.getTime())),
        ),
      ),
    )
    .groupBy(publications.batch, publications.state)

/**
 * Takes the whole of a scheduled import back, in the commit that says so: the condition of that commit’s first statement,
 * and what follows it. Nothing is taken back while a row is still being written, or once the midnight has come.
 */
export function takingBack(store: Store, id: string, now: Date) {
  const condition = {
    sql: `state = 'published'
      and exists (select 1 from publications where batch = ? and state = 'scheduled' and published_at > ?)
      and not exists (select 1 from publications where batch = ? and state = 'staged')`,
    args: [id, now.getTime(), id],
  }
  const rows = {
    sql: `update publications set state = 'revoked', changed = (select n + 1 from revision where id = 1)
      where batch = ? and state = 'scheduled' and published_at > ?
        and exists (select 1 from imports where id = ? and state = 'revoked')`,
    args: [id, now.getTime(), id],
  }
  const statements: Statement[] = [rows, raiseRevision(store)]
  return { condition, statements }
}
