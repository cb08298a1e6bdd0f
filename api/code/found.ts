import { asc, eq } from 'drizzle-orm'
import { codes, events } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { isSigned, readId } from './id.ts'
import { hatsOf, mayRead } from './visibility.ts'
import { type Action, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type CodeRow = typeof codes.$inferSelect

export interface Found {
  row: CodeRow
  events: (typeof events.$inferSelect)[]
}

export const stream = (id: string) => `code/${id}`

/** What a scan finds. A row that does not fit its signature was not made by us, whatever the table says. */
export async function scanned({ store, secrets }: World, typed: string): Promise<CodeRow | undefined> {
  const id = readId(typed)
  const row = id && (await store.read.select().from(codes).where(eq(codes.id, id)).get())
  return row && isSigned(secrets, row.id, row.keyId, row) ? row : undefined
}

/** One that this person may read; what they may not read is not there. */
export async function find({ store }: Pick<World, 'store'>, typed: string, actor: Actor): Promise<Found | undefined> {
  const id = readId(typed)
  const row = id && (await store.read.select().from(codes).where(eq(codes.id, id)).get())
  if (!row || !mayRead(row, actor)) return undefined
  const log = await store.read
    .select()
    .from(events)
    .where(eq(events.stream, stream(row.id)))
    .orderBy(asc(events.n))
  return { row, events: log }
}

/** The refusal a step would meet now, thrown. */
export function refuseUnless({ row }: Pick<Found, 'row'>, action: Action, actor: Actor) {
  const { by, from } = step(action)
  const hats = hatsOf(actor)
  if (!by.some((hat) => hats.includes(hat))) throw new Refusal('not_yours')
  if (!from.includes(row.status)) throw new Refusal('not_now')
}
