import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { APPROVES, DRAWS, EVALUATES } from './workflow.ts'

/** Who runs surveys: statistics and the chief of the bureau; a body's own chief has nothing to do with them. */
export const runs = (actor: Actor | null): boolean =>
  has(actor, ...DRAWS, ...APPROVES) && actor?.department === OURS.code

/**
 * What somebody may do here counts by these: whoever runs surveys enters no answers, and roles another body gave move no
 * survey, not even where its evaluator holds them.
 */
export const hatsOf = (actor: Actor): readonly Role[] => {
  const inside = runs(actor)
  return actor.roles.filter((role) => EVALUATES.some((one) => one === role) !== inside)
}

export const mayDraw = (actor: Actor | null): boolean => has(actor, ...DRAWS) && runs(actor)

/** An evaluating body reads what it was charged with, and nothing else. */
export const mayRead = ({ evaluator }: { evaluator: string | null }, actor: Actor | null): boolean =>
  runs(actor) || (has(actor, ...EVALUATES) && evaluator !== null && evaluator === actor?.login)

/** Who has a list of them. */
export const mayReadSurveys = (actor: Actor | null): boolean => runs(actor) || has(actor, ...EVALUATES)
