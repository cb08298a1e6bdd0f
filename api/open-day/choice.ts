import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import type { Act } from './act.ts'
import { type Day, sessionOf } from './day.ts'
import type { OutcomeName } from './outcome.ts'
import type { Opening } from './seats.ts'

/** One way an act may turn out. Of those that may, the first whose condition holds is written, with its seats. */
export interface Choice {
  outcome: OutcomeName
  registration: string | null
  session: string
  party: number
  statements: InStatement[]
  /** Whether it is what happened. */
  written: Condition
}

export interface Telling {
  day: Day
  act: Act
  /** The door's id, `self` or `desk`. */
  from: string
  now: Date
}

/** Whether an act was not heard before: a second telling, on whichever node, writes nothing. */
export const unheard = ({ id }: Pick<Act, 'id'>): Condition => ({
  sql: 'not exists (select 1 from arrivals where id = ?)',
  args: [id],
})

/** Whether so many more may come in now that it has begun: the seats of who did not come are free. */
export const spare = (event: string, session: string, party: number): Condition => ({
  sql: `(select coalesce(sum(came), 0) from registrations where event = ? and session = ? and state = 'attended' and left_at is null) + ?
    <= (select coalesce(sum(seats), 0) from openings where event = ? and session = ?)`,
  args: [event, session, party, event, session],
})

/** The openings of a session, those of a group first: on the day all seats are one. */
export const openingsOf = (day: Day, session: string, group: Opening['group']): Opening[] =>
  (sessionOf(day, session)?.seats ?? [])
    .map((seats) => ({ event: day.data.code, session, group: seats.group }))
    .sort((a, b) => Number(b.group === group) - Number(a.group === group))
