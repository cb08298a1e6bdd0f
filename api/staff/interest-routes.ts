import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { scope } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { has, signedIn } from './actor.ts'
import { declare, foresee, interestsOf, ownInterests, withdraw } from './declaring.ts'
import { Declaration, maySeeInterests, SENDS, Withdrawal } from './interest.ts'

const Coded = z.object({ code: z.string(), label: z.string() })
const One = z.object({
  kind: Coded,
  subject: z.object({ code: z.string(), name: z.string() }),
  whose: Coded,
  why: z.string(),
  at: z.string(),
})
const Own = z
  .object({
    items: z.array(One),
    total: z.int(),
    history: z.array(z.object({ at: z.string(), label: z.string(), reason: z.string().nullable() })),
  })
  .meta({ ref: 'Interests' })
const Others = z.object({
  items: z.array(
    One.extend({
      person: z.object({ login: z.string(), name: z.string(), post: z.string(), department: z.string() }),
    }),
  ),
  total: z.int(),
})
const Foreseen = z.object({ hides: z.int(), stays: z.int() }).meta({ ref: 'InterestForeseen' })
const TAG = '账号'

/** Whoever deals with cases, or sends leads of their own. */
const dealing = (c: Context<AppEnv>) => {
  const actor = signedIn(c)
  if (!scope(actor) && !has(actor, ...SENDS)) throw new Refusal('not_yours')
  return actor
}

export const interestRoutes = new Hono<AppEnv>()
  .get('/', describe('我申报的利害关系', TAG, Own, 200, [401, 403]), async (c) => {
    const actor = dealing(c)
    return c.json(await ownInterests(c.var.deps, actor.login, c.var.now))
  })
  .post(
    '/',
    describe('申报利害关系；有关的办件马上不再给我看、给我办', TAG, Own, 201, [400, 401, 403, 422]),
    takes(Declaration),
    async (c) => {
      const actor = dealing(c)
      const { deps, now } = c.var
      await declare(deps, actor, check(Declaration, await jsonBody(c)), now)
      return c.json(await ownInterests(deps, actor.login, now), 201)
    },
  )
  .post(
    '/preview',
    describe(
      '申报以前先看：我现在能看的办件，有几件会看不到，几件没有别人能看而不变',
      TAG,
      Foreseen,
      200,
      [400, 401, 403, 422, 429],
    ),
    takes(Declaration),
    async (c) => {
      const actor = dealing(c)
      const { deps, now } = c.var
      const said = check(Declaration, await jsonBody(c))
      return deps.limits.spend('foresee', actor.login, now.getTime(), async () =>
        c.json(await foresee(deps, actor, said, now)),
      )
    },
  )
  .post(
    '/end',
    describe('撤回申报，写明理由；已经回避的办件不再恢复', TAG, Own, 200, [400, 401, 403, 404, 422]),
    takes(Withdrawal),
    async (c) => {
      const actor = dealing(c)
      const { deps, now } = c.var
      await withdraw(deps, actor, check(Withdrawal, await jsonBody(c)), now)
      return c.json(await ownInterests(deps, actor.login, now))
    },
  )
  .get('/staff', describe('我负责的人员申报的利害关系', TAG, Others, 200, [401, 403]), async (c) => {
    const actor = signedIn(c)
    if (!maySeeInterests(actor)) throw new Refusal('not_yours')
    return c.json(await interestsOf(c.var.deps, actor, c.var.now))
  })
