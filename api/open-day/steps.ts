import type { InStatement } from '@libsql/client'
import { today } from '../case/deadline.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Day, overflows, prepare, seatsFor, sessionOf } from './day.ts'
import { byId, type Registered, type World } from './found.ts'
import { instantOf } from './open-day.ts'
import { movedBy, owe } from './owe.ts'
import { choiceOf } from './register.ts'
import type { Change } from './registration.ts'
import { giveBack, moved, type Offering, type Opening, offer, queue, room, take } from './seats.ts'
import { type Action, isSeated, type State, step } from './workflow.ts'

/** How long a seat is kept for who is next; never past the beginning. */
const OFFER_LASTS = 24 * 3_600_000
/** Seats that were too few for a party may lie beside those that come free: more than came free may be offered. */
const LEFT_OVER = 2

const openingOf = ({ event, session, group, seated }: Registered): Opening => ({
  event,
  session,
  group: seated ?? group,
})

/** How offers are made now, or that none are: it has begun, or there is no open day any more. */
export function offeringOf(world: World, day: Day | undefined, session: string, now: Date): Offering | undefined {
  const found = day && !day.cancelled ? sessionOf(day, session) : undefined
  const starts = found ? instantOf(found.starts) : 0
  if (!day || starts <= now.getTime()) return undefined
  const until = Math.min(now.getTime() + OFFER_LASTS, starts)
  return { until, now, toAll: overflows(day.data, today(now)), owed: (to) => owe(world, { what: 'step', to }, now) }
}

const offers = (opening: Opening, freed: number, offering: Offering | undefined): InStatement[] =>
  offering && freed > 0 ? offer(opening, freed + LEFT_OVER, offering) : []

/** Refuses what the table does not allow, and what comes after the beginning. */
export function mustAllow(row: Registered, action: Action, day: Day | undefined, now: Date) {
  const found = day && sessionOf(day, row.session)
  if (!step(action).from.includes(row.state)) throw new Refusal('not_now')
  if (step(action).by.includes('holder') && found && instantOf(found.starts) <= now.getTime())
    throw new Refusal('not_now')
}

/** What others do to a registration its holder is told; of their own steps they know. */
const TOLD: readonly Action[] = ['refuse', 'callOff']

/** Whoever is first wins; the other one is told what stands now. */
export async function settle(
  world: World,
  row: Registered,
  mark: string,
  statements: InStatement[],
  again: () => Refusal,
) {
  const results = await world.store.writes.commit(statements)
  if (results[0]?.rowsAffected) return
  const now = await byId(world, row.id)
  throw now?.n === row.n && now.mark !== mark ? again() : new Refusal('moved_meanwhile')
}

/**
 * A step that ends a registration: its seats are free and offered to whoever is next in the very commit. `also` is written
 * where the step was.
 */
export async function leave(
  world: World,
  row: Registered,
  action: 'refuse' | 'decline' | 'expire' | 'cancel' | 'callOff',
  day: Day | undefined,
  now: Date,
  also: (mark: string) => InStatement[] = () => [],
) {
  mustAllow(row, action, day, now)
  const mark = newMark()
  const opening = openingOf(row)
  // An offer taken up in the last second is not over.
  const over = action === 'expire' ? ' and offer_until <= ?' : ''
  const statements: InStatement[] = [
    {
      sql: `update registrations set state = ?, seated = null, seat = null, offer_until = null, mark = ?, changed_at = ?, n = n + 1 where id = ? and n = ?${over}`,
      args: [step(action).to ?? row.state, mark, now.getTime(), row.id, row.n, ...(over ? [now.getTime()] : [])],
    },
    ...(row.seated === null
      ? []
      : [
          giveBack(opening, row.size, moved(row.id, mark)),
          ...(action === 'callOff' ? [] : offers(opening, row.size, offeringOf(world, day, row.session, now))),
        ]),
    ...(TOLD.includes(action) ? owe(world, { what: 'step', to: movedBy(row.id, mark) }, now) : []),
    ...also(mark),
  ]
  await settle(world, row, mark, statements, () => new Refusal('not_now'))
}

