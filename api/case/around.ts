import { eq, inArray, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { interests, people } from '../../db/schema.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Around } from './facts.ts'
import { OURS } from './routing.ts'
import type { Rulebook } from './rulebook.ts'

/** R13: three times in ninety days make a pattern (示例). */
const WINDOW = 90 * 86_400_000
const PATTERN = 3

type Said = Pick<Complaint, 'category' | 'about' | 'matter' | 'account' | 'enterprise'>

/**
 * What the database knows around a submission: its matter, like cases before it, whether our own staff is named, and who
 * of them must not deal with it (R14): whoever is named, and whoever declared an interest in the body or the enterprise.
 */
export async function aroundOf(
  store: Store,
  book: Rulebook,
  complaint: Said,
  received: Date,
): Promise<Pick<Around, 'matter' | 'similar' | 'staff'> & { recused: string[] }> {
  const matter = await book.matter(complaint.matter)
  const body = complaint.about?.department ?? matter?.department
  const [similar, staff, interested] = await Promise.all([
    body === undefined ? 0 : similarTo(store, body, complaint.category, received.getTime()),
    staffOf(store, Date.now()),
    interestedIn(store, [body, complaint.enterprise?.uscc]),
  ])
  const named = staff.filter(({ name }) => `${complaint.account} ${complaint.about?.officer ?? ''}`.includes(name))
  return {
    matter,
    similar,
    staff: staff.map(({ name }) => name),
    recused: [...new Set([...named.map(({ login }) => login), ...interested])],
  }
}

async function interestedIn(store: Store, subjects: (string | undefined)[]): Promise<string[]> {
  const known = subjects.filter((subject) => subject !== undefined)
  if (known.length === 0) return []
  const rows = await store.read
    .select({ person: interests.person })
    .from(interests)
    .where(inArray(interests.subject, known))
  return rows.map(({ person }) => person)
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
const kept = new WeakMap<Store, { until: number; staff: Promise<Named[]> }>()
interface Named {
  login: string
  name: string
}

/** The bureau's staff, read once a minute: a new colleague is found a moment later. */
function staffOf(store: Store, now: number): Promise<Named[]> {
  const last = kept.get(store)
  if (last && last.until > now) return last.staff
  const staff = readStaff(store)
  kept.set(store, { until: now + MINUTE, staff })
  staff.catch(() => kept.delete(store))
  return staff
}

async function readStaff(store: Store): Promise<Named[]> {
  const { login, name, department } = people
  const rows = await store.read.select({ login, name }).from(people).where(eq(department, OURS.code))
  return rows.map((one) => ({ ...one, name: one.name.replace(/（示例）$/, '') })).filter(({ name }) => name.length > 1)
}
