import { eq, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { objections, supervisors } from '../../db/schema.ts'
import type { Actor } from '../staff/actor.ts'
import { mayAppoint, mayLook } from '../supervisor/visibility.ts'
import type { State } from '../supervisor/workflow.ts'
import type { Arisen, Event } from './staff.ts'

/** What the log brings of supervisors: who is to be looked at or appointed, whose term ends, what was objected. */
export async function supervisorMoved(store: Store, event: Event): Promise<Arisen[]> {
  const [kind = '', id = ''] = event.stream.split('/')
  const by = event.actor.login
  if (kind === 'supervisor') {
    const mark = String(event.n)
    if (event.action === 'remind') return [{ what: 'due', subject: event.stream, mark, by }]
    return event.n === 1 || event.action === 'pass' ? [{ what: 'queue', subject: event.stream, mark, by }] : []
  }
  if (event.n !== 1) return []
  const row = await store.read.select().from(objections).where(eq(objections.id, id)).get()
  return row ? [{ what: 'review', subject: `supervisor/${row.supervisor}`, mark: id, by }] : []
}

export type SupervisorsNow = Map<string, State>

/** How some of them stand now. */
export async function supervisorsNow({ read }: Pick<Store, 'read'>, ids: readonly string[]): Promise<SupervisorsNow> {
  if (ids.length === 0) return new Map()
  const rows = await read
    .select({ id: supervisors.id, state: supervisors.state })
    .from(supervisors)
    .where(inArray(supervisors.id, [...ids]))
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** Whose turn it is: an application is looked at, an objection decided, by who looks; who appoints hears of the rest. */
export function supervisorConcerns(actor: Actor, what: string, state: State | undefined): boolean {
  if (state === undefined) return false
  if (what === 'due') return mayAppoint(actor) && (state === 'serving' || state === 'suspended')
  if (what === 'review') return mayLook(actor) && state === 'publicity'
  return state === 'applied' ? mayLook(actor) : state === 'publicity' && mayAppoint(actor)
}
