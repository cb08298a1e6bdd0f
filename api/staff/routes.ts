import { eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { people } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { deputiesFor, setAbsence, setTerm } from './absence.ts'
import { type Actor, has, signedIn } from './actor.ts'
import { changePerson, createPerson, endSessions, invitePerson, releaseFactor } from './administration.ts'
import { findPerson, listPeople } from './people.ts'
import { Absence, LostFactor, NewStaff, StaffAsked, StaffChange, Term } from './person.ts'
import { SignLog, signsOf } from './signs.ts'
import { secondsFor, takesTwo } from './weight.ts'

const Line = z.object({
  login: z.string(),
  name: z.string(),
  roles: z.array(z.object({ code: z.string(), label: z.string() })),
  department: z.string(),
  post: z.string(),
  active: z.boolean(),
  ready: z.boolean().meta({ description: 'Has set a password.' }),
  factor: z.boolean(),
  createdAt: z.string(),
})
const Lines = z.object({ items: z.array(Line), total: z.int(), next: z.string().optional() })
const OnePerson = Line.extend({
  term: z.object({ from: z.string().nullable(), to: z.string().nullable() }),
  absence: z.object({
    from: z.string().nullable(),
    to: z.string().nullable(),
    deputy: z.string().nullable(),
    by: z.string().nullable(),
  }),
  asked: z
    .object({
      roles: z.array(z.object({ code: z.string(), label: z.string() })),
      by: z.string(),
      at: z.string(),
      until: z.string(),
    })
    .nullable()
    .meta({ description: 'Weighty roles that wait for a second person.' }),
  takeovers: z
    .array(z.object({ what: z.string(), by: z.string(), until: z.string() }))
    .meta({ description: 'Access to the account that waits for a second person.' }),
  seconds: z
    .array(z.object({ login: z.string(), name: z.string(), post: z.string() }))
    .nullable()
    .meta({ description: 'Who could agree that somebody is let into this account; null where one person is enough.' }),
  history: z.array(z.object({ at: z.string(), label: z.string(), by: z.string() })),
}).meta({ ref: 'StaffPerson' })
const Told = z.object({ token: z.string(), path: z.string(), expiresAt: z.string() }).meta({ ref: 'Invitation' })
const Waiting = z.object({ waiting: z.boolean().meta({ description: 'Another person must agree first.' }) })

const admin = (c: Context<AppEnv>): Actor => {
  const actor = signedIn(c)
  if (!has(actor, 'admin')) throw new Refusal('not_yours')
  return actor
}

async function personOf(c: Context<AppEnv>, login: string) {
  const found = await c.var.deps.store.read.select().from(people).where(eq(people.login, login)).get()
  if (!found) throw new Refusal('not_found')
  return found
}

const TAG = '账号'
const People = z.object({ items: z.array(z.object({ login: z.string(), name: z.string() })), total: z.int() })

async function told(c: Context<AppEnv>, actor: Actor, login: string) {
  const { now, deps } = c.var
  const found = await findPerson(deps.store, login, now)
  if (!found) throw new Refusal('not_found')
  const two = await takesTwo(deps.store, actor, { login, roles: found.roles.map(({ code }) => code) })
  return { ...found, seconds: two ? await secondsFor(deps.store, actor, found, now) : null }
}

export const staff = new Hono<AppEnv>()
  .get('/', describe('账号', TAG, Lines, 200, [401, 403]), asks(StaffAsked), async (c) => {
    admin(c)
    return c.json(await listPeople(c.var.deps.store, check(StaffAsked, c.req.query())))
  })
  .post(
    '/',
    describe(
      '建立账号；设置码只在这里给出一次。申请了重要岗位的，确认时才有设置码',
      TAG,
      z.union([Told, Waiting]),
      201,
      [400, 401, 403, 409, 422],
    ),
    takes(NewStaff),
    async (c) => {
      const actor = admin(c)
      return c.json(await createPerson(c.var.deps.store, actor, check(NewStaff, await jsonBody(c)), c.var.now), 201)
    },
  )
  .get('/:login', describe('一个账号和它的经过', TAG, OnePerson, 200, [401, 403, 404]), async (c) => {
    return c.json(await told(c, admin(c), c.req.param('login')))
  })
  .patch(
    '/:login',
    describe('改动账号；停用、换岗位或换单位会结束其全部登录', TAG, OnePerson, 200, [400, 401, 403, 404, 409, 422]),
    takes(StaffChange),
    async (c) => {
      const actor = admin(c)
      const { store } = c.var.deps
      const before = await personOf(c, c.req.param('login'))
      await changePerson(store, actor, before, check(StaffChange, await jsonBody(c)), c.var.now)
      return c.json(await told(c, actor, before.login))
    },
  )
  .post(
    '/:login/invitation',
    describe(
      '重新发设置码；原来的作废。有重要岗位的，要另一个人同意',
      TAG,
      z.union([Told, Waiting]),
      201,
      [401, 403, 404, 409],
    ),
    async (c) => {
      const actor = admin(c)
      return c.json(
        await invitePerson(c.var.deps.store, actor, await personOf(c, c.req.param('login')), c.var.now),
        201,
      )
    },
  )
  .post(
    '/:login/factor',
    describe(
      '取消丢失的动态验证码和恢复码；结束其全部登录。有重要岗位的，要另一个人同意',
      TAG,
      Waiting,
      200,
      [401, 403, 404, 409],
    ),
    takes(LostFactor),
    async (c) => {
      const actor = admin(c)
      const { deps, now } = c.var
      const person = await personOf(c, c.req.param('login'))
      return c.json(await releaseFactor(deps.store, actor, person, check(LostFactor, await jsonBody(c)), now))
    },
  )
  .post(
    '/:login/term',
    describe('改任期；不在任期内不能登录', TAG, OnePerson, 200, [400, 401, 403, 404, 409, 422]),
    takes(Term),
    async (c) => {
      const actor = admin(c)
      const person = await personOf(c, c.req.param('login'))
      await setTerm(c.var.deps.store, actor, person, check(Term, await jsonBody(c)), c.var.now)
      return c.json(await told(c, actor, person.login))
    },
  )
  .post(
    '/:login/absence',
    describe('登记离岗和代办人；都不填就是取消', TAG, OnePerson, 200, [400, 401, 403, 404, 422]),
    takes(Absence),
    async (c) => {
      const actor = admin(c)
      const person = await personOf(c, c.req.param('login'))
      await setAbsence(c.var.deps.store, actor, person, check(Absence, await jsonBody(c)), c.var.now)
      return c.json(await told(c, actor, person.login))
    },
  )
  .get('/:login/deputies', describe('能给这个人代办的同事', TAG, People, 200, [401, 403, 404]), async (c) => {
    admin(c)
    const found = await deputiesFor(c.var.deps.store, await personOf(c, c.req.param('login')), c.var.now)
    return c.json({ items: found.map(({ login, name }) => ({ login, name })), total: found.length })
  })
  .get('/:login/log', describe('一个账号的登录记录', TAG, SignLog, 200, [401, 403, 404]), async (c) => {
    admin(c)
    return c.json(await signsOf(c.var.deps.store, (await personOf(c, c.req.param('login'))).login, c.var.now))
  })
  .post('/:login/end', describe('结束一个账号的全部登录', TAG, z.null(), 204, [401, 403, 404, 409]), async (c) => {
    const actor = admin(c)
    await endSessions(c.var.deps.store, actor, await personOf(c, c.req.param('login')), c.var.now)
    return c.body(null, 204)
  })
