import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { strangersIn } from './calls.ts'
import { eligible } from './eligible.ts'
import { entering } from './entering.ts'
import { isTwice, stream, type World } from './found.ts'
import type { Invited } from './invited.ts'
import { mayLook } from './visibility.ts'

/** Takes in somebody who was invited; what follows is the same as for everybody. */
export async function invite(
  world: World,
  said: Invited,
  actor: Actor,
  now: Date,
  demo: boolean,
  also: (id: string) => InStatement[],
): Promise<string> {
  if (!mayLook(actor)) throw new Refusal('not_yours')
  const { store, secrets } = world
  const { type, group, areas = [], sectors = [] } = said
  const fields = [...eligible(said, { areas: [] }, today(now)), ...(await strangersIn(store, said, now))]
  if (fields.length > 0) throw new Refusal('invalid', { fields })
  const id = randomBytes(16).toString('base64url')
  const row = entering(secrets, said, { id, type, call: null, ticketHash: null, demo, now })
  const data = { type, group, areas, sectors }
  const event = { stream: stream(id), n: 1, at: now, actor: actorOf(actor), action: 'invite', data }
  try {
    await store.writes.commit([
      insert(supervisors, row),
      ...append({ ...event, state: { state: 'applied' } }).statements,
      ...also(id),
    ])
  } catch (error) {
    if (isTwice(error)) throw new Refusal('supervisor_twice')
    throw error
  }
  return id
}
