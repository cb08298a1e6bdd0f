import type { Context } from 'hono'
import { OURS } from '../case/routing.ts'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Role } from './role.ts'
import type { Covered } from './term.ts'

/** Somebody signed in. */
export interface Actor {
  login: string
  name: string
  roles: Role[]
  department: string
  post: string
  /** Hash of the session that asks, so that a person can tell it from their others; it opens nothing. */
  session?: string
  /** How long the session has: left alone, and in all; milliseconds. */
  left?: { idle: number; whole: number }
  /** Colleagues who are away and whose roles this person wears meanwhile; those are among `roles`. */
  for?: Covered[]
}

/** Who did something, as events keep it; with whom they act for, whichever role it was done in. */
export const actorOf = ({ login, name, post, department, for: covered = [] }: Actor): Record<string, string> => ({
  kind: 'person',
  login,
  name,
  post,
  department,
  ...(covered.length > 0 && { for: covered.map((one) => one.login).join(' ') }),
})

export const has = (actor: Actor | null, ...roles: readonly Role[]) =>
  actor !== null && roles.some((r) => actor.roles.includes(r))

/** Supervisors, contact points and evaluators belong to no body: no case is ever theirs to read. */
export const isOutside = ({ department }: Pick<Actor, 'department'>) => department === ''

/** Who says yes or no to weighty roles: administrators, and the bureau's chief. */
export const mayDecide = (actor: Actor | null) =>
  actor !== null && (has(actor, 'admin') || (has(actor, 'chief') && actor.department === OURS.code))

/** Whoever asks; nobody signed in is told to sign in. */
export function signedIn(c: Context<AppEnv>): Actor {
  if (!c.var.actor) throw new Refusal('sign_in')
  return c.var.actor
}
