import { KEPT } from '../../content/kinds/retention.ts'
import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'

export { KEPT }
export type Class = keyof typeof KEPT
export const isClass = (code: string): code is Class => Object.hasOwn(KEPT, code)

/** Whose cases: nobody counts, proposes or approves what they must not know of. */
export const REALM = { bureau: '本局的办件', superior: '反映本局的办件', sealed: '密件' } as const
export type Realm = keyof typeof REALM

const of = (actor: Actor) => actor.department === OURS.code

/** Who says that it is time; the bureau's administrator keeps the machine and learns only how many. */
export const mayPropose = (actor: Actor, realm: Realm) =>
  realm === 'bureau'
    ? of(actor) && has(actor, 'admin', 'review', 'chief')
    : has(actor, realm === 'sealed' ? 'sealed' : 'superior')

/** Who says yes; always another person than who proposed. */
export const mayApprove = (actor: Actor, realm: Realm) =>
  realm === 'bureau' ? of(actor) && has(actor, 'chief') : mayPropose(actor, realm)

export const realmsOf = (actor: Actor): Realm[] =>
  (Object.keys(REALM) as Realm[]).filter((realm) => mayPropose(actor, realm) || mayApprove(actor, realm))

/** Which numbers of a realm somebody reads: those their own desk handles. The administrator reads none. */
export const numbersFor = (actor: Actor, realm: Realm) =>
  realm === 'sealed' ? ['SEALED'] : has(actor, 'review', 'chief', 'superior') ? [actor.department] : []
