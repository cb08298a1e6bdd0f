import { asc, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { events, objections, supervisors } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { demand } from '../step.ts'
import { type Action, BARS, type By, barsOf, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type SupervisorRow = typeof supervisors.$inferSelect
export type ObjectionRow = typeof objections.$inferSelect

export const stream = (id: string) => `supervisor/${id}`
export const objectionStream = (id: string) => `objection/${id}`

export const marked = (id: string, mark: string): Condition => ({
  sql: 'exists (select 1 from supervisors where id = ? and mark = ?)',
  args: [id, mark],
})

/** Whether the database refused a second living row of one person. */
export const isTwice = (error: unknown) => error instanceof Error && /supervisors\.person_index/i.test(error.message)

export interface Found {
  row: SupervisorRow
  events: (typeof events.$inferSelect)[]
  objections: ObjectionRow[]
}

const isId = (typed: string) => /^[\w-]{4,60}$/.test(typed)

/** Somebody by what they are called here, whoever asks. */
export async function find({ store }: Pick<World, 'store'>, typed: string): Promise<Found | undefined> {
  const { read } = store
  const row = isId(typed) ? await read.select().from(supervisors).where(eq(supervisors.id, typed)).get() : undefined
  if (!row) return undefined
  const [log, against] = await Promise.all([
    read
      .select()
      .from(events)
      .where(eq(events.stream, stream(row.id)))
      .orderBy(asc(events.n)),
    read.select().from(objections).where(eq(objections.supervisor, row.id)).orderBy(asc(objections.at)),
  ])
  return { row, events: log, objections: against }
}

/** Who let the application pass. */
export const passerOf = (log: Found['events']) => log.findLast(({ action }) => action === 'pass')?.actor.login

export const barsFor = ({ row, events: log, objections: against }: Found, login: string, today: string) =>
  barsOf(
    {
      state: row.state,
      publicTo: row.publicTo,
      to: row.to,
      objections: against.map(({ state }) => state),
      passedBy: passerOf(log),
      erased: row.keyId === '',
    },
    login,
    today,
  )

/** The refusal a step would meet now, thrown. */
export const refuseUnless = (found: Found, action: Action, hats: readonly By[], login: string, today: string) =>
  demand(step(action), found.row.state, hats, barsFor(found, login, today), BARS)
