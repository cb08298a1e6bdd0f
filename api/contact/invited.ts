import { ownTotal } from '../lead/own.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { invitation } from '../staff/invitation.ts'
import { record } from '../staff/record.ts'
import { stateOf } from './account.ts'
import { type ContactRow, unmoved, type World } from './found.ts'

/**
 * A set-up code for the account of a contact point, to be handed over; earlier ones are spent by it. None for an account
 * that sent leads: whoever handles them would open what its holder keeps from them.
 */
export async function invited(world: World, row: ContactRow, actor: Actor, now: Date) {
  const { store } = world
  const { login } = row
  if (login === null || row.state !== 'serving') throw new Refusal('not_now')
  if ((await ownTotal(world, login)) > 0) throw new Refusal('code_opens_leads')
  const when = unmoved(row)
  const { statements, told } = invitation(login, now, when)
  const act = { login, by: actor, action: 'invite' as const, state: stateOf(true), now }
  const results = await record(store, act, statements, when)
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return { login, ...told }
}
