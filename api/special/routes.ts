import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { rulebook } from '../case/rulebook.ts'
import { type Scope, scope } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { whole } from '../vocabulary.ts'
import { find } from './found.ts'
import { regroupAll } from './grouping.ts'
import { act, answering, open } from './history.ts'
import { list } from './list.ts'
import { Grouping, Special, type SpecialView, VIEWS } from './special.ts'
import { lineOf, view } from './view.ts'
import { mayOpen } from './visibility.ts'
import { ACTIONS, step } from './workflow.ts'

const Asked = z.strictObject({
  view: z.enum(Object.keys(VIEWS) as [SpecialView, ...SpecialView[]], { error: '没有这一栏' }).default('open'),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const Step = postedStep(ACTIONS)

const Line = z.looseObject({ id: z.string(), title: z.string(), status: z.string(), dueOn: z.string() })
const SpecialAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'Special' })
const ListAnswer = z.object({ items: z.array(Line), total: z.int() })
const Hands = z.object({ items: z.array(z.object({ value: z.string(), label: z.string() })), total: z.int() })
const Done = z.object({ done: z.int() })
const TAG = '专项监督'

function reading(c: Context<AppEnv>): { actor: Actor; within: Scope } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within || within.sealed) throw new Refusal('not_yours')
  return { actor, within }
}

/** What of it this person may see; what they may not see does not exist. */
async function visible(c: Context<AppEnv>, typed: string) {
  const { actor } = reading(c)
  const { deps, now } = c.var
  const found = await find(deps, typed, actor)
  const seen = found && (await view(deps, found, actor, await rulebook(deps.store, now), now))
  if (!found || !seen) throw new Refusal('not_found')
  return { found, seen, actor }
}

export const specialRoutes = new Hono<AppEnv>()
  .get('/', describe('我能看的专项监督', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const { within } = reading(c)
    const asked = check(Asked, c.req.query())
    const { deps, now } = c.var
    const book = await rulebook(deps.store, now)
    const { items, total } = await list(deps.store, within, asked)
    const names = items.map(({ person }) => person)
    const nameOf = await called(deps.store, names, now)
    return c.json({ items: items.map((row) => lineOf(row, nameOf, book, now)), total })
  })
  .get('/hands', describe('能负责专项监督的同事', TAG, Hands, 200, [401, 403]), async (c) => {
    const { actor } = reading(c)
    if (!mayOpen(actor)) throw new Refusal('not_yours')
    const items = await answering(c.var.deps, actor.department, c.var.now)
    return c.json({ items, total: items.length })
  })
  .post(
    '/',
    describe('开展一个专项监督', TAG, SpecialAnswer, 201, [400, 401, 403, 409, 422]),
    sends(KEY_HEADER),
    takes(Special),
    async (c) => {
      const { actor } = reading(c)
      if (!mayOpen(actor)) throw new Refusal('not_yours')
      const said = check(Special, await jsonBody(c))
      const { deps, now } = c.var
      const { id } = await once<{ id: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { special: said },
        now,
        async (remember) => {
          let made = ''
          await open(deps, said, actor, now, false, (id) => {
            made = id
            return remember({ id })
          })
          return { id: made }
        },
      )
      return c.json((await visible(c, id)).seen, 201)
    },
  )
  .get('/:id', describe('一个专项监督，和现在可以做的事', TAG, SpecialAnswer, 200, [401, 403, 404]), async (c) => {
    const { seen, actor } = await visible(c, c.req.param('id'))
    const { deps, now } = c.var
    await deps.store.writes.commit([
      insert(accesses, { at: now.getTime(), person: actor.login, no: seen.id, what: 'special', why: null }),
    ])
    return c.json(seen)
  })
  .post(
    '/:id/steps',
    describe('办一步专项监督', TAG, SpecialAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c, c.req.param('id'))
      const { id } = found.row
      await takePosted(c, check(Step, body), (action) => step(action).says, { id }, actor, act)
      return c.json((await visible(c, id)).seen)
    },
  )
  .post(
    '/:id/cases',
    describe('把办件列入专项监督，或者移出', TAG, Done, 200, [400, 401, 403, 404, 409, 422]),
    takes(Grouping),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor, seen } = await visible(c, c.req.param('id'))
      const grouping = check(Grouping, body)
      if (!seen.groups) throw new Refusal(found.row.status === 'closed' ? 'not_now' : 'not_yours')
      return c.json({ done: await regroupAll(c.var.deps, found.row, grouping, actor, c.var.now) })
    },
  )
