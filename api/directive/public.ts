import { and, count, desc, eq, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import * as z from 'zod'
import { DIRECTIVE } from '../../content/kinds/template.ts'
import { directives } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { codes, whole } from '../vocabulary.ts'
import { named } from './view.ts'

const Asked = z.strictObject({
  type: codes(DIRECTIVE).optional(),
  year: whole(2000, 2999, '年份写成 2026 的样子').optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const Item = z.object({
  number: z.string(),
  type: z.string(),
  typeLabel: z.string(),
  department: z.object({ code: z.string(), name: z.string() }).nullable(),
  digest: z.string(),
  publishedOn: z.string(),
  revoked: z.boolean(),
})
const Answer = z.object({ items: z.array(Item), total: z.int() }).meta({ ref: 'PublicDirectives' })

/** What the public knows of supervision documents: number, kind, a digest two people stand for; of a decision perhaps the body. */
export const publicDirectives = new Hono<AppEnv>().get(
  '/',
  describe('公开的监督文书：文号和摘要', '公开', Answer, 200, [422]),
  asks(Asked),
  async (c) => {
    const { type, year, page, limit } = check(Asked, c.req.query())
    const { store } = c.var.deps
    const book = await rulebook(store, c.var.now)
    const where = and(
      eq(directives.shown, 'published'),
      type && eq(directives.type, type),
      year === undefined ? undefined : eq(directives.year, year),
    )
    const { number, digest, publishedOn, department, named: tells, status, type: kind } = directives
    const [rows, total] = await Promise.all([
      store.read
        .select({ number, digest, publishedOn, department, tells, status, kind })
        .from(directives)
        .where(where)
        .orderBy(desc(publishedOn), desc(directives.year), desc(directives.serial), sql`${directives.mark}`)
        .limit(limit)
        .offset((page - 1) * limit),
      store.read.select({ n: count() }).from(directives).where(where).get(),
    ])
    return c.json({
      items: rows.map((row) => ({
        number: row.number ?? '',
        type: row.kind,
        typeLabel: DIRECTIVE[row.kind],
        department: row.tells && row.kind === 'decision' ? named(book, row.department) : null,
        digest: row.digest ?? '',
        publishedOn: row.publishedOn ?? '',
        revoked: row.status === 'revoked',
      })),
      total: total?.n ?? 0,
    })
  },
)
