import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { fileBytes } from '../import/upload.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { has } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { cameOf, unpicturedOf } from './came.ts'
import { opinionsOf } from './opinions.ts'
import { bytesOf, fileOf, keep, photographsOf, remove, shownOf, WIDTHS } from './photographs.ts'
import { Picture } from './picturing.ts'
import { readable } from './reading.ts'

const TAG = '开放日'
const Answer = z
  .object({
    event: z.object({ code: z.string(), name: z.string() }),
    items: z.array(
      z.object({
        id: z.string(),
        alt: z.string(),
        width: z.int(),
        height: z.int(),
        url: z.string(),
        by: z.string(),
        at: z.string(),
        shown: z.boolean(),
      }),
    ),
    mayAdd: z.boolean(),
    /** Of those who came, how many asked not to be in pictures. */
    unpictured: z.int(),
    came: z.object({
      groups: z.array(z.object({ group: z.string(), n: z.int().nullable() })),
      total: z.int().nullable(),
    }),
    /** Cases that came of it; nothing where they are few. */
    opinions: z.int().nullable(),
  })
  .meta({ ref: 'OpenDayPhotographs' })

/** The open day of an address, for who may see it; what they may not does not exist. */
async function visible(c: Context<AppEnv>) {
  const { actor, day, runs } = await readable(c)
  return { actor, day, event: day.data.code, mayAdd: runs || has(actor, 'editor') }
}

async function mine(c: Context<AppEnv>) {
  const found = await visible(c)
  if (!found.mayAdd) throw new Refusal('not_yours')
  return found
}

async function told(c: Context<AppEnv>) {
  const { day, event, mayAdd } = await visible(c)
  const { deps, now } = c.var
  const [rows, shown, unpictured, came, opinions] = await Promise.all([
    photographsOf(deps, event),
    shownOf(deps, event, now),
    unpicturedOf(deps, event),
    cameOf(deps.store, event),
    opinionsOf(deps.store, event),
  ])
  const nameOf = await called(deps.store, [...new Set(rows.map(({ by }) => by))], now)
  const items = rows.map(({ id, alt, width, height, by, at }) => ({
    id,
    alt,
    width,
    height,
    url: `/api/desk/open-days/${event}/photographs/${fileOf(id, WIDTHS[1])}`,
    by: nameOf(by),
    at: new Date(at).toISOString(),
    shown: shown.has(id),
  }))
  return { event: { code: event, name: day.data.name }, items, mayAdd, unpictured, came, opinions }
}

/** What the report of an open day is written with: its photographs, and what there is to count. */
export const photographDesk = new Hono<AppEnv>()
  .get('/:code/photographs', describe('开放日：照片，和写报告要用的数', TAG, Answer, 200, [401, 403, 404]), async (c) =>
    c.json(await told(c)),
  )
  .post(
    '/:code/photographs',
    describe(
      '开放日：上传一张照片，重新绘制，不留拍摄地点、时间和手机型号',
      TAG,
      Answer,
      201,
      [401, 403, 404, 413, 422],
    ),
    asks(Picture),
    async (c) => {
      const { actor, event } = await mine(c)
      const { alt } = check(Picture, c.req.query())
      const bytes = Buffer.from(await fileBytes(c))
      if (bytes.length === 0) throw new Refusal('invalid', { fields: [{ path: 'file', message: '请选一张照片' }] })
      await keep(c.var.deps, { event, alt, by: actor.login }, bytes, c.var.now)
      return c.json(await told(c), 201)
    },
  )
  .get(
    '/:code/photographs/:file',
    describe('开放日：一张照片，公布以前看', TAG, 'image/webp', 200, [401, 403, 404]),
    async (c) => {
      const { event } = await visible(c)
      const bytes = await bytesOf(c.var.deps, event, c.req.param('file'))
      if (!bytes) throw new Refusal('not_found')
      c.header('content-type', 'image/webp')
      return c.body(new Uint8Array(bytes))
    },
  )
  .delete(
    '/:code/photographs/:id',
    describe('开放日：删去一张报告里没有用的照片', TAG, Answer, 200, [401, 403, 404, 409]),
    async (c) => {
      const { event } = await mine(c)
      const id = c.req.param('id')
      if ((await shownOf(c.var.deps, event, c.var.now)).has(id)) throw new Refusal('not_now')
      await remove(c.var.deps, event, id)
      return c.json(await told(c))
    },
  )
