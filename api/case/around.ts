import { eq, ne, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { interests, people } from '../../db/schema.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Interest } from '../staff/interest.ts'
import { CASEWORK, type Role } from '../staff/role.ts'
import type { Around } from './facts.ts'
import { type Said, touches } from './interested.ts'
import { ABOVE, OURS } from './routing.ts'
import type { Rulebook } from './rulebook.ts'

/** R13: three times in ninety days make a pattern (示例). */
const WINDOW = 90 * 86_400_000
const PATTERN = 3

type Sent = Pick<Complaint, 'category' | 'about' | 'matter' | 'account' | 'enterprise'>

/**
 * What the database knows around a submission: its matter, like cases before it, whether our own staff is named, and who
 * of them must not deal with it (R14): whoever is named, and whoever declared an interest in the body or the enterprise.
 */
export async function aroundOf(
  store: Store,
  book: Rulebook,
  complaint: Sent,
  received: Date,
): Promise<Pick<Around, 'matter' | 'similar' | 'staff'> & { recused: string[]; deserted: boolean }> {
  const matter = await book.matter(complaint.matter)
  const body = complaint.about?.department ?? matter?.department
  const [similar, { staff, desk, interests: declared }] = await Promise.all([
    body === undefined ? 0 : similarTo(store, body, complaint.category, received.getTime()),
    officeOf(store, Date.now()),
  ])
  const { account, enterprise, about } = complaint
  const said: Said = { body, account, officer: about?.officer, enterprise }
  const named = desk.filter(({ name }) => `${account} ${about?.officer ?? ''}`.includes(name))
  const interested = declared.filter((one) => touches(one, said)).map(({ person }) => person)
  const out = new Set([...named.map(({ login }) => login), ...interested])
  const left = (crew: Colleague[]) => crew.length === 0 || crew.some(({ login }) => !out.has(login))
  const of = (code: string, role?: Role) =>
    desk.filter((one) => one.active && one.department === code && (!role || one.roles.includes(role)))
  // Above there is nobody to hand it on to: a case nobody reads would be lost.
  if (!left(of(ABOVE))) for (const { login } of of(ABOVE)) out.delete(login)
  return {
    matter,
    similar,
    staff: staff.map(({ name }) => name),
    recused: [...out],
    /** Some part of the bureau's work has nobody left to do it. */
    deserted: NEEDED.some((role) => !left(of(OURS.code, role))),
  }
}

/** Without these no case goes its way. */
export const NEEDED = ['intake', 'assign', 'handler', 'review', 'chief'] as const satisfies Role[]

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
interface Colleague {
  login: string
  name: string
  department: string
  roles: string[]
  active: boolean
}
interface Office {
  /** Of the bureau: who is named makes it a complaint about the bureau. */
  staff: Colleague[]
  /** Everybody who may come to read a case, there and above: who is named does not. */
  desk: Colleague[]
  interests: (Interest & { person: string })[]
}
const kept = new WeakMap<Store, { until: number; office: Promise<Office> }>()

/** What was declared a moment ago counts from now on. */
export const forgetOffice = (store: Store) => kept.delete(store)

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
  const { login, name, department, roles, active } = people
  const { person, kind, subject } = interests
  const [rows, declared] = await Promise.all([
    read.select({ login, name, department, roles, active }).from(people),
    // Of whoever belongs to no body nothing is kept: they read no case.
    read
      .select({ person, kind, subject })
      .from(interests)
      .innerJoin(people, eq(people.login, person))
      .where(ne(department, '')),
  ])
  const all = rows
    .map((one) => ({ ...one, name: one.name.replace(/（示例）$/, '') }))
    .filter((one) => one.name.length > 1)
  return {
    staff: all.filter((one) => one.department === OURS.code),
    desk: all.filter((one) => one.roles.some((role) => role === 'sealed' || CASEWORK.some((work) => work === role))),
    interests: declared,
  }
}
