import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { mayDecide, signedIn } from './actor.ts'
import { decide, listGrants } from './grant.ts'
import { Decision } from './person.ts'

const Roles = z.array(z.object({ code: z.string(), label: z.string() }))
const Grants = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      login: z.string(),
      name: z.string(),
      post: z.string(),
      department: z.string(),
      held: Roles,
      what: z
        .string()
        .meta({ description: 'Roles, or access to an account: a set-up code, a second factor taken off.' }),
      reason: z.string().nullable(),
      roles: Roles,
      anew: z.boolean().meta({ description: 'A yes voids the password and gives a set-up code to whoever says it.' }),
      askedBy: z.object({ login: z.string(), name: z.string() }),
      askedAt: z.string(),
      until: z.string().meta({ description: 'After this the asking is void.' }),
      stands: z.boolean().meta({ description: 'Whether the asker may still ask; else nobody can say yes.' }),
      may: z.boolean().meta({ description: 'Whether the asker is another person than who decides.' }),
    }),
  ),
  total: z.int(),
})

const Decided = z.object({
  login: z.string().optional(),
  token: z.string().optional(),
  path: z.string().optional(),
  expiresAt: z.string().optional(),
})

const deciding = (c: Context<AppEnv>) => {
  const actor = signedIn(c)
  if (!mayDecide(actor)) throw new Refusal('not_yours')
  return actor
}

export const grantRoutes = new Hono<AppEnv>()
  .get('/', describe('等第二个人确认的重要岗位', '账号', Grants, 200, [401, 403]), async (c) =>
    c.json(await listGrants(c.var.deps.store, deciding(c), c.var.now)),
  )
  .post(
    '/:id',
    describe(
      '同意或不同意；申请的人只能撤回，7天没有人同意就作废。同意发设置码的，和第一次得到重要岗位的，设置码只在这里给出一次',
      '账号',
      Decided,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    takes(Decision),
    async (c) => {
      const actor = deciding(c)
      const { decision } = check(Decision, await jsonBody(c))
      const told = await decide(c.var.deps.store, actor, c.req.param('id'), decision === 'confirm', c.var.now)
      return c.json(told ?? {})
    },
  )
