import { calledOf, type OpenDay } from '../../content/kinds/open-day.ts'
import { calendarOf, escaped, stamp } from '../tool/calendar.ts'
import { instantOf } from './open-day.ts'

const utc = (local: string) => stamp(new Date(instantOf(local)))

/** An open day as a calendar needs it. */
export interface Noted {
  data: OpenDay
  version: number
  cancelled: boolean
}

/** The sessions of an open day as events, each with a reminder the day before. */
function eventsOf({ data, version, cancelled }: Noted, origin: string, now: Date, only?: string): string[] {
  const { code, name, place, sessions, phone } = data
  const shown = sessions.filter(({ id }) => only === undefined || id === only)
  return shown.flatMap(({ id, checkIn, starts, ends }) => [
    'BEGIN:VEVENT',
    // The same session is the same event: importing the file again moves it and doubles nothing.
    `UID:open-day-${code}-${id}@yangguang`,
    `SEQUENCE:${version}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${utc(starts)}`,
    `DTEND:${utc(ends)}`,
    `SUMMARY:${escaped(`${cancelled ? '（已取消）' : ''}${calledOf(data)}：${name}`)}`,
    `LOCATION:${escaped(`${place.name}，${place.address}`)}`,
    `DESCRIPTION:${escaped(`${checkIn.slice(11)}开始签到。${place.directions}\n咨询：${phone}`)}`,
    `URL:${origin}/open-days/${code}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    ...(cancelled
      ? []
      : ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-P1D', `DESCRIPTION:${escaped(name)}`, 'END:VALARM']),
    'END:VEVENT',
  ])
}

/** One open day, or one session of it, as a calendar file. */
export const icsOf = (day: Noted, origin: string, now: Date, only?: string): string =>
  calendarOf('open-day', eventsOf(day, origin, now, only))

/** Every open day that is still to come, to subscribe to; one called off stays in it until it would have been over. */
export function feedOf(days: readonly Noted[], origin: string, now: Date): string {
  const coming = days.filter(({ data }) => data.sessions.some(({ ends }) => instantOf(ends) > now.getTime()))
  return calendarOf(
    'open-day',
    coming.flatMap((day) => eventsOf(day, origin, now)),
    '执法开放日',
  )
}
