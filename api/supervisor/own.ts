import { eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { people, supervisors } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, stepOnce } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf, has, signedIn } from '../staff/actor.ts'
import { reauthenticate } from '../staff/sign-in.ts'
import { consent } from './apply.ts'
import { move } from './history.ts'
import { Resignation } from './resignation.ts'
import { Consent } from './roster.ts'
import { STATE } from './workflow.ts'

const Listed = z.object({ listed: z.boolean() })
const Resigned = z.object({ number: z.string().nullable(), state: z.string(), stateLabel: z.string() })

/** Whoever has a password shows it once more: a borrowed screen must not end somebody's office. */
async function mustBeSelf(c: Context<AppEnv>, actor: Actor, password = '') {
  const { read } = c.var.deps.store
  const row = await read.select({ password: people.password }).from(people).where(eq(people.login, actor.login)).get()
  if (row?.password) await reauthenticate(c, actor, 'password', password)
}

/** Whoever signed in, as a supervisor. */
async function own(c: Context<AppEnv>, login: string) {
  const row = await c.var.deps.store.read.select().from(supervisors).where(eq(supervisors.login, login)).get()
  if (!row) throw new Refusal('not_found')
  return row
}

/** What supervisors do about their own office. */
export const supervisorOwn = new Hono<AppEnv>()
  .post(
    '/listed',
    describe('公开名册里列不列出我，马上生效', '社会监督员', Listed, 200, [400, 401, 403, 404, 409, 422]),
    takes(Consent),
    async (c) => {
      const actor = signedIn(c)
      if (!has(actor, 'supervisor')) throw new Refusal('not_yours')
      const { listed } = check(Consent, await jsonBody(c))
      const { deps, now } = c.var
      await consent(deps, await own(c, actor.login), listed, now, actorOf(actor))
      return c.json({ listed })
    },
  )
  .post(
    '/resign',
    describe('我要辞任：账号马上停用，证件作废', '社会监督员', Resigned, 200, [400, 401, 403, 404, 409, 422, 429]),
    sends(KEY_HEADER),
    takes(Resignation),
    async (c) => {
      const actor = signedIn(c)
      if (!has(actor, 'supervisor')) throw new Refusal('not_yours')
      const { reason, password } = check(Resignation, await jsonBody(c))
      const { deps, now } = c.var
      const row = await own(c, actor.login)
      await mustBeSelf(c, actor, password)
      const said = reason === undefined ? {} : { reason }
      await stepOnce(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { resign: row.id, ...said },
        now,
        async (remember) => {
          const by = { actor: actorOf(actor), hats: ['self'] as const, login: actor.login }
          await move(deps, { id: row.id, n: row.n, action: 'resign', said }, by, now, (when) => remember(when))
        },
      )
      return c.json({ number: row.number, state: 'resigned', stateLabel: STATE.resigned })
    },
  )