/** Somebody of the desk lets a registration stand. */
export async function approve(
  world: World,
  row: Registered,
  now: Date,
  also: (mark: string) => InStatement[] = () => [],
) {
  mustAllow(row, 'approve', undefined, now)
  const mark = newMark()
  const sql = "update registrations set state = 'confirmed', mark = ?, changed_at = ?, n = n + 1 where id = ? and n = ?"
  const owed = owe(world, { what: 'step', to: movedBy(row.id, mark) }, now)
  const statements = [{ sql, args: [mark, now.getTime(), row.id, row.n] }, ...owed, ...also(mark)]
  await settle(world, row, mark, statements, () => new Refusal('not_now'))
}

/** Takes up an offer while it lasts; a group that needs approval still does. */
export async function accept(world: World, row: Registered, day: Day, now: Date) {
  mustAllow(row, 'accept', day, now)
  const mark = newMark()
  const state: State = day.data.approval.includes(row.group) ? 'pending' : 'confirmed'
  const sql = `update registrations set state = ?, offer_until = null, mark = ?, changed_at = ?, n = n + 1
    where id = ? and n = ? and state = 'offered' and offer_until > ?`
  const statements = [{ sql, args: [state, mark, now.getTime(), row.id, row.n, now.getTime()] }]
  await settle(world, row, mark, statements, () => new Refusal('offer_over'))
}

/** Other seats for the ones it has, or none: nobody loses a seat by asking for another. Who waits keeps the place. */
export async function change(
  world: World,
  row: Registered,
  day: Day,
  asked: Change,
  now: Date,
  also: (mark: string) => InStatement[] = () => [],
) {
  mustAllow(row, 'change', day, now)
  const { group = row.group, session = row.session, companions = row.size - 1 } = asked
  const wanted = choiceOf(day, { group, session, companions })
  if (instantOf(wanted.session.starts) <= now.getTime())
    throw new Refusal('invalid', { fields: [{ path: 'session', message: '这一场已经开始了，请选别的场次' }] })
  await prepare(world.store, day)
  const mark = newMark()
  const changing = { world, row, day, wanted, mark, now }
  const statements = isSeated(row.state) ? reseated(changing) : requeued(changing)
  await settle(world, row, mark, [...statements, ...also(mark)], () => new Refusal('no_seats'))
}

interface Changing {
  world: World
  row: Registered
  day: Day
  wanted: ReturnType<typeof choiceOf>
  mark: string
  now: Date
}

function reseated({ world, row, day, wanted, mark, now }: Changing): InStatement[] {
  const { session, group, size } = wanted
  const old = openingOf(row)
  // Whom a door let in elsewhere and put out again has none to give back.
  const had = row.seated === null ? 0 : row.size
  const stays = session.id === row.session && group === row.group
  const next = stays ? old : { event: row.event, session: session.id, group }
  const more = stays ? size - had : size
  const when = more > 0 ? room(next, more, next.group !== group) : { sql: '1', args: [] }
  const judged = day.data.approval.includes(group)
  const state: State = group === row.group ? row.state : judged ? 'pending' : 'confirmed'
  const written = moved(row.id, mark)
  const freed = stays ? Math.max(0, -more) : had
  return [
    {
      // Its number of seat is kept where the seats are.
      sql: `update registrations set seat = case when session = ? and size >= ? then seat end,
        session = ?, "group" = ?, size = ?, seated = ?, state = ?, mark = ?, changed_at = ?, n = n + 1
        where id = ? and n = ? and ${when.sql}`,
      args: [
        session.id,
        size,
        session.id,
        group,
        size,
        next.group,
        state,
        mark,
        now.getTime(),
        row.id,
        row.n,
        ...when.args,
      ],
    },
    giveBack(old, had, written),
    take(next, size, written),
    ...offers(old, freed, offeringOf(world, day, row.session, now)),
  ]
}

function requeued({ world, row, day, wanted, mark, now }: Changing): InStatement[] {
  const { session, group, size } = wanted
  const opening = { event: row.event, session: session.id }
  const offering = offeringOf(world, day, session.id, now)
  return [
    {
      sql: `update registrations set session = ?, "group" = ?, size = ?, place = ?, mark = ?, changed_at = ?, n = n + 1 where id = ? and n = ?`,
      // Another session is another line; another group is not, for all came in one order.
      args: [
        session.id,
        group,
        size,
        session.id === row.session ? row.place : null,
        mark,
        now.getTime(),
        row.id,
        row.n,
      ],
    },
    queue(row.id, opening),
    // Fewer may fit where more did not.
    ...seatsFor(day, session.id, group, today(now)).flatMap((seated) =>
      offers({ ...opening, group: seated }, 1, offering),
    ),
  ]
}
