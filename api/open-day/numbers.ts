import type { Store } from '../../db/open.ts'
import type { Day } from './day.ts'
import { GROUP, type Group, zoned } from './open-day.ts'
import { isExpected, isSeated, type State } from './workflow.ts'

/** How many people of a group stand where in a session, companions included; counted from the registrations themselves. */
export interface Counted {
  event: string
  session: string
  group: Group
  seated: Group | null
  state: State
  /** Came without a registration. */
  walked: 0 | 1
  parties: number
  people: number
  came: number
}

/** Every count of some open days, in one walk; all of them when none are named. */
export const counted = ({ heavy }: Store, event?: string): Promise<Counted[]> =>
  heavy.rows<Counted>({
    sql: `select event, session, "group", seated, state, marks like '%"walk-in"%' as walked, count(*) as parties,
        sum(size) as people, sum(coalesce(came, 0)) as came
      from registrations ${event === undefined ? '' : 'where event = ?'} group by 1, 2, 3, 4, 5, 6`,
    args: event === undefined ? [] : [event],
  })

export interface Numbers {
  seats: number
  taken: number
  left: number
  /** People who ever asked for a seat, walk-ins not. */
  registered: number
  pending: number
  confirmed: number
  waiting: number
  cancelled: number
  came: number
  /** Had a seat and stayed away: whole parties, and those who stayed at home of a party that came. */
  absent: number
  walkIns: number
}

const GONE: readonly State[] = ['refused', 'declined', 'expired', 'cancelled']

/** What some counts come to, beside so many seats. `lent` are the seats of a group, whoever sits on them. */
export function numbersOf(seats: number, rows: readonly Counted[], lent: readonly Counted[] = rows): Numbers {
  const sum = (some: readonly Counted[], of: (row: Counted) => boolean, what: 'people' | 'came' = 'people') =>
    some.filter(of).reduce((all, row) => all + row[what], 0)
  const taken = sum(lent, ({ state }) => isSeated(state))
  const asked = rows.filter(({ walked }) => !walked)
  const attended = asked.filter(({ state }) => state === 'attended')
  return {
    seats,
    taken,
    left: Math.max(0, seats - taken),
    registered: sum(asked, () => true),
    pending: sum(asked, ({ state }) => state === 'pending'),
    confirmed: sum(asked, ({ state }) => isExpected(state)),
    waiting: sum(asked, ({ state }) => state === 'waiting' || state === 'offered'),
    cancelled: sum(asked, ({ state }) => GONE.includes(state)),
    came: sum(rows, ({ state }) => state === 'attended', 'came'),
    absent:
      sum(asked, ({ state }) => state === 'absent') +
      attended.reduce((all, { people, came }) => all + Math.max(0, people - came), 0),
    walkIns: sum(rows, ({ walked, state }) => walked === 1 && state === 'attended', 'came'),
  }
}

/** The numbers of an open day, of each session and of each group in it. */
export function numbersOfDay({ data }: Day, rows: readonly Counted[]) {
  const sessions = data.sessions.map(({ id, starts, seats }) => {
    const here = rows.filter((row) => row.session === id)
    const listed = seats.map(({ group }) => group)
    // Groups another version had, or that came without a registration.
    const more = [...new Set(here.map(({ group }) => group))].filter((group) => !listed.includes(group))
    const groups = [...listed, ...more].map((group) => ({
      group,
      label: GROUP[group],
      ...numbersOf(
        seats.find((one) => one.group === group)?.seats ?? 0,
        here.filter((row) => row.group === group),
        here.filter((row) => row.seated === group),
      ),
    }))
    const all = seats.reduce((sum, one) => sum + one.seats, 0)
    return { id, starts: zoned(starts), ...numbersOf(all, here), groups }
  })
  const seats = sessions.reduce((sum, one) => sum + one.seats, 0)
  return { all: numbersOf(seats, rows), sessions }
}
