import { insert } from '../../db/row.ts'
import { caseBlind, interests } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { momentFor, stateOf, type Unmoved } from './act.ts'
import { NEEDED } from './around.ts'
import type { Found } from './found.ts'
import { concerns } from './interested.ts'
import { tornUp } from './jotting.ts'
import { readersOf } from './readers.ts'
import { ABOVE } from './routing.ts'
import type { Rulebook } from './rulebook.ts'
import { type State, take } from './state.ts'
import { asPerson } from './visibility.ts'

/**
 * A case taken up again is held against every declared interest, as a new one is (R14): whoever has one does not see it
 * and does not have it, and where a part of the work has nobody left it goes up.
 */
export async function reopened(
  { store }: Pick<Deps, 'store'>,
  found: Found,
  said: Record<string, unknown>,
  actor: Actor,
  book: Rulebook,
  now: Date,
) {
  const { row, account, blind } = found
  const of = { body: row.aboutDepartment, account, appears: row.appears }
  const declared = await store.read.select().from(interests)
  const persons = declared
    .filter((one) => !blind.includes(asPerson(one.person)) && concerns(one, of, found.details))
    .map(({ person }) => person)
  const out = [...new Set(persons)]
  if (out.length === 0) return {}
  if (out.includes(actor.login))
    throw new Refusal('invalid', {
      fields: [{ path: 'note', message: '您申报了和这一件有关的利害关系，请由别的同事恢复办理' }],
    })
  const before = await readersOf(store, found, now)
  const left = before.filter(({ login }) => !out.includes(login))
  const deserted = NEEDED.some((role) => has(before, role) && !has(left, role))
  const state = take(stateOf(row), 'reopen', momentFor(row, found.events, 'reopen', now, book, actor.login), said)
  const assignee = state.assignee !== null && out.includes(state.assignee) ? null : state.assignee
  const leads: State =
    deserted && row.handler !== ABOVE
      ? { ...state, status: 'received', handler: ABOVE, assignee: null }
      : { ...state, assignee }
  return {
    leads,
    also: (unmoved: Unmoved) =>
      out.flatMap((person) => [
        insert(caseBlind, { no: row.no, department: asPerson(person) }, unmoved),
        tornUp(row.no, { person }, unmoved),
      ]),
  }
}

const has = (crew: readonly Actor[], role: Actor['roles'][number]) => crew.some(({ roles }) => roles.includes(role))
