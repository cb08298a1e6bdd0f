import { setImmediate as turn } from 'node:timers/promises'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { batches, publications } from '../../db/schema.ts'

const CHUNK = 500

const columns = {
  id: publications.id,
  kind: publications.kind,
  code: publications.code,
  version: publications.version,
  from: publications.from,
  state: publications.state,
  publishedAt: publications.publishedAt,
  summary: publications.summary,
  changed: publications.changed,
  batch: publications.batch,
}
/** What the register reads of a version. */
export type Row = Pick<typeof publications.$inferSelect, keyof typeof columns>

/** Page by page, others having their turn between. */
export async function readAll(next: (last: Row | undefined) => Promise<Row[]>, each: (row: Row) => void) {
  for (let rows = await next(undefined); rows.length; rows = await next(rows.at(-1))) {
    for (const row of rows) each(row)
    await turn()
  }
}

export const changedAfter = (store: Store, changed: number, id: number): Promise<Row[]> =>
  store.read
    .select(columns)
    .from(publications)
    .where(sql`(${publications.changed}, ${publications.id}) > (${changed}, ${id})`)
    .orderBy(asc(publications.changed), asc(publications.id))
    .limit(CHUNK)

export const inBatchAfter = (store: Store, batch: string, id: number): Promise<Row[]> =>
  store.read
    .select(columns)
    .from(publications)
    .where(and(eq(publications.batch, batch), gt(publications.id, id)))
    .orderBy(asc(publications.id))
    .limit(CHUNK)

export const shownSince = (store: Store, revision: number) =>
  store.read.select({ id: batches.id }).from(batches).where(gt(batches.changed, revision))
