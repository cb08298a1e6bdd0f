import { OURS } from '../case/routing.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { JUDGES } from './judging.ts'
import { PLANS } from './workflow.ts'

/** The bureau's own who look over all inspections. */
const READS = ['assign', 'handler', 'chief', 'stats'] as const satisfies Role[]

const ours = (actor: Actor | null): actor is Actor => actor?.department === OURS.code

/** Which inspections somebody may read: all, those of one body, or none. */
export type Scope = 'all' | { department: string } | null
export function scope(actor: Actor | null): Scope {
  if (ours(actor) && has(actor, ...READS)) return 'all'
  return actor && mayPlan(actor) ? { department: actor.department } : null
}

/** Who plans inspections of their own body. The bureau supervises inspections and makes none. */
export const mayPlan = (actor: Actor | null): boolean =>
  has(actor, ...PLANS) && actor?.department !== OURS.code && actor?.department !== ''

/** Alarms, caps by company and codes that nobody scans are the bureau's to read. */
export const mayOversee = (actor: Actor | null): boolean => scope(actor) === 'all'
export const mayJudge = (actor: Actor | null): boolean => ours(actor) && has(actor, ...JUDGES)

interface Bodies {
  department: string
  partners: readonly string[]
}

/** A body reads what it leads or joins. */
export function mayRead({ department, partners }: Bodies, actor: Actor | null): boolean {
  const within = scope(actor)
  return within === 'all' || (within !== null && [department, ...partners].includes(within.department))
}

/** Who leads it takes its steps. */
export const hatsOf = ({ department }: Pick<Bodies, 'department'>, actor: Actor): Role[] =>
  mayPlan(actor) && actor.department === department ? actor.roles : []

/** The same asked of the database. */
export const within = (scope: Exclude<Scope, null>) =>
  scope === 'all'
    ? { sql: '1', args: [] as string[] }
    : {
        sql: '(visits.department = ? or exists (select 1 from json_each(visits.partners) where value = ?))',
        args: [scope.department, scope.department],
      }
