import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { JUDGES } from './workflow.ts'

/** The bureau's own who publish open days or answer for their numbers: they read all of them, and nobody's name. */
const READS = ['editor', 'publisher', 'chief', 'stats'] as const satisfies Role[]

type Asker = Actor | null | undefined

/** Whose open days somebody may read: of all bodies, of their own, or none. */
export type Scope = 'all' | { department: string } | null
export function scope(actor: Asker): Scope {
  if (!actor?.department) return null
  if (actor.department === OURS.code && has(actor, ...READS)) return 'all'
  return has(actor, ...JUDGES) ? { department: actor.department } : null
}

/** Numbers and history of an open day of this body. */
export function mayRead(actor: Asker, department: string): boolean {
  const within = scope(actor)
  return within === 'all' || within?.department === department
}

/** Who runs an open day: its organiser alone. They judge, see who comes, write to them and stand at the door. */
export const mayRun = (actor: Asker, department: string): boolean =>
  !!actor && actor.department === department && has(actor, ...JUDGES)

/** Roles another body gave judge nothing here. */
export const hatsOf = (actor: Actor, department: string): Role[] => (mayRun(actor, department) ? actor.roles : [])
