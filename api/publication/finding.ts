import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { whole } from '../vocabulary.ts'
import { linkTo, Moment, moment } from './list.ts'
import { type Kind, SEARCHED } from './publication.ts'
import { register, rowsOf } from './register.ts'
import { excerpt, marksIn, search } from './search.ts'
import { suggest } from './suggest.ts'
import { type NameOf, textsOf } from './terms.ts'

const Question = z.string({ error: '请写上要查找的词' }).max(2000, '要查找的词太长，请写几个关键的词')
const Asked = Moment.extend({
  q: Question,
  kind: z.enum(SEARCHED, { error: '没有这一类内容' }).optional().meta({ title: '只看一类' }),
  limit: whole(1, 100, '应是1到100的整数').default(20),
  page: whole(1, 100_000, '应是1到100000的整数').default(1),
})
const Mark = z.tuple([z.int(), z.int()])
const Item = z.object({
  kind: z.string(),
  code: z.string(),
  title: z.string(),
  excerpt: z.string(),
  url: z.string(),
  status: z.string(),
  /** Pieces to mark, as [start, end) of the title and of the excerpt. */
  marks: z.object({ title: z.array(Mark), excerpt: z.array(Mark) }),
})
const Answer = z.object({
  items: z.array(Item),
  total: z.int(),
  kinds: z.record(z.string(), z.int()),
  near: z.boolean(),
})
const Suggestions = z.object({ items: z.array(z.object({ kind: z.string(), title: z.string(), url: z.string() })) })

/** The search over everything published. A hostile question is just a question. */
export const finding = new Hono<AppEnv>()
  .get('/', describe('检索全部公开内容', '公开', Answer, 200, [429]), asks(Asked), async (c) => {
    const asked = check(Asked, c.req.query())
    const { store, limits } = c.var.deps
    return limits.spend('search', source(c), c.var.now.getTime(), async () => {
      const { on, by } = moment(c, asked)
      const { q, kind, limit, page } = asked
      const result = await search(store, { q, kind, on, by, limit, from: (page - 1) * limit })
      const book = await register(store)
      const nameOf: NameOf = (k, code) => book.title(k, code, on, by)
      const rows = await rowsOf(
        store,
        result.items.map((i) => i.known),
      )
      const items = rows.map((row) => {
        const known = book.byId(row.id ?? 0)
        const texts = textsOf(row.kind as Kind, row.data, nameOf)
        const found = excerpt([...texts.basis, ...texts.body, ...texts.code], result.words)
        const title = known?.summary.title ?? ''
        return {
          ...linkTo({ kind: row.kind as Kind, code: row.code, summary: { title } }),
          excerpt: found.text,
          status: known?.cancelled ? 'cancelled' : 'effective',
          marks: { title: marksIn(title, result.words), excerpt: found.marks },
        }
      })
      return c.json({ items, total: result.total, kinds: result.kinds as Record<string, number>, near: result.near })
    })
  })
  .get(
    '/suggestions',
    describe('边输入边提示：标题、读音首字母、常用说法', '公开', Suggestions, 200, [429]),
    asks(z.strictObject({ q: Question })),
    async (c) => {
      const { q } = check(z.strictObject({ q: Question }), c.req.query())
      const { store, limits } = c.var.deps
      return limits.spend('search', source(c), c.var.now.getTime(), async () => {
        const { on, by } = moment(c, {})
        const items = await suggest(store, q, on, by)
        return c.json({ items: items.map(linkTo) })
      })
    },
  )
