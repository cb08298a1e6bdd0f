import { randomBytes } from 'node:crypto'
import { desc, eq, isNull } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { holds } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { reach } from '../case/reach.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import type { Holding } from './holding.ts'

/** The last event of a case's own holds; two at once meet at the key. */
const next = async (store: Store, no: string) => {
  const [row] = await store.writes.commit([
    { sql: 'select coalesce(max(n), 0) as n from events where stream = ?', args: [`hold/${no}`] },
  ])
  return Number(row?.rows[0]?.n ?? 0) + 1
}

const taken = (error: unknown) => {
  if (String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) throw new Refusal('moved_meanwhile')
  throw error
}

export async function hold(store: Store, actor: Actor, said: Holding, now: Date): Promise<{ id: string }> {
  // A case somebody may not see is no case.
  const { no } = (await reach(store, said.no, actor)) ?? {}
  if (!no) throw new Refusal('invalid', { fields: [{ path: 'no', message: '没有这个编号的办件，请核对' }] })
  if (said.until && said.until < today(now))
    throw new Refusal('invalid', { fields: [{ path: 'until', message: '保全到的日子不能早于今天' }] })
  const id = randomBytes(9).toString('base64url')
  const event = append({
    stream: `hold/${no}`,
    n: await next(store, no),
    at: now,
    actor: actorOf(actor),
    action: 'hold',
    data: { reason: said.reason },
    state: { held: true, until: said.until ?? null },
  })
  await store.writes
    .commit([
      ...event.statements,
      insert(holds, { id, no, reason: said.reason, by: actor.login, at: now.getTime(), until: said.until ?? null }),
    ])
    .catch(taken)
  return { id }
}

export async function release(store: Store, actor: Actor, id: string, now: Date): Promise<void> {
  const row = await store.read.select().from(holds).where(eq(holds.id, id)).get()
  if (!row || !(await reach(store, row.no, actor))) throw new Refusal('not_found')
  const open = { sql: 'exists (select 1 from holds where id = ? and ended_at is null)', args: [id] }
  const event = append(
    {
      stream: `hold/${row.no}`,
      n: await next(store, row.no),
      at: now,
      actor: actorOf(actor),
      action: 'release',
      data: {},
      state: { held: false },
    },
    open,
  )
  const results = await store.writes
    .commit([
      ...event.statements,
      {
        sql: 'update holds set ended_by = ?, ended_at = ? where id = ? and ended_at is null',
        args: [actor.login, now.getTime(), id],
      },
    ])
    .catch(taken)
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('already')
}

/** Holds on cases somebody may read, newest first. */
export async function holdsFor(store: Store, actor: Actor, now: Date) {
  const rows = await store.read.select().from(holds).where(isNull(holds.endedAt)).orderBy(desc(holds.at)).limit(500)
  const seen = await Promise.all(rows.map((row) => reach(store, row.no, actor)))
  const holders = rows.map(({ by }) => by)
  const nameOf = await called(store, holders, now)
  return rows
    .filter((_, i) => seen[i])
    .map(({ id, no, reason, by, at, until }) => ({
      id,
      no,
      reason,
      by: nameOf(by),
      at: new Date(at).toISOString(),
      until,
      over: until !== null && until < today(now),
    }))
}
