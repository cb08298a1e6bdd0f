import { asPerson } from '../case/visibility.ts'
import type { Actor } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'

/** Who a document is shown to: the bureau that writes it, the body it was served to, the one above that was told. */
type Audience = 'bureau' | 'body' | 'superior'
const ALL = ['bureau', 'body', 'superior'] as const

/** What of a document is shown to whom; a field without a row does not leave the server. */
export const MATRIX = {
  /** Number, kind, addressee, dates. */
  standing: ALL,
  /** The text, as it was signed. */
  document: ALL,
  /** What the body answered, and what it was told of that. */
  exchange: ALL,
  /** Why it was taken to the one above, and what that one said. */
  escalation: ['bureau', 'superior'],
  /** The cases it rests on, who of the bureau did and noted what, what is to be public. */
  cases: ['bureau'],
  internal: ['bureau'],
} as const satisfies Record<string, readonly Audience[]>
type Shown = keyof typeof MATRIX

/** Shows what of a document this audience may see, and null for the rest. */
export const eyes =
  (audience: Audience) =>
  <T>(what: Shown, value: () => T): T | null =>
    (MATRIX[what] as readonly Audience[]).includes(audience) ? value() : null

const WRITERS: readonly Role[] = ['handler', 'review', 'chief']
const ADDRESSED: readonly Role[] = ['body', 'legal']

/** Which documents somebody may read, as data: one is asked of it, and lists ask it of the database. */
export interface Scope {
  audience: Audience
  department: string
  /** The person, as they stand among those who must not know of a case. */
  person: string
}

/** Nobody else reads any: not the administrator, not statistics, not other desks of the bureau. */
export function scope(actor: Actor | null): Scope | null {
  if (!actor?.department) return null
  const wears = (roles: readonly Role[]) => actor.roles.some((role) => roles.includes(role))
  const audience: Audience | null = wears(WRITERS)
    ? 'bureau'
    : wears(['superior'])
      ? 'superior'
      : wears(ADDRESSED)
        ? 'body'
        : null
  return audience && { audience, department: actor.department, person: asPerson(actor.login) }
}

interface Subject {
  issuer: string
  department: string
  servedOn: string | null
  escalatedTo: string | null
  /** Who must not know of a case it rests on. */
  blind: readonly string[]
}

/** May this be read? A body knows of nothing before it was served; whoever stepped back from a case of it, never. */
export function mayRead(of: Subject, within: Scope | null): boolean {
  if (!within) return false
  const { audience, department, person } = within
  if (of.blind.includes(person)) return false
  if (audience === 'bureau') return of.issuer === department
  if (audience === 'superior') return of.escalatedTo === department
  return of.servedOn !== null && of.department === department
}
