import { randomBytes } from 'node:crypto'
import { desc, eq, isNull } from 'drizzle-orm'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { caseBlind, cases, holds } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { readNumber } from '../case/number.ts'
import { mayRead } from '../case/visibility.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf, has } from '../staff/actor.ts'
import { day, words } from '../vocabulary.ts'

/** Keeps a case whatever the rules of keeping say: a lawsuit, a review, an inspection from above. */
export const Holding = z.strictObject({
  no: words(1, 40, '办件编号').meta({ title: '办件编号', hint: '例如：2026-48203917K', autocomplete: 'off' }),
  reason: words(5, 200, '理由').meta({ title: '理由', kind: 'text', hint: '例如：行政诉讼未结。不写姓名和内容。' }),
  until: day('保全到').optional().meta({ title: '保全到', hint: '最后一天。不填就是解除以前一直保全。' }),
})
export type Holding = z.output<typeof Holding>

/** Whoever looks over or decides; each for cases they may read. */
export const mayHold = (actor: Actor | null) => has(actor, 'review', 'chief', 'superior', 'sealed')

async function readable(store: Store, actor: Actor, no: string): Promise<boolean> {
  const row = await store.read.select().from(cases).where(eq(cases.no, no)).get()
  if (!row) return false
  const blind = await store.read.select().from(caseBlind).where(eq(caseBlind.no, no))
  return mayRead({ ...row, blind: blind.map((b) => b.department) }, actor)
}

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
  const no = readNumber(said.no)
  // A case somebody may not see is no case.
  if (!no || !(await readable(store, actor, no)))
    throw new Refusal('invalid', { fields: [{ path: 'no', message: '没有这个编号的办件，请核对' }] })
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
  if (!row || !(await readable(store, actor, row.no))) throw new Refusal('not_found')
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
  const seen = await Promise.all(rows.map((row) => readable(store, actor, row.no)))
  return rows
    .filter((_, i) => seen[i])
    .map(({ id, no, reason, by, at, until }) => ({
      id,
      no,
      reason,
      by,
      at: new Date(at).toISOString(),
      until,
      over: until !== null && until < today(now),
    }))
}
