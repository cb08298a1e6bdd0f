import { eq } from 'drizzle-orm'
import { visits } from '../../db/schema.ts'
import type { OfficerVerdict } from '../officer/officer.ts'
import { bodiesOf, capsOn, entered, timesOf, yearOf } from './counts.ts'
import type { World } from './found.ts'
import { covers, published, shownName, standingOf, tailOf } from './published.ts'

/** An inspection as whoever is inspected sees it at the door. */
export interface ToldVisit {
  lead: string
  partners: string[]
  company: string
  /** Under which number it is counted; whoever is inspected sees when it is another’s. */
  uscc: string
  on: string
  until: string
  /** When they registered at the door; nothing when they did not. */
  enteredAt: string | null
  /** They came without a task because it could not wait. */
  urgent: boolean
  counted: boolean
  /** By which provisions each is done; of one that was not published none are told. */
  items: { code: string; name: string; published: boolean; basis: string[] }[]
  /** Something outside the published lists was looked at; what it was may tell of whoever reported it. */
  outside: boolean
  /** How often each body was here in the year, this time included, and how often it may be. */
  bodies: { name: string; n: number; cap: number | null }[]
  /** Surname, end of the certificate’s number, body and standing: no more of anybody (rulings.md 21). */
  officers: { name: string; tail: string; body: string; standing: OfficerVerdict }[]
}

/** The inspection behind a code, as it stands on a day. */
export async function toldVisit(
  { store }: Pick<World, 'store'>,
  no: string,
  today: string,
): Promise<ToldVisit | undefined> {
  const row = await store.read.select().from(visits).where(eq(visits.no, no)).get()
  if (!row) return undefined
  const day = row.enteredOn ?? row.on
  const { from } = yearOf(day)
  const book = await published(store, day)
  const codes = bodiesOf(row)
  const [items, officers, caps, all] = await Promise.all([
    book.items(row.items),
    book.officers(row.officers),
    capsOn(book, codes, row.industry),
    entered({ store }, row.uscc, from, day),
  ])
  // Those before it: what came later on the day or in the year is another's number.
  const mine = all.findIndex((one) => one.no === row.no)
  const before = mine < 0 ? all : all.slice(0, mine)
  const now = await published(store, today)
  const standing = await now.officers(row.officers)
  return {
    lead: book.body(row.department),
    partners: row.partners.map((code) => book.body(code)),
    company: row.company,
    uscc: row.uscc,
    on: row.on,
    until: row.until,
    enteredAt: row.enteredAt === null ? null : new Date(row.enteredAt).toISOString(),
    urgent: row.approver !== null,
    counted: row.counted,
    items: row.items.map((code) => ({
      code,
      name: book.itemName(code),
      published: covers(items.get(code), codes, row.industry),
      basis: items.get(code)?.basis ?? [],
    })),
    outside: row.other !== null,
    bodies: codes.map((code) => ({ name: book.body(code), n: timesOf(before, code) + 1, cap: caps.get(code) ?? null })),
    officers: row.officers.flatMap((code) => {
      const officer = officers.get(code) ?? standing.get(code)
      return officer
        ? [
            {
              name: shownName(officer),
              tail: tailOf(officer),
              body: book.body(officer.department),
              standing: standingOf(standing.get(code), today),
            },
          ]
        : []
    }),
  }
}

/** So many of a year are shown one by one. */
const SHOWN = 20

/** A company’s inspections of the year: who, when, by which items, and how many of how many. */
export interface ToldCompany {
  year: string
  total: number
  visits: {
    day: string
    bodies: string[]
    items: { code: string; name: string }[]
    outside: boolean
    counted: boolean
  }[]
  bodies: { name: string; n: number; cap: number | null }[]
}

export async function toldCompany(
  { store }: Pick<World, 'store'>,
  uscc: string,
  industry: string,
  today: string,
): Promise<ToldCompany> {
  const { from, to } = yearOf(today)
  const book = await published(store, today)
  const all = await entered({ store }, uscc, from, to)
  const inspecting = (await book.allItems())
    .filter(({ industries }) => (industries as string[]).includes(industry))
    .map(({ department }) => department)
  const codes = [...new Set([...all.flatMap(bodiesOf), ...inspecting])]
  const caps = await capsOn(book, codes, industry)
  return {
    year: today.slice(0, 4),
    total: all.length,
    visits: all
      .slice(-SHOWN)
      .reverse()
      .map((row) => ({
        day: row.enteredOn ?? '',
        bodies: bodiesOf(row).map((code) => book.body(code)),
        items: row.items.map((code) => ({ code, name: book.itemName(code) })),
        outside: row.other !== null,
        counted: row.counted,
      })),
    bodies: codes.map((code) => ({ name: book.body(code), n: timesOf(all, code), cap: caps.get(code) ?? null })),
  }
}
