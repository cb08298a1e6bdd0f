import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe, Option } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { day, whole, words } from '../vocabulary.ts'
import { hurry, recall } from './afterwards.ts'
import { choices } from './choices.ts'
import { companies, companyLines } from './companies.ts'
import { find } from './found.ts'
import { act, plan } from './history.ts'
import { list } from './list.ts'
import { published } from './published.ts'
import { lineOf, view } from './view.ts'
import { mayOversee, mayPlan, type Scope, scope } from './visibility.ts'
import { Past, Planned, Urgent, Uscc, WAY, type Way } from './visit.ts'
import { ACTIONS, STATUS, type Status, step } from './workflow.ts'

const paging = {
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
}
const Asked = z.strictObject({
  status: z.enum([...(Object.keys(STATUS) as Status[]), 'over'], { error: '没有这个状态' }).optional(),
  department: words(1, 20, '单位').optional(),
  from: day('起始日').optional(),
  to: day('截止日').optional(),
  way: z.enum(Object.keys(WAY) as Way[], { error: '没有这种登记方式' }).optional(),
  q: words(1, 60, '企业名称').optional(),
  uscc: words(1, 18, '统一社会信用代码').optional(),
  ...paging,
})
const CompaniesAsked = z.strictObject({
  year: whole(2020, 2100, '应是四位数的年份').optional(),
  q: words(1, 60, '企业').optional(),
  ...paging,
})
const Choosing = z.strictObject({
  uscc: Uscc.optional(),
  on: day('进门日期').optional().meta({ title: '哪天的名册和事项，默认今天' }),
  partners: words(1, 200, '联合的单位').optional().meta({ title: '联合的单位，用逗号隔开' }),
})
const Step = postedStep(ACTIONS)

const Line = z.looseObject({ no: z.string(), company: z.string(), status: z.string(), on: z.string() })
const VisitAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'Visit' })
const ListAnswer = z.object({ items: z.array(Line), total: z.int() })
const Count = z.object({ code: z.string(), name: z.string(), n: z.int(), cap: z.int().nullable() })
const ChoicesAnswer = z.object({
  company: z.object({ company: z.string(), industry: z.string(), place: z.string() }).nullable(),
  items: z.array(Option),
  officers: z.array(Option),
  partners: z.array(Option),
  bodies: z.array(Count),
})
const CompaniesAnswer = z.object({
  items: z.array(z.looseObject({ uscc: z.string(), company: z.string(), visits: z.int(), bodies: z.array(Count) })),
  total: z.int(),
  year: z.int(),
})
const TAG = '入企检查'

function reading(c: Context<AppEnv>): { actor: Actor; within: Exclude<Scope, null> } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

function planning(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayPlan(actor)) throw new Refusal('not_yours')
  return actor
}

/** What of it this person may see; what they may not see does not exist. */
async function visible(c: Context<AppEnv>, typed: string) {
  const { actor } = reading(c)
  const found = await find(c.var.deps, typed, actor)
  if (!found) throw new Refusal('not_found')
  return { found, actor, seen: await view(c.var.deps, found, actor, c.var.now) }
}

/** Inspections of companies: planned, registered at the door, written down afterwards, cancelled. */
export const visitRoutes = new Hono<AppEnv>()
  .get('/', describe('我能看的入企检查', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const { within } = reading(c)
    const { deps, now } = c.var
    const { items, total } = await list(deps.store, within, check(Asked, c.req.query()), today(now))
    const book = await published(deps.store, today(now))
    return c.json({ items: items.map((row) => lineOf(row, book, today(now))), total })
  })
  .get(
    '/choices',
    describe('安排检查时可以选的：企业、事项、人员、联合单位', TAG, ChoicesAnswer, 200, [401, 403, 422]),
    asks(Choosing),
    async (c) => {
      const actor = planning(c)
      const { uscc, partners, on = today(c.var.now) } = check(Choosing, c.req.query())
      const chosen = [...new Set(partners?.split(/[,，]/).filter(Boolean))].slice(0, 8)
      return c.json(await choices(c.var.deps, actor.department, { uscc, partners: chosen, on }))
    },
  )
  .get(
    '/companies',
    describe('各企业被检查的次数、上限和预警', TAG, CompaniesAnswer, 200, [401, 403, 422]),
    asks(CompaniesAsked),
    async (c) => {
      if (!mayOversee(reading(c).actor)) throw new Refusal('not_yours')
      const { deps, now } = c.var
      const asked = check(CompaniesAsked, c.req.query())
      const year = asked.year ?? Number(today(now).slice(0, 4))
      const { rows, total } = await companies(deps.store, { ...asked, year })
      // Caps as they are today; of a year that is over, as they were at its end.
      const on = year < Number(today(now).slice(0, 4)) ? `${year}-12-31` : today(now)
      return c.json({ items: await companyLines(deps, rows, on), total, year })
    },
  )
  .post(
    '/',
    describe('安排一次检查，同时签发检查任务码', TAG, VisitAnswer, 201, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(Planned),
    async (c) => {
      const actor = planning(c)
      const said = check(Planned, await jsonBody(c))
      const { deps, now } = c.var
      const { no } = await once<{ no: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { visit: said },
        now,
        async (remember) => ({
          no: await plan(deps, said, actor, now, (made) => remember({ no: made }), deps.env.demo === 'on'),
        }),
      )
      return c.json((await visible(c, no)).seen, 201)
    },
  )
  .post(
    '/past',
    describe('平台故障以后，补录一次没有任务的检查', TAG, VisitAnswer, 201, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(Past),
    async (c) => {
      const actor = planning(c)
      const said = check(Past, await jsonBody(c))
      const { deps, now } = c.var
      const { no } = await once<{ no: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { past: said },
        now,
        async (remember) => ({
          no: await recall(
            deps,
            said,
            actor,
            now,
            (made, when) => remember({ no: made }, when),
            deps.env.demo === 'on',
          ),
        }),
      )
      return c.json((await visible(c, no)).seen, 201)
    },
  )
  .post(
    '/urgent',
    describe('登记一次来不及先建任务的紧急检查，同时签发检查任务码', TAG, VisitAnswer, 201, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(Urgent),
    async (c) => {
      const actor = planning(c)
      const said = check(Urgent, await jsonBody(c))
      const { deps, now } = c.var
      const { no } = await once<{ no: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { urgent: said },
        now,
        async (remember) => ({
          no: await hurry(deps, said, actor, now, (made, when) => remember({ no: made }, when), deps.env.demo === 'on'),
        }),
      )
      return c.json((await visible(c, no)).seen, 201)
    },
  )
  .get('/:visit', describe('一次检查，和现在可以做的事', TAG, VisitAnswer, 200, [401, 403, 404]), async (c) =>
    c.json((await visible(c, c.req.param('visit'))).seen),
  )
  .post(
    '/:visit/steps',
    describe('办一步检查：进门登记、补录、取消', TAG, VisitAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c, c.req.param('visit'))
      const { no } = found.row
      await takePosted(c, check(Step, body), (action) => step(action).says, { no }, actor, act)
      return c.json((await visible(c, no)).seen)
    },
  )
