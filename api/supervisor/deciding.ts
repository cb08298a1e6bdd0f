import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { objections } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Deciding } from './decision.ts'
import { type Found, objectionStream, passerOf, type World } from './found.ts'
import { type Objecting, openObjection, sealObjection } from './objection.ts'
import { mayReadSupervisors } from './visibility.ts'

/** Of an objection a colleague judges: whoever let the application pass would judge themselves. */
export const mayJudge = (log: Found['events'], actor: Actor) =>
  mayReadSupervisors(actor) && passerOf(log) !== actor.login

function mustJudge(log: Found['events'], actor: Actor) {
  if (!mayReadSupervisors(actor)) throw new Refusal('not_yours')
  if (!mayJudge(log, actor)) throw new Refusal('objection_hands')
}

/** Who sent an objection, as far as they said: for whoever judges it. That it was asked is written down first. */
export async function senderOf(
  { secrets }: Pick<World, 'secrets'>,
  { objections: against, events: log }: Found,
  id: string,
  actor: Actor,
  note: () => Promise<unknown>,
): Promise<Pick<Objecting, 'name' | 'phone'>> {
  mustJudge(log, actor)
  const row = against.find((one) => one.id === id)
  const said = row && openObjection(secrets, row)
  if (!said) throw new Refusal('not_found')
  await note()
  return { name: said.name, phone: said.phone }
}

/** Decides an objection, once, and not by whoever let the application pass. The words go to whoever made it, and lie with theirs. */
export async function decide(
  world: World,
  { objections: against, events: log }: Found,
  id: string,
  { n, decision, answer }: Deciding,
  actor: Actor,
  now: Date,
  also: (when: Condition) => InStatement[],
): Promise<void> {
  mustJudge(log, actor)
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
