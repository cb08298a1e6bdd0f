import { asc, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { contacts, events } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { newIdOf, readIdOf } from '../id.ts'
import type { Actor } from '../staff/actor.ts'
import { demand } from '../step.ts'
import type { Person } from './contact.ts'
import { hatsOf } from './visibility.ts'
import { type Action, BARS, barsOf, step } from './workflow.ts'

export type World = Pick<Deps, 'store' | 'secrets'>
export type ContactRow = typeof contacts.$inferSelect

export interface Found {
  row: ContactRow
  events: (typeof events.$inferSelect)[]
}

export const stream = (id: string) => `contact/${id}`
export const newId = () => newIdOf('LX')
export const readId = (typed: string) => readIdOf('LX', typed)

export const rowOf = async ({ store }: Pick<World, 'store'>, typed: string): Promise<ContactRow | undefined> => {
  const id = readId(typed) ?? ''
  return store.read.select().from(contacts).where(eq(contacts.id, id)).get()
}

export async function find({ store }: Pick<World, 'store'>, typed: string): Promise<Found | undefined> {
  const row = await rowOf({ store }, typed)
  if (!row) return undefined
  const log = await store.read
    .select()
    .from(events)
    .where(eq(events.stream, stream(row.id)))
    .orderBy(asc(events.n))
  return { row, events: log }
}

/** The contact point an account speaks for. */
export const ofLogin = ({ store }: Pick<World, 'store'>, login: string): Promise<ContactRow | undefined> =>
  store.read.select().from(contacts).where(eq(contacts.login, login)).get()

/** The condition that nobody has moved it. */
export const unmoved = ({ id, n }: Pick<ContactRow, 'id' | 'n'>): Condition => ({
  sql: 'exists (select 1 from contacts where id = ? and n = ?)',
  args: [id, n],
})

/** What is sealed of it, under its own number. */
export const sealPerson = ({ secrets }: Pick<World, 'secrets'>, id: string, { person, phone, post }: Person) => ({
  ...secrets.seal('vault', id, JSON.stringify({ person, phone, ...(post && { post }) })),
  phoneIndex: secrets.digest('phone', named(phone)),
})

/** A telephone as contacts are looked up by it: its digest is not the one a complaint of the same telephone has. */
const named = (phone: string) => `contact/${phone}`
export const phoneDigests = ({ secrets }: Pick<World, 'secrets'>, phone: string) =>
  secrets.digests('phone', named(phone))

export const personOf = ({ secrets }: Pick<World, 'secrets'>, row: ContactRow): Person =>
  JSON.parse(secrets.open('vault', row.id, row)) as Person

/** The refusal a step would meet now, thrown. */
export const refuseUnless = (row: ContactRow, action: Action, actor: Actor | 'clock', today: string) =>
  demand(step(action), row.state, actor === 'clock' ? ['clock'] : hatsOf(actor), barsOf(row, today), BARS)
