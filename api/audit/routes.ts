import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { row } from '../publication/csv.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { Asked, mayAudit } from './asked.ts'
import { asWritten, EXPORTED, search } from './audit.ts'

const Rows = z
  .object({
    items: z.array(
      z.object({
        at: z.string(),
        who: z.string(),
        what: z.object({ code: z.string(), label: z.string() }),
        about: z.string(),
        why: z.string().nullable(),
      }),
    ),
    total: z.int(),
    more: z.boolean().optional(),
    next: z.string().optional(),
  })
  .meta({ ref: 'Audit' })

/** Reading the log is itself in the log, before a line of it is given out. */
async function reading(c: Context<AppEnv>, what: 'audit' | 'audit-export') {
  const actor = signedIn(c)
  if (!mayAudit(actor)) throw new Refusal('not_yours')
  const asked = check(Asked, c.req.query())
  await c.var.deps.store.writes.commit([
    insert(accesses, { at: c.var.now.getTime(), person: actor.login, no: '', what, why: asWritten(asked) }),
  ])
  return { actor, asked }
}

const clock = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

export const auditRoutes = new Hono<AppEnv>()
  .get(
    '/',
    describe('谁在什么时候看了、办了什么，为什么；查询本身也记下来', '审计', Rows, 200, [401, 403, 422]),
    asks(Asked),
    async (c) => {
      const { actor, asked } = await reading(c, 'audit')
      return c.json(await search(c.var.deps.store, actor, asked))
    },
  )
  .get(
    '/table.csv',
    describe(`同样的记录，至多${EXPORTED}条，表格`, '审计', 'text/csv', 200, [401, 403, 422]),
    asks(Asked),
    async (c) => {
      const { actor, asked } = await reading(c, 'audit-export')
      const { items } = await search(c.var.deps.store, actor, { ...asked, page: 1 }, EXPORTED)
      const lines = [
        ['时间', '谁', '做了什么', '关于', '理由'],
        ...items.map(({ at, who, what, about, why }) => [clock(at), who, what.label, about, why ?? '']),
      ]
      return c.body(`\ufeff${lines.map(row).join('')}`, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="audit.csv"',
      })
    },
  )
