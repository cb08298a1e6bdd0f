import { and, asc, eq, max, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events, importRows } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { faultOf } from '../log.ts'
import { dayStart } from '../publication/force.ts'
import type { Kind } from '../publication/publication.ts'
import { register } from '../publication/register.ts'
import { forgetRevision } from '../publication/revision.ts'
import { dropStaged, settle } from '../publication/settling.ts'
import { Overtaken, publishBatch } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { ACTS, allowedImport, type Import, type ImportAction, type ImportState, type SheetProblem } from './import.ts'
import { schedulesOf, takingBack } from './schedule.ts'

const running = new Set<Promise<void>>()
export const publishingDone = () => Promise.allSettled(running)

async function lastEvent(store: Store, id: string) {
  const [row] = await store.read
    .select({ n: max(events.n) })
    .from(events)
    .where(eq(events.stream, `import/${id}`))
  return row?.n ?? 0
}

/** Where each step leads. */
const STATE_AFTER = {
  submit: 'review',
  discard: 'discarded',
  return: 'returned',
  publish: 'publishing',
  unschedule: 'revoked',
} as const satisfies Record<ImportAction, ImportState>

/** One step of an import: allowed, not raced, told. Publishing goes on after the answer; its page shows how far it is. */
export async function stepImport(
  deps: Deps,
  of: Import,
  action: ImportAction,
  said: Record<string, unknown>,
  n: number,
  actor: Actor,
  now: Date,
) {
  const { store } = deps
  if (of.n !== n) throw new Refusal('moved_meanwhile')
  const standing = (await schedulesOf(store, [of], now)).get(of.id)?.standing ?? of.state
  if (!allowedImport(standing, of.editor, actor).includes(action)) {
    const act = ACTS[action]
    const mine = 'another' in act && of.editor === actor.login
    throw new Refusal(!actor.roles.includes(act.by) || mine ? 'not_yours' : 'not_now')
  }
  const day = said.goesLive as string | undefined
  if (day !== undefined && day < today(now))
    throw new Refusal('invalid', {
      fields: [{ path: 'goesLive', message: '公布日期已经过去。请选今天以后的日期，或不填' }],
    })
  if (action === 'publish' || action === 'submit') await mustStillFit(store, of)
  const state = STATE_AFTER[action]
  const remark = typeof said.remark === 'string' ? said.remark : null
  const event = append(
    {
      stream: `import/${of.id}`,
      n: (await lastEvent(store, of.id)) + 1,
      at: now,
      actor: { kind: 'person', login: actor.login },
      action: action === 'publish' ? 'begin' : action,
      data: { ...(remark && { remark }) },
      state: { state },
    },
    { sql: 'changes() > 0', args: [] },
  )
  const back = action === 'unschedule' ? takingBack(store, of.id, now) : undefined
  const publisher = action === 'publish' ? actor.login : back ? of.publisher : null
  const change = {
    sql: `update imports set state = ?, remark = ?, n = n + 1, done = 0, publisher = ? where id = ? and n = ?
      ${back ? `and ${back.condition.sql}` : ''}`,
    args: [state, remark, publisher, of.id, n, ...(back?.condition.args ?? [])],
  }
  const [done] = await store.writes.commit([change, ...event.statements, ...(back?.statements ?? [])])
  if (!done?.rowsAffected) throw new Refusal('moved_meanwhile')
  if (back) forgetRevision(store)
  // Of what is given up nothing is kept but that it was: a workbook may hold names.
  if (action === 'discard')
    await store.writes.commit([{ sql: 'delete from import_rows where import = ?', args: [of.id] }])
  if (action !== 'publish') return
  const goesLive = day !== undefined && day > today(now) ? new Date(dayStart(day)) : undefined
  // At once, not at the next minute: only what has settled can be taken back.
  const work = publishAll(deps, of, actor, now, goesLive)
    .then(() => settle(store, now))
    .catch((error: unknown) => deps.log.error({ error: faultOf(error) }, 'an import did not settle'))
    .finally(() => running.delete(work))
  running.add(work)
}

/** Somebody may have published one of the entries since the workbook was compared: then it is compared anew. */
async function mustStillFit(store: Store, of: Import) {
  const moved = await movedOf(store, of)
  if (moved.length)
    throw new Refusal('invalid', {
      fields: [
        {
          path: '',
          message: `${moved.slice(0, 5).join('、')}${moved.length > 5 ? `等${moved.length}条` : ''}在上传以后又有了新版本。请放弃这次导入，按最新内容改好工作簿再上传`,
        },
      ],
    })
}

async function movedOf(store: Store, of: Import): Promise<string[]> {
  const book = await register(store)
  const rows = await store.read
    .select({ code: importRows.code, base: importRows.base })
    .from(importRows)
    .where(and(eq(importRows.import, of.id), ne(importRows.change, 'unchanged')))
  return rows.flatMap(({ code, base }) => {
    const newest = book.sayings(of.kind as Kind, code).reduce((most, s) => Math.max(most, s.version), 0)
    return newest === (base ?? 0) ? [] : [code]
  })
}

async function publishAll(deps: Deps, of: Import, actor: Actor, now: Date, goesLive: Date | undefined) {
  const { store } = deps
  try {
    const rows = await store.read
      .select()
      .from(importRows)
      .where(and(eq(importRows.import, of.id), ne(importRows.change, 'unchanged')))
      .orderBy(asc(importRows.n))
    const drafts = rows.map((r) => ({
      kind: of.kind as Kind,
      code: r.code,
      from: r.from,
      data: r.data,
      cancelled: r.change === 'withdrawn',
      source: r.source ?? undefined,
      filingNo: r.filingNo ?? undefined,
      reason: r.reason ?? undefined,
      reviewOn: r.reviewOn ?? undefined,
      follows: r.base ?? 0,
    }))
    let last = 0
    const onProgress = (done: number) => {
      if (Date.now() - last < 500) return
      last = Date.now()
      void store.writes
        .commit([{ sql: 'update imports set done = ?, total = ? where id = ?', args: [done, drafts.length, of.id] }])
        .catch(() => undefined)
    }
    const by = { proposed: of.editor, published: actor.login, now, goesLive, batch: of.id }
    const finished = {
      sql: `update imports set state = 'published', n = n + 1, done = total where id = ? and state = 'publishing'`,
      args: [of.id],
    }
    await publishBatch(store, drafts, by, {
      statements: [finished],
      onProgress,
      n: (await lastEvent(store, of.id)) + 1,
    })
  } catch (error) {
    deps.log.error({ error: faultOf(error) }, 'publishing an import failed')
    // A database that cannot take this either keeps it as being published; the next start brings it back.
    await backToReview(store, of.id, error).catch((worse: unknown) =>
      deps.log.error({ error: faultOf(worse) }, 'an import that failed could not be brought back'),
    )
  }
}

/** Nothing of it has been seen; it goes back to where it was, with a sentence. */
async function backToReview(store: Store, id: string, error: unknown) {
  const why =
    error instanceof Overtaken
      ? `${error.entry}在发布时又有了新版本。请放弃这次导入，按最新内容改好工作簿再上传`
      : '请重试；再不行请联系系统管理员'
  const problem: SheetProblem = { sheet: '', row: 0, column: '', message: `发布没有完成，一条也没有公布。${why}` }
  await dropStaged(store, id)
  await store.writes.commit([
    {
      sql: `update imports set state = 'review', problems = ?, n = n + 1 where id = ? and state = 'publishing'`,
      args: [JSON.stringify([problem]), id],
    },
  ])
}
