import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody, WIDE } from '../body.ts'
import { publishedNames } from '../case/guarded.ts'
import type { AppEnv } from '../context.ts'
import { visible } from '../desk/seen.ts'
import { bytes } from '../file/download.ts'
import { type Kind, nameOf } from '../file/kind.ts'
import { check, fieldsOf } from '../form.ts'
import { asks, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { has, signedIn } from '../staff/actor.ts'
import { Covering, Paged } from './box.ts'
import { attachmentOf, cover, coveredOf, pictureOf, type Redaction, redactionsOf } from './copy.ts'
import { blacked, Choice, marked } from './texts.ts'

const Span = z.looseObject({
  id: z.string(),
  from: z.int(),
  to: z.int(),
  kind: z.string(),
  label: z.string(),
  why: z.string(),
})
const MarkedTexts = z.looseObject({
  no: z.string(),
  texts: z.array(z.looseObject({ id: z.string(), title: z.string(), text: z.string(), spans: z.array(Span) })),
})
const HiddenTexts = z.looseObject({
  texts: z.array(z.looseObject({ id: z.string(), title: z.string(), text: z.string() })),
})
const Copy = z.looseObject({
  n: z.int(),
  page: z.int(),
  m: z.int(),
  kind: z.string(),
  bytes: z.int(),
  boxes: z.int(),
  by: z.string(),
  at: z.string(),
})
const Copies = z.looseObject({ items: z.array(Copy), total: z.int(), page: z.int(), pages: z.int() })

const told = ({ n, page, m, kind, size, boxes, by, at }: Redaction) => ({
  n,
  page: page ?? 1,
  m,
  kind,
  bytes: size,
  boxes: boxes.length,
  by,
  at: new Date(at).toISOString(),
})

const note = (c: Context<AppEnv>, person: string, no: string, what: string) =>
  c.var.deps.store.writes.commit([insert(accesses, { at: c.var.now.getTime(), person, no, what, why: null })])

/** Whoever may ask a body prepares what it is given. */
async function preparing(c: Context<AppEnv>) {
  const known = await visible(c, c.req.param('no') ?? '')
  if (!has(known.actor, 'handler', 'superior')) throw new Refusal('not_yours')
  return known
}

export const redacting = new Hono<AppEnv>()
  .get(
    '/cases/:no/redaction',
    describe('来件原文里会让人认出是谁的地方，逐处标出理由', '工作台', MarkedTexts, 200, [401, 403, 404]),
    async (c) => {
      const { seen, actor, book } = await visible(c, c.req.param('no'))
      await note(c, actor.login, seen.no, 'redaction')
      return c.json({ no: seen.no, texts: marked(seen, publishedNames(book)) })
    },
  )
  .post(
    '/cases/:no/redaction',
    describe('隐去以后的原文，供写摘要时对照（不保存）', '工作台', HiddenTexts, 200, [400, 401, 403, 404, 422]),
    takes(Choice),
    async (c) => {
      const { seen, actor, book } = await visible(c, c.req.param('no'))
      const choice = check(Choice, await jsonBody(c, WIDE))
      await note(c, actor.login, seen.no, 'redaction')
      return c.json({ texts: blacked(marked(seen, publishedNames(book)), choice) })
    },
  )
  .get(
    '/cases/:no/attachments/:n/redactions',
    describe('一张图片的遮盖件；文书一页一页遮盖', '附件', Copies, 200, [401, 403, 404, 409, 422]),
    asks(Paged),
    async (c) => {
      signedIn(c)
      const { page } = check(Paged, c.req.query())
      const { seen } = await preparing(c)
      const row = await attachmentOf(c.var.deps, seen.no, c.req.param('n'))
      const { pages } = pictureOf(row, page)
      const items = (await redactionsOf(c.var.deps, seen.no)).filter(({ n }) => n === row.n).map(told)
      return c.json({ items, total: items.length, page, pages, fields: fieldsOf(Covering, ['clear']) })
    },
  )
  .post(
    '/cases/:no/attachments/:n/redactions',
    describe('在副本上涂黑几块，存成新的遮盖件；原件和副本不动', '附件', Copy, 201, [400, 401, 403, 404, 409, 422]),
    takes(Covering),
    async (c) => {
      const { seen, actor } = await preparing(c)
      const row = await attachmentOf(c.var.deps, seen.no, c.req.param('n'))
      const covering = check(Covering, await jsonBody(c))
      const made = await cover(c.var.deps, row, covering, actor.login, c.var.now)
      await note(c, actor.login, seen.no, `redacted/${made.n}.${made.m}`)
      return c.json(told(made), 201)
    },
  )
  .get(
    '/cases/:no/attachments/:n/redactions/:m',
    describe('下载一个遮盖件', '附件', 'application/octet-stream', 200, [401, 403, 404]),
    async (c) => {
      const { seen, actor } = await preparing(c)
      const wanted = `${c.req.param('n')}.${c.req.param('m')}`
      const found = (await redactionsOf(c.var.deps, seen.no)).find(({ n, m }) => `${n}.${m}` === wanted)
      if (!found) throw new Refusal('not_found')
      await note(c, actor.login, seen.no, `redaction/${wanted}`)
      const kind = found.kind as Kind
      return bytes(
        c,
        await coveredOf(c.var.deps, found),
        nameOf(found.n, kind, found.page ?? undefined),
        kind,
        found.size,
      )
    },
  )
