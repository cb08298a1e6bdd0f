import type { InStatement } from '@libsql/client'
import type { Group } from '../../content/kinds/open-day.ts'
import type { Condition } from '../../db/row.ts'
import { newMark } from '../mark.ts'

/** The seats of one group in one session. */
export interface Opening {
  event: string
  session: string
  group: Group
}

const HERE = 'event = ? and session = ? and "group" = ?'
const here = ({ event, session, group }: Opening) => [event, session, group]

/** Whether a writing moved this registration. Two writings never share a mark, so the one that came too late does nothing. */
export const moved = (id: string, mark: string): Condition => ({
  sql: 'exists (select 1 from registrations where id = ? and mark = ?)',
  args: [id, mark],
})

/**
 * Whether so many seats are free here and nobody who waits could have them: whoever comes now does not overtake.
 * `lent`: seats of another group, which go to those who wait of any group first.
 */
export function room(opening: Opening, size: number, lent: boolean): Condition {
  const { event, session, group } = opening
  return {
    sql: `exists (select 1 from openings o where o.event = ? and o.session = ? and o."group" = ? and o.taken + ? <= o.seats
      and not exists (select 1 from registrations r where r.event = ? and r.session = ? and r.state = 'waiting'
        and r.size <= o.seats - o.taken${lent ? '' : ' and r."group" = ?'}))`,
    args: [event, session, group, size, event, session, ...(lent ? [] : [group])],
  }
}

/** In which of these seats a party that comes now sits: those of the first with room for it, or none. */
export const firstWith = (openings: readonly Opening[], size: number, own: Group): Condition => {
  const rooms = openings.map((opening) => ({ opening, free: room(opening, size, opening.group !== own) }))
  return {
    sql: `case ${rooms.map(({ free }) => `when ${free.sql} then ?`).join(' ')} end`,
    args: rooms.flatMap(({ opening, free }) => [...free.args, opening.group]),
  }
}

export const take = (opening: Opening, size: number, when: Condition): InStatement => ({
  sql: `update openings set taken = taken + ? where ${HERE} and ${when.sql}`,
  args: [size, ...here(opening), ...when.args],
})

export const giveBack = (opening: Opening, size: number, when: Condition): InStatement => take(opening, -size, when)

/** Until when an offer is good, and who may be made one. */
export interface Offering {
  until: number
  now: Date
  /** From the day of overflow those of other groups too, after the group's own. */
  toAll: boolean
  /** What is written besides for whoever gets one. */
  owed(to: Condition): InStatement[]
}

/**
 * Offers what is free here to the first in line whose party fits, so often. Seats that are too few for the first party go
 * to the next: an empty seat is no use to those who wait. The larger party keeps its place, and may come with fewer.
 */
export function offer(opening: Opening, rounds: number, { until, now, toAll, owed }: Offering): InStatement[] {
  const { event, session, group } = opening
  const round = (): InStatement[] => {
    const mark = newMark()
    return [
      {
        sql: `update registrations set state = 'offered', seated = ?, offer_until = ?, mark = ?, changed_at = ?, n = n + 1
          where id = (select r.id from registrations r join openings o
            on o.event = r.event and o.session = r.session and o."group" = ?
            where r.event = ? and r.session = ? and r.state = 'waiting' and o.taken + r.size <= o.seats
            ${toAll ? '' : 'and r."group" = ?'} order by r."group" = ? desc, r.place limit 1)`,
        args: [group, until, mark, now.getTime(), group, event, session, ...(toAll ? [] : [group]), group],
      },
      {
        sql: `update openings set taken = taken + (select size from registrations where event = ? and session = ? and state = 'offered' and mark = ?)
          where ${HERE} and exists (select 1 from registrations where event = ? and session = ? and state = 'offered' and mark = ?)`,
        args: [event, session, mark, ...here(opening), event, session, mark],
      },
      ...owed({ sql: "event = ? and session = ? and state = 'offered' and mark = ?", args: [event, session, mark] }),
    ]
  }
  return Array.from({ length: rounds }, round).flat()
}

/** The place after everybody who ever waited for the session; `event` and `session` as the statement around it has them. */
export const lastPlace = (event: string, session: string) =>
  `1 + coalesce((select r.place from registrations r where r.event = ${event} and r.session = ${session}
    and r.place is not null order by r.place desc limit 1), 0)`

export const queue = (id: string, { event, session }: Omit<Opening, 'group'>): InStatement => ({
  sql: `update registrations set place = ${lastPlace('?', '?')} where id = ? and state = 'waiting' and place is null`,
  args: [event, session, id],
})
