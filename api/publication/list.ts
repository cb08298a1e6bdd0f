import type { Context } from 'hono'
import * as z from 'zod'
import { fields, references } from '../../content/fields.ts'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { day, whole, words } from '../vocabulary.ts'
import { dayEnd } from './force.ts'
import {
  filtersOf,
  isSearched,
  KINDS,
  type Kind,
  type Published,
  pageOf,
  publicFields,
  published,
  SORT,
} from './publication.ts'
import { type Known, type Register, register, rowsOf } from './register.ts'
import { found } from './search.ts'
import { fold } from './terms.ts'

/** A day of effect, and the day whose saying is asked for (rulings.md 20). */
export const Moment = z.strictObject({ on: day('日期').optional(), known: day('日期').optional() })
const Flag = z.enum(['true', 'false'], { error: '只能是 true 或 false' }).transform((v) => v === 'true')

/** One value of a filter, as an address writes it. */
const filterOf = (kind: Kind, name: string): z.ZodType => {
  const field = fields(KINDS[kind].schema).find((f) => f.name === name)
  if (field?.kind === 'flag') return Flag
  if (field?.labels)
    return z.enum(Object.keys(field.labels), { error: '没有这个选项，请从列表里选' }).meta({ title: field.title })
  return words(1, 40, field?.title ?? name)
}
const filters = (kind: Kind) =>
  Object.fromEntries(filtersOf(kind).map((name) => [name, filterOf(kind, name).optional()]))

/** A whole kind, narrowed; open data has no pages. */
export const wholeOf = (kind: Kind) =>
  Moment.extend({
    q: words(1, 100, '查找的词').optional(),
    withdrawn: Flag.optional().meta({ title: '只看已取消的' }),
    ...(filters(kind) as Record<never, z.ZodType>),
  })
export const pageOfKind = (kind: Kind) =>
  wholeOf(kind).extend({
    sort: z.enum(Object.keys(SORT) as (keyof typeof SORT)[], { error: '没有这种排序' }).optional(),
    limit: whole(1, 100, '应是1到100的整数').default(50),
    page: whole(1, 100_000, '应是1到100000的整数').optional(),
    cursor: z.string().max(200).optional(),
  })
type Asked = z.output<ReturnType<typeof pageOfKind>>

/**
 * The day of effect, and the last instant of the day whose saying counts. What the site will say is not known yet: a
 * day to come is taken for today, or it would tell what is scheduled.
 */
export function moment(c: Context<AppEnv>, asked: { on?: string | undefined; known?: string | undefined }) {
  const day = today(c.var.now)
  const known = asked.known !== undefined && asked.known < day ? asked.known : day
  return { on: asked.on ?? known, known, by: dayEnd(known) }
}

