import { randomUUID } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { and, asc, desc, inArray, isNull, max, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events, publications } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { dayEnd, inForceOf } from './force.ts'
import { type Draft, type Publishing, place } from './place.ts'
import type { Kind, Version } from './publication.ts'
import { type Known, type Register, register, rowsOf } from './register.ts'
import { forgetRevision, raiseRevision } from './revision.ts'
import { PIECE, settle } from './settling.ts'

export type { Draft }

/** All versions of a kind in force on a day by what the site said at the end of another, today's if today is asked. */
export async function inForce(store: Store, kind: Kind, on: string, known: string): Promise<Version[]> {
  return rowsOf(store, (await register(store)).inForce(kind, on, dayEnd(known)))
}

/** One code's version in force, with everything said about it. */
export async function oneInForce(store: Store, kind: Kind, code: string, on: string, known: string) {
  const sayings = (await register(store)).sayings(kind, code)
  const found = inForceOf(sayings, on, dayEnd(known))
  const [row] = found ? await rowsOf(store, [found]) : []
  return row && { row, sayings }
}

/** Every published version of a code, or those of some numbers, oldest first. */
export async function history(
  store: Store,
  kind: Kind,
  code: string,
  now: Date,
  numbers?: readonly number[],
): Promise<Version[]> {
  const by = dayEnd(today(now))
  const sayings = (await register(store))
    .sayings(kind, code)
    .filter((s) => s.publishedAt <= by && (!numbers || numbers.includes(s.version)))
  return rowsOf(
    store,
    sayings.toSorted((a, b) => a.version - b.version),
  )
}

/** More than this in one commit would stop the server for everybody: they are written piece by piece and shown together. */
const AT_ONCE = 100

/** Publishes versions: all or none, seen together, the revision raised, and logged. */
export async function publish(
  store: Store,
  drafts: readonly Draft[],
  by: { proposed: string; published: string; goesLive?: Date | undefined },
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return
  if (drafts.length > AT_ONCE) {
    await publishBatch(store, drafts, { ...by, now, batch: randomUUID() })
    return settle(store, now)
  }
  await store.writes.commit([...(await statementsFor(store, drafts, { ...by, now })), raiseRevision(store)])
  forgetRevision(store)
}

/** The statements that publish some drafts with an event each; their caller commits them and raises the revision. */
export async function statementsFor(store: Store, drafts: readonly Draft[], by: Publishing) {
  const book = await register(store)
  const shelf = new Shelf(book)
  const numbers = await lastEvents(store, drafts)
  return drafts.flatMap((draft) => {
    const { statements, version } = shelf.take(draft, by)
    const stream = `publication/${draft.kind}/${draft.code}`
    const n = (numbers.get(stream) ?? 0) + 1
    numbers.set(stream, n)
    const state = by.goesLive ? 'scheduled' : draft.cancelled ? 'withdrawn' : 'published'
    const action = by.goesLive ? 'schedule' : draft.cancelled ? 'cancel' : 'publish'
    const event = append({
      stream,
      n,
      at: by.now,
      actor: { kind: 'person', login: by.published },
      action,
      data: {
        ...(draft.reason && { reason: draft.reason }),
        ...(by.goesLive && { goesLive: by.goesLive.toISOString() }),
      },
      state: { version, from: draft.from, state },
    })
    return [...statements, ...event.statements]
  })
}

/**
 * Publishes many as one: rows and index first, piece by piece and not yet to be seen, then one row that shows them
 * all; `settle` brings the table up to it. One event tells of the batch; each row names its batch, who proposed and who published it. `onProgress` hears how far it is.
 */
export async function publishBatch(
  store: Store,
  drafts: readonly Draft[],
  by: Publishing & { batch: string },
  also: { statements?: Parameters<Store['writes']['commit']>[0]; onProgress?: (done: number) => void; n?: number } = {},
): Promise<void> {
  const book = await register(store)
  const shelf = new Shelf(book)
  for (let i = 0; i < drafts.length; i += PIECE) {
    const began = performance.now()
    // What others have published since the last piece is on the shelf too.
    await register(store)
    const piece = drafts.slice(i, i + PIECE).flatMap((draft) => shelf.take(draft, by).statements)
    await store.writes.commit(piece)
    also.onProgress?.(Math.min(i + PIECE, drafts.length))
    // As much time for everybody else as the piece took.
    await rest(performance.now() - began)
  }
  const event = append({
    stream: `import/${by.batch}`,
    n: also.n ?? 1,
    at: by.now,
    actor: { kind: 'person', login: by.published },
    action: by.goesLive ? 'schedule' : 'publish',
    data: { proposed: by.proposed, ...(by.goesLive && { goesLive: by.goesLive.toISOString() }) },
    state: { entries: drafts.length },
  })
  // Whole or not at all: were a row missing, the revision would be none, which breaks a rule on purpose.
  const mustBeWhole = {
    sql: 'update revision set n = null where (select count(*) from publications where batch = ?) <> ?',
    args: [by.batch, drafts.length],
  }
  const shown = { sql: `insert into batches (id, changed) select ?, n + 1 from revision`, args: [by.batch] }
  await book.prepare(store, by.batch)
  try {
    await store.writes.commit([
      mustBeWhole,
      shown,
      ...event.statements,
      ...(also.statements ?? []),
      raiseRevision(store),
    ])
  } catch (error) {
    book.forget(by.batch)
    throw error
  }
  forgetRevision(store)
}

/** The sayings of what is being published, each draft seeing the ones before it. */
class Shelf {
  #book: Register
  #added = new Map<string, Known[]>()

  constructor(book: Register) {
    this.#book = book
  }

  take(draft: Draft, by: Publishing) {
    const { kind, code, follows } = draft
    const name = `${kind}/${code}`
    const added = this.#added.get(name) ?? []
    const before = this.#book.sayings(kind, code)
    if (follows !== undefined && newestOf(before) !== follows) throw new Overtaken(code)
    const version = Math.max(this.#book.lastVersion(kind, code), newestOf(added)) + 1
    const placed = place(version, draft, by)
    this.#added.set(name, [...added, placed.known])
    return placed
  }
}

export const newestOf = (sayings: readonly { version: number }[]): number =>
  sayings.reduce((most, s) => Math.max(most, s.version), 0)

/** Somebody else has published the same entry since what was to be published was made. */
export class Overtaken extends Error {
  readonly entry: string
  constructor(entry: string) {
    super(`${entry} was published meanwhile`)
    this.entry = entry
  }
}

async function lastEvents(store: Store, drafts: readonly Draft[]): Promise<Map<string, number>> {
  const streams = [...new Set(drafts.map((d) => `publication/${d.kind}/${d.code}`))]
  const rows = await store.read
    .select({ stream: events.stream, n: max(events.n) })
    .from(events)
    .where(inArray(events.stream, streams))
    .groupBy(events.stream)
  return new Map(rows.map((r) => [r.stream, r.n ?? 0]))
}

/** Versions nobody has superseded or closed: what an export writes back. */
export const current = (store: Store): Promise<Version[]> =>
  store.read
    .select()
    .from(publications)
    .where(
      and(
        isNull(publications.supersededAt),
        sql`${publications.state} <> 'revoked'`,
        sql`(${publications.state} <> 'staged' or ${publications.batch} in (select id from batches))`,
      ),
    )
    .orderBy(asc(publications.kind), asc(publications.code), asc(publications.from), desc(publications.version))
