import type { Context } from 'hono'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Role } from './role.ts'

/** Somebody signed in. */
export interface Actor {
  login: string
  name: string
  roles: Role[]
  department: string
  post: string
  /** Hash of the session that asks, so that a person can tell it from their others; it opens nothing. */
  session?: string
}

export const has = (actor: Actor | null, ...roles: readonly Role[]) =>
  actor !== null && roles.some((r) => actor.roles.includes(r))

/** Whoever asks; nobody signed in is told to sign in. */
export function signedIn(c: Context<AppEnv>): Actor {
  if (!c.var.actor) throw new Refusal('sign_in')
  return c.var.actor
}
