import { randomBytes } from 'node:crypto'
import type { Group } from '../../content/kinds/open-day.ts'
import { type Condition, insert } from '../../db/row.ts'
import { registrations } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { newMark } from '../mark.ts'
import { groupOf } from './act.ts'
import { type Choice, openingsOf, spare, type Telling, unheard } from './choice.ts'
import { sessionOf } from './day.ts'
import type { Registered } from './found.ts'
import { sealRegistrant } from './registrant.ts'
import { moved, type Opening, room, take } from './seats.ts'
import { digestOf, newSeatNumber, newTicket } from './ticket.ts'
import { momentOf, sessionAt } from './window.ts'

/** Nobody asks them who they are. */
const NOBODY = { name: '', phone: '', photographs: 'no' } as const

/**
 * Somebody who comes without a registration, with a number for the badge and nothing else. Before the beginning it takes a
 * free seat by the statement all seats are given by; afterwards the seats of who did not come are free. Told when they are
 * in already, they are in.
 */
export function walkIn({ secrets, env }: Pick<Deps, 'secrets' | 'env'>, telling: Telling): Choice[] {
  const { day, act, now } = telling
  const { id: session } = (act.session !== undefined && sessionOf(day, act.session)) || sessionAt(day, now)
  const { at, early, begun, offline } = momentOf(day, act, session, now)
  const party = act.party ?? 1
  const nothing = { registration: null, session, party, statements: [], written: { sql: '1', args: [] } }
  if (early) return [{ ...nothing, outcome: 'early' }]
  const group = groupOf(act)
  const id = randomBytes(16).toString('base64url')
  const row = {
    id,
    event: day.data.code,
    session,
    group,
    size: party,
    state: 'attended' as const,
    ticketHash: digestOf(secrets, newTicket()),
    number: newSeatNumber(),
    ...sealRegistrant(secrets, id, NOBODY),
    phoneIndex: '',
    cameAt: at,
    came: party,
    at: now.getTime(),
    changedAt: now.getTime(),
    demo: env.demo === 'on',
    n: 1,
  }
  const comes = (
    outcome: Choice['outcome'],
    seated: Group | null,
    marks: Registered['marks'],
    when: Condition,
    seat?: Opening,
  ): Choice => {
    const mark = newMark()
    const unknown = unheard(act)
    const guard = { sql: `${unknown.sql} and ${when.sql}`, args: [...unknown.args, ...when.args] }
    const written = moved(id, mark)
    const statements = [
      insert(registrations, { ...row, seated, marks, mark }, guard),
      ...(seat ? [take(seat, party, written)] : []),
    ]
    return { outcome, registration: id, session, party, statements, written }
  }
  const last = offline
    ? comes('over', null, ['walk-in', 'over'], { sql: '1', args: [] })
    : { ...nothing, outcome: 'full' as const }
  if (begun) return [comes('walked-in', null, ['walk-in'], spare(row.event, session, party)), last]
  const seated = openingsOf(day, session, group).map((opening) =>
    comes('walked-in', opening.group, ['walk-in'], room(opening, party, opening.group !== group), opening),
  )
  return [...seated, last]
}
