import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { XLSX } from '../workbook/file.ts'
import { writeTable } from '../workbook/write.ts'
import { csv } from './csv.ts'
import { entries, matching, wholeOf } from './list.ts'
import { KINDS, type Kind, PLURAL, type Published, publicFields } from './publication.ts'
import { currentRevision } from './revision.ts'
import { Whole } from './routes.ts'

export const LICENCE = {
  name: '自由使用，注明来源',
  text: '可以免费复制、分析和再发布。请注明“来源：阳光执法平台”和下载日期；不得改动后仍称原文。',
} as const
/** So many entries are in memory at once, however many a kind has. */
const PIECE = 200

/** Everything that answers, piece by piece. */
async function* pieces<K extends Kind>(c: Context<AppEnv>, kind: K, asked: z.output<ReturnType<typeof wholeOf>>) {
  const { book, list, by } = await matching(c, kind, asked)
  for (let i = 0; i < list.length; i += PIECE) yield await entries(c, kind, book, list.slice(i, i + PIECE), by)
}

const Column = z.looseObject({ name: z.string(), title: z.string(), kind: z.string(), required: z.boolean() })
const Dictionary = z.object({
  licence: z.object({ name: z.string(), text: z.string() }),
  version: z.int(),
  kinds: z.array(
    z.object({ kind: z.string(), title: z.string(), files: z.array(z.string()), fields: z.array(Column) }),
  ),
})

/** A whole kind costs the server some seconds: a source may ask for a shelf of them, not for a flood. */
const fetched = (c: Context<AppEnv>) =>
  c.var.deps.limits.spend('export', source(c), c.var.now.getTime(), async () => undefined)

/** Open data of a kind, whole and streamed: `/api/matters.json`, `.csv`, `.xlsx`; and what every field of it means. */
export const openData = new Hono<AppEnv>().get(
  '/dictionary',
  describe('数据字典：每一类开放数据的各个字段、许可和版本', '公开', Dictionary),
  async (c) => {
    return c.json({
      licence: LICENCE,
      version: await currentRevision(c.var.deps.store),
      kinds: (Object.entries(PLURAL) as [Kind, string][]).map(([kind, plural]) => ({
        kind,
        title: KINDS[kind].title,
        files: ['json', 'csv', 'xlsx'].map((end) => `/api/${plural}.${end}`),
        fields: publicFields(kind).map((f) => ({ ...f })),
      })),
    })
  },
)
for (const [kind, plural] of Object.entries(PLURAL) as [Kind, string][]) {
  const Asked = wholeOf(kind)
  const summary = `${KINDS[kind].title}：整个的开放数据`
  openData.get(`/${plural}.json`, describe(summary, '公开', Whole, 200, [429]), asks(Asked), async (c) => {
    await fetched(c)
    const all = pieces(c, kind, check(Asked, c.req.query()))
    const first = await all.next()
    c.header('content-type', 'application/json; charset=utf-8')
    return stream(c, async (out) => {
      let separator = '[\n'
      for (let piece = first; !piece.done; piece = await all.next()) {
        await out.write(separator + piece.value.map((item: Published) => JSON.stringify(item)).join(',\n'))
        separator = ',\n'
      }
      await out.write(separator === '[\n' ? '[]\n' : '\n]\n')
    })
  })
  openData.get(`/${plural}.csv`, describe(summary, '公开', 'text/csv', 200, [429]), asks(Asked), async (c) => {
    await fetched(c)
    const all = pieces(c, kind, check(Asked, c.req.query()))
    const first = await all.next()
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${plural}.csv"`)
    return stream(c, async (out) => {
      await out.write(csv.head(kind))
      for (let piece = first; !piece.done; piece = await all.next())
        await out.write(piece.value.map((item: Published) => csv.line(kind, item)).join(''))
    })
  })
  openData.get(`/${plural}.xlsx`, describe(summary, '公开', XLSX, 200, [429]), asks(Asked), async (c) => {
    await fetched(c)
    const asked = check(Asked, c.req.query())
    const about = { licence: LICENCE, on: today(c.var.now), source: '阳光执法平台' }
    // The first bytes are made before anything is promised: a fault still gets its own status.
    const bytes = writeTable(kind, pieces(c, kind, asked), about)
    const first = await bytes.next()
    c.header('content-type', XLSX)
    c.header('content-disposition', `attachment; filename="${plural}.xlsx"`)
    return stream(c, async (out) => {
      for (let piece = first; !piece.done; piece = await bytes.next()) await out.write(piece.value)
    })
  })
}
