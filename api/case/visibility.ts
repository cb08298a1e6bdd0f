import type { Actor } from '../staff/actor.ts'
import { CASEWORK } from '../staff/role.ts'

/** What of a case decides who may read it. */
export interface Subject {
  handler: string
  lane: string
  /** Bodies that must not know: the one spoken about, above all. */
  blind: readonly string[]
}

/** Which cases somebody may read, as data: `view` asks it of one case, the desk's lists ask it of the database. */
export interface Scope {
  handlers: readonly string[]
  sealed: boolean
  department: string
}

/** The widest set of cases an actor may read; null when none. The system administrator reads no case. */
export function scope(actor: Actor | null): Scope | null {
  if (!actor) return null
  const { roles, department } = actor
  if (roles.includes('sealed')) return { handlers: ['SEALED'], sealed: true, department: '' }
  if (roles.some((r) => CASEWORK.includes(r))) return { handlers: [department], sealed: false, department }
  return null
}

/** May this person read this case? Nothing about a case leaves the server without a yes here. */
export function mayRead(subject: Subject, actor: Actor | null): boolean {
  const within = scope(actor)
  if (!within) return false
  return (
    within.handlers.includes(subject.handler) &&
    (subject.lane === 'sealed') === within.sealed &&
    !(within.department && subject.blind.includes(within.department))
  )
}
