import { and, count, eq, inArray, ne, sql } from 'drizzle-orm'
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
  /** How many of its entries have not been taken back. */
  left: number
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
    return of ? [{ of, goesLive: Date.parse(String(data?.goesLive)) }] : []
  })
  const rows = await entriesOf(
    store,
    known.map(({ of }) => of.id),
  )
  return new Map(
    known.map(({ of, goesLive }) => {
      const { left = 0, staged = 0 } = rows.find((r) => r.batch === of.id) ?? {}
      const day = goesLive > now.getTime() ? 'scheduled' : 'published'
      // Taken back one by one, nothing of it is left.
      const standing = left === 0 ? 'revoked' : staged > 0 ? 'publishing' : day
      return [of.id, { standing: of.state === 'published' ? standing : of.state, goesLive, left }]
    }),
  )
}

const entriesOf = (store: Store, ids: readonly string[]) =>
  store.read
    .select({
      batch: publications.batch,
      left: count(),
      staged: sql<number>`sum(${publications.state} = 'staged')`,
    })
    .from(publications)
    .where(and(inArray(publications.batch, [...ids]), ne(publications.state, 'revoked')))
    .groupBy(publications.batch)

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
