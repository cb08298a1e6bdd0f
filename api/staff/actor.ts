import type { Role } from './role.ts'

/** Somebody signed in. */
export interface Actor {
  login: string
  name: string
  roles: Role[]
  department: string
  post: string
}

export const has = (actor: Actor | null, ...roles: readonly Role[]) => actor !== null && roles.some((r) => actor.roles.includes(r))
