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

interface Deadline {
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

/** Of days, the first and the last. */
export const earliest = (...days: string[]): string => days.toSorted()[0] ?? ''
export const latest = (...days: string[]): string => days.toSorted().at(-1) ?? ''

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
  const on = countThrough(from, limit, calendar, () => false)
  return { on, provisional: isUnknown(from, on, calendar) }
}

/** Whether counting touched a year without a final calendar. */
const isUnknown = (from: string, on: string, calendar: Calendar) =>
  [from, on].some((day) => !calendar.years.has(day.slice(0, 4)))

/** Counts day by day from the day after `from`, leaving out days on which the clock stands still. */
function countThrough(from: string, limit: Length, calendar: Calendar, still: (day: string) => boolean): string {
  let ms = Date.parse(from)
  for (let left = limit.days; left > 0; ) {
    ms += DAY
    if (!still(iso(ms)) && (limit.counting === 'days' || isWorkday(iso(ms), calendar))) left--
  }
  while (!isWorkday(iso(ms), calendar)) ms += DAY
  return iso(ms)
}

/**
 * While a clock stands still: information was asked for, an expert or another procedure is waited for (domain.md D5). The
 * day it stopped still counts, the day it went on again does not; open while nobody has let it go on.
 */
export interface Stop {
  from: string
  to: string | null
}

/** How long, and counted how: a limit without the provision it rests on. */
type Length = Pick<Limit, 'days' | 'counting'>

/** A clock as it has run so far. */
export interface Running extends Length {
  from: string
  stops: Stop[]
  extensions: Length[]
}

/**
 * The last day of a limit that was stopped and extended; null while it stands still. An extension starts the day after
 * the date the sender was told, so that it takes nothing away.
 */
export function movedDay(
  from: string,
  limit: Length,
  calendar: Calendar,
  { stops = [], extensions = [] }: { stops?: readonly Stop[]; extensions?: readonly Length[] },
): Deadline | null {
  const still = (day: string) => stops.some((s) => day > s.from && s.to !== null && day <= s.to)
  let on = countThrough(from, limit, calendar, still)
  for (const extension of extensions) on = countThrough(on, extension, calendar, still)
  if (stops.some((s) => s.to === null && s.from < on)) return null
  return { on, provisional: isUnknown(from, on, calendar) }
}

/** A date with how it came about, to stand beside it. */
export interface Explained extends Deadline {
  /** How it was counted, in words. */
  words: string
  basis: string
  /** The number is an example of the demonstration city. */
  demo: boolean
}

const said = (day: string) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** The last day of a limit, how it was counted, and the provision the number rests on. */
export function explain(from: string, limit: Limit, calendar: Calendar, begun: string): Explained {
  const { on, provisional } = lastDay(from, limit, calendar)
  const unit = limit.counting === 'workdays' ? '个工作日' : '日'
  const start = `${said(from)}${begun}`
  const counted =
    limit.days === 0
      ? `${start}，当天办`
      : `${start}，从第二天起算${limit.days}${unit}，到${said(on)}${onlyDays(from, limit, calendar)}`
  const rolled = rolledOver(from, limit, on, calendar)
  const unsure = provisional ? `。${missing(from, on, calendar)}的放假安排还没有公布，公布后可能调整` : ''
  return { on, provisional, words: `${counted}${rolled}${unsure}`, basis: limit.basis, demo: limit.demo ?? false }
}

const missing = (from: string, on: string, calendar: Calendar) =>
  [...new Set([from, on].map((day) => day.slice(0, 4)))]
    .filter((year) => !calendar.years.has(year))
    .map((year) => `${year}年`)
    .join('、')

/** Days a notice moved, so that anybody can count again. */
function onlyDays(from: string, limit: Limit, calendar: Calendar): string {
  if (limit.counting === 'days') return ''
  const between = span(from, lastDay(from, limit, calendar).on).slice(1)
  const worked = between.filter((day) => calendar.moved.get(day) === true)
  const off = between.filter((day) => calendar.moved.get(day) === false && isWeekday(day))
  const parts = [
    '双休日不算',
    ...(off.length > 0 ? [`${off.map(said).join('、')}放假不算`] : []),
    ...(worked.length > 0 ? [`${worked.map(said).join('、')}调休上班，要算`] : []),
  ]
  return between.some((day) => !isWeekday(day)) || off.length > 0 ? `（${parts.join('；')}）` : ''
}

/** A last day off moves to the next working day. */
function rolledOver(from: string, limit: Limit, on: string, calendar: Calendar): string {
  if (limit.counting === 'workdays' && limit.days > 0) return ''
  const plain = iso(Date.parse(from) + limit.days * DAY)
  return plain === on || isWorkday(plain, calendar) ? '' : `；${said(plain)}休息，顺延到${said(on)}`
}

const isWeekday = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** As far ahead as dates are promised today: a month to answer, its extension, a recheck. */
const AHEAD = 90

/** Years that dates of today run into and whose notice is not loaded: the bureau must load it. */
export const missingYears = (calendar: Calendar, now: Date): string[] =>
  [...new Set([today(now), iso(Date.parse(today(now)) + AHEAD * DAY)].map((day) => day.slice(0, 4)))].filter(
    (year) => !calendar.years.has(year),
  )

/** The working day after a day. */
export const nextWorkday = (from: string, calendar: Calendar): string => {
  let ms = Date.parse(from) + DAY
  while (!isWorkday(iso(ms), calendar)) ms += DAY
  return iso(ms)
}

/** Working days left until `day`, today not counted; negative when it has passed. */
export function workdaysUntil(from: string, day: string, calendar: Calendar): number {
  const sign = day < from ? -1 : 1
  const [first, last] = sign > 0 ? [from, day] : [day, from]
  let n = 0
  for (let ms = Date.parse(first) + DAY; ms <= Date.parse(last); ms += DAY) if (isWorkday(iso(ms), calendar)) n++
  return sign * n
}
