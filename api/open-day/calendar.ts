import type { OpenDay } from '../../content/kinds/open-day.ts'
import { calendarOf, escaped, stamp } from '../tool/calendar.ts'
import { instantOf } from './open-day.ts'

const utc = (local: string) => stamp(new Date(instantOf(local)))

/** The sessions of an open day as a calendar file, each with a reminder the day before. */
export function icsOf(day: OpenDay, url: string, cancelled: boolean, now: Date, only?: string): string {
  const { code, name, place, sessions, phone } = day
  const shown = sessions.filter(({ id }) => only === undefined || id === only)
  const events = shown.flatMap(({ id, checkIn, starts, ends }) => [
    'BEGIN:VEVENT',
    // The same session is the same event: importing the file again moves it and doubles nothing.
    `UID:open-day-${code}-${id}@yangguang`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${utc(starts)}`,
    `DTEND:${utc(ends)}`,
    `SUMMARY:${escaped(`执法开放日：${name}`)}`,
    `LOCATION:${escaped(`${place.name}，${place.address}`)}`,
    `DESCRIPTION:${escaped(`${checkIn.slice(11)}开始签到。${place.directions}\n咨询：${phone}`)}`,
    `URL:${url}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-P1D',
    `DESCRIPTION:${escaped(name)}`,
    'END:VALARM',
    'END:VEVENT',
  ])
  return calendarOf('open-day', events)
}
