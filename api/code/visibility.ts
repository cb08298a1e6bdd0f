import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import { HOLDS, ISSUES } from './workflow.ts'

/** Whoever answers for all codes, or looks at their numbers: the bureau’s own. */
const READS = [...ISSUES, 'chief', 'stats'] as const

const ours = (actor: Actor | null): actor is Actor => actor?.department === OURS.code

/** Which codes somebody may read: all, those of one body, or none. */
export type Scope = 'all' | { department: string } | null
export function scope(actor: Actor | null): Scope {
  if (ours(actor) && has(actor, ...READS)) return 'all'
  return actor && has(actor, ...HOLDS) ? { department: actor.department } : null
}

export const mayIssue = (actor: Actor | null): boolean => ours(actor) && has(actor, ...ISSUES)

/** Roles another body gave issue nothing here. */
export const hatsOf = (actor: Actor) =>
  actor.roles.filter((role) => (mayIssue(actor) ? true : HOLDS.some((one) => one === role)))

/** A body reads of its codes where they are and whether they are good, never what was sent through them (rulings.md 3). */
export const mayRead = ({ department }: { department: string | null }, actor: Actor | null): boolean => {
  const within = scope(actor)
  return within === 'all' || (within !== null && department !== null && within.department === department)
}
