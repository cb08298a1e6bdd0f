import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import type { Deps } from '../context.ts'
import { newMark } from '../mark.ts'
import { type Choice, openingsOf, spare, type Telling, unheard } from './choice.ts'
import { sessionOf } from './day.ts'
import { LARGEST_PARTY } from './door-words.ts'
import type { Registered } from './found.ts'
import { CAME_IN, type OutcomeName, WITHOUT_SEAT } from './outcome.ts'
import { giveBack, moved, type Opening, room, take } from './seats.ts'
import { walkIn } from './walk-in.ts'
import { momentOf } from './window.ts'
import { type State, step } from './workflow.ts'

const all = (...conditions: Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => sql).join(' and '),
  args: conditions.flatMap(({ args }) => args),
})
const ANY: Condition = { sql: '1', args: [] }

/** What an act may lead to, by what was read a moment ago; each choice holds only if that still stands. */
export function planOf(
  world: Pick<Deps, 'store' | 'secrets' | 'env'>,
  telling: Telling,
  row: Registered | undefined,
  event: string | undefined,
): Choice[] {
  const { day, act } = telling
  const { code } = day.data
  if (act.act === 'walk-in') return walkIn(world, telling)
  const base = { session: row?.session ?? '', party: Math.min(act.party ?? row?.size ?? 1, LARGEST_PARTY) }
  const nothing = { ...base, registration: row?.id ?? null, statements: [], written: ANY }
  if (event !== undefined && event !== code) return [{ ...nothing, outcome: 'other-event' }]
  if (!row) return [{ ...nothing, outcome: 'unknown' }]
  if (row.event !== code) return [{ ...nothing, outcome: 'other-event' }]
  if (act.act === 'out') return checkOut(telling, row)
  return act.act === 'undo' ? undo(telling, row) : checkIn(telling, row)
}

/** The registration stays as it was read. */
const stays = ({ act }: Telling, row: Registered, outcome: OutcomeName): Choice => ({
  outcome,
  registration: row.id,
  session: row.session,
  party: Math.min(act.party ?? row.size, LARGEST_PARTY),
  statements: [],
  written: { sql: 'exists (select 1 from registrations where id = ? and n = ?)', args: [row.id, row.n] },
})

type Values = Partial<
  Record<'state' | 'session' | 'seated' | 'size' | 'came_at' | 'came' | 'left_at' | 'marks', string | number | null>
>

/** The registration moves, and its seats with it. */
function moves(
  telling: Telling,
  row: Registered,
  outcome: OutcomeName,
  values: Values,
  when: Condition = ANY,
  seats: (written: Condition) => InStatement[] = () => [],
): Choice {
  const { act, now } = telling
  const mark = newMark()
  const names = Object.keys(values) as (keyof Values)[]
  const guard = all(unheard(act), when)
  const written = moved(row.id, mark)
  const update: InStatement = {
    sql: `update registrations set ${names.map((name) => `${name} = ?`).join(', ')}, mark = ?, changed_at = ?, n = n + 1
      where id = ? and n = ? and ${guard.sql}`,
    args: [...names.map((name) => values[name] ?? null), mark, now.getTime(), row.id, row.n, ...guard.args],
  }
  const session = typeof values.session === 'string' ? values.session : row.session
  const party = act.party ?? (typeof values.came === 'number' ? values.came : row.size)
  return { outcome, registration: row.id, session, party, statements: [update, ...seats(written)], written }
}

const seatOf = ({ event, session, group, seated }: Registered): Opening => ({ event, session, group: seated ?? group })
const withMark = ({ marks }: Registered) => JSON.stringify([...new Set([...marks, 'over'])])

