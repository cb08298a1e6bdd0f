import { setTimeout as rest } from 'node:timers/promises'
import { isNull, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { publications } from '../../db/schema.ts'
import { indexed, settled } from './place.ts'
import { isSearched, type Kind, summaryOf } from './publication.ts'

/** As many are written in one go, others having their turn between. */
export const PIECE = 10

/**
 * What the clock does by itself, once a minute and at start, piece by piece: versions of a batch that has been shown, and
 * scheduled ones whose midnight has come, get the state the table should show. The site shows them anyway.
 */
export async function settle(store: Store, now: Date): Promise<void> {
  for (;;) {
    const due = await unsettled(store, now)
    if (!due.length) return
    const began = performance.now()
    await store.writes.commit(due.flatMap(({ kind, code }) => settled(kind, code, now)))
    await rest(performance.now() - began)
  }
}

/** The codes of some rows that do not say what they should; each index holds only such rows. */
const unsettled = (store: Store, now: Date) =>
  store.read.all<{ kind: string; code: string }>(sql`select distinct kind, code from (
    select * from (select kind, code from publications indexed by publications_scheduled
      where state = 'scheduled' and published_at <= ${now.getTime()} limit ${PIECE})
    union all
    select * from (select kind, code from publications indexed by publications_staged
      where state = 'staged' and batch in (select id from batches) limit ${PIECE}))`)

/** Throws away what a publishing that was cut off had written (all, or one batch); nothing of it was ever seen. */
export function dropStaged(store: Store, batch?: string) {
  const unseen = "state = 'staged' and batch not in (select id from batches)"
  const which = batch === undefined ? unseen : `${unseen} and batch = ?`
  const args = batch === undefined ? [] : [batch]
  return store.writes.commit([
    { sql: `delete from publication_terms where rowid in (select id from publications where ${which})`, args },
    { sql: `delete from publications where ${which}`, args },
  ])
}

/** Gives versions of an older release what lists and search need of them. */
export async function bringIndexUpToDate(store: Store): Promise<number> {
  for (let done = 0; ; ) {
    const rows = await store.read.select().from(publications).where(isNull(publications.summary)).limit(PIECE)
    if (!rows.length) return done
    const statements = rows.flatMap((r) => {
      const kind = r.kind as Kind
      const summary = JSON.stringify(summaryOf(kind, r.data, r.from, r.state === 'withdrawn'))
      const update = { sql: 'update publications set summary = ? where id = ?', args: [summary, r.id] }
      return isSearched(kind) ? [update, indexed(kind, r.code, r.version, r.data)] : [update]
    })
    await store.writes.commit(statements)
    done += rows.length
  }
}