/** Everything of a kind on a day that answers a search and its filters, by code. */
export async function matching(c: Context<AppEnv>, kind: Kind, asked: z.output<ReturnType<typeof wholeOf>>) {
  const { store } = c.var.deps
  const book = await register(store)
  const { on, by } = moment(c, asked)
  const wanted = filtersOf(kind).flatMap((name) => {
    const value = (asked as Record<string, unknown>)[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  // Open data has no pages and goes by code; what is paged is put in order once for everybody, then narrowed.
  const sort = 'limit' in asked ? ((asked as Asked).sort ?? usualSort(kind)) : 'code'
  const all = inOrder(book.inForce(kind, on, by), sort)
  const withdrawn = asked.withdrawn === true
  const wrong = (k: Known) => k.cancelled !== withdrawn || wanted.some(([name, value]) => !has(k.summary[name], value))
  // The usual list of tens of thousands is not copied: it stays the very one the register keeps sorted.
  let list = all.some(wrong) ? all.filter((k) => !wrong(k)) : all
  if (asked.q) list = await worded(c, kind, list, asked.q)
  return { book, list, on, by }
}

const has = (said: unknown, value: unknown) => (Array.isArray(said) ? said.includes(value) : said === value)

/** Those that hold the words: by the index where there is one, else by reading the few there are. */
async function worded(c: Context<AppEnv>, kind: Kind, list: readonly Known[], q: string): Promise<readonly Known[]> {
  const { store, limits } = c.var.deps
  return limits.spend('search', source(c), c.var.now.getTime(), () => holding(store, kind, list, q))
}
async function holding(store: Store, kind: Kind, list: readonly Known[], q: string): Promise<readonly Known[]> {
  if (isSearched(kind)) {
    const ids = await found(store, q)
    return list.filter((k) => ids.has(k.id))
  }
  const text = fold(q)
  if (kind === 'officer') return list.filter((k) => fold(k.summary.title).includes(text))
  const rows = await rowsOf(store, list)
  const said = new Set(rows.filter((r) => fold(JSON.stringify(Object.values(r.data))).includes(text)).map((r) => r.id))
  return list.filter((k) => said.has(k.id))
}

/** Announcements are read newest first, a catalogue by its codes. */
const usualSort = (kind: Kind): keyof typeof SORT =>
  kind === 'bulletin' || kind === 'exemplar' || kind === 'open-day' ? 'newest' : 'code'
const newestFirst = new WeakMap<readonly Known[], readonly Known[]>()
/** A list the register keeps, in another order, kept as long as it. */
function inOrder(list: readonly Known[], sort: keyof typeof SORT): readonly Known[] {
  if (sort === 'code') return list
  const sorted = newestFirst.get(list) ?? [...list].sort(byNewest)
  newestFirst.set(list, sorted)
  return sorted
}
const byNewest = (a: Known, b: Known) =>
  a.summary.on === b.summary.on ? (a.code < b.code ? 1 : -1) : a.summary.on < b.summary.on ? 1 : -1

/** One page of a list: by number for people, by cursor for programs. */
export function pageOfList(kind: Kind, list: readonly Known[], asked: Asked) {
  const sort = asked.sort ?? usualSort(kind)
  const start = asked.page ? (asked.page - 1) * asked.limit : after(list, sort, asked.cursor)
  const items = list.slice(start, start + asked.limit)
  const last = items.at(-1)
  const next = last && start + items.length < list.length ? cursorOf(last) : undefined
  return { items, total: list.length, ...(next && { next }) }
}

const cursorOf = (k: Known) => Buffer.from(`${k.summary.on} ${k.code}`).toString('base64url')
function after(list: readonly Known[], sort: keyof typeof SORT, cursor: string | undefined): number {
  if (!cursor) return 0
  const [on = '', code = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const at = list.findIndex((k) =>
    sort === 'code' ? k.code > code : k.summary.on < on || (k.summary.on === on && k.code < code),
  )
  return at < 0 ? list.length : at
}

/** What the things an entry refers to are called on that day. */
export function namesIn(book: Register, items: readonly Published[], on: string, by: number): Record<string, string> {
  const names: Record<string, string> = {}
  for (const { kind, data } of items)
    for (const ref of references(publicFields(kind), data as Record<string, unknown>)) {
      const title = book.title(ref.kind as Kind, ref.code, on, by)
      if (title) names[`${ref.kind}/${ref.code}`] = title
    }
  return names
}

/** Versions as the public gets them, whole. */
export async function entries<K extends Kind>(
  c: Context<AppEnv>,
  kind: K,
  book: Register,
  known: readonly Known[],
  by: number,
) {
  const rows = await rowsOf(c.var.deps.store, known)
  return rows.map((row) => published(kind, row, book.sayings(kind, row.code), by))
}

/** One line of a list of links. */
export const linkTo = (k: Pick<Known, 'kind' | 'code'> & { summary: { title: string } }) => ({
  kind: k.kind,
  code: k.code,
  title: k.summary.title,
  url: pageOf(k.kind, k.code),
})
