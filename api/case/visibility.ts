import type { Actor } from '../staff/actor.ts'
import { ASKED, CASEWORK, type Role } from '../staff/role.ts'

/** Who a case is shown to: its sender, a body that was asked about it, who opened the identity, or a role of the desk. */
export type Audience = 'sender' | 'asked' | 'opener' | Role

/** Whoever deals with a case: the bureau, the one above it, the sealed desk. Each reads its own cases only (`scope`). */
const DESK = ['intake', 'assign', 'handler', 'review', 'chief', 'superior', 'sealed'] as const satisfies Role[]
const BOTH = ['sender', ...DESK] as const

/**
 * What of a case is shown to whom (domain.md D8): one row a field. Whoever is in no row reads nothing of any case: the
 * system administrator, statistics, editors, supervisors. A field without a row does not leave the server.
 */
export const MATRIX = {
  number: BOTH,
  /** Kind, status, when received, the dates owed. */
  standing: BOTH,
  /** The category, body, township, stage and day it is about. */
  subject: BOTH,
  account: BOTH,
  /** Who of the body, where exactly, what was seen, which matter, what is wished. */
  particulars: BOTH,
  /** Whether it is before a court, under review or in petition, and whether somebody is in danger, as its sender says. */
  asserted: BOTH,
  enterprise: BOTH,
  /** The scanned code and the number of a document: they lead to whoever was given them. */
  traces: BOTH,
  messages: BOTH,
  files: BOTH,
  rating: BOTH,
  /** What the sender is told of the way so far, and what the sender may do. */
  told: ['sender'],
  /** Name, telephone, guardian: of the desk only to whoever has just opened them, with a reason. */
  identity: ['sender', 'opener'],
  /** Who of the desk did and noted what, lane, rule, channel, flags, who is told: the desk's own business. */
  internal: DESK,
  /** What a person confirmed for others to read, and what they answered. */
  digest: [...DESK, 'asked'],
  enquiry: [...DESK, 'asked'],
} as const satisfies Record<string, readonly Audience[]>
export type Shown = keyof typeof MATRIX

/** As good as a name: of a sender who asked for confidence the desk does not learn them. */
export const CONFIDENTIAL: readonly Shown[] = ['enterprise', 'traces']

/** Shows what of a case these may see, and null for the rest. */
export const eyes = (audiences: readonly Audience[], appears: string) => {
  const sees = (what: Shown) =>
    MATRIX[what].some((one) => audiences.includes(one)) &&
    !(appears === 'confidential' && CONFIDENTIAL.includes(what) && !audiences.includes('sender'))
  return <T>(what: Shown, value: T): T | null => (sees(what) ? value : null)
}

/** What of a case decides who may read it. */
export interface Subject {
  handler: string
  lane: string
  /** Bodies that must not know, the one spoken about above all; and people of the desk, as `@login`. */
  blind: readonly string[]
}

/** A person of the desk, as they stand among the bodies that must not know. */
export const asPerson = (login: string) => `@${login}`

/** Which cases somebody may read, as data: `view` asks it of one case, the desk's lists ask it of the database. */
export interface Scope {
  handlers: readonly string[]
  sealed: boolean
  department: string
  /** Also among those who must not know: `asPerson`. */
  person: string
}

/** The widest set of cases an actor may read; null when none. The system administrator reads no case. */
export function scope(actor: Actor | null): Scope | null {
  if (!actor) return null
  const { roles, department } = actor
  const person = asPerson(actor.login)
  if (roles.includes('sealed')) return { handlers: ['SEALED'], sealed: true, department: '', person }
  if (roles.some((r) => CASEWORK.includes(r))) return { handlers: [department], sealed: false, department, person }
  return null
}

/** May this person read this case? Nothing about a case leaves the server without a yes here. */
export function mayRead(subject: Subject, actor: Actor | null): boolean {
  const within = scope(actor)
  if (!within) return false
  return (
    within.handlers.includes(subject.handler) &&
    (subject.lane === 'sealed') === within.sealed &&
    !subject.blind.some((one) => one === within.department || one === within.person)
  )
}

/** Whose enquiries somebody reads: those sent to the body they work for, and nothing else of the case behind. */
export const askedBody = (actor: Actor | null): string | null =>
  actor?.department && actor.roles.some((r) => ASKED.includes(r)) ? actor.department : null
