import { asc, eq } from 'drizzle-orm'
import { events, visitAlarms, visits } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { newIdOf, readIdOf } from '../id.ts'
import type { Actor } from '../staff/actor.ts'
import { demand } from '../step.ts'
import { hatsOf, mayOversee, mayRead } from './visibility.ts'
import { type Action, BARS, barsOf, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type VisitRow = typeof visits.$inferSelect
export type AlarmRow = typeof visitAlarms.$inferSelect
type Event = typeof events.$inferSelect

/** Nothing of a company or a count is in a number. */
export const newNo = () => newIdOf('JC')
export const newAlarmId = () => newIdOf('YJ')
export const readNo = (typed: string) => readIdOf('JC', typed)
export const readAlarmId = (typed: string) => readIdOf('YJ', typed)

const logOf = ({ store }: Pick<World, 'store'>, stream: string): Promise<Event[]> =>
  store.read.select().from(events).where(eq(events.stream, stream)).orderBy(asc(events.n))

export interface Found {
  row: VisitRow
  events: Event[]
}

/** One that this person may read; what they may not read is not there. */
export async function find(world: Pick<World, 'store'>, typed: string, actor: Actor): Promise<Found | undefined> {
  const no = readNo(typed)
  const row = no && (await world.store.read.select().from(visits).where(eq(visits.no, no)).get())
  if (!row || !mayRead(row, actor)) return undefined
  return { row, events: await logOf(world, `visit/${row.no}`) }
}

export interface FoundAlarm {
  row: AlarmRow
  visit: VisitRow
  events: Event[]
}

/** An alarm, with the inspection it is about; for the bureau alone. */
export async function findAlarm(
  world: Pick<World, 'store'>,
  typed: string,
  actor: Actor,
): Promise<FoundAlarm | undefined> {
  if (!mayOversee(actor)) return undefined
  const id = readAlarmId(typed)
  const { read } = world.store
  const row = id && (await read.select().from(visitAlarms).where(eq(visitAlarms.id, id)).get())
  const visit = row && (await read.select().from(visits).where(eq(visits.no, row.visit)).get())
  return row && visit ? { row, visit, events: await logOf(world, `alarm/${row.id}`) } : undefined
}

/** The refusal a step would meet now, thrown. */
export const refuseUnless = (row: VisitRow, action: Action, actor: Actor, today: string) =>
  demand(step(action), row.status, hatsOf(row, actor), barsOf(row, today), BARS)
