import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { MAKES } from './workflow.ts'

/** Whoever makes tasks for supervisors, and who answers for them. */
const READS = [...MAKES, 'chief'] as const satisfies Role[]

const ours = (actor: Actor | null): actor is Actor => actor?.department === OURS.code
export const mayReadDuties = (actor: Actor | null): boolean => ours(actor) && has(actor, ...READS)
export const mayMake = (actor: Actor | null): boolean => ours(actor) && has(actor, ...MAKES)
/** A supervisor’s own pages; whether they serve today is asked of the database. */
export const isSupervisor = (actor: Actor | null): boolean => has(actor, 'supervisor')
