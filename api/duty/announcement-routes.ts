import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { madeOnce } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { paging } from '../vocabulary.ts'
import { Announcement } from './announcement.ts'
import { announce, announced, lineOf, noteRead, toldTo } from './announcing.ts'
import { choicesFor } from './choices.ts'
import { making, reading } from './desk.ts'
import { servingAs } from './found.ts'

const TAG = '给监督员的通知'
const line = { id: z.string(), title: z.string(), at: z.string(), own: z.boolean(), read: z.boolean() }
const Mine = z.object({ items: z.array(z.object(line)), total: z.int(), unread: z.int() })
const One = z.object({ ...line, text: z.string() }).meta({ ref: 'Announcement' })
const Sent = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      begins: z.string(),
      at: z.string(),
      by: z.string(),
      areas: z.array(z.string()),
      sectors: z.array(z.string()),
      to: z.int(),
      read: z.int(),
    }),
  ),
  total: z.int(),
})
const Paged = z.strictObject({
  ...paging,
})

const serving = (c: Context<AppEnv>) => servingAs(c.var.deps, signedIn(c), c.var.now)

/** What the bureau told a supervisor. */
export const announcementRoutes = new Hono<AppEnv>()
  .get('/', describe('发给我的通知', TAG, Mine, 200, [401, 403]), async (c) => {
    const told = await toldTo(c.var.deps, await serving(c))
    const items = told.map(({ row, readAt }) => lineOf(row, readAt))
    return c.json({ items, total: items.length, unread: items.filter(({ read }) => !read).length })
  })
  .get('/:id', describe('一则通知；打开就算看过', TAG, One, 200, [401, 403, 404]), async (c) => {
    const me = await serving(c)
    const told = await toldTo(c.var.deps, me)
    const found = told.find(({ row }) => row.id === c.req.param('id'))
    if (!found) throw new Refusal('not_found')
    const { row, readAt } = found
    if (readAt === null) await noteRead(c.var.deps, row.id, me, c.var.now)
    return c.json({ ...lineOf(row, readAt ?? c.var.now.getTime()), text: row.text })
  })

/** The same at the bureau’s desk. */
export const announcementDesk = new Hono<AppEnv>()
  .get('/', describe('发过的通知，多少人看了', TAG, Sent, 200, [401, 403, 422]), asks(Paged), async (c) => {
    reading(c)
    const { page, limit } = check(Paged, c.req.query())
    return c.json(await announced(c.var.deps, page, limit))
  })
  .post(
    '/',
    describe('给监督员发一则通知', TAG, z.object({ id: z.string() }), 201, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(Announcement),
    async (c) => {
      const actor = making(c)
      const said = check(Announcement, await jsonBody(c))
      const { deps, now } = c.var
      const { areas, sectors } = await choicesFor(deps, await rulebook(deps.store, now))
      const unknown = (of: readonly string[], known: readonly { value: string }[]) =>
        of.some((one) => !known.some(({ value }) => value === one))
      if (unknown(said.areas, areas))
        throw new Refusal('invalid', { fields: [{ path: 'areas', message: '没有这个镇街，请重新选择' }] })
      if (unknown(said.sectors, sectors))
        throw new Refusal('invalid', { fields: [{ path: 'sectors', message: '没有这个领域，请重新选择' }] })
      const id = await madeOnce(c, actor, { announcement: said }, (also) => announce(deps, said, actor, now, also))
      return c.json({ id }, 201)
    },
  )
