import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Context } from 'hono'
import { registrations } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv, Deps } from '../context.ts'
import { source } from '../door.ts'
import { tell } from '../open-day/arrivals.ts'
import type { Arriving } from '../open-day/arriving.ts'
import type { Day } from '../open-day/day.ts'
import { readSeat } from '../open-day/door-words.ts'
import { byTicket, type Registered } from '../open-day/found.ts'
import { phoneOf, readTicket, TICKET_HEADER } from '../open-day/ticket.ts'
import { Refusal } from '../refusal.ts'
import type { CodeRow } from './found.ts'
import { checkInOf, dayBehind } from './open-day.ts'
import { verdictOf } from './verdict.ts'

/** Whose number and telephone, or whose ticket, these are: of this open day, or nobody's. */
async function holder(deps: Deps, { data }: Day, said: Arriving, ticket: string): Promise<Registered | undefined> {
  const { store, secrets } = deps
  if (ticket) {
    const read = readTicket(ticket)
    const row = read && (await byTicket(deps, read))
    return row && row.event === data.code ? row : undefined
  }
  const { number = '' } = readSeat(said.number ?? '')
  const row = await store.read.select().from(registrations).where(eq(registrations.number, number)).get()
  // Worked out in any case: how long it takes tells nothing.
  const right = secrets.matches('phone', phoneOf(data.code, said.phone ?? ''), row?.phoneIndex ?? '')
  return right && row?.event === data.code ? row : undefined
}

/** Checks somebody in who stands before the code of an open day. Whatever does not fit, the answer is the same. */
export async function arrive(c: Context<AppEnv>, row: CodeRow, said: Arriving) {
  const { deps, now } = c.var
  const day = await dayBehind(deps, row, now)
  if (!day) throw new Refusal('not_found')
  if (verdictOf(row, today(now)) !== 'genuine' || checkInOf(day, now).checkIn !== 'open') throw new Refusal('not_now')
  const ticket = c.req.header(TICKET_HEADER) ?? ''
  const missing = ticket ? [] : (['number', 'phone'] as const).filter((name) => said[name] === undefined)
  if (missing.length > 0)
    throw new Refusal('invalid', { fields: missing.map((path) => ({ path, message: '请填写这一项' })) })
  const found = await deps.limits.spend('ticket_miss', source(c), now.getTime(), async (free) => {
    const whose = await holder(deps, day, said, ticket)
    if (whose) free()
    return whose
  })
  if (!found) throw new Refusal('no_such_arrival')
  const { party } = said
  const at = now.toISOString()
  const act = { id: randomUUID(), act: 'in' as const, registration: found.id, at, ...(party && { party }) }
  const [result] = await tell(deps, day, 'self', [act], now)
  if (!result) throw new Refusal('not_now')
  return { outcome: result.outcome, good: result.good, say: result.say }
}
