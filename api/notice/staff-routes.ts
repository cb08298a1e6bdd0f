import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { signedIn } from '../staff/actor.ts'
import { channelsOf } from './channels.ts'
import { setWays, waysOf } from './digest.ts'
import { listNotices, markRead, unreadOf } from './mine.ts'
import { Ways } from './ways.ts'

const List = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        what: z.object({ code: z.string(), label: z.string() }),
        href: z.string(),
        about: z.string(),
        at: z.string(),
        read: z.boolean(),
      }),
    ),
    total: z.int(),
    unread: z.int(),
  })
  .meta({ ref: 'StaffNotices' })
const Unread = z.object({ unread: z.int() })
const MyWays = z.object({
  rhythm: z.string(),
  mail: z.string().optional(),
  phone: z.string().optional(),
  channels: z.array(z.enum(['sms', 'mail'])),
})
export const Read = z.strictObject({
  id: z.string({ error: '请选择一条通知' }).regex(/^([\w-]{12}|all)$/, '没有这条通知'),
})
const TAG = '通知'

/** Everybody's own, and nobody else's. */
export const staffNoticeRoutes = new Hono<AppEnv>()
  .get('/', describe('要我办的事', TAG, List, 200, [401]), async (c) =>
    c.json(await listNotices(c.var.deps.store, signedIn(c))),
  )
  .get('/unread', describe('还有几条没看', TAG, Unread, 200, [401]), async (c) =>
    c.json({ unread: await unreadOf(c.var.deps.store, signedIn(c)) }),
  )
  .post(
    '/read',
    describe('标为看过：一条，或全部（all）', TAG, z.null(), 204, [400, 401, 422]),
    takes(Read),
    async (c) => {
      const actor = signedIn(c)
      await markRead(c.var.deps.store, actor, check(Read, await jsonBody(c)).id, c.var.now)
      return c.body(null, 204)
    },
  )
  .get('/ways', describe('怎样通知我', TAG, MyWays, 200, [401]), async (c) =>
    c.json({
      ...(await waysOf(c.var.deps, signedIn(c).login)),
      channels: [...channelsOf(c.var.deps.env).keys()],
    }),
  )
  .post('/ways', describe('改怎样通知我', TAG, z.null(), 204, [400, 401, 422]), takes(Ways), async (c) => {
    const actor = signedIn(c)
    await setWays(c.var.deps, actor, check(Ways, await jsonBody(c)))
    return c.body(null, 204)
  })
