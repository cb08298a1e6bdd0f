import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import { APPOINTS, type By, LOOKS } from './workflow.ts'

const ours = (actor: Actor | null): actor is Actor => actor?.department === OURS.code

/** Who reads who applied and who serves: the bureau’s own who look at applications, and who appoint. */
export const mayReadSupervisors = (actor: Actor | null): boolean => ours(actor) && has(actor, ...LOOKS, ...APPOINTS)
export const mayLook = (actor: Actor | null): boolean => ours(actor) && has(actor, ...LOOKS)
export const mayAppoint = (actor: Actor | null): boolean => ours(actor) && has(actor, ...APPOINTS)

/** Roles another body gave do nothing here. */
export const hatsOf = (actor: Actor): By[] => (mayReadSupervisors(actor) ? actor.roles : [])
