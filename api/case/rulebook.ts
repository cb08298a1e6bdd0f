import type { Category } from '../../content/kinds/category.ts'
import type { Department } from '../../content/kinds/department.ts'
import type { Store } from '../../db/open.ts'
import type { Published } from '../publication/publication.ts'
import { published } from '../publication/publication.ts'
import { currentRevision } from '../publication/revision.ts'
import { inForce } from '../publication/store.ts'
import type { Calendar, Limit } from './deadline.ts'
import { calendarOf, lastDay, today } from './deadline.ts'
import { type Lane, LIMITS_OF } from './routing.ts'

/** The portal's own rules as published for one day: what routing and deadlines read. */
export interface Rulebook {
  departments: ReadonlyMap<string, Department>
  categories: ReadonlyMap<string, Category>
  limits: ReadonlyMap<string, Partial<Record<string, Limit>>>
  calendar: Calendar
}

const kept = new WeakMap<Store, { key: string; book: Promise<Rulebook> }>()

/** The rules in force today; read once a day and once a publishing. */
export async function rulebook(store: Store, now: Date): Promise<Rulebook> {
  const key = `${await currentRevision(store)} ${today(now)}`
  const last = kept.get(store)
  if (last?.key === key) return last.book
  const book = read(store, now)
  kept.set(store, { key, book })
  book.catch(() => kept.delete(store))
  return book
}

async function read(store: Store, now: Date): Promise<Rulebook> {
  const on = today(now)
  const [departments, categories, limits, workdays] = await Promise.all([
    table(store, 'department', on),
    table(store, 'category', on),
    table(store, 'limit', on),
    table(store, 'workday', on),
  ])
  return {
    departments,
    categories,
    limits: new Map([...limits].map(([code, l]) => [code, l.steps as Partial<Record<string, Limit>>])),
    calendar: calendarOf(workdays.values()),
  }
}

async function table<K extends 'department' | 'category' | 'limit' | 'workday'>(store: Store, kind: K, on: string) {
  const rows = await inForce(store, kind, on, on)
  return new Map<string, Published<K>['data']>(
    rows.filter((r) => !r.summary?.cancelled).map((r) => [r.code, published(kind, r).data]),
  )
}

/** The limits of a lane; a page that is wrong has its own (3 working days, rulings.md 9). */
export function limitsOf(book: Rulebook, lane: string, kind: string): Partial<Record<string, Limit>> {
  return book.limits.get(kind === 'site' ? 'SITE' : LIMITS_OF[lane as Lane]) ?? {}
}

/**
 * When a clock started on a day runs out for a case. Where nothing need be accepted the answer is owed from the day of
 * receipt, and accepting moves no date.
 */
export const clockFor =
  (book: Rulebook, of: { lane: string; kind: string; answerBy: string | null }, from: string) =>
  (clock: 'accept' | 'answer'): string | null => {
    const limits = limitsOf(book, of.lane, of.kind)
    const limit = limits.accept && limits[clock]
    return limit ? lastDay(from, limit, book.calendar).on : of.answerBy
  }

/** Whether a date lies in a year whose holidays the State Council has not announced yet. */
export const isProvisional = (book: Rulebook, ...dates: (string | null)[]) =>
  dates.some((date) => date !== null && !book.calendar.years.has(date.slice(0, 4)))
