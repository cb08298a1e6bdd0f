import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { words } from '../vocabulary.ts'
import { Acts } from './act.ts'
import { recentOf } from './arrived.ts'
import { BadgesAnswer, badgesOf } from './badge.ts'
import { doorsOf, makeDoor, type Pairing, revokeDoor } from './door.ts'
import { Counts, countsOf } from './door-list.ts'
import { ActsAnswer, heard } from './door-routes.ts'
import { zoned } from './open-day.ts'
import { noteOpened, running } from './reading.ts'

const TAG = '开放日签到'
const Making = z.strictObject({
  label: words(1, 10, '名称').meta({ title: '签到口的名称', hint: '如：1号门。写在谁先签到的提示里。' }),
})
const Made = z
  .object({ id: z.string(), label: z.string(), code: z.string(), until: z.string() })
  .meta({ ref: 'DoorPairing' })
const Doors = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      state: z.enum(['pairing', 'unpaired', 'paired', 'revoked']),
      madeAt: z.string(),
      seenAt: z.string().optional(),
      revokedAt: z.string().optional(),
    }),
  ),
})
const Arrived = z.object({
  now: z.string(),
  /** When each session begins. */
  starts: z.record(z.string(), z.string()),
  counts: Counts,
  n: z.int(),
  items: z.array(
    z.object({
      at: z.string(),
      toldAt: z.string(),
      door: z.string(),
      act: z.string(),
      outcome: z.string(),
      say: z.string(),
      good: z.boolean(),
      party: z.int(),
      number: z.string().optional(),
    }),
  ),
})

const instant = (at: number) => new Date(at).toISOString()

/** Doors, arrivals and badges of an open day, for its organiser. */
export const doorDesk = new Hono<AppEnv>()
  .get('/:code/doors', describe('开放日的签到口', TAG, Doors, 200, [401, 403, 404]), async (c) => {
    const { day } = await running(c)
    const now = c.var.now.getTime()
    const rows = await doorsOf(c.var.deps, day.data.code)
    const items = rows.map(({ id, label, hash, pairUntil, madeAt, seenAt, revokedAt }) => ({
      id,
      label,
      state:
        revokedAt !== null
          ? ('revoked' as const)
          : hash !== null
            ? ('paired' as const)
            : pairUntil !== null && pairUntil > now
              ? ('pairing' as const)
              : ('unpaired' as const),
      madeAt: instant(madeAt),
      ...(seenAt !== null && { seenAt: instant(seenAt) }),
      ...(revokedAt !== null && { revokedAt: instant(revokedAt) }),
    }))
    return c.json({ items })
  })
  .post(
    '/:code/doors',
    describe('开一个签到口：配对码只在这次回答里', TAG, Made, 201, [400, 401, 403, 404, 410, 422]),
    sends(KEY_HEADER),
    takes(Making),
    async (c) => {
      const { actor, day } = await running(c)
      const { label } = check(Making, await jsonBody(c))
      const { deps, now } = c.var
      const owner = `${actor.login}/${day.data.code}`
      const made = await once<Pairing>(deps, c.req.header(KEY_HEADER), owner, { label }, now, (remember) =>
        makeDoor(deps, day, label, actor, now, remember),
      )
      return c.json(made, 201)
    },
  )
  .post(
    '/:code/doors/:id/revoke',
    describe('收回一个签到口，那部手机马上不能用', TAG, z.object({ id: z.string() }), 200, [401, 403, 404]),
    async (c) => {
      const { actor, day } = await running(c)
      const id = c.req.param('id')
      await revokeDoor(c.var.deps, day.data.code, id, actor, c.var.now)
      return c.json({ id })
    },
  )
  .get('/:code/arrivals', describe('到场记录，没有姓名', TAG, Arrived, 200, [401, 403, 404]), async (c) => {
    const { day } = await running(c)
    const { deps, now } = c.var
    const counted = await countsOf(deps, day)
    const starts = Object.fromEntries(day.data.sessions.map((session) => [session.id, zoned(session.starts)]))
    return c.json({ now: now.toISOString(), starts, ...counted, items: await recentOf(deps, day) })
  })
  .post(
    '/:code/arrivals',
    describe('在工作台签到、签退、撤销', TAG, ActsAnswer, 200, [400, 401, 403, 404, 422]),
    takes(Acts),
    async (c) => {
      const { day } = await running(c)
      return c.json(await heard(c, day, 'desk'))
    },
  )
  .get(
    '/:code/badges',
    describe('胸牌上印的内容；看一次记一次', TAG, BadgesAnswer, 200, [401, 403, 404]),
    async (c) => {
      const { actor, day } = await running(c)
      await noteOpened(c, actor, day, 'open-day-badges')
      return c.json(await badgesOf(c.var.deps, day))
    },
  )
