import { inArray } from 'drizzle-orm'
import type { Context } from 'hono'
import { objections, supervisors } from '../../db/schema.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { readTicket, TICKET_HEADER } from '../open-day/ticket.ts'
import { Refusal } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'

export { newTicket, readTicket, TICKET_HEADER } from '../open-day/ticket.ts'

/** A ticket opens one kind of thing: that of an objection is none of an application. */
const textOf = (kind: Kind, ticket: string) => `${kind}\n${ticket}`
type Kind = 'supervisor' | 'objection'

/** All that is kept of a ticket. */
export const digestOf = (secrets: Secrets, kind: Kind, ticket: string) => secrets.digest('ticket', textOf(kind, ticket))

/** What a ticket opens; who tries made-up ones waits, and a right one is answered whatever the neighbours do. */
async function held<T>(c: Context<AppEnv>, find: (ticket: string) => Promise<T | undefined>): Promise<T> {
  const typed = c.req.header(TICKET_HEADER) ?? ''
  const ticket = readTicket(typed)
  const row = ticket && (await find(ticket))
  if (row) return row
  const { limits } = c.var.deps
  if (typed) await limits.spend('ticket_miss', source(c), c.var.now.getTime(), async () => undefined)
  throw new Refusal('no_such_application')
}

export const heldApplication = (c: Context<AppEnv>) =>
  held(c, (ticket) =>
    c.var.deps.store.read
      .select()
      .from(supervisors)
      .where(inArray(supervisors.ticketHash, c.var.deps.secrets.digests('ticket', textOf('supervisor', ticket))))
      .get(),
  )

export const heldObjection = (c: Context<AppEnv>) =>
  held(c, (ticket) =>
    c.var.deps.store.read
      .select()
      .from(objections)
      .where(inArray(objections.ticketHash, c.var.deps.secrets.digests('ticket', textOf('objection', ticket))))
      .get(),
  )
