import type { Workday } from '../../content/kinds/workday.ts'

/** A legal time limit, and the provision it comes from. */
export interface Limit {
  days: number
  counting: 'workdays' | 'days'
  basis: string
  /** Set where the value is an example of the demonstration city. */
  demo?: boolean
}

/** Dates the State Council's yearly notices move: `false` a day off in the week, `true` a worked weekend. */
export interface Calendar {
  moved: ReadonlyMap<string, boolean>
  /** Years whose notice has been loaded; outside them a date is provisional. */
  years: ReadonlySet<string>
}

export interface Deadline {
  /** The last day, itself included. */
  on: string
  /** True when counting ran into a year without a final calendar. */
  provisional: boolean
}

const DAY = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** Every civil day from one to another, both included. */
export const span = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY + 1) }, (_, i) =>
    iso(Date.parse(from) + i * DAY),
  )

/** The published years of work as one calendar. */
export function calendarOf(workdays: Iterable<Workday>): Calendar {
  const moved = new Map<string, boolean>()
  const years = new Set<string>()
  for (const { code, off, work, provisional } of workdays) {
    for (const { from, to } of off) for (const day of span(from, to)) moved.set(day, false)
    for (const day of work) moved.set(day, true)
    if (!provisional) years.add(code)
  }
  return { moved, years }
}

let spelled = { day: Number.NaN, as: '' }

/** The civil date in China at an instant; asked for with every page, so a day is spelled once. */
export function today(now: Date): string {
  const day = Math.floor((now.getTime() + 8 * 3_600_000) / DAY)
  if (spelled.day !== day) spelled = { day, as: iso(day * DAY) }
  return spelled.as
}

export const isWorkday = (day: string, calendar: Calendar) =>
  calendar.moved.get(day) ?? ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/**
 * The last day of a limit that starts on `from`; the starting day itself does not count, and a last day off moves to
 * the next working day (domain.md D5; Civil Procedure Law art. 85 is the usual model).
 */
export function lastDay(from: string, limit: Limit, calendar: Calendar): Deadline {
  const counted = ends.get(calendar) ?? new Map<string, Deadline>()
  ends.set(calendar, counted)
  const name = `${from} ${limit.days} ${limit.counting}`
  const end = counted.get(name) ?? count(from, limit, calendar)
  counted.set(name, end)
  return end
}

/** A day has few limits and many submissions: each end is counted once a calendar. */
const ends = new WeakMap<Calendar, Map<string, Deadline>>()

function count(from: string, limit: Limit, calendar: Calendar): Deadline {
  let ms = Date.parse(from)
  for (let left = limit.days; left > 0; ) {
    ms += DAY
    if (limit.counting === 'days' || isWorkday(iso(ms), calendar)) left--
  }
  while (!isWorkday(iso(ms), calendar)) ms += DAY
  const on = iso(ms)
  return { on, provisional: !calendar.years.has(on.slice(0, 4)) }
}

/** Working days left until `day`, today not counted; negative when it has passed. */
export function workdaysUntil(from: string, day: string, calendar: Calendar): number {
  const sign = day < from ? -1 : 1
  const [first, last] = sign > 0 ? [from, day] : [day, from]
  let n = 0
  for (let ms = Date.parse(first) + DAY; ms <= Date.parse(last); ms += DAY) if (isWorkday(iso(ms), calendar)) n++
  return sign * n
}
