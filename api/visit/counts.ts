import { and, eq, gte, lte } from 'drizzle-orm'
import { visits } from '../../db/schema.ts'
import type { VisitRow, World } from './found.ts'
import { capOf, type Published } from './published.ts'

export const bodiesOf = ({ department, partners }: Pick<VisitRow, 'department' | 'partners'>) => [
  department,
  ...partners,
]

/** Those who entered a company between two days, the earliest first. */
export async function entered({ store }: Pick<World, 'store'>, uscc: string, from: string, to: string) {
  const rows = await store.read
    .select()
    .from(visits)
    .where(
      and(eq(visits.uscc, uscc), eq(visits.status, 'entered'), gte(visits.enteredOn, from), lte(visits.enteredOn, to)),
    )
  return rows.sort((a, b) => (a.enteredAt ?? 0) - (b.enteredAt ?? 0) || (a.no < b.no ? -1 : 1))
}

export const yearOf = (day: string) => ({ from: `${day.slice(0, 4)}-01-01`, to: `${day.slice(0, 4)}-12-31` })

/** How often a body was there, among some visits; a joint one counts for each body in it. */
export const timesOf = (some: readonly VisitRow[], body: string) =>
  some.filter((row) => row.counted && bodiesOf(row).includes(body)).length

/** What the caps come to for each body on a day, from those published for the sector then. */
export async function capsOn(book: Published, bodies: readonly string[], industry: string) {
  const all = await book.allItems()
  return new Map(bodies.map((body) => [body, capOf(all, body, industry)]))
}
