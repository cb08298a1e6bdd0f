import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { objections } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Deciding } from './decision.ts'
import { type Found, objectionStream, type World } from './found.ts'
import { openObjection, sealObjection } from './objection.ts'
import { mayLook } from './visibility.ts'

/** Decides an objection, once. The words go to whoever made it, and lie with theirs. */
export async function decide(
  world: World,
  { objections: against }: Found,
  id: string,
  { n, decision, answer }: Deciding,
  actor: Actor,
  now: Date,
  also: (when: Condition) => InStatement[],
): Promise<void> {
  if (!mayLook(actor)) throw new Refusal('not_yours')
  const row = against.find((one) => one.id === id)
  const said = row && openObjection(world.secrets, row)
  if (!row || !said) throw new Refusal('not_found')
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  if (row.state !== 'open') throw new Refusal('not_now')
  const when: Condition = {
    sql: "exists (select 1 from objections where id = ? and n = ? and state = 'open')",
    args: [id, n],
  }
  const event = append(
    {
      stream: objectionStream(id),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action: 'decide',
      data: { decision },
      state: { state: decision },
    },
    when,
  )
  const [written] = await world.store.writes.commit([
    ...event.statements,
    ...also(when),
    world.store.read
      .update(objections)
      .set({
        state: decision,
        n: n + 1,
        decidedAt: now.getTime(),
        ...sealObjection(world.secrets, id, { ...said, answer }),
      })
      .where(and(eq(objections.id, id), eq(objections.n, n), eq(objections.state, 'open'))),
  ])
  if (written?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
