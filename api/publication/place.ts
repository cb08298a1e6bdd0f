import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { publications } from '../../db/schema.ts'
import { isSearched, type Kind, summaryOf, type Version } from './publication.ts'
import type { Known } from './register.ts'
import { termsOf, textsOf } from './terms.ts'

/** A version to publish: its data is already checked by the kind's schema. */
export interface Draft {
  kind: Kind
  code: string
  from: string
  data: Record<string, unknown>
  /** Withdrawn from this day on: the address stays and says so. */
  cancelled?: boolean
  source?: string | undefined
  filingNo?: string | undefined
  reason?: string | undefined
  reviewOn?: string | undefined
  /** The newest version its author had seen, 0 for none: what follows another is not published. */
  follows?: number | undefined
}

export interface Publishing {
  proposed: string
  published: string
  now: Date
  /** The midnight from which the site says so, for what is scheduled. */
  goesLive?: Date | undefined
  /** Rows of a batch are written first and seen together later. */
  batch?: string | undefined
}

const NEXT_ID = '(select coalesce(max(id), 0) + 1 from publications)'
const NEXT_REVISION = '(select n + 1 from revision where id = 1)'

/**
 * A draft as the next version of its code: the row, its place in the index, and what the table then shows of the code. It
 * begins as scheduled; what is due by now is published by the statements of `settled`.
 */
export function place(version: number, draft: Draft, by: Publishing) {
  const { kind, code, from, data, cancelled = false } = draft
  const publishedAt = (by.goesLive ?? by.now).getTime()
  const summary = summaryOf(kind, data, from, cancelled)
  const row: Version = {
    kind,
    code,
    version,
    state: by.batch === undefined ? 'scheduled' : 'staged',
    from,
    to: null,
    publishedAt,
    supersededAt: null,
    data,
    source: draft.source ?? null,
    filingNo: draft.filingNo ?? null,
    proposedBy: by.proposed,
    publishedBy: by.published,
    reason: draft.reason ?? null,
    reviewOn: draft.reviewOn ?? null,
    id: null,
    summary,
    changed: null,
    batch: by.batch ?? null,
  }
  // What is read with its batch is no change by itself.
  const changed = by.batch === undefined ? NEXT_REVISION : '0'
  const statements = [
    insert(publications, row),
    {
      sql: `update publications set id = ${NEXT_ID}, changed = ${changed} where kind = ? and code = ? and version = ?`,
      args: [kind, code, version],
    },
    ...(isSearched(kind) ? [indexed(kind, code, version, data)] : []),
    ...(by.batch === undefined ? settled(kind, code, by.now) : []),
  ]
  // Its number in the index is the database's to give; until then it only has to differ.
  const known: Known = { id: -version, kind, code, version, from, publishedAt, cancelled, summary }
  return { statements, version, known }
}

/**
 * What the table shows of a code at an instant: what has been corrected, until when each version holds, and in which
 * state it is. Run again, it changes nothing. Ends and corrections first, so that at no time two versions are open.
 */
export function settled(kind: string, code: string, now: Date): InStatement[] {
  const visible = (row: string) => `${row}.state not in ('staged', 'revoked') and ${row}.published_at <= :now`
  const other = `publications o where o.kind = p.kind and o.code = p.code and ${visible('o')}`
  const newer = `${other} and o."from" = p."from" and o.version > p.version`
  const end = `(select min(o."from") from ${other} and o."from" > p."from")`
  const mine = 'p.kind = :kind and p.code = :code'
  const said = `${mine} and p.superseded_at is null and ${visible('p')}`
  const args = { kind, code }
  const at = { ...args, now: now.getTime() }
  return [
    {
      sql: `update publications as p set state = 'scheduled'
        where ${mine} and p.state = 'staged' and p.batch in (select id from batches)`,
      args,
    },
    {
      sql: `update publications as p set superseded_at = (select min(o.published_at) from ${newer}), state = 'superseded'
        where ${said} and exists (select 1 from ${newer})`,
      args: at,
    },
    { sql: `update publications as p set "to" = ${end} where ${said} and p."to" is not ${end}`, args: at },
    {
      sql: `update publications as p set state = iif(json_extract(p.summary, '$.cancelled'), 'withdrawn', 'published')
        where ${said} and p.state = 'scheduled'`,
      args: at,
    },
  ]
}

/** The row of the search index, under the number its version has just been given. */
export function indexed(kind: Kind, code: string, version: number, data: Record<string, unknown>): InStatement {
  const terms = termsOf(textsOf(kind, data))
  return {
    sql: `insert into publication_terms (rowid, code, title, basis, body, pinyin)
      select id, ?, ?, ?, ?, ? from publications where kind = ? and code = ? and version = ?`,
    args: [terms.code, terms.title, terms.basis, terms.body, terms.pinyin, kind, code, version],
  }
}
