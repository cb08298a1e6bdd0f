import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { whole } from '../vocabulary.ts'
import { changes, roomy } from './change.ts'
import { dayEnd, endOf } from './force.ts'
import { entries, linkTo, Moment, matching, moment, namesIn, pageOfKind, pageOfList } from './list.ts'
import { isCorrected, KINDS, type Kind, type Published, published } from './publication.ts'
import { register } from './register.ts'
import { history, oneInForce } from './store.ts'
import type { NameOf } from './terms.ts'

const One = z.looseObject({
  kind: z.string(),
  code: z.string(),
  version: z.int(),
  status: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  data: z.looseObject({}),
})
export const Whole = z.array(One)
const Named = One.extend({ names: z.record(z.string(), z.string()) })
const Many = z.object({
  items: z.array(One),
  total: z.int(),
  next: z.string().optional(),
  names: z.record(z.string(), z.string()),
})
const Past = z.object({
  items: z.array(z.looseObject({ version: z.int(), from: z.string(), changes: z.array(z.looseObject({})) })),
  names: z.record(z.string(), z.string()),
})
const Pair = z.strictObject({
  from: whole(1, 100_000, '没有这一版，请从列表里选'),
  to: whole(1, 100_000, '没有这一版，请从列表里选'),
})
const Compared = z.object({
  changes: z.array(z.looseObject({ field: z.string(), title: z.string(), runs: z.array(z.looseObject({})) })),
})
const Links = z.object({
  items: z.array(z.object({ kind: z.string(), code: z.string(), title: z.string(), url: z.string() })),
})
/** More links than a page can show; the list of the kind, narrowed, has them all. */
const MOST_LINKS = 500

/** What is told of one entry besides what was published of it, because it changes by the minute. */
interface Beside<K extends Kind> {
  shape: z.ZodRawShape
  of(c: Context<AppEnv>, item: Published<K>): Promise<Record<string, unknown>>
}

/** One kind's routes: list, one, history, links. Every kind answers alike. */
export const publicationRoutes = <K extends Kind>(kind: K, beside?: Beside<K>) => {
  const { title } = KINDS[kind]
  const Told = beside ? Named.extend(beside.shape) : Named
  const Page = pageOfKind(kind)
  return new Hono<AppEnv>()
    .get('/', describe(`${title}：现行有效的全部（on 指定日期）`, '公开', Many, 200, [429]), asks(Page), async (c) => {
      const asked = check(Page, c.req.query())
      const { book, list, on, by } = await matching(c, kind, asked)
      const { items: known, ...rest } = pageOfList(kind, list, asked)
      const items = await entries(c, kind, book, known, by)
      return c.json({ items, ...rest, names: namesIn(book, items, on, by) })
    })
    .get('/:code', describe(`${title}：某一天的版本`, '公开', Told, 200, [404]), asks(Moment), async (c) => {
      const asked = check(Moment, c.req.query())
      const { on, known, by } = moment(c, asked)
      const found = await oneInForce(c.var.deps.store, kind, c.req.param('code'), on, known)
      if (!found) throw new Refusal('not_found')
      const item = published(kind, found.row, found.sayings, by)
      const names = namesIn(await register(c.var.deps.store), [item], on, by)
      return c.json({ ...item, names, ...(await beside?.of(c, item)) })
    })
    .get('/:code/history', describe(`${title}：各个版本和改动`, '公开', Past, 200, [404]), async (c) => {
      const versions = await history(c.var.deps.store, kind, c.req.param('code'), c.var.now)
      if (!versions.length) throw new Refusal('not_found')
      const book = await register(c.var.deps.store)
      const sayings = book.sayings(kind, c.req.param('code'))
      const by = dayEnd(today(c.var.now))
      const nameOf: NameOf = (k, code) => book.title(k, code, today(c.var.now), by)
      // The newest changes are what people come for: they are compared first, while there is room.
      const room = roomy()
      const changed = versions.map((v, i) => () => changes(kind, versions[i - 1], v, nameOf, undefined, room))
      const compared = changed
        .reverse()
        .map((compare) => compare())
        .reverse()
      const items = versions.map((v, i) => {
        const said = sayings.find((s) => s.version === v.version)
        return {
          ...published(kind, v, sayings, by),
          to: said ? endOf(said, sayings, by) : v.to,
          superseded: said ? isCorrected(said, sayings, by) : true,
          proposedBy: actorOf(v.proposedBy, '本平台编辑岗'),
          publishedBy: actorOf(v.publishedBy ?? '', '本平台发布岗'),
          changes: compared[i] ?? [],
        }
      })
      return c.json({ items, names: namesIn(book, items, today(c.var.now), by) })
    })
    .get(
      '/:code/compare',
      describe(`${title}：任意两个版本的不同`, '公开', Compared, 200, [404]),
      asks(Pair),
      async (c) => {
        const { from, to } = check(Pair, c.req.query())
        const { store } = c.var.deps
        const versions = await history(store, kind, c.req.param('code'), c.var.now, [from, to])
        const [before, after] = [from, to].map((n) => versions.find((v) => v.version === n))
        if (!before || !after) throw new Refusal('not_found')
        const day = today(c.var.now)
        const book = await register(store)
        return c.json({ changes: changes(kind, before, after, (k, code) => book.title(k, code, day, dayEnd(day))) })
      },
    )
    .get('/:code/links', describe(`${title}：当天哪些内容引用了它`, '公开', Links), asks(Moment), async (c) => {
      const { on, by } = moment(c, check(Moment, c.req.query()))
      const book = await register(c.var.deps.store)
      const links = book.referring(`${kind}/${c.req.param('code')}`, on, by).filter((k) => k.kind !== 'officer')
      return c.json({ items: links.slice(0, MOST_LINKS).map(linkTo) })
    })
}

/** The public learns which office acted, not which login: people who publish are nobody's target. */
const actorOf = (login: string, office: string) => (login === 'content' ? '建站初始内容' : office)
