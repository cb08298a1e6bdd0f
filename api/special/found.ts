import { asc, eq } from 'drizzle-orm'
import { events, interests, specials } from '../../db/schema.ts'
import { touches } from '../case/interested.ts'
import type { Deps } from '../context.ts'
import { newIdOf, readIdOf } from '../id.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { demand } from '../step.ts'
import { mayRead } from './visibility.ts'
import { type Action, BARS, barsOf, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type SpecialRow = typeof specials.$inferSelect

export interface Found {
  row: SpecialRow
  /** Who declared an interest in the body it is about. */
  interested: string[]
  events: (typeof events.$inferSelect)[]
}

/** Nothing of a case or a count is in it. */
export const newId = () => newIdOf('ZX')
export const readId = (typed: string) => readIdOf('ZX', typed)

/** Who must not know of it for an interest in the body it is about. */
export async function interestedIn({ store }: Pick<World, 'store'>, department: string | null): Promise<string[]> {
  if (department === null) return []
  const rows = await store.read.select().from(interests).where(eq(interests.subject, department))
  return rows.filter((one) => touches(one, { body: department, account: '' })).map(({ person }) => person)
}

/** One that this person may read; what they may not read is not there. */
export async function find(world: Pick<World, 'store'>, typed: string, actor: Actor): Promise<Found | undefined> {
  const { read } = world.store
  const id = readId(typed)
  const row = id && (await read.select().from(specials).where(eq(specials.id, id)).get())
  if (!row) return undefined
  const interested = await interestedIn(world, row.department)
  if (!mayRead({ ...row, interested }, actor)) return undefined
  const log = await read
    .select()
    .from(events)
    .where(eq(events.stream, `special/${row.id}`))
    .orderBy(asc(events.n))
  return { row, interested, events: log }
}

/** What narrows a list, with the special supervision it names; one this person may not read is not there. */
export async function under<T extends { special?: string | undefined }>(
  world: Pick<World, 'store'>,
  asked: T,
  actor: Actor,
): Promise<T> {
  if (asked.special === undefined) return asked
  const found = await find(world, asked.special, actor)
  if (!found) throw new Refusal('not_found')
  return { ...asked, special: found.row.id }
}

export const barsFor = ({ row, events: log }: Found, actor: Actor) =>
  barsOf(
    { person: row.person, log: log.map((e) => ({ action: e.action, login: e.actor.login ?? '' })) },
    actor.login,
    (actor.for ?? []).map(({ login }) => login),
  )

/** The refusal a step would meet now, thrown. */
export const refuseUnless = (found: Found, action: Action, actor: Actor) =>
  demand(step(action), found.row.status, actor.roles, barsFor(found, actor), BARS)
