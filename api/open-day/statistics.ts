import type { Rulebook } from '../case/rulebook.ts'
import type { Day } from './day.ts'
import { type Counted, numbersOf } from './numbers.ts'
import { GROUP, GROUPS, type Group } from './open-day.ts'

export interface Totals {
  events: number
  cancelled: number
  seats: number
  registered: number
  came: number
  walkIns: number
  absent: number
  /** Of those who had a seat on a day that was held; in percent. */
  absentRate: number | null
}

const yearOf = ({ data }: Day) => data.sessions.map(({ starts }) => starts.slice(0, 4)).sort()[0] ?? ''

/** What some open days come to, whole or of one group. Of what was called off only that it was. */
function totals(days: readonly Day[], rows: readonly Counted[], group?: Group): Totals {
  const held = days.filter(({ cancelled }) => !cancelled)
  const codes = new Set(held.map(({ data }) => data.code))
  const here = rows.filter((row) => codes.has(row.event) && (group === undefined || row.group === group))
  const seats = held
    .flatMap(({ data }) => data.sessions.flatMap((session) => session.seats))
    .filter((one) => group === undefined || one.group === group)
    .reduce((sum, one) => sum + one.seats, 0)
  const { registered, came, walkIns, absent } = numbersOf(seats, here)
  const expected = came - walkIns + absent
  const absentRate = expected === 0 ? null : Math.round((absent / expected) * 1000) / 10
  return {
    events: held.length,
    cancelled: days.length - held.length,
    seats,
    registered,
    came,
    walkIns,
    absent,
    absentRate,
  }
}

/** Open days by body, by group and by year. */
export function statistics(all: readonly Day[], rows: readonly Counted[], book: Rulebook, year?: number) {
  const days = all.filter((day) => year === undefined || yearOf(day) === String(year))
  const bodies = [...Map.groupBy(days, ({ data }) => data.department)]
  const having = (group: Group) =>
    days.filter(({ data }) => data.sessions.some(({ seats }) => seats.some((one) => one.group === group)))
  return {
    all: totals(days, rows),
    departments: bodies
      .map(([code, some]) => ({ code, label: book.departments.get(code)?.name ?? code, ...totals(some, rows) }))
      .toSorted((a, b) => b.events - a.events || (a.code < b.code ? -1 : 1)),
    groups: GROUPS.map((group) => ({ code: group, label: GROUP[group], ...totals(having(group), rows, group) })).filter(
      ({ events, cancelled }) => events + cancelled > 0,
    ),
    years: [...Map.groupBy(days, yearOf)]
      .map(([code, some]) => ({ code, label: `${code}年`, ...totals(some, rows) }))
      .toSorted((a, b) => (a.code < b.code ? 1 : -1)),
  }
}
