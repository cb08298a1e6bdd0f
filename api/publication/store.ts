import { and, asc, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { events, publications } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import type { Kind, Version } from './publication.ts'
import { currentRevision, forgetRevision, raiseRevision } from './revision.ts'

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
}

/** States in which the public sees a version. */
const SHOWN = ['published', 'withdrawn', 'superseded'] as const

/**
 * The version of each code that was in force on a day, as known at an instant (or now): of all versions published by then that
 * begin by that day, the one that begins last, and of those the newest. Nothing else decides; `to` only shows it.
 */
export async function inForce(store: Store, kind: Kind, on: string, known?: Date, code?: string): Promise<Version[]> {
  const by = known?.getTime() ?? Number.MAX_SAFE_INTEGER
  const rows = (await everShown(store, kind)).filter(
    (v) => (code === undefined || v.code === code) && v.from <= on && v.publishedAt !== null && v.publishedAt <= by,
  )
  return rows.filter((row, i) => rows[i - 1]?.code !== row.code)
}

const kept = new WeakMap<Store, { revision: number; kinds: Map<Kind, Promise<Version[]>> }>()

/** All versions of a kind the public ever saw, in the order that decides; read once a publishing, as pages and lists ask on and on. */
async function everShown(store: Store, kind: Kind): Promise<readonly Version[]> {
  const revision = await currentRevision(store)
  const last = kept.get(store)
  const { kinds } = last?.revision === revision ? last : { kinds: new Map<Kind, Promise<Version[]>>() }
  kept.set(store, { revision, kinds })
  const rows =
    kinds.get(kind) ??
    store.read
      .select()
      .from(publications)
      .where(and(eq(publications.kind, kind), inArray(publications.state, [...SHOWN])))
      .orderBy(asc(publications.code), desc(publications.from), desc(publications.version))
      .execute()
  kinds.set(kind, rows)
  rows.catch(() => kinds.delete(kind))
  return rows
}

/** Every published version of a code, oldest first. */
export const history = (store: Store, kind: Kind, code: string): Promise<Version[]> =>
  store.read
    .select()
    .from(publications)
    .where(and(eq(publications.kind, kind), eq(publications.code, code), isNotNull(publications.publishedAt)))
    .orderBy(asc(publications.version))

/**
 * Publishes versions in one commit: closes what was open, opens the new, raises the revision, logs each as an event.
 * A version that begins on a day another already begins supersedes it (a correction); the dates of effect stay.
 */
export async function publish(
  store: Store,
  drafts: readonly Draft[],
  by: { proposed: string; published: string },
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return
  const statements = []
  const known = new Map<string, { versions: Version[]; n: number }>()
  for (const draft of drafts) {
    const name = `${draft.kind}/${draft.code}`
    const past = known.get(name) ?? {
      versions: await history(store, draft.kind, draft.code),
      n: await lastEvent(store, name),
    }
    known.set(name, past)
    const { rows, version } = place(past.versions, draft, by, now)
    const event = append({
      stream: `publication/${name}`,
      n: ++past.n,
      at: now,
      actor: { kind: 'person', login: by.published },
      action: draft.cancelled ? 'cancel' : 'publish',
      data: { ...(draft.reason && { reason: draft.reason }) },
      state: { version: version.version, from: draft.from, state: version.state },
    })
    statements.push(...rows, ...event.statements)
    past.versions.push(version)
  }
  await store.writes.commit([...statements, raiseRevision(store)])
  forgetRevision(store)
}

/** Where a draft goes among the versions there are: what it supersedes, what it closes, where it ends itself. */
function place(versions: readonly Version[], draft: Draft, by: { proposed: string; published: string }, now: Date) {
  const current = versions
    .filter((v) => v.supersededAt === null && v.state !== 'superseded')
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
  const corrected = current.find((v) => v.from === draft.from)
  const before = current.findLast((v) => v.from < draft.from)
  const after = current.find((v) => v.from > draft.from)
  const version: Version = {
    kind: draft.kind,
    code: draft.code,
    version: (versions.at(-1)?.version ?? 0) + 1,
    state: draft.cancelled ? 'withdrawn' : 'published',
    from: draft.from,
    to: after?.from ?? null,
    publishedAt: now.getTime(),
    supersededAt: null,
    data: draft.data,
    source: draft.source ?? null,
    filingNo: draft.filingNo ?? null,
    proposedBy: by.proposed,
    publishedBy: by.published,
    reason: draft.reason ?? null,
  }
  const rows = []
  if (corrected) rows.push(amend(corrected, { supersededAt: now.getTime(), state: 'superseded' }))
  if (before && before.to !== draft.from) rows.push(amend(before, { to: draft.from }))
  rows.push(insert(publications, version))
  return { rows, version }
}

/** Fills in an end or a supersession, in the row and in what we know of it. */
function amend(v: Version, set: Partial<Pick<Version, 'to' | 'supersededAt' | 'state'>>) {
  Object.assign(v, set)
  const { to, supersededAt, state, kind, code, version } = v
  return {
    sql: 'update publications set "to" = ?, superseded_at = ?, state = ? where kind = ? and code = ? and version = ?',
    args: [to, supersededAt, state, kind, code, version],
  }
}

async function lastEvent(store: Store, name: string): Promise<number> {
  const row = await store.read
    .select({ n: events.n })
    .from(events)
    .where(eq(events.stream, `publication/${name}`))
    .orderBy(desc(events.n))
    .limit(1)
    .get()
  return row?.n ?? 0
}

/** Versions nobody has superseded or closed: what an export writes back. */
export const current = (store: Store): Promise<Version[]> =>
  store.read
    .select()
    .from(publications)
    .where(and(isNotNull(publications.publishedAt), isNull(publications.supersededAt)))
    .orderBy(asc(publications.kind), asc(publications.code), asc(publications.from))
