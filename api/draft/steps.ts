import { insert } from '../../db/row.ts'
import { drafts } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { dayStart } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { forgetRevision, raiseRevision } from '../publication/revision.ts'
import { newestOf, statementsFor } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import { ACTS, allowedActs, type Draft, type DraftAction, wrote } from './draft.ts'
import { begin, commit, draftOf, nextNumber, type On, raced, scheduledOf, told } from './editing.ts'
import { faultsIn, tidy } from './fit.ts'
import { type Trail, trailOf } from './trail.ts'

/** One step of a draft: find, check, write only if nobody was first. */
export async function step(on: On, action: DraftAction, n: number, said: Record<string, unknown>): Promise<void> {
  const { store, kind, code, actor, now } = on
  const draft = await draftOf(store, kind, code)
  const waiting = await scheduledOf(store, kind, code, now)
  const trail = await trailOf(store, kind, code)
  if (draft && draft.n !== n) throw new Refusal('moved_meanwhile')
  if (!allowedActs(draft, trail.writers, waiting.length > 0, actor).includes(action)) {
    const act = ACTS[action]
    const mine = 'another' in act && wrote(draft, trail.writers, actor)
    throw new Refusal(!actor.roles.includes(act.by) || mine ? 'not_yours' : 'not_now')
  }
  if (action === 'begin') return begin(on, said as never)
  if (action === 'unschedule') return unschedule(on)
  if (!draft) throw new Refusal('not_now')
  if (action === 'publish') return publishDraft(on, draft, trail, said.goesLive as string | undefined)
  const mine = [kind, code, n]
  if (action === 'discard')
    return commit(
      on,
      [{ sql: 'delete from drafts where kind = ? and code = ? and n = ?', args: mine }],
      await told(on, 'discard', {}),
    )
  if (action === 'submit') {
    const faults = await faultsIn(store, kind, draft, today(now), trail.after)
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
async function publishDraft(on: On, draft: Draft, trail: Trail, day: string | undefined): Promise<void> {
  const { store, kind, code, actor, now } = on
  const later = day !== undefined && day > today(now) ? new Date(dayStart(day)) : undefined
  if (day !== undefined && day < today(now))
    throw new Refusal('invalid', {
      fields: [{ path: 'goesLive', message: '公布日期已经过去。请选今天以后的日期，或不填' }],
    })
  const faults = await faultsIn(store, kind, draft, today(now), trail.after)
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
  // What is taken back never was: the draft follows, and is compared with, what is left.
  const left = (await register(store)).sayings(kind, code).filter((s) => s.version !== row.version)
  const back: Draft = {
    kind,
    code,
    n: await nextNumber(on),
    state: 'draft',
    intent: row.summary?.cancelled ? 'withdraw' : 'publish',
    base: left.find((s) => s.from <= row.from)?.version ?? null,
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
  const event = await told(on, 'unschedule', { version: row.version, after: newestOf(left), proposed: row.proposedBy })
  // A draft that lies there already stays; what is taken back is still in the table to be looked up.
  const free = {
    sql: `not exists (select 1 from drafts where kind = ? and code = ?)
      and exists (select 1 from publications where id = ? and state = 'revoked')`,
    args: [kind, code, row.id ?? 0],
  }
  await commit(on, [change], [...event, insert(drafts, back, free), raiseRevision(store)])
  forgetRevision(store)
}
