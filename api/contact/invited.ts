import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { invitation } from '../staff/invitation.ts'
import { record } from '../staff/record.ts'
import { stateOf } from './account.ts'
import { type ContactRow, unmoved, type World } from './found.ts'

/** A set-up code for the account of a contact point, to be handed over; earlier ones are spent by it. */
export async function invited({ store }: Pick<World, 'store'>, row: ContactRow, actor: Actor, now: Date) {
  const { login } = row
  if (login === null || row.state !== 'serving') throw new Refusal('not_now')
  const when = unmoved(row)
  const { statements, told } = invitation(login, now, when)
  const act = { login, by: actor, action: 'invite' as const, state: stateOf(true), now }
  const results = await record(store, act, statements, when)
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return { login, ...told }
}
