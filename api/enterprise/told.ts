import { eq } from 'drizzle-orm'
import { visits } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { type CodeRow, scanned, type World } from '../code/found.ts'
import { type Verdict, verdictOf } from '../code/verdict.ts'
import { bodiesOf, capsOn, entered, timesOf, yearOf } from '../visit/counts.ts'
import { published } from '../visit/published.ts'
import type { Asked, Inspections } from './inspection.ts'

/** A company’s own code opens while it is valid; that of an inspection also afterwards, when its days are over. */
const OPENS: Partial<Record<CodeRow['type'], readonly Verdict[]>> = {
  ENT: ['genuine'],
  TASK: ['early', 'genuine', 'expired'],
}

/** The company and its sector behind a code that still opens; nothing behind any other. */
async function companyOf(world: World, typed: string, day: string) {
  const row = await scanned(world, typed)
  if (!row || !OPENS[row.type]?.includes(verdictOf(row, day))) return undefined
  if (row.type === 'ENT') return { uscc: row.subject, industry: row.facts.industry ?? '' }
  const { uscc, industry } = visits
  return world.store.read.select({ uscc, industry }).from(visits).where(eq(visits.no, row.subject)).get()
}

/** The same day a year before. */
const yearBefore = (day: string) => {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`
  return before.endsWith('-02-29') ? before.replace('-02-29', '-03-01') : before
}

/**
 * Who inspected a company in the twelve months before a day. Every code has to be one of this company’s: whoever has one
 * of another learns neither whose it is nor whether it exists. Why they came and who they were is not told: it may lead to
 * whoever reported something.
 */
export async function inspectionsOf(world: World, { uscc, codes }: Asked, now: Date): Promise<Inspections | undefined> {
  const day = today(now)
  const behind = await Promise.all(codes.map((code) => companyOf(world, code, day)))
  const [first] = behind
  if (!first || behind.some((one) => one?.uscc !== uscc)) return undefined
  const since = yearBefore(day)
  const { from } = yearOf(day)
  const book = await published(world.store, day)
  const all = await entered(world, uscc, since, day)
  const thisYear = all.filter(({ enteredOn }) => (enteredOn ?? '') >= from)
  // The sector as it was last inspected by: a code on the wall may be older.
  const industry = all.at(-1)?.industry ?? first.industry
  const bodies = [...new Set(all.flatMap(bodiesOf))]
  const caps = await capsOn(book, bodies, industry)
  return {
    uscc,
    from: since,
    to: day,
    year: day.slice(0, 4),
    visits: all.reverse().map((row) => ({
      day: row.enteredOn ?? '',
      bodies: bodiesOf(row).map((code) => book.body(code)),
      items: row.items.map((code) => ({ code, name: book.itemName(code) })),
      outside: row.other !== null,
      counted: row.counted,
    })),
    bodies: bodies.map((code) => ({ name: book.body(code), n: timesOf(thisYear, code), cap: caps.get(code) ?? null })),
  }
}
