import { calendarOf, escaped, stamp } from '../tool/calendar.ts'
import type { DutyRow } from './found.ts'

const utc = (at: number) => stamp(new Date(at))

/** A task as a calendar has it, with a reminder the day before; the same task is the same event however often it is taken in. */
const eventOf = (duty: DutyRow, origin: string, now: Date): string[] => {
  const off = duty.state === 'cancelled'
  return [
    'BEGIN:VEVENT',
    `UID:duty-${duty.id}@yangguang`,
    `SEQUENCE:${duty.n}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${utc(duty.startsAt)}`,
    `DTEND:${utc(duty.endsAt)}`,
    `SUMMARY:${escaped(`${off ? '（已取消）' : ''}${duty.title}`)}`,
    `LOCATION:${escaped(duty.place)}`,
    `URL:${origin}/duty/${duty.id}`,
    `STATUS:${off ? 'CANCELLED' : 'CONFIRMED'}`,
    ...(off
      ? []
      : ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-P1D', `DESCRIPTION:${escaped(duty.title)}`, 'END:VALARM']),
    'END:VEVENT',
  ]
}

/** What is to be done stands in other people’s calendars without what it is about: title, place and time, never the brief. */
export const icsOf = (duties: readonly DutyRow[], origin: string, now: Date): string =>
  calendarOf(
    'duty',
    duties.flatMap((duty) => eventOf(duty, origin, now)),
    '履职任务',
  )
