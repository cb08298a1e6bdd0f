import { desc, eq, inArray, sql } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses, duties, dutyParts, people, supervisors } from '../../db/schema.ts'
import { describe, Option } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { noteRead } from '../desk/seen.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { madeOnce, postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { codes, paging } from '../vocabulary.ts'
import { choicesFor } from './choices.ts'
import { Inviting, KIND, NewDuty, WHY } from './duty.ts'
import { dutyOf, partOf } from './found.ts'
import { act, make } from './history.ts'
import { type Asked, invite } from './inviting.ts'
import { historyOf } from './log.ts'
import { saidOf } from './sealing.ts'
import { take } from './taking.ts'
import { DeskView, deskView, Head, headOf } from './view.ts'
import { mayMake, mayReadDuties } from './visibility.ts'
import { ACTIONS, MAKES, PART_ACTIONS, partStep, STATE, step } from './workflow.ts'

export const TAG = '履职任务'
const ListAsked = z.strictObject({
  state: codes(STATE).optional(),
  kind: codes(KIND).optional(),
  ...paging,
})
const Step = postedStep(ACTIONS)
const BUREAUS = PART_ACTIONS.filter((action) => partStep(action).by.some((hat) => MAKES.some((one) => one === hat)))
const PartStep = postedStep(BUREAUS)
const List = z.object({ items: z.array(Head.extend({ counts: z.record(z.string(), z.int()) })), total: z.int() })
const AskedAnswer = z
  .object({ invited: z.int(), before: z.int(), recused: z.int(), outside: z.int() })
  .meta({ ref: 'DutyInvited' })
const Choices = z.object({
  departments: z.array(Option),
  areas: z.array(Option),
  sectors: z.array(Option),
  people: z.array(Option),
})
const Opened = z
  .looseObject({ name: z.string(), findings: z.string().nullable(), why: z.string().nullable() })
  .meta({ ref: 'DutyReport' })

export function reading(c: Context<AppEnv>) {
  const actor = signedIn(c)
  if (!mayReadDuties(actor)) throw new Refusal('not_yours')
  return actor
}
export function making(c: Context<AppEnv>) {
  const actor = signedIn(c)
  if (!mayMake(actor)) throw new Refusal('not_yours')
  return actor
}
/** The task of the address. */
export async function found(c: Context<AppEnv>) {
  const duty = await dutyOf(c.var.deps, c.req.param('id') ?? '')
  if (!duty) throw new Refusal('not_found')
  return duty
}
async function shown(c: Context<AppEnv>) {
  return deskView(c.var.deps, await found(c), reading(c), c.var.now)
}
/** One who was asked, with their account. */
async function asked(c: Context<AppEnv>) {
  const duty = await found(c)
  const part = await partOf(c.var.deps, duty.id, c.req.param('supervisor') ?? '')
  const supervisor =
    part &&
    (await c.var.deps.store.read
      .select({ id: supervisors.id, login: supervisors.login, name: people.name })
      .from(supervisors)
      .leftJoin(people, eq(people.login, supervisors.login))
      .where(eq(supervisors.id, part.supervisor))
      .get())
  if (!part || !supervisor) throw new Refusal('not_found')
  return { duty, part, supervisor }
}

