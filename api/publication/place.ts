import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { publications } from '../../db/schema.ts'
import { strongestFirst } from './force.ts'
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
  /** Rows of a batch are written first and shown together later. */
  batch?: string | undefined
}

const NEXT_ID = '(select coalesce(max(id), 0) + 1 from publications)'
const NEXT_REVISION = '(select n + 1 from revision where id = 1)'

/** Where a draft goes among the sayings there are: what it corrects, what it ends, where it ends itself. */
export function place(sayings: readonly Known[], version: number, draft: Draft, by: Publishing) {
  const { kind, code, from, data, cancelled = false } = draft
  const said = current(sayings, by.now)
  const waits = by.goesLive !== undefined || by.batch !== undefined
  const state = waits ? (by.batch ? 'staged' : 'scheduled') : cancelled ? 'withdrawn' : 'published'
  const summary = summaryOf(kind, data, from, cancelled)
  const row: Version = {
    kind,
    code,
    version,
    state,
    from,
    to: said.find((s) => s.from > from)?.from ?? null,
    publishedAt: by.batch ? null : (by.goesLive ?? by.now).getTime(),
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
  const statements = [
    ...(waits ? [] : amendments(said, { kind, code, from }, by.now)),
    insert(publications, row),
    {
      sql: `update publications set id = ${NEXT_ID}, changed = ${NEXT_REVISION} where kind = ? and code = ? and version = ?`,
      args: [kind, code, version],
    },
    ...(isSearched(kind) ? [indexed(kind, code, version, data)] : []),
  ]
  // Its number in the index is the database's to give; until then it only has to differ.
  const known: Known = {
    id: -version,
    kind,
    code,
    version,
    from,
    publishedAt: row.publishedAt ?? 0,
    cancelled,
    summary,
  }
  return { statements, version, state, known }
}

/** What the site says now, the earliest first day first: of each first day the newest version. */
function current(sayings: readonly Known[], now: Date): Known[] {
  const visible = sayings.filter((s) => s.publishedAt <= now.getTime()).sort(strongestFirst)
  return visible.filter((s, i) => visible[i - 1]?.from !== s.from).reverse()
}

/** Fills in what the table shows of versions that end or are corrected; the site itself works it out each time. */
function amendments(
  said: readonly Known[],
  at: { kind: string; code: string; from: string },
  now: Date,
): InStatement[] {
  const corrected = said.find((s) => s.from === at.from)
  const before = said.findLast((s) => s.from < at.from)
  return [
    ...(corrected
      ? [
          {
            sql: `update publications set superseded_at = ?, state = 'superseded', changed = ${NEXT_REVISION} where kind = ? and code = ? and version = ?`,
            args: [now.getTime(), at.kind, at.code, corrected.version],
          },
        ]
      : []),
    ...(before
      ? [
          {
            sql: `update publications set "to" = ?, changed = ${NEXT_REVISION} where kind = ? and code = ? and version = ?`,
            args: [at.from, at.kind, at.code, before.version],
          },
        ]
      : []),
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

/** A scheduled version whose midnight has come, or a whole batch at its moment: the same amendments, set by set. */
export function shownTogether(
  which: { sql: (row: string) => string; args: (string | number)[] },
  at: { publishedAt: number; now: number; scheduled: boolean },
): InStatement[] {
  const mine = `select kind, code, "from", version from publications p where ${which.sql('p')}`
  const open = `o.superseded_at is null and o.state in ('published', 'withdrawn')`
  const same = 'o.kind = publications.kind and o.code = publications.code'
  const shows = `(${open} or ${which.sql('o')})`
  if (at.scheduled)
    return [
      {
        sql: `update publications set state = 'scheduled', published_at = ?, changed = ${NEXT_REVISION} where ${which.sql('publications')}`,
        args: [at.publishedAt, ...which.args],
      },
    ]
  return [
    {
      sql: `update publications set superseded_at = ?, state = 'superseded', changed = ${NEXT_REVISION} where id in (
        select o.id from (${mine}) s join publications o
        on o.kind = s.kind and o.code = s.code and o."from" = s."from" and o.version < s.version where ${open})`,
      args: [at.now, ...which.args],
    },
    {
      sql: `update publications set changed = ${NEXT_REVISION}, "to" = (
          select min(s."from") from (${mine}) s where s.kind = publications.kind and s.code = publications.code and s."from" > publications."from")
        where id in (
          select o.id from (${mine}) s join publications o on o.kind = s.kind and o.code = s.code and o."from" < s."from"
          where ${open} and (o."to" is null or o."to" > s."from"))`,
      args: [...which.args, ...which.args],
    },
    {
      // Among themselves they end and correct each other too.
      sql: `update publications set published_at = coalesce(published_at, ?), changed = ${NEXT_REVISION},
          "to" = (select min(o."from") from publications o where ${same} and o."from" > publications."from" and ${shows}),
          superseded_at = case when exists (select 1 from publications o where ${same} and o."from" = publications."from"
            and o.version > publications.version and ${shows}) then ? end,
          state = case when exists (select 1 from publications o where ${same} and o."from" = publications."from"
            and o.version > publications.version and ${shows}) then 'superseded'
            when json_extract(summary, '$.cancelled') then 'withdrawn' else 'published' end
        where ${which.sql('publications')}`,
      args: [at.publishedAt, ...which.args, ...which.args, at.now, ...which.args, ...which.args],
    },
  ]
}
