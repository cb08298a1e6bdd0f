import { inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { publications } from '../../db/schema.ts'
import { inForceOf, type Saying, strongestFirst } from './force.ts'
import type { Kind, Summary } from './publication.ts'
import { changedAfter, inBatchAfter, type Row, readAll, shownSince } from './reading.ts'
import { currentRevision } from './revision.ts'

/** One version as the register keeps it: enough to list, filter and sort without reading the entry. */
export interface Known extends Saying {
  kind: Kind
  code: string
  summary: Summary
  /** The title as the search folds it, once it has been needed. */
  folded?: string
}

const MOST_LISTS = 200
const MOST_LINKS = 8

/** Every version ever published, without its text, in memory: 50,000 entries take some tens of megabytes. */
export class Register {
  /** Texts read since the last publishing; `rowsOf` fills it. */
  readonly texts = new Map<number, Text>()
  #revision = -1
  #kinds = new Map<Kind, Map<string, Known[]>>()
  #codes = new Map<Kind, string[]>()
  #byId = new Map<number, Known>()
  /** The highest version ever numbered, where it was taken back before anybody saw it: a number is given once. */
  #revoked = new Map<string, number>()
  #lists = new Map<string, readonly Known[]>()
  #links = new Map<string, Map<string, Known[]>>()
  #bytes = new Map<string, Uint8Array>()
  #most = 0
  /** Batches the public sees. */
  #shown = new Set<string>()
  #prepared = new Map<string, Row[]>()

  get revision() {
    return this.#revision
  }

  byId(id: number): Known | undefined {
    return this.#byId.get(id)
  }

  /** Every version of a code, the strongest first. */
  sayings(kind: Kind, code: string): readonly Known[] {
    return this.#kinds.get(kind)?.get(code) ?? []
  }

  /** The highest number a version of a code has, one taken back included. */
  lastVersion(kind: Kind, code: string): number {
    const revoked = this.#revoked.get(`${kind}/${code}`) ?? 0
    return this.sayings(kind, code).reduce((most, s) => Math.max(most, s.version), revoked)
  }

  /** The version of each code that is in force, by code; withdrawn ones included. Kept until anything changes. */
  inForce(kind: Kind, on: string, by: number): readonly Known[] {
    const name = `${kind} ${on} ${by}`
    const list = this.#lists.get(name) ?? this.#select(kind, on, by)
    // Days are anybody's to ask for: the least recently asked goes first.
    this.#lists.delete(name)
    this.#lists.set(name, list)
    if (this.#lists.size > MOST_LISTS) this.#lists.delete(this.#lists.keys().next().value ?? '')
    return list
  }

  /** Whether a version, by its number in the index, is in force: one byte each, for searches that find tens of thousands. */
  inForceById(on: string, by: number): Uint8Array {
    const name = `${on} ${by}`
    const known = this.#bytes.get(name)
    if (known) return known
    const bytes = new Uint8Array(this.#most + 1)
    for (const kind of this.#kinds.keys()) for (const { id } of this.inForce(kind, on, by)) bytes[id] = 1
    this.#bytes.set(name, bytes)
    if (this.#bytes.size > MOST_LINKS) this.#bytes.delete(this.#bytes.keys().next().value ?? '')
    return bytes
  }

  /** What is in force and refers to an entry. */
  referring(ref: string, on: string, by: number): readonly Known[] {
    const name = `${on} ${by}`
    const links = this.#links.get(name) ?? this.#follow(on, by)
    this.#links.delete(name)
    this.#links.set(name, links)
    if (this.#links.size > MOST_LINKS) this.#links.delete(this.#links.keys().next().value ?? '')
    return links.get(ref) ?? []
  }

  #follow(on: string, by: number) {
    const links = new Map<string, Known[]>()
    for (const kind of this.#kinds.keys())
      for (const known of this.inForce(kind, on, by))
        if (!known.cancelled)
          for (const ref of known.summary.refs ?? []) {
            const list = links.get(ref)
            if (list) list.push(known)
            else links.set(ref, [known])
          }
    return links
  }

  /** What an entry is called on a day; what it was last called when it is not in force then. */
  title(kind: Kind, code: string, on: string, by: number): string | undefined {
    const sayings = this.sayings(kind, code)
    return (inForceOf(sayings, on, by) ?? sayings.find((s) => s.publishedAt <= by))?.summary.title
  }

  #select(kind: Kind, on: string, by: number): Known[] {
    const entries = this.#kinds.get(kind) ?? new Map<string, Known[]>()
    const codes = this.#codes.get(kind) ?? [...entries.keys()].sort()
    this.#codes.set(kind, codes)
    return codes.flatMap((code) => inForceOf(entries.get(code) ?? [], on, by) ?? [])
  }

  /** Reads what has changed since; a publishing of one entry reads one row. */
  async follow(store: Store, revision: number) {
    if (revision === this.#revision) return
    const shown = await shownSince(store, this.#revision)
    for (const { id } of shown) this.#shown.add(id)
    // The rows of a batch were written before it was shown; a first reading has met them on its way.
    if (this.#revision >= 0)
      for (const { id } of shown) {
        if (!this.#prepared.has(id)) await this.prepare(store, id)
        for (const row of this.#prepared.get(id) ?? []) this.#take(row)
        this.#prepared.delete(id)
      }
    // After it: what was taken back since it was read has the last word.
    await readAll(
      (last) => changedAfter(store, last?.changed ?? this.#revision + 1, last?.id ?? 0),
      (row) => this.#take(row),
    )
    this.#revision = revision
    this.#lists.clear()
    this.#links.clear()
    this.texts.clear()
    this.#bytes.clear()
  }

  /** Reads a batch that is about to be shown, so that the moment itself waits for no reading. */
  async prepare(store: Store, batch: string) {
    const rows: Row[] = []
    await readAll(
      (last) => inBatchAfter(store, batch, last?.id ?? 0),
      (row) => rows.push(row),
    )
    this.#prepared.set(batch, rows)
  }

  /** A batch that will not be shown. */
  forget(batch: string) {
    this.#prepared.delete(batch)
  }

  #take(row: Row) {
    const { kind, code, summary, id, state, version, from, publishedAt, batch } = row
    if (id === null || !summary) return
    const entries = this.#kinds.get(kind as Kind) ?? new Map<string, Known[]>()
    this.#kinds.set(kind as Kind, entries)
    if (!entries.has(code)) this.#codes.delete(kind as Kind)
    const others = (entries.get(code) ?? []).filter((k) => k.id !== id)
    this.#byId.delete(id)
    const seen = state !== 'revoked' && (state !== 'staged' || this.#shown.has(batch ?? ''))
    if (!seen || publishedAt === null) {
      entries.set(code, others)
      if (state === 'revoked')
        this.#revoked.set(`${kind}/${code}`, Math.max(version, this.#revoked.get(`${kind}/${code}`) ?? 0))
      return
    }
    const { cancelled = false } = summary as Summary
    const known: Known = {
      id,
      kind: kind as Kind,
      code,
      version,
      from,
      publishedAt,
      cancelled,
      summary: summary as Summary,
    }
    this.#byId.set(id, known)
    this.#most = Math.max(this.#most, id)
    entries.set(code, others.length ? [...others, known].sort(strongestFirst) : [known])
  }
}

const kept = new WeakMap<Store, { register: Register; ready: Promise<void> }>()

/** The register as of the newest publishing. Readers of the same moment wait for one reading. */
export async function register(store: Store): Promise<Register> {
  const revision = await currentRevision(store)
  const known = kept.get(store) ?? { register: new Register(), ready: Promise.resolve() }
  kept.set(store, known)
  if (known.register.revision !== revision) {
    known.ready = known.ready.catch(() => undefined).then(() => known.register.follow(store, revision))
    await known.ready
  }
  return known.register
}

/** Texts that were asked for lately; a few thousand, however many there are. */
const MOST_ROWS = 2000
type Text = typeof publications.$inferSelect

/** The whole rows of some versions, in the order asked for; `state` and `to` as they were when read, so never to go by. What the pages of the day show is not read again and again. */
export async function rowsOf(store: Store, known: readonly Known[]): Promise<Text[]> {
  const at = kept.get(store)?.register.texts ?? new Map<number, Text>()
  const rows = new Map<number, Text>()
  const missing = known.filter(({ id }) => {
    const row = at.get(id)
    if (row) rows.set(id, row)
    return !row
  })
  for (let i = 0; i < missing.length; i += 500) {
    const ids = missing.slice(i, i + 500).map((k) => k.id)
    for (const row of await store.read.select().from(publications).where(inArray(publications.id, ids))) {
      rows.set(row.id ?? 0, row)
      at.set(row.id ?? 0, row)
    }
  }
  for (const id of at.keys()) {
    if (at.size <= MOST_ROWS) break
    at.delete(id)
  }
  return known.flatMap((k) => rows.get(k.id) ?? [])
}
