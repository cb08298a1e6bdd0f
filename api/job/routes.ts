import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { has, signedIn } from '../staff/actor.ts'
import { healthOf, Retry, retry } from './health.ts'

const Health = z
  .looseObject({
    jobs: z.array(z.looseObject({ name: z.string(), failures: z.int() })),
    waiting: z.array(z.looseObject({ n: z.int() })),
    lost: z.array(z.looseObject({ n: z.int() })),
    failed: z.array(z.looseObject({ id: z.string() })),
  })
  .meta({ ref: 'Jobs' })

const admin = (c: Context<AppEnv>) => {
  if (!has(signedIn(c), 'admin')) throw new Refusal('not_yours')
}

export const jobRoutes = new Hono<AppEnv>()
  .get('/', describe('后台任务和发送的情况', '运行', Health, 200, [401, 403]), async (c) => {
    admin(c)
    return c.json(await healthOf(c.var.deps, c.var.now))
  })
  .post(
    '/retry',
    describe('重发没有发出去的通知', '运行', z.null(), 204, [400, 401, 403, 404, 409, 422]),
    takes(Retry),
    async (c) => {
      admin(c)
      await retry(c.var.deps, check(Retry, await jsonBody(c)), c.var.now)
      return c.body(null, 204)
    },
  )