/** Tasks for supervisors, at the bureau’s desk. */
export const dutyDesk = new Hono<AppEnv>()
  .get('/', describe('派给监督员的任务', TAG, List, 200, [401, 403, 422]), asks(ListAsked), async (c) => {
    reading(c)
    const { read } = c.var.deps.store
    const { state, kind, page, limit } = check(ListAsked, c.req.query())
    const held = sql`${state ?? null} is null or ${duties.state} = ${state ?? null}`
    const within = sql`(${held}) and (${kind ?? null} is null or ${duties.kind} = ${kind ?? null})`
    const [rows, total] = await Promise.all([
      read
        .select()
        .from(duties)
        .where(within)
        .orderBy(desc(duties.startsAt), desc(duties.id))
        .limit(limit)
        .offset((page - 1) * limit),
      read.$count(duties, within),
    ])
    const ids = rows.map(({ id }) => id)
    const parts = ids.length
      ? await read
          .select({ duty: dutyParts.duty, state: dutyParts.state, n: sql<number>`count(*)` })
          .from(dutyParts)
          .where(inArray(dutyParts.duty, ids))
          .groupBy(dutyParts.duty, dutyParts.state)
      : []
    const items = rows.map((row) => ({
      ...headOf(row),
      counts: Object.fromEntries(
        parts.filter(({ duty }) => duty === row.id).map((part) => [part.state, Number(part.n)]),
      ),
    }))
    return c.json({ items, total })
  })
  .post(
    '/',
    describe('发布一项任务', TAG, DeskView, 201, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(NewDuty),
    async (c) => {
      const actor = making(c)
      const said = check(NewDuty, await jsonBody(c))
      const { deps, now } = c.var
      const demo = deps.env.demo === 'on'
      const id = await madeOnce(c, actor, { duty: said }, (also) => make(deps, said, actor, now, also, demo))
      const duty = await dutyOf(deps, id)
      if (!duty) throw new Refusal('not_found')
      return c.json(await deskView(deps, duty, actor, now), 201)
    },
  )
  .get('/choices', describe('发布任务、邀请时可以选的', TAG, Choices, 200, [401, 403]), async (c) => {
    await noteRead(c, making(c), '', 'supervisors')
    return c.json(await choicesFor(c.var.deps, await rulebook(c.var.deps.store, c.var.now)))
  })
  .get(
    '/:id',
    describe('一项任务：谁接受、到场、交了报告，现在可以做的事', TAG, DeskView, 200, [401, 403, 404]),
    async (c) => {
      reading(c)
      return c.json(await shown(c))
    },
  )
  .post(
    '/:id/steps',
    describe('修改、办结、取消任务', TAG, DeskView, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const actor = making(c)
      const { id } = await found(c)
      await takePosted(c, check(Step, await jsonBody(c)), (action) => step(action).says, { id }, actor, act)
      return c.json(await shown(c))
    },
  )
  .post(
    '/:id/invitations',
    describe(
      '邀请监督员，一次可以请很多人；申报过有关系的、那天不在任期的不请',
      TAG,
      AskedAnswer,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    sends(KEY_HEADER),
    takes(Inviting),
    async (c) => {
      const actor = making(c)
      const { id } = await found(c)
      const said = check(Inviting, await jsonBody(c))
      const { deps, now } = c.var
      const key = c.req.header(KEY_HEADER)
      const answer = await once<Asked>(deps, key, actor.login, { invite: id, ...said }, now, (remember) =>
        invite(deps, id, said, actor, now, remember),
      )
      return c.json(answer)
    },
  )
  .get(
    '/:id/parts/:supervisor',
    describe('一位监督员的报告；看一次记一次', TAG, Opened, 200, [401, 403, 404]),
    async (c) => {
      const { login } = reading(c)
      const { duty, part, supervisor } = await asked(c)
      const { store } = c.var.deps
      const why = `${duty.id}/${supervisor.id}`
      await store.writes.commit([
        insert(accesses, { at: c.var.now.getTime(), person: login, no: '', what: 'duty-report', why }),
      ])
      const said = saidOf(c.var.deps, part)
      const { parts } = await deskView(c.var.deps, duty, reading(c), c.var.now)
      const line = parts.find((one) => one.supervisor === supervisor.id)
      if (!line) throw new Refusal('not_found')
      return c.json({
        ...line,
        duty: headOf(duty),
        findings: said.findings ?? null,
        suggestion: said.suggestion ?? null,
        returned: said.returned ?? null,
        restored: said.restored ?? null,
        unmarked: said.unmarked ?? null,
        why: Object.entries(WHY).find(([code]) => code === said.why)?.[1] ?? null,
        history: await historyOf(c.var.deps, `duty-part/${duty.id}/${supervisor.id}`),
      })
    },
  )
  .post(
    '/:id/parts/:supervisor/steps',
    describe(
      '代为签到、退回报告、确认、记没有到场、更正、撤回到场记录',
      TAG,
      DeskView,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    sends(KEY_HEADER),
    takes(PartStep),
    async (c) => {
      const actor = making(c)
      const { duty, supervisor } = await asked(c)
      const posted = check(PartStep, await jsonBody(c))
      const taker = { actor, hats: actor.roles, supervisor }
      await takePosted(
        c,
        posted,
        (action) => partStep(action).says,
        { id: duty.id, of: supervisor.id },
        actor,
        (world, taking, _by, at, also) => take(world, taking, taker, at, also),
      )
      return c.json(await shown(c))
    },
  )
