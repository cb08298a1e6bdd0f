import { eq, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { interests, people } from '../../db/schema.ts'
import type { Complaint } from '../complaint/complaint.ts'
import { inTerm } from '../staff/term.ts'
import { today } from './deadline.ts'
import type { Around } from './facts.ts'
import { OURS } from './routing.ts'
import type { Rulebook } from './rulebook.ts'
import { step } from './workflow.ts'

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
): Promise<Pick<Around, 'matter' | 'similar' | 'staff'> & { recused: string[]; vacant: boolean }> {
  const matter = await book.matter(complaint.matter)
  const body = complaint.about?.department ?? matter?.department
  const [similar, { staff, interests: declared }] = await Promise.all([
    body === undefined ? 0 : similarTo(store, body, complaint.category, received.getTime()),
    officeOf(store, Date.now()),
  ])
  const named = staff
    .filter(({ name }) => name.length > 1)
    .filter(({ name }) => `${complaint.account} ${complaint.about?.officer ?? ''}`.includes(name))
  const subjects = [body, complaint.enterprise?.uscc]
  const interested = declared.filter(({ subject }) => subjects.includes(subject)).map(({ person }) => person)
  const recused = [...new Set([...named.map(({ login }) => login), ...interested])]
  return {
    matter,
    similar,
    staff: staff.map(({ name }) => name).filter((name) => name.length > 1),
    recused,
    vacant: isVacant(staff, recused, today(received)),
  }
}

/** Whether nobody is left for a part of the work, though somebody does it: then it may lie neither with them nor with nobody. */
const isVacant = (staff: Office['staff'], recused: readonly string[], day: string) =>
  step('recuse').by.some((role) => {
    const hands = staff.filter((one) => one.active && inTerm(one, day) && one.roles.some((held) => held === role))
    return hands.length > 0 && hands.every(({ login }) => recused.includes(login))
  })

/** Patterns found a moment ago: what was so often stays so often for a minute, and is not counted for every submission. */
const patterns = new WeakMap<Store, Map<string, number>>()
const MOST_PATTERNS = 1000

/** Like cases before, as far as it matters how many. Of sealed cases nothing is known here, not even their number. */
async function similarTo(store: Store, body: string, category: string, received: number): Promise<number> {
  const seen = patterns.get(store) ?? new Map<string, number>()
  patterns.set(store, seen)
  const key = `${body} ${category} ${Math.floor(received / MINUTE)}`
  const before = seen.get(key)
  if (before !== undefined) return before
  const found = await store.read.get<{ n: number }>(sql`select count(*) as n from (
    select 1 from cases where about_department = ${body} and category = ${category}
    and received_at >= ${received - WINDOW} and received_at < ${received}
    and lane <> 'sealed' and status <> 'withdrawn' limit ${PATTERN})`)
  const n = found?.n ?? 0
  if (seen.size > MOST_PATTERNS) seen.clear()
  if (n >= PATTERN) seen.set(key, n)
  return n
}

const MINUTE = 60_000
interface Office {
  staff: Pick<typeof people.$inferSelect, 'login' | 'name' | 'roles' | 'active' | 'validFrom' | 'validTo'>[]
  interests: { person: string; subject: string }[]
}
const kept = new WeakMap<Store, { until: number; office: Promise<Office> }>()

/** The bureau's staff and their declared interests, read once a minute: what is new is known a moment later. */
function officeOf(store: Store, now: number): Promise<Office> {
  const last = kept.get(store)
  if (last && last.until > now) return last.office
  const office = readOffice(store)
  kept.set(store, { until: now + MINUTE, office })
  office.catch(() => kept.delete(store))
  return office
}

async function readOffice({ read }: Store): Promise<Office> {
  const { login, name, department, roles, active, validFrom, validTo } = people
  const { person, subject } = interests
  const [rows, declared] = await Promise.all([
    read.select({ login, name, roles, active, validFrom, validTo }).from(people).where(eq(department, OURS.code)),
    read.select({ person, subject }).from(interests),
  ])
  const staff = rows.map((one) => ({ ...one, name: one.name.replace(/（示例）$/, '') }))
  return { staff, interests: declared }
}
