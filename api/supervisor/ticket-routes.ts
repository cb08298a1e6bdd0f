import { type Context, Hono } from 'hono'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { sends, takes } from '../openapi.ts'
import { type Applied, consent, withdraw } from './apply.ts'
import { applicationBy } from './publicity.ts'
import { Consent } from './roster.ts'
import { heldApplication, heldObjection, TICKET_HEADER } from './ticket.ts'
import { ApplicationAnswer, ObjectionAnswer, objectionTold, toldOf } from './told.ts'

/** The application anew, after what was done to it. */
async function answer(c: Context<AppEnv>, row: Applied) {
  const { deps, now } = c.var
  return c.json(await toldOf(deps, (await applicationBy(deps, row.id)) ?? row, now))
}

/** What the holder of a ticket may see and do. The ticket travels in a header, never in an address. */
export const ticketRoutes = new Hono<AppEnv>()
  .get(
    '/applications',
    describe('我的监督员报名：到哪一步，能做什么', '社会监督员', ApplicationAnswer, 200, [404, 429]),
    sends(TICKET_HEADER),
    async (c) => answer(c, await heldApplication(c)),
  )
  .post(
    '/applications/withdraw',
    describe('撤回监督员报名', '社会监督员', ApplicationAnswer, 200, [404, 409, 429]),
    sends(TICKET_HEADER),
    async (c) => {
      const row = await heldApplication(c)
      await withdraw(c.var.deps, row, c.var.now)
      return answer(c, row)
    },
  )
  .post(
    '/applications/listed',
    describe('同意或者不再同意在公开名册里列出', '社会监督员', ApplicationAnswer, 200, [400, 404, 409, 422, 429]),
    sends(TICKET_HEADER),
    takes(Consent),
    async (c) => {
      const row = await heldApplication(c)
      const { listed } = check(Consent, await jsonBody(c))
      await consent(c.var.deps, row, listed, c.var.now)
      return answer(c, row)
    },
  )
  .get(
    '/objections',
    describe('我提的异议：核实到哪一步，结果是什么', '社会监督员', ObjectionAnswer, 200, [404, 429]),
    sends(TICKET_HEADER),
    async (c) => c.json(objectionTold(c.var.deps, await heldObjection(c))),
  )
