import { eq, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { people } from '../../db/schema.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Around } from './facts.ts'
import { OURS } from './routing.ts'
import type { Rulebook } from './rulebook.ts'

/** R13: three times in ninety days make a pattern (示例). */
const WINDOW = 90 * 86_400_000
const PATTERN = 3

/** What the database knows around a submission: its matter, like cases before it, and whether our own staff is named. */
export async function aroundOf(
  store: Store,
  book: Rulebook,
  complaint: Pick<Complaint, 'category' | 'about' | 'matter'>,
  received: Date,
): Promise<Pick<Around, 'matter' | 'similar' | 'staff'>> {
  const matter = await book.matter(complaint.matter)
  const body = complaint.about?.department ?? matter?.department
  const [similar, staff] = await Promise.all([
    body === undefined ? 0 : similarTo(store, body, complaint.category, received.getTime()),
    staffOf(store, Date.now()),
  ])
  return { matter, similar, staff }
}

/** Like cases before, as far as it matters how many. Of sealed cases nothing is known here, not even their number. */
async function similarTo(store: Store, body: string, category: string, received: number): Promise<number> {
  const found = await store.read.get<{ n: number }>(sql`select count(*) as n from (
    select 1 from cases where about_department = ${body} and category = ${category}
    and received_at >= ${received - WINDOW} and received_at < ${received}
    and lane <> 'sealed' and status <> 'withdrawn' limit ${PATTERN})`)
  return found?.n ?? 0
}

const MINUTE = 60_000
const kept = new WeakMap<Store, { until: number; names: Promise<string[]> }>()

/** Names of the bureau's staff, read once a minute: a new colleague is found a moment later. */
function staffOf(store: Store, now: number): Promise<string[]> {
  const last = kept.get(store)
  if (last && last.until > now) return last.names
  const names = readStaff(store)
  kept.set(store, { until: now + MINUTE, names })
  names.catch(() => kept.delete(store))
  return names
}

async function readStaff(store: Store): Promise<string[]> {
  const rows = await store.read.select({ name: people.name }).from(people).where(eq(people.department, OURS.code))
  return rows.map(({ name }) => name.replace(/（示例）$/, '')).filter((name) => name.length > 1)
}
