import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { day, whole, words } from '../vocabulary.ts'
import { csv } from './csv.ts'
import { changes, KINDS, type Kind, PLURAL, type Published, published } from './publication.ts'
import { history, inForce } from './store.ts'

/** Fields of an entry by which a kind's list may be narrowed; each keeps its own schema, and nothing else is a filter. */
const FILTERS: { readonly [K in Kind]?: readonly string[] } = {
  department: ['type'],
  category: ['family', 'lane'],
}
const Moment = z.strictObject({ on: day('日期').optional(), known: day('日期').optional() })
const Search = Moment.extend({ q: words(1, 100, '查找的词').optional() })

const filtersOf = (kind: Kind): Record<never, z.ZodType> =>
  Object.fromEntries(
    (FILTERS[kind] ?? []).map((name) => {
      const shape: Record<string, z.ZodType> = KINDS[kind].schema.shape
      return [name, (shape[name] ?? z.never()).optional()]
    }),
  )
/** A whole kind, narrowed; open data has no pages. */
const wholeOf = (kind: Kind) => Search.extend(filtersOf(kind))
const pageOf = (kind: Kind) =>
  wholeOf(kind).extend({
    limit: whole(1, 100, '应是1到100的整数').default(50),
    cursor: z.string().max(100).optional(),
  })

const One = z.looseObject({
  kind: z.string(),
  code: z.string(),
  version: z.int(),
  status: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  data: z.looseObject({}),
})
const Many = z.object({ items: z.array(One), total: z.int(), next: z.string().optional() })
const Past = z.object({
  items: z.array(z.looseObject({ version: z.int(), from: z.string(), changes: z.array(z.looseObject({})) })),
})

/** The end of a civil day in UTC+8: what the site had said by then. */
const endOf = (civil: string) => new Date(Date.parse(`${civil}T00:00:00+08:00`) + 86_400_000 - 1)

const moment = (c: Context<AppEnv>, asked: { on?: string | undefined; known?: string | undefined }) => ({
  on: asked.on ?? asked.known ?? today(c.var.now),
  known: asked.known ? endOf(asked.known) : c.var.now,
})

/** The texts of an entry, without the names of its fields. */
const said = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(said).join('\n')
      : ''

/** Everything of a kind on a day that answers a search and a filter. */
async function matching<K extends Kind>(
  c: Context<AppEnv>,
  kind: K,
  asked: z.output<typeof Search>,
): Promise<Published<K>[]> {
  const { on, known } = moment(c, asked)
  const rows = await inForce(c.var.deps.store, kind, on, known)
  const narrowed = Object.entries(asked).filter(([name, value]) => FILTERS[kind]?.includes(name) && value !== undefined)
  const q = asked.q?.normalize('NFKC').toLowerCase()
  return rows
    .map((row) => published(kind, row))
    .filter((p) => p.status === 'effective')
    .filter((p) => !q || said([p.code, p.data]).toLowerCase().includes(q))
    .filter((p) => narrowed.every(([name, value]) => (p.data as Record<string, unknown>)[name] === value))
}

/** One kind's routes: list, one, history, open data. Every kind answers alike. */
export const publicationRoutes = <K extends Kind>(kind: K) => {
  const { title } = KINDS[kind]
  const Page = pageOf(kind)
  return new Hono<AppEnv>()
    .get('/', describe(`${title}：现行有效的全部（on 指定日期）`, '公开', Many), asks(Page), async (c) => {
      const asked = check(Page, c.req.query())
      const all = await matching(c, kind, asked)
      const after = asked.cursor ? Buffer.from(asked.cursor, 'base64url').toString() : ''
      const rest = after ? all.filter((p) => p.code > after) : all
      const items = rest.slice(0, asked.limit)
      const last = items.at(-1)
      return c.json({
        items,
        total: all.length,
        ...(rest.length > items.length && last && { next: Buffer.from(last.code).toString('base64url') }),
      })
    })
    .get('/:code', describe(`${title}：某一天的版本`, '公开', One, 200, [404]), asks(Moment), async (c) => {
      const { on, known } = moment(c, check(Moment, c.req.query()))
      const [row] = await inForce(c.var.deps.store, kind, on, known, c.req.param('code'))
      if (!row) throw new Refusal('not_found')
      return c.json(published(kind, row))
    })
    .get('/:code/history', describe(`${title}：各个版本和改动`, '公开', Past, 200, [404]), async (c) => {
      const versions = await history(c.var.deps.store, kind, c.req.param('code'))
      if (!versions.length) throw new Refusal('not_found')
      return c.json({
        items: versions.map((v, i) => ({
          ...published(kind, v),
          superseded: v.supersededAt !== null,
          publishedAt: new Date(v.publishedAt ?? 0).toISOString(),
          reason: v.reason,
          changes: changes(kind, versions[i - 1], v),
        })),
      })
    })
}

/** Open data of a kind, whole and streamed: `/api/departments.json`, `/api/departments.csv`. */
export const openData = new Hono<AppEnv>()
for (const [kind, plural] of Object.entries(PLURAL) as [Kind, string][]) {
  const Whole = wholeOf(kind)
  const summary = `${KINDS[kind].title}：整个的开放数据`
  openData.get(`/${plural}.json`, describe(summary, '公开', z.array(One)), asks(Whole), async (c) => {
    const all = await matching(c, kind, check(Whole, c.req.query()))
    c.header('content-type', 'application/json; charset=utf-8')
    return stream(c, async (out) => {
      await out.write('[')
      for (const [i, item] of all.entries()) await out.write(`${i ? ',\n' : '\n'}${JSON.stringify(item)}`)
      await out.write('\n]\n')
    })
  })
  openData.get(`/${plural}.csv`, describe(summary, '公开', 'text/csv'), asks(Whole), async (c) => {
    const all = await matching(c, kind, check(Whole, c.req.query()))
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${plural}.csv"`)
    return stream(c, async (out) => {
      for (const line of csv(kind, all)) await out.write(line)
    })
  })
}
