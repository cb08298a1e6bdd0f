import { and, eq } from 'drizzle-orm'
import { fields } from '../../content/fields.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { drafts, events } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { dayEnd } from '../publication/force.ts'
import { KINDS, type Kind } from '../publication/publication.ts'
import { register } from '../publication/register.ts'
import { history, newestOf } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { type Draft, mayEdit, type Saved } from './draft.ts'
import { fromValues, toValues } from './form.ts'

export interface On {
  store: Store
  kind: Kind
  code: string
  actor: Actor
  now: Date
}

export const draftOf = (store: Store, kind: Kind, code: string): Promise<Draft | undefined> =>
  store.read
    .select()
    .from(drafts)
    .where(and(eq(drafts.kind, kind), eq(drafts.code, code)))
    .get()

/** What waits for its midnight: newest first. */
export async function scheduledOf(store: Store, kind: Kind, code: string, now: Date) {
  const sayings = (await register(store)).sayings(kind, code)
  return sayings.filter((s) => s.publishedAt > now.getTime() && s.publishedAt > dayEnd(today(now)))
}

async function lastEvent(store: Store, stream: string): Promise<number> {
  const rows = await store.read.select({ n: events.n }).from(events).where(eq(events.stream, stream))
  return Math.max(0, ...rows.map((r) => r.n))
}

/** A draft is numbered on from the entry's events: a page that shows one that is gone never fits another. */
export const nextNumber = async ({ store, kind, code }: On) =>
  (await lastEvent(store, `publication/${kind}/${code}`)) + 1

/** An event of the draft, written only where the statement before it has changed something. */
export async function told(on: On, action: string, state: Record<string, unknown>, data = {}) {
  const { kind, code, actor, now } = on
  return append(
    {
      stream: `publication/${kind}/${code}`,
      n: await nextNumber(on),
      at: now,
      actor: { kind: 'person', login: actor.login },
      action,
      data,
      state,
    },
    { sql: 'changes() > 0', args: [] },
  ).statements
}

/** Commits a change of a draft; when somebody was first, nothing is written and they are told. */
export async function commit(
  on: On,
  change: Parameters<Store['writes']['commit']>[0],
  event: Parameters<Store['writes']['commit']>[0],
) {
  const [done] = await on.store.writes.commit([...change, ...event]).catch(raced)
  if (!done?.rowsAffected) throw new Refusal('moved_meanwhile')
}

/** Two people at once meet at the same key; the second is told, and nothing of theirs is half done. */
export const raced = (error: unknown): never => {
  if (String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT'))
    throw new Refusal('moved_meanwhile', { cause: error })
  throw error
}

/** Begins a draft from a version (the one in force when none is named), or takes the whole entry off. */
export async function begin(on: On, said: { intent: Draft['intent']; like?: number | undefined }): Promise<void> {
  const { store, kind, code, actor, now } = on
  const versions = await history(store, kind, code, now)
  const book = await register(store)
  const day = today(now)
  const inForce = book.sayings(kind, code).find((s) => s.from <= day && s.publishedAt <= dayEnd(day))
  const like = versions.find((v) => v.version === (said.like ?? inForce?.version ?? versions.at(-1)?.version))
  if (!like) throw new Refusal('not_found')
  const after = newestOf(book.sayings(kind, code))
  const row: Draft = {
    kind,
    code,
    n: await nextNumber(on),
    state: 'draft',
    intent: said.intent,
    base: like.version,
    from: null,
    data: like.data,
    source: like.source,
    filingNo: like.filingNo,
    reason: null,
    reviewOn: like.reviewOn,
    editor: actor.login,
    at: now.getTime(),
    remark: null,
  }
  const free = { sql: 'not exists (select 1 from drafts where kind = ? and code = ?)', args: [kind, code] }
  await commit(on, [insert(drafts, row, free)], await told(on, 'draft', { draft: row.n, base: like.version, after }))
}

/** Through the form and back: whatever was sent is kept in a shape that can be shown and compared. */
export function shaped(kind: Kind, code: string, data: Saved['data']): Record<string, unknown> {
  const shape = fields(KINDS[kind].schema)
  return fromValues(shape, toValues(shape, { ...data, code }))
}

/** Keeps what was typed, valid or not. `n` 0 begins a new entry. */
export async function save(on: On, said: Saved): Promise<void> {
  const { store, kind, code, actor, now } = on
  const known = await draftOf(store, kind, code)
  if (known && !mayEdit(known, actor)) throw new Refusal('not_now')
  if (!known && said.n > 0) throw new Refusal('moved_meanwhile')
  const data = shaped(kind, code, said.data)
  const row: Draft = {
    kind,
    code,
    n: said.n === 0 ? await nextNumber(on) : said.n + 1,
    state: 'draft',
    intent: known?.intent ?? 'publish',
    base: known?.base ?? null,
    from: said.from ?? null,
    data,
    source: said.source ?? null,
    filingNo: said.filingNo ?? null,
    reason: said.reason ?? null,
    reviewOn: said.reviewOn ?? null,
    editor: actor.login,
    at: now.getTime(),
    remark: known?.remark ?? null,
  }
  if (said.n === 0) {
    if ((await register(store)).sayings(kind, code).length) throw new Refusal('already')
    const free = { sql: 'not exists (select 1 from drafts where kind = ? and code = ?)', args: [kind, code] }
    return commit(on, [insert(drafts, row, free)], await told(on, 'draft', { draft: row.n, after: 0 }))
  }
  const change = {
    sql: `update drafts set n = n + 1, state = 'draft', "from" = ?, data = ?, source = ?, filing_no = ?, reason = ?,
      review_on = ?, editor = ?, at = ? where kind = ? and code = ? and n = ? and state <> 'review'`,
    args: [
      row.from,
      JSON.stringify(data),
      row.source,
      row.filingNo,
      row.reason,
      row.reviewOn,
      actor.login,
      row.at,
      kind,
      code,
      said.n,
    ],
  }
  return commit(on, [change], await told(on, 'draft', { draft: row.n }))
}
