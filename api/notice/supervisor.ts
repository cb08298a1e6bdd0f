import { and, eq, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events, objections, supervisors } from '../../db/schema.ts'
import type { Actor } from '../staff/actor.ts'
import { mayAppoint, mayLook, mayReadSupervisors } from '../supervisor/visibility.ts'
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

/** How one stands, and who let the application pass. */
interface Now {
  state: State
  passedBy?: string | undefined
}
export type SupervisorsNow = Map<string, Now>

/** How some of them stand now. */
export async function supervisorsNow({ read }: Pick<Store, 'read'>, ids: readonly string[]): Promise<SupervisorsNow> {
  if (ids.length === 0) return new Map()
  const [rows, passed] = await Promise.all([
    read
      .select({ id: supervisors.id, state: supervisors.state })
      .from(supervisors)
      .where(inArray(supervisors.id, [...ids])),
    read
      .select({ stream: events.stream, actor: events.actor })
      .from(events)
      .where(
        and(
          inArray(
            events.stream,
            ids.map((id) => `supervisor/${id}`),
          ),
          eq(events.action, 'pass'),
        ),
      ),
  ])
  const by = new Map(passed.map(({ stream, actor }) => [stream.slice('supervisor/'.length), actor.login]))
  return new Map(rows.map(({ id, state }) => [id, { state, passedBy: by.get(id) }]))
}

/** Whose turn it is: an application is looked at, an objection decided, by a colleague of who let it pass; who appoints hears of the rest. */
export function supervisorConcerns(actor: Actor, what: string, now: Now | undefined): boolean {
  if (now === undefined) return false
  const { state, passedBy } = now
  if (what === 'due') return mayAppoint(actor) && (state === 'serving' || state === 'suspended')
  if (what === 'review') return mayReadSupervisors(actor) && passedBy !== actor.login && state === 'publicity'
  return state === 'applied' ? mayLook(actor) : state === 'publicity' && mayAppoint(actor)
}
