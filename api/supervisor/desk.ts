import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe, Option } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { noteRead } from '../desk/seen.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once, stepOnce } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { madeOnce, postedStep } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { decide, senderOf } from './deciding.ts'
import { Deciding } from './decision.ts'
import type { SetUp } from './effect.ts'
import { type Found, find } from './found.ts'
import { act } from './history.ts'
import { Invited } from './invited.ts'
import { invite } from './inviting.ts'
import { Asked, all, countsOf } from './list.ts'
import { Opening } from './opening.ts'
import { applicationOf, bodiesOf, choices, lineOf, view } from './view.ts'
import { mayLook, mayReadSupervisors } from './visibility.ts'
import { ACTIONS, step } from './workflow.ts'

const Step = postedStep(ACTIONS)
const Line = z.looseObject({ id: z.string(), name: z.string(), state: z.string(), number: z.string().nullable() })
const Did = z.object({
  id: z.string(),
  title: z.string(),
  kindLabel: z.string(),
  on: z.string(),
  year: z.string(),
  came: z.boolean().nullable(),
  stateLabel: z.string(),
  hours: z.number().nullable(),
})
const Year = z.object({ year: z.string(), trainings: z.int(), tasks: z.int(), absent: z.int(), hours: z.number() })
const SupervisorAnswer = z
  .looseObject({
    ...Line.shape,
    n: z.int(),
    served: z
      .object({ trainings: z.array(Did), tasks: z.array(Did), years: z.array(Year) })
      .meta({ description: 'What they were trained in and did; no word of what they reported.' }),
    allowed: z.array(z.looseObject({ action: z.string() })),
  })
  .meta({ ref: 'DeskSupervisor' })
const ListAnswer = z.object({
  items: z.array(Line),
  total: z.int(),
  counts: z.record(z.string(), z.int()),
})
const Choices = z.object({ areas: z.array(Option), sectors: z.array(Option), bodies: z.array(Option) })
const Opened = z
  .looseObject({ name: z.string(), phone: z.string(), statement: z.string() })
  .meta({ ref: 'SupervisorApplication' })
const Sender = z.object({ name: z.string().nullable(), phone: z.string().nullable() }).meta({ ref: 'ObjectionSender' })
export const TAG = '监督员'

export function reading(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayReadSupervisors(actor)) throw new Refusal('not_yours')
  return actor
}

/** One this person may see; what they may not see does not exist. */
export async function visible(c: Context<AppEnv>): Promise<{ found: Found; actor: Actor }> {
  const actor = reading(c)
  const found = await find(c.var.deps, c.req.param('id') ?? '')
  if (!found) throw new Refusal('not_found')
  return { found, actor }
}

async function seen(c: Context<AppEnv>, id: string, actor: Actor, setUp?: SetUp) {
  const { deps, now } = c.var
  const found = await find(deps, id)
  if (!found) throw new Refusal('not_found')
  const shown = await view(deps, found, actor, await rulebook(deps.store, now), now)
  return { ...shown, ...(setUp && { setUp }) }
}

/** Supervisors at the desk: who applied, who serves, and every step between. */
export const supervisorDesk = new Hono<AppEnv>()
  .get('/', describe('监督员和报名，看一次记一次', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const actor = reading(c)
    const { deps, now } = c.var
    const { page, limit, ...wanted } = check(Asked, c.req.query())
    const [rows, counts, book] = await Promise.all([
      all(deps, wanted, today(now)),
      countsOf(deps),
      rulebook(deps.store, now),
    ])
    await noteRead(c, actor, '', 'supervisors')
    const items = rows.slice((page - 1) * limit, page * limit).map((row) => lineOf(deps.secrets, row, book))
    return c.json({ items, total: rows.length, counts })
  })
  .get('/choices', describe('能选的镇街、领域和单位', TAG, Choices, 200, [401, 403]), async (c) => {
    reading(c)
    const book = await rulebook(c.var.deps.store, c.var.now)
    return c.json({ ...choices(book), bodies: bodiesOf(book) })
  })
  .post(
    '/',
    describe('登记一名受邀的监督员人选', TAG, SupervisorAnswer, 201, [400, 401, 403, 409, 422]),
    sends(KEY_HEADER),
    takes(Invited),
    async (c) => {
      const actor = reading(c)
      if (!mayLook(actor)) throw new Refusal('not_yours')
      const said = check(Invited, await jsonBody(c))
      const { deps, now } = c.var
      const demo = deps.env.demo === 'on'
      const id = await madeOnce(c, actor, { supervisor: said }, (also) => invite(deps, said, actor, now, demo, also))
      return c.json(await seen(c, id, actor), 201)
    },
  )
  .get('/:id', describe('一名监督员，和现在可以做的事', TAG, SupervisorAnswer, 200, [401, 403, 404]), async (c) => {
    const { found, actor } = await visible(c)
    await noteRead(c, actor, found.row.id, 'supervisor')
    return c.json(await seen(c, found.row.id, actor))
  })
  .post(
    '/:id/application',
    describe('写明理由，打开报名表', TAG, Opened, 200, [400, 401, 403, 404, 422]),
    takes(Opening),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c)
      const { why } = check(Opening, body)
      const { deps, now } = c.var
      const opened = applicationOf(deps.secrets, found.row, await rulebook(deps.store, now))
      if (!opened) throw new Refusal('not_found')
      await noteRead(c, actor, found.row.id, 'supervisor-application', why)
      return c.json(opened)
    },
  )
  .post(
    '/:id/steps',
    describe(
      '办一步：审核、聘任、调整、暂停、续聘、表彰、解聘',
      TAG,
      SupervisorAnswer,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c)
      const { deps, now } = c.var
      const { action, n, ...rest } = check(Step, body)
      const { id } = found.row
      const taking = { id, n, action, said: check(step(action).says, rest) }
      // Asked again with its key the same code is told again: it was made once.
      const { setUp } = await once<{ setUp: SetUp | null }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        taking,
        now,
        async (remember) => ({
          setUp: (await act(deps, taking, actor, now, (when, told) => remember({ setUp: told ?? null }, when))) ?? null,
        }),
      )
      return c.json(await seen(c, id, actor, setUp ?? undefined))
    },
  )
  .post(
    '/:id/objections/:objection/sender',
    describe('写明理由，看一份异议是谁提的；审核通过的人不能看', TAG, Sender, 200, [400, 401, 403, 404, 422]),
    takes(Opening),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c)
      const { why } = check(Opening, body)
      const { name = null, phone = null } = await senderOf(c.var.deps, found, c.req.param('objection'), actor, () =>
        noteRead(c, actor, found.row.id, 'supervisor-objector', why),
      )
      return c.json({ name, phone })
    },
  )
  .post(
    '/:id/objections/:objection',
    describe('处理一份异议', TAG, SupervisorAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Deciding),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c)
      const said = check(Deciding, body)
      const objection = c.req.param('objection')
      const { deps, now } = c.var
      await stepOnce(deps, c.req.header(KEY_HEADER), actor.login, { objection, ...said }, now, (remember) =>
        decide(deps, found, objection, said, actor, now, remember),
      )
      return c.json(await seen(c, found.row.id, actor))
    },
  )