function checkIn(telling: Telling, row: Registered): Choice[] {
  const { day, act, now } = telling
  const session = act.session !== undefined && sessionOf(day, act.session) ? act.session : row.session
  const { at, early, begun, offline } = momentOf(day, act, session, now)
  const without = WITHOUT_SEAT[row.state]
  if (without) return [stays(telling, row, without)]
  if (early) return [stays(telling, row, 'early')]
  if (!step('checkIn').from.includes(row.state)) {
    const returns = row.leftAt !== null && at > row.leftAt
    return returns ? [moves(telling, row, 'in', { left_at: null })] : [stays(telling, row, 'already')]
  }
  const party = act.party ?? row.size
  const attended = { state: 'attended' satisfies State, session, came_at: at, came: party }
  const enter = (
    outcome: OutcomeName,
    values: Values,
    when?: Condition,
    seats?: (written: Condition) => InStatement[],
  ) => leftBefore(moves(telling, row, outcome, { ...attended, ...values }, when, seats), row, at)
  const old = (written: Condition) => (row.seated === null ? [] : [giveBack(seatOf(row), row.size, written)])
  const there = spare(row.event, session, party)
  if (session !== row.session) {
    const last = offline ? enter('over', { seated: null, marks: withMark(row) }, ANY, old) : stays(telling, row, 'full')
    if (begun) return [enter('other-session', { seated: null }, there, old), last]
    const size = Math.max(party, row.size)
    const seated = openingsOf(day, session, row.group).map((opening) =>
      enter(
        'other-session',
        { seated: opening.group, size },
        room(opening, size, opening.group !== row.group),
        (written) => [...old(written), take(opening, size, written)],
      ),
    )
    return [...seated, last]
  }
  if (party <= row.size) return [enter('in', {})]
  const last = offline ? enter('over', { marks: withMark(row) }) : stays(telling, row, 'full')
  if (begun || row.seated === null) return [enter('party', {}, there), last]
  const more = party - row.size
  const opening = seatOf(row)
  const held = enter('party', { size: party }, room(opening, more, opening.group !== row.group), (written) => [
    take(opening, more, written),
  ])
  return [held, last]
}

/** Where a check-out was told before the check-in it belongs to, both count. */
function leftBefore(choice: Choice, row: Registered, at: number): Choice {
  const left: InStatement = {
    sql: `update registrations set left_at = (select max(a.at) from arrivals a where a.registration = ? and a.act = 'out'
      and a.outcome = 'not-in' and a.at > ?) where id = ? and ${choice.written.sql}`,
    args: [row.id, at, row.id, ...choice.written.args],
  }
  return { ...choice, statements: [...choice.statements, left] }
}

function checkOut(telling: Telling, row: Registered): Choice[] {
  if (!step('checkOut').from.includes(row.state)) return [stays(telling, row, 'not-in')]
  if (row.leftAt !== null) return [stays(telling, row, 'out')]
  const { at } = momentOf(telling.day, telling.act, row.session, telling.now)
  return [moves(telling, row, 'out', { left_at: Math.max(at, row.cameAt ?? at) })]
}

/** Undoes a check-in, but not one of another door that who undoes could not know of. */
function undo(telling: Telling, row: Registered): Choice[] {
  if (!step('undo').from.includes(row.state)) return [stays(telling, row, 'not-in')]
  const { at } = momentOf(telling.day, telling.act, row.session, telling.now)
  const known: Condition = {
    sql: `not exists (select 1 from arrivals a where a.registration = ? and a.door <> ? and a.told_at > ?
      and a.outcome in (${CAME_IN.map((name) => `'${name}'`).join(', ')}))`,
    args: [row.id, telling.from, at],
  }
  const gone = { came_at: null, came: null, left_at: null }
  const walked = row.marks.includes('walk-in')
  // Who came without a registration has none when the coming is undone.
  const values = walked ? { state: 'cancelled', seated: null, ...gone } : { state: 'confirmed', ...gone }
  const seats = (written: Condition) =>
    walked && row.seated !== null ? [giveBack(seatOf(row), row.size, written)] : []
  return [moves(telling, row, 'undone', values, known, seats), stays(telling, row, 'already')]
}
