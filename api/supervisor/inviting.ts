import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { insert } from '../../db/row.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { rulebook } from '../case/rulebook.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
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
  const { departments } = await rulebook(store, now)
  const { type, group, areas = [], sectors = [], kin = [], employer } = said
  const strange = (path: string, some: readonly string[], message: string): FieldError[] =>
    some.every((one) => departments.has(one)) ? [] : [{ path, message }]
  const fields = [
    ...eligible(said, { areas: [] }, today(now)),
    ...(areas.every((one) => departments.get(one)?.type === 'township')
      ? []
      : [{ path: 'areas', message: '没有这个镇街，请从列出的里面选' }]),
    ...strange('kin', kin, '没有这个单位，请从列出的里面选'),
    ...strange('employer.department', employer?.department ? [employer.department] : [], '没有这个单位，请重新选择'),
  ]
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
