import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { type Condition, insertFrom } from '../../db/row.ts'
import { registrations } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Day, prepare, seatsFor, sessionOf } from './day.ts'
import { known, type Registered, type World } from './found.ts'
import { instantOf, phaseOf } from './open-day.ts'
import { owe } from './owe.ts'
import { sealRegistrant } from './registrant.ts'
import type { Registration } from './registration.ts'
import { firstWith, lastPlace } from './seats.ts'
import { digestOf, newSeatNumber, newTicket, phoneDigest } from './ticket.ts'

/** What its holder gets once: the ticket opens it, the number is said at the door. */
export interface Issued {
  id: string
  ticket: string
  /** What a seat was worth then; whoever got none waited. */
  seated: 'confirmed' | 'pending'
}

interface Making {
  marks: Registered['marks']
  demo: boolean
  /** More to write in the same commit. */
  also?: (issued: Issued) => InStatement[]
}

/** What is asked for, checked against what the open day offers. */
export function choiceOf(day: Day, asked: Pick<Registration, 'group' | 'session' | 'companions'>) {
  const { sessions, companions: most } = day.data
  const only = sessions.length === 1 ? sessions[0]?.id : undefined
  const session = sessionOf(day, asked.session ?? only ?? '')
  const companions = asked.companions ?? 0
  const fields = [
    ...(session
      ? []
      : [{ path: 'session', message: asked.session ? '没有这一场，请从列出的场次里选' : '请选一个场次' }]),
    ...(session && !session.seats.some(({ group }) => group === asked.group)
      ? [{ path: 'group', message: '这一场没有给这一类的名额，请选别的场次或类别' }]
      : []),
    ...(companions > most
      ? [{ path: 'companions', message: most === 0 ? '这次活动不能带同行的人' : `同行最多${most}人` }]
      : []),
  ]
  if (fields.length > 0 || !session) throw new Refusal('invalid', { fields })
  return { session, group: asked.group, size: 1 + companions }
}

/** Refuses what comes before registration opens, after it closes, or when the open day was called off. */
export function mustBeOpen({ data, cancelled }: Day, now: Date) {
  if (phaseOf(data, cancelled, now.getTime()) !== 'open') throw new Refusal('registration_closed')
}

/**
 * Takes a registration in, in one commit: with a seat where one is free, else at the end of the line. Where
 * there is room is found by the statement that writes, so that of any number at once, on any number of nodes, none gets a
 * seat twice; the order of arrival is the order of commits. Everybody is answered.
 */
export async function register(
  world: World,
  day: Day,
  asked: Registration,
  now: Date,
  making: Making,
): Promise<Issued> {
  const { store, secrets } = world
  const { session, group, size } = choiceOf(day, asked)
  mustBeOpen(day, now)
  if (now.getTime() >= instantOf(session.checkIn)) throw new Refusal('registration_closed')
  await prepare(store, day)
  const seat: Issued['seated'] = day.data.approval.includes(group) ? 'pending' : 'confirmed'
  const issued: Issued = { id: randomBytes(16).toString('base64url'), ticket: newTicket(), seated: seat }
  const event = day.data.code
  const phoneIndex = phoneDigest(secrets, event, asked.phone)
  const { keyId, sealed } = sealRegistrant(secrets, issued.id, asked)
  const { again, tells } = await known(world, event, asked.phone)
  const row = {
    id: issued.id,
    event,
    session: session.id,
    group,
    size,
    state: seat,
    ticketHash: digestOf(secrets, issued.ticket),
    number: newSeatNumber(),
    keyId,
    sealed,
    phoneIndex,
    marks: again ? [...making.marks, 'again' as const] : making.marks,
    at: now.getTime(),
    changedAt: now.getTime(),
    mark: newMark(),
    demo: making.demo,
    n: 1,
  }
  const groups = seatsFor(day, session.id, group, today(now))
  const openings = groups.map((seated) => ({ event, session: session.id, group: seated }))
  const first = firstWith(openings, size, group)
  const from: Condition = {
    sql: `select ? as event, ? as session, ${first.sql} as seated`,
    args: [event, session.id, ...first.args],
  }
  await store.writes.commit([
    insertFrom(registrations, row, from, {
      state: `iif(made.seated is null, 'waiting', '${seat}')`,
      seated: 'made.seated',
      place: `iif(made.seated is null, ${lastPlace('made.event', 'made.session')}, null)`,
    }),
    {
      sql: `update openings set taken = taken + ? where event = ? and session = ?
        and "group" = (select seated from registrations where id = ?)`,
      args: [size, event, session.id, issued.id],
    },
    ...(tells
      ? owe(world, { what: again ? 'again' : 'step', n: 1, to: { sql: 'id = ?', args: [issued.id] } }, now)
      : []),
    ...(making.also?.(issued) ?? []),
  ])
  return issued
}
