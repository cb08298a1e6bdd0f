import type { InStatement } from '@libsql/client'
import { asc, eq } from 'drizzle-orm'
import { type Condition, insertAll } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { appendAll } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { type CodeRow, stream, type World } from './found.ts'
import { successor } from './history.ts'
import { hatsOf, mayRead } from './visibility.ts'
import { allowed, step } from './workflow.ts'

/** The codes of a batch this person may read, as they lie on its sheets. */
export async function inBatch({ store }: Pick<World, 'store'>, batch: string, actor: Actor): Promise<CodeRow[]> {
  const rows = await store.read
    .select()
    .from(codes)
    .where(eq(codes.batch, batch))
    .orderBy(asc(codes.department), asc(codes.label), asc(codes.id))
  return rows.filter((row) => mayRead(row, actor))
}

/** What was seen of a batch: every step of any of its codes changes it. */
export const moves = (rows: readonly CodeRow[]) => rows.reduce((sum, { n }) => sum + n, 0)
export const replaceable = (rows: readonly CodeRow[]) =>
  rows.filter(({ status }) => (step('replace').from as readonly string[]).includes(status))
export const mayReissue = (rows: readonly CodeRow[], actor: Actor) =>
  rows.some(({ status }) => allowed(status, hatsOf(actor)).includes('replace'))

/** Replaces every good code of a batch, for one reason: all of them in one commit, or none. */
export async function reissue(
  world: World,
  { batch, n, note }: { batch: string; n: number; note: string },
  actor: Actor,
  now: Date,
  also: (when: Condition) => InStatement[],
): Promise<void> {
  const all = await inBatch(world, batch, actor)
  if (all.length === 0) throw new Refusal('not_found')
  if (!step('replace').by.some((hat) => hatsOf(actor).includes(hat))) throw new Refusal('not_yours')
  if (moves(all) !== n) throw new Refusal('moved_meanwhile')
  const old = replaceable(all)
  if (old.length === 0) throw new Refusal('not_now')
  const next = old.map((row) => ({ before: row, ...successor(world, row, actor, now) }))
  const seen = JSON.stringify(next.map(({ before, row }) => [before.id, before.n, row.id]))
  const when: Condition = {
    sql: `(select count(*) from json_each(?) j join codes c on c.id = j.value ->> 0 and c.n = j.value ->> 1) = ?`,
    args: [seen, next.length],
  }
  const status = step('replace').to
  const replaced = next.map(({ before, row }) => ({
    stream: stream(before.id),
    n: before.n + 1,
    at: now,
    actor: actorOf(actor),
    action: 'replace',
    data: { note, by: row.id },
    state: { status },
  }))
  const [written] = await world.store.writes.commit([
    ...appendAll([...replaced, ...next.map(({ event }) => event)], when),
    insertAll(
      codes,
      next.map(({ row }) => row),
      when,
    ),
    ...also(when),
    {
      sql: `update codes set status = ?, n = codes.n + 1, replaced_by = j.value ->> 2 from json_each(?) j
        where codes.id = j.value ->> 0 and codes.n = j.value ->> 1
          and exists (select 1 from events where stream = 'code/' || codes.id and n = codes.n + 1)`,
      args: [status, seen],
    },
  ])
  if (written?.rowsAffected !== 2 * next.length) throw new Refusal('moved_meanwhile')
}
