import { Hono } from 'hono'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { isSearched, KINDS, type Kind } from '../publication/publication.ts'
import { type Known, type Register, register, rowsOf } from '../publication/register.ts'
import { found } from '../publication/search.ts'
import { fold } from '../publication/terms.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { downloadRoutes } from './download.ts'
import { isEditorial } from './draft.ts'

const TAG = '发布台'
/** A day after everything: whatever was ever published, or waits for its day, is listed once. */
const EVER = '9999-12-31'
const Asked = z.strictObject({
  kind: z.enum(Object.keys(KINDS) as [Kind, ...Kind[]], { error: '没有这一类内容' }),
  q: words(1, 100, '查找的词').optional(),
  limit: whole(1, 300, '应是1到300的整数').default(50),
  page: whole(1, 100_000, '应是1到100000的整数').default(1),
})
const Entries = z.object({
  items: z.array(z.object({ code: z.string(), title: z.string(), from: z.string(), cancelled: z.boolean() })),
  total: z.int(),
  next: z.string(),
})
const Counts = z.object({ items: z.array(z.object({ kind: z.string(), title: z.string(), total: z.int() })) })

/** What there is to edit: every code of a kind once, as it will read when everything scheduled is out. */
export const entryRoutes = new Hono<AppEnv>()
  .route('/', downloadRoutes)
  .get('/kinds', describe('可以编辑的各类内容', TAG, Counts, 200, [401, 403]), async (c) => {
    if (!isEditorial(signedIn(c))) throw new Refusal('not_yours')
    const book = await register(c.var.deps.store)
    const items = (Object.keys(KINDS) as Kind[]).map((kind) => ({
      kind,
      title: KINDS[kind].title,
      total: ever(book, kind).length,
    }))
    return c.json({ items })
  })
  .get(
    '/entries',
    describe('一类内容的编码和名称，供查找和引用', TAG, Entries, 200, [401, 403]),
    asks(Asked),
    async (c) => {
      if (!isEditorial(signedIn(c))) throw new Refusal('not_yours')
      const { kind, q, limit, page } = check(Asked, c.req.query())
      const { store } = c.var.deps
      const all = ever(await register(store), kind)
      const known = q ? await holding(store, kind, all, q) : all
      const items = known.slice((page - 1) * limit, page * limit).map(({ code, summary, from, cancelled }) => ({
        code,
        title: summary.title,
        from,
        cancelled,
      }))
      return c.json({ items, total: known.length, next: nextCode(all.map((k) => k.code)) })
    },
  )

const ever = (book: Register, kind: Kind) => book.inForce(kind, EVER, Number.MAX_SAFE_INTEGER)

/** Found by any part of the code, and by words: the index where there is one, else by reading the few there are. */
async function holding(store: Store, kind: Kind, all: readonly Known[], q: string): Promise<readonly Known[]> {
  const code = q.normalize('NFKC').trim().toUpperCase()
  const ids = isSearched(kind) ? await found(store, q) : await reading(store, all, fold(q))
  return all.filter((k) => k.code.includes(code) || ids.has(k.id))
}
async function reading(store: Store, all: readonly Known[], text: string) {
  const rows = text === '' ? [] : await rowsOf(store, all)
  return new Set(rows.filter((r) => fold(JSON.stringify(Object.values(r.data))).includes(text)).map((r) => r.id ?? 0))
}

/** The next free number after the codes there are: of those alike, the longest series, counted on. */
function nextCode(codes: readonly string[]): string {
  const series = new Map<string, { count: number; most: number; digits: number }>()
  for (const code of codes) {
    const [, stem = '', number = ''] = /^(.*?)(\d{1,6})$/.exec(code) ?? []
    if (!number) continue
    const s = series.get(stem) ?? { count: 0, most: 0, digits: 0 }
    series.set(stem, {
      count: s.count + 1,
      most: Math.max(s.most, Number(number)),
      digits: Math.max(s.digits, number.length),
    })
  }
  const [longest] = [...series].sort(([, a], [, b]) => b.count - a.count)
  return longest ? `${longest[0]}${String(longest[1].most + 1).padStart(longest[1].digits, '0')}` : ''
}
