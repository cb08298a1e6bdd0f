import { today } from '../case/deadline.ts'
import { shift } from '../day.ts'
import type { Person } from './person.ts'

/** Fewer days of a year than the shortest three months have: too little to be called anything by. */
export const ENOUGH = 90
/** What stands for a grade then. */
export const SHORT = '任期不满三个月，不评定等次'

/** What gives somebody a term, and what takes it from them. */
export const GIVES = ['appoint', 'renew'] as const
export const ENDS = ['dismiss', 'resign', 'expire'] as const

/** A step in the life of a supervisor, as far as it is about their term. */
export interface Told {
  action: string
  at: number
  from: string | null
  to: string | null
}
interface Span {
  from: string
  to: string
}

/** What of a term was before somebody left: the day they left on is the last. */
const until = (spans: readonly Span[], day: string): Span[] =>
  spans.filter(({ from }) => from <= day).map(({ from, to }) => ({ from, to: to < day ? to : day }))

/** The terms somebody had, oldest first. Whose history does not say is believed their row. */
export function termsOf({ state, from, to, changedAt }: Standing, told: readonly Told[]): Span[] {
  let spans: Span[] = []
  for (const one of told) {
    if (GIVES.some((action) => action === one.action) && one.from !== null && one.to !== null)
      spans.push({ from: one.from, to: one.to })
    else if (ENDS.some((action) => action === one.action)) spans = until(spans, today(new Date(one.at)))
  }
  if (told.some((one) => one.from !== null)) return spans
  const left = state === 'resigned' || state === 'dismissed'
  return left ? until([{ from, to }], today(new Date(changedAt))) : [{ from, to }]
}
type Standing = Pick<Person, 'state' | 'from' | 'to' | 'changedAt'>

/** On how many days of a year somebody had a term. */
export function daysIn(year: number, spans: readonly Span[]): number {
  let days = 0
  let next = `${year}-01-01`
  for (const { from, to } of spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const first = from < next ? next : from
    const last = to < `${year}-12-31` ? to : `${year}-12-31`
    if (first > last) continue
    days += (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1
    next = shift(last, 1)
  }
  return days
}
