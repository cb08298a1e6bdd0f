import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { and, asc, eq, gte, lte, sql } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { objections, supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { openApplication } from './application.ts'
import type { Applied } from './apply.ts'
import { type Objecting, sealObjection } from './objection.ts'
import { digestOf, newTicket } from './ticket.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** Who stands in publicity on a day: they agreed to it when they applied. Name and group, and nothing else of them. */
export async function publicityOf({ store, secrets }: World, now: Date) {
  const on = today(now)
  const rows = await store.read
    .select()
    .from(supervisors)
    .where(and(sql`${supervisors.state} = 'publicity'`, lte(supervisors.publicFrom, on), gte(supervisors.publicTo, on)))
    .orderBy(asc(supervisors.publicTo), asc(supervisors.id))
  return rows.flatMap((row) => {
    const applicant = openApplication(secrets, row)
    return applicant ? [{ row, name: applicant.name }] : []
  })
}

/** Whether anybody may object to somebody today. */
export const isPublic = ({ state, publicFrom, publicTo }: Applied, on: string) =>
  state === 'publicity' && publicFrom !== null && publicTo !== null && publicFrom <= on && on <= publicTo

export const applicationBy = ({ store }: Pick<World, 'store'>, id: string): Promise<Applied | undefined> =>
  store.read.select().from(supervisors).where(eq(supervisors.id, id)).get()

/**
 * Takes an objection in, as long as the one it is about stands in publicity at the moment of writing: whoever appoints
 * in that moment sees it, or it comes too late and its sender is told.
 */
export async function object(
  { store, secrets }: World,
  about: Applied,
  said: Objecting,
  now: Date,
  { demo, also }: { demo: boolean; also?: (ticket: string, when: Condition) => InStatement[] },
): Promise<string> {
  const on = today(now)
  if (!isPublic(about, on)) throw new Refusal('publicity_over')
  const id = randomBytes(16).toString('base64url')
  const ticket = newTicket()
  const when: Condition = {
    sql: "exists (select 1 from supervisors where id = ? and state = 'publicity' and public_from <= ? and public_to >= ?)",
    args: [about.id, on, on],
  }
  const row = {
    id,
    supervisor: about.id,
    state: 'open' as const,
    ...sealObjection(secrets, id, said),
    ticketHash: digestOf(secrets, 'objection', ticket),
    at: now.getTime(),
    decidedAt: null,
    demo,
    n: 1,
  }
  const event = { stream: `objection/${id}`, n: 1, at: now, actor: { kind: 'citizen' }, action: 'object' }
  const [done] = await store.writes.commit([
    insert(objections, row, when),
    ...append({ ...event, data: { supervisor: about.id }, state: { state: 'open' } }, when).statements,
    ...(also?.(ticket, when) ?? []),
  ])
  if (!done?.rowsAffected) throw new Refusal('publicity_over')
  return ticket
}
