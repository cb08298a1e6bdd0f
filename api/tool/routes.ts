import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { isReportable } from '../case/routing.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { icsOf } from './calendar.ts'
import { placeOf } from './place.ts'
import { Remedy, termsOf, wrongDays } from './remedy.ts'

const Answer = z.object({
  day: z.string(),
  terms: z.array(
    z.object({
      key: z.string(),
      bound: z.string(),
      title: z.string(),
      on: z.string(),
      exact: z.string(),
      rule: z.string(),
      basis: z.array(z.string()),
      provisional: z.boolean(),
      passed: z.boolean(),
    }),
  ),
  place: z.object({ to: z.array(z.string()), basis: z.string(), note: z.string().optional() }),
})

/** The dates of a situation, over the work calendar published today. */
async function answered(c: Context<AppEnv>) {
  const asked = check(Remedy, c.req.query())
  const { now, deps } = c.var
  const book = await rulebook(deps.store, now)
  const body = asked.department === undefined ? undefined : book.departments.get(asked.department)
  // Offices and external bodies decide nothing in their own name that this portal could date.
  const unknown = asked.department !== undefined && !(body && isReportable(body.type))
  const fields = [
    ...wrongDays(asked, now),
    ...(unknown ? [{ path: 'department', message: '没有这个单位，请从列表里选' }] : []),
  ]
  if (fields.length > 0) throw new Refusal('invalid', { fields })
  return { day: asked.day, terms: termsOf(asked, book.calendar, now), place: placeOf(body) }
}

/** Tools whose answer is computed here; the others are drawn from the published lists alone. */
export const tools = new Hono<AppEnv>()
  .get('/remedy', describe('救济期限：复议、诉讼、听证的日期', '公开', Answer), asks(Remedy), async (c) =>
    c.json(await answered(c)),
  )
  .get(
    '/remedy.ics',
    describe('救济期限：日历文件，可以加进手机日历', '公开', 'text/calendar'),
    asks(Remedy),
    async (c) => {
      const { day, terms } = await answered(c)
      c.header('content-type', 'text/calendar; charset=utf-8')
      c.header('content-disposition', 'attachment; filename="remedy.ics"')
      return c.body(icsOf(terms, day, c.var.now))
    },
  )
