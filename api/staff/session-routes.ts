import { eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { people } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { channelsOf } from '../notice/channels.ts'
import { takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { deputiesFor, setAbsence } from './absence.ts'
import { changePassword, listSessions, revokeSession } from './account.ts'
import { type Actor, signedIn } from './actor.ts'
import { confirmFactor, factorOf, removeFactor, startFactor } from './factor.ts'
import { demandRedeemed, redeem } from './invitation.ts'
import { ByLink, LinkAsked } from './link.ts'
import { sendLink, signInByLink, tellHolder } from './linking.ts'
import { Absence, Again, Confirm, NewPassword, Revoke, SetUp, SignIn } from './person.ts'
import { closeSession } from './session.ts'
import { guess, reauthenticate, signIn } from './sign-in.ts'
import { SignLog, signsOf } from './signs.ts'

/** Who somebody is, as the server says it: picked field by field. */
const Me = z
  .object({ login: z.string(), name: z.string(), roles: z.array(z.string()), department: z.string(), post: z.string() })
  .meta({ ref: 'Me' })
const me = ({ login, name, roles, department, post }: z.input<typeof Me>) => ({
  login,
  name,
  roles: [...roles],
  department,
  post,
})
const Covers = z.array(z.object({ login: z.string(), name: z.string(), roles: z.array(z.string()) }))
const MeNow = Me.extend({
  for: Covers.meta({ description: 'Colleagues who are away and whose roles this person wears.' }),
  left: z
    .object({ idle: z.number(), whole: z.number() })
    .optional()
    .meta({ description: 'Milliseconds until the session ends: left alone, and in any case.' }),
  absence: z.object({ from: z.string().nullable(), to: z.string().nullable(), deputy: z.string().nullable() }),
  factor: z.object({ on: z.boolean(), pending: z.boolean(), recoveryLeft: z.int() }),
})

const SessionList = z.object({
  items: z.array(
    z.object({ id: z.string(), device: z.string(), createdAt: z.string(), seenAt: z.string(), current: z.boolean() }),
  ),
  total: z.int(),
  crowded: z
    .string()
    .nullable()
    .meta({ description: 'When, within a day, signing in somewhere ended the oldest of too many.' }),
})

const None = z.null()
/** In which ways a link may come; the same for everybody. */
const Ways = z.object({ ways: z.array(z.enum(['sms'])) }).meta({ ref: 'LinkWays' })
const Colleagues = z.object({ items: z.array(z.object({ login: z.string(), name: z.string() })), total: z.int() })

/** One's own account. */
async function selfOf(c: Context<AppEnv>, { login }: Actor) {
  const found = await c.var.deps.store.read.select().from(people).where(eq(people.login, login)).get()
  if (!found) throw new Refusal('not_found')
  return found
}
const TAG = '登录'

export const session = new Hono<AppEnv>()
  .post('/', describe('登录', TAG, Me, 200, [400, 401, 422, 429]), takes(SignIn), async (c) =>
    c.json(me(await signIn(c, check(SignIn, await jsonBody(c))))),
  )
  .post(
    '/link',
    describe(
      '给社会监督员、企业联系点的手机发一个登录链接；有没有这个账号，回答都一样',
      TAG,
      Ways,
      200,
      [400, 422, 429],
    ),
    takes(LinkAsked),
    async (c) => {
      const { deps, now } = c.var
      const { who } = check(LinkAsked, await jsonBody(c))
      return deps.limits.spend('link', source(c), now.getTime(), async () => {
        setImmediate(() => void sendLink(deps, who, now))
        return c.json({ ways: channelsOf(deps.env).has('sms') ? ['sms' as const] : [] })
      })
    },
  )
  .post(
    '/link/open',
    describe('用短信里的链接登录，一个链接只能用一次', TAG, Me, 200, [400, 404, 422, 429]),
    takes(ByLink),
    async (c) => c.json(me(await signInByLink(c, check(ByLink, await jsonBody(c)).token))),
  )
  .delete('/', describe('退出', TAG, None, 204), async (c) => {
    await closeSession(c)
    // A browser used by the next person must not go back to what this one saw.
    c.header('clear-site-data', '"cache", "storage"')
    return c.body(null, 204)
  })
  .get('/', describe('我是谁', TAG, MeNow, 200, [401]), async (c) => {
    const actor = signedIn(c)
    const { awayFrom: from, awayTo: to, deputy } = await selfOf(c, actor)
    const covers = (actor.for ?? []).map(({ login, name, roles }) => ({ login, name, roles: [...roles] as string[] }))
    return c.json({
      ...me(actor),
      for: covers,
      left: actor.left,
      absence: { from, to, deputy },
      factor: await factorOf(c.var.deps, actor.login),
    })
  })
  .get('/deputies', describe('能给我代办的同事', TAG, Colleagues, 200, [401]), async (c) => {
    const actor = signedIn(c)
    const found = await deputiesFor(c.var.deps.store, await selfOf(c, actor), c.var.now)
    return c.json({ items: found.map(({ login, name }) => ({ login, name })), total: found.length })
  })
  .post(
    '/absence',
    describe('登记自己离岗和代办人；都不填就是取消', TAG, None, 204, [400, 401, 403, 422]),
    takes(Absence),
    async (c) => {
      const actor = signedIn(c)
      const said = check(Absence, await jsonBody(c))
      await setAbsence(c.var.deps.store, actor, await selfOf(c, actor), said, c.var.now)
      return c.body(null, 204)
    },
  )
  .get('/log', describe('我的登录记录', TAG, SignLog, 200, [401]), async (c) =>
    c.json(await signsOf(c.var.deps.store, signedIn(c).login, c.var.now)),
  )
  .post(
    '/password',
    describe('改自己的密码', TAG, None, 204, [400, 401, 409, 422, 429]),
    takes(NewPassword),
    async (c) => {
      const actor = signedIn(c)
      await changePassword(c, actor, check(NewPassword, await jsonBody(c)))
      return c.body(null, 204)
    },
  )
  .get('/list', describe('我在哪里登录着', TAG, SessionList, 200, [401]), async (c) =>
    c.json(await listSessions(c.var.deps.store, signedIn(c), c.var.now)),
  )
  .post(
    '/revoke',
    describe('结束我的一个登录，或除这里以外的全部（others）', TAG, None, 204, [400, 401, 404, 422]),
    takes(Revoke),
    async (c) => {
      const actor = signedIn(c)
      await revokeSession(c.var.deps.store, actor, check(Revoke, await jsonBody(c)).id, c.var.now)
      return c.body(null, 204)
    },
  )
  .post(
    '/factor',
    describe(
      '开始设置动态验证码；密钥只在这里给出一次',
      TAG,
      z.object({ secret: z.string(), uri: z.string() }),
      200,
      [400, 401, 409, 422, 429],
    ),
    takes(Again),
    async (c) => {
      const actor = signedIn(c)
      await reauthenticate(c, actor, 'password', check(Again, await jsonBody(c)).password)
      return c.json(await startFactor(c.var.deps, actor, c.var.now))
    },
  )
  .post(
    '/factor/confirm',
    describe(
      '用一次验证码开启；恢复码只在这里给出一次',
      TAG,
      z.object({ recoveryCodes: z.array(z.string()) }),
      200,
      [400, 401, 409, 422],
    ),
    takes(Confirm),
    async (c) => {
      const actor = signedIn(c)
      return c.json({
        recoveryCodes: await confirmFactor(c.var.deps, actor, check(Confirm, await jsonBody(c)).otp, c.var.now),
      })
    },
  )
  .post('/factor/remove', describe('关闭动态验证码', TAG, None, 204, [400, 401, 422, 429]), takes(Again), async (c) => {
    const actor = signedIn(c)
    await reauthenticate(c, actor, 'password', check(Again, await jsonBody(c)).password)
    await removeFactor(c.var.deps, actor, c.var.now)
    return c.body(null, 204)
  })
  .post(
    '/set-up',
    describe('用设置码设定密码，一个设置码只能用一次', TAG, z.object({ login: z.string() }), 200, [400, 422, 429]),
    takes(SetUp),
    async (c) => {
      const said = check(SetUp, await jsonBody(c))
      const { deps, now } = c.var
      const login = demandRedeemed(await guess(c, () => redeem(deps.store, deps.env, said, now)))
      setImmediate(() => void tellHolder(deps, login, now))
      return c.json({ login })
    },
  )
