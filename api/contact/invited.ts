import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { invitation } from '../staff/invitation.ts'
import { record } from '../staff/record.ts'
import { stateOf } from './account.ts'
import { type ContactRow, rowOf, unmoved, type World } from './found.ts'
import { neverEntered } from './used.ts'

/**
 * A set-up code for the account of a contact point, to be handed over; earlier ones are spent by it. None once its holder
 * was in: whoever handed it over could open what they keep from the bureau. It is the same for every account, whatever
 * was sent through it, or the refusal itself would tell.
 */
export async function invited(world: World, row: ContactRow, actor: Actor, now: Date) {
  const { store } = world
  const { id, login, n, state } = row
  if (login === null || state !== 'serving') throw new Refusal('not_now')
  const [still, never] = [unmoved(row), neverEntered(login)]
  const when = { sql: `${still.sql} and ${never.sql}`, args: [...still.args, ...never.args] }
  const { statements, told } = invitation(login, now, when)
  const act = { login, by: actor, action: 'invite' as const, state: stateOf(true), now }
  const results = await record(store, act, statements, when)
  if (results.at(-1)?.rowsAffected !== 1)
    throw new Refusal((await rowOf(world, id))?.n === n ? 'account_entered' : 'moved_meanwhile')
  return { login, ...told }
}
