import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { Decision } from '../staff/person.ts'
import { codes } from '../vocabulary.ts'
import { KEPT, REALM, realmsOf } from './class.ts'
import { hold, holdsFor, release } from './hold.ts'
import { Holding, mayHold } from './holding.ts'
import { decide, dryRun, overview, propose } from './retention.ts'

export const Proposal = z.strictObject({ class: codes(KEPT), realm: codes(REALM) })
const Asked = z.strictObject({ realm: codes(REALM).default('bureau') })

const Overview = z
  .looseObject({
    items: z.array(z.looseObject({ due: z.int(), months: z.int() })),
    total: z.int(),
    promised: z.object({ label: z.string(), days: z.int(), held: z.int(), due: z.int() }).optional(),
    runs: z.array(z.looseObject({ id: z.string(), state: z.string() })),
  })
  .meta({ ref: 'Retention' })
const DryRun = z.looseObject({ items: z.array(z.object({ no: z.string(), endedAt: z.string() })), total: z.int() })
const Holds = z.object({ items: z.array(z.looseObject({ id: z.string(), no: z.string() })), total: z.int() })
const Made = z.object({ id: z.string() })
const TAG = '保存期限'

const keeping = (c: Context<AppEnv>): Actor => {
  const actor = signedIn(c)
  if (realmsOf(actor).length === 0) throw new Refusal('not_yours')
  return actor
}
const holding = (c: Context<AppEnv>): Actor => {
  const actor = signedIn(c)
  if (!mayHold(actor)) throw new Refusal('not_yours')
  return actor
}

export const retentionRoutes = new Hono<AppEnv>()
  .get('/', describe('各类资料保存多久，今天有多少到期', TAG, Overview, 200, [401, 403]), async (c) =>
    c.json(await overview(c.var.deps.store, keeping(c), c.var.now)),
  )
  .post(
    '/',
    describe('提出删除到期的一类；要另一个人同意才删', TAG, Made, 201, [400, 401, 403, 409, 422]),
    takes(Proposal),
    async (c) => {
      const actor = keeping(c)
      const said = check(Proposal, await jsonBody(c))
      return c.json(await propose(c.var.deps.store, actor, said.class, said.realm, c.var.now), 201)
    },
  )
  .get('/holds', describe('保全中的办件', TAG, Holds, 200, [401, 403]), async (c) => {
    const items = await holdsFor(c.var.deps.store, holding(c), c.var.now)
    return c.json({ items, total: items.length })
  })
  .post(
    '/holds',
    describe('保全一件，到期也不删', TAG, Made, 201, [400, 401, 403, 409, 422]),
    takes(Holding),
    async (c) => {
      const actor = holding(c)
      return c.json(await hold(c.var.deps.store, actor, check(Holding, await jsonBody(c)), c.var.now), 201)
    },
  )
  .post('/holds/:id/end', describe('解除保全', TAG, z.null(), 204, [401, 403, 404, 409]), async (c) => {
    await release(c.var.deps.store, holding(c), c.req.param('id'), c.var.now)
    return c.body(null, 204)
  })
  .post(
    '/runs/:id',
    describe('同意或不同意删除；提出的人只能撤回', TAG, z.null(), 204, [400, 401, 403, 404, 409, 422]),
    takes(Decision),
    async (c) => {
      const actor = keeping(c)
      const { decision } = check(Decision, await jsonBody(c))
      await decide(c.var.deps.store, actor, c.req.param('id'), decision === 'confirm', c.var.now)
      return c.body(null, 204)
    },
  )
  .get(
    '/due/:class',
    describe('试算：一类里哪些会删；编号只给能看的人', TAG, DryRun, 200, [401, 403, 404, 422]),
    asks(Asked),
    async (c) => {
      const actor = keeping(c)
      const { realm } = check(Asked, c.req.query())
      const { store } = c.var.deps
      const found = await dryRun(store, actor, c.req.param('class'), realm, c.var.now)
      await store.writes.commit([
        insert(accesses, {
          at: c.var.now.getTime(),
          person: actor.login,
          no: '',
          what: 'retention',
          why: found.class.label,
        }),
      ])
      return c.json(found)
    },
  )
