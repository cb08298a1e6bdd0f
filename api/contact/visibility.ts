import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { KEEPS } from './workflow.ts'

/** The bureau's own who read its contact points; whoever puts questionnaires to people is one of them. */
const READS = [...KEEPS, 'chief', 'stats'] as const satisfies Role[]
const ASKS = ['stats'] as const satisfies Role[]

const ours = (actor: Actor | null): actor is Actor => actor?.department === OURS.code

export const mayReadContacts = (actor: Actor | null): boolean => ours(actor) && has(actor, ...READS)
export const mayKeep = (actor: Actor | null): boolean => ours(actor) && has(actor, ...KEEPS)
export const mayAsk = (actor: Actor | null): boolean => ours(actor) && has(actor, ...ASKS)

/** Roles another body gave do nothing here. */
export const hatsOf = (actor: Actor): Role[] => (mayReadContacts(actor) ? actor.roles : [])
