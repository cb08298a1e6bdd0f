import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'

/** Who reads what supervisors did in a year: the bureau's own who work with them, and who answer for numbers. */
const READS = ['handler', 'chief', 'stats'] as const satisfies Role[]
const ours = (actor: Actor | null) => actor?.department === OURS.code

export const mayReadAppraisals = (actor: Actor | null) => ours(actor) && has(actor, ...READS)
/** A year is closed by the bureau's chief. */
export const mayClose = (actor: Actor | null) => ours(actor) && has(actor, 'chief')
