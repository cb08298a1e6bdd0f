import { and, eq } from 'drizzle-orm'
import { fields } from '../../content/fields.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { drafts, events } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { dayEnd, dayStart } from '../publication/force.ts'
import { KINDS, type Kind } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'
import { forgetRevision, raiseRevision } from '../publication/revision.ts'
import { history, statementsFor } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { ACTS, allowedActs, type Draft, type DraftAction, mayEdit, type Saved } from './draft.ts'
import { faultsOf, tidy } from './fit.ts'
import { fromValues, toValues } from './form.ts'

interface On {
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

/** An event of the draft, written only where the statement before it has changed something. */
async function told({ store, kind, code, actor, now }: On, action: string, state: Record<string, unknown>, data = {}) {
  const stream = `publication/${kind}/${code}`
  return append(
    {
      stream,
      n: (await lastEvent(store, stream)) + 1,
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
async function commit(
  on: On,
  change: Parameters<Store['writes']['commit']>[0],
  event: Parameters<Store['writes']['commit']>[0],
) {
  const [done] = await on.store.writes.commit([...change, ...event]).catch(raced)
  if (!done?.rowsAffected) throw new Refusal('moved_meanwhile')
}

/** Two people at once meet at the same key; the second is told, and nothing of theirs is half done. */
const raced = (error: unknown): never => {
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
  const row: Draft = {
    kind,
    code,
    n: 1,
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
  await commit(on, [insert(drafts, row, free)], await told(on, 'draft', { draft: 1, base: like.version }))
}

/** Keeps what was typed, valid or not. `n` 0 begins a new entry. */
export async function save(on: On, said: Saved): Promise<void> {
  const { store, kind, code, actor, now } = on
  const known = await draftOf(store, kind, code)
  if (known && !mayEdit(known, actor)) throw new Refusal('not_now')
  if (!known && said.n > 0) throw new Refusal('moved_meanwhile')
  // Through the form and back: whatever was sent is kept in a shape that can be shown and compared.
  const shape = fields(KINDS[kind].schema)
  const data = fromValues(shape, toValues(shape, { ...said.data, code }))
  const row: Draft = {
    kind,
    code,
    n: said.n + 1,
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
    return commit(on, [insert(drafts, row, free)], await told(on, 'draft', { draft: 1 }))
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

/** One step of a draft: find, check, write only if nobody was first. */
export async function step(on: On, action: DraftAction, n: number, said: Record<string, unknown>): Promise<void> {
  const { store, kind, code, actor, now } = on
  const draft = await draftOf(store, kind, code)
  const waiting = await scheduledOf(store, kind, code, now)
  if (draft && draft.n !== n) throw new Refusal('moved_meanwhile')
  if (!allowedActs(draft, waiting.length > 0, actor).includes(action)) {
    const act = ACTS[action]
    const mine = 'another' in act && draft?.editor === actor.login
    throw new Refusal(!actor.roles.includes(act.by) || mine ? 'not_yours' : 'not_now')
  }
  if (action === 'begin') return begin(on, said as never)
  if (action === 'unschedule') return unschedule(on)
  if (!draft) throw new Refusal('not_now')
  if (action === 'publish') return publishDraft(on, draft, said.goesLive as string | undefined)
  const mine = [kind, code, n]
  if (action === 'discard')
    return commit(
      on,
      [{ sql: 'delete from drafts where kind = ? and code = ? and n = ?', args: mine }],
      await told(on, 'discard', {}),
    )
  if (action === 'submit') {
    const faults = faultsOf(kind, draft, await register(store), today(now))
    if (faults.length) throw new Refusal('invalid', { fields: faults })
  }
  const state = action === 'submit' ? 'review' : action === 'return' ? 'returned' : 'draft'
  const change = {
    sql: `update drafts set n = n + 1, state = ?, remark = ? where kind = ? and code = ? and n = ?`,
    args: [state, typeof said.remark === 'string' ? said.remark : null, ...mine],
  }
  const data = typeof said.remark === 'string' ? { remark: said.remark } : {}
  return commit(on, [change], await told(on, action, { draft: n + 1 }, data))
}

/** Publishes a reviewed draft, now or at the midnight of a day; checked once more, for the world may have moved. */
async function publishDraft(on: On, draft: Draft, day: string | undefined): Promise<void> {
  const { store, kind, code, actor, now } = on
  const later = day !== undefined && day > today(now) ? new Date(dayStart(day)) : undefined
  if (day !== undefined && day < today(now))
    throw new Refusal('invalid', {
      fields: [{ path: 'goesLive', message: '公布日期已经过去。请选今天以后的日期，或不填' }],
    })
  const faults = faultsOf(kind, draft, await register(store), today(now))
  if (faults.length) throw new Refusal('invalid', { fields: faults })
  const version = {
    kind,
    code,
    from: draft.from ?? today(now),
    data: tidy(kind, draft),
    cancelled: draft.intent === 'withdraw',
    source: draft.source ?? undefined,
    filingNo: draft.filingNo ?? undefined,
    reason: draft.reason ?? undefined,
    reviewOn: draft.reviewOn ?? undefined,
  }
  const statements = await statementsFor(store, [version], {
    proposed: draft.editor,
    published: actor.login,
    now,
    goesLive: later,
  })
  // Taking the draft away is the condition: who finds it changed or gone breaks a rule on purpose, and nothing is published.
  const taken = { sql: 'delete from drafts where kind = ? and code = ? and n = ?', args: [kind, code, draft.n] }
  const mustHaveTaken = 'update revision set n = null where changes() = 0'
  await store.writes.commit([taken, mustHaveTaken, ...statements, raiseRevision(store)]).catch(raced)
  forgetRevision(store)
}

/** Takes back what waits for its midnight and makes a draft of it again. */
async function unschedule(on: On): Promise<void> {
  const { store, kind, code, actor, now } = on
  const [known] = await scheduledOf(store, kind, code, now)
  const [row] = known ? await rowsOf(store, [known]) : []
  if (!row) throw new Refusal('not_now')
  const change = {
    sql: `update publications set state = 'revoked', changed = (select n + 1 from revision where id = 1)
      where id = ? and state = 'scheduled' and published_at > ?`,
    args: [row.id, now.getTime()],
  }
  const back: Draft = {
    kind,
    code,
    n: 1,
    state: 'draft',
    intent: row.summary?.cancelled ? 'withdraw' : 'publish',
    base: row.version,
    from: row.from,
    data: row.data,
    source: row.source,
    filingNo: row.filingNo,
    reason: row.reason,
    reviewOn: row.reviewOn,
    editor: row.proposedBy,
    at: now.getTime(),
    remark: `${actor.name}撤回了定时发布`,
  }
  const event = await told(on, 'unschedule', { version: row.version })
  await commit(on, [change], [insert(drafts, back, { sql: 'changes() > 0', args: [] }), ...event, raiseRevision(store)])
  forgetRevision(store)
}
