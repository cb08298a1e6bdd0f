import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { Arriving } from '../open-day/arriving.ts'
import { OUTCOME_NAMES } from '../open-day/outcome.ts'
import { TICKET_HEADER } from '../open-day/ticket.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { arrive } from './arrive.ts'
import { TYPES } from './code.ts'
import { type CodeRow, scanned } from './found.ts'
import { noteScan } from './scans.ts'
import { told } from './told.ts'
import { VERDICT, type Verdict } from './verdict.ts'

const CodeAnswer = z
  .looseObject({
    id: z.string(),
    type: z.enum(TYPES),
    status: z.string(),
    verdict: z.enum(Object.keys(VERDICT) as Verdict[]),
    valid: z.boolean(),
    title: z.string(),
    department: z.object({ code: z.string(), name: z.string(), phone: z.string().nullable() }).nullable(),
    prefill: z.record(z.string(), z.string()),
    actions: z.array(z.object({ action: z.string(), label: z.string(), url: z.string() })),
  })
  .meta({ ref: 'Code' })

const Arrived = z
  .object({ outcome: z.enum(OUTCOME_NAMES), good: z.boolean(), say: z.string() })
  .meta({ ref: 'Arrived' })

/**
 * A code that exists. Whoever tries one after the other waits, and learns no more than that there is none; whoever
 * scans a good one behind the same address is answered all the same, for no rate of guessing finds one of sixty bits.
 */
async function met(c: Context<AppEnv>): Promise<CodeRow> {
  const { deps, now } = c.var
  const row = await scanned(deps, c.req.param('id') ?? '')
  if (row) return row
  return deps.limits.spend('scan_miss', source(c), now.getTime(), async () => {
    throw new Refusal('not_found')
  })
}

/** What a scanned code stands for: for everybody, without asking who scans. */
export const codeRoutes = new Hono<AppEnv>()
  .get(
    '/:id',
    describe('扫到的码是真是假，代表什么，接下来能做什么', '公开', CodeAnswer, 200, [404, 429]),
    async (c) => {
      const row = await met(c)
      noteScan(c, row.id)
      return c.json(await told(c.var.deps, row, c.var.now))
    },
  )
  .post(
    '/:id/arrivals',
    describe('在开放日现场扫码签到：编号加手机号码，或者凭证码', '开放日签到', Arrived, 200, [400, 404, 409, 422, 429]),
    sends(TICKET_HEADER),
    takes(Arriving),
    async (c) => {
      const said = check(Arriving, await jsonBody(c))
      const row = await scanned(c.var.deps, c.req.param('id'))
      if (!row) throw new Refusal('not_found')
      return c.json(await arrive(c, row, said))
    },
  )
