import { and, gte, lte } from 'drizzle-orm'
import { Hono } from 'hono'
import * as z from 'zod'
import { ratingCounts } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { byDepartment, periodsAt, totals } from './totals.ts'

const Told = z.int().nullable()
const RatingsAnswer = z
  .object({
    from: z.string().meta({ description: 'The first and the last month counted, both over.' }),
    until: z.string(),
    rated: Told,
    grades: z.array(z.object({ grade: z.int(), n: Told })),
    opened: z.object({ n: Told, timely: Told, late: Told, going: Told, mended: Told }),
    again: z.object({ n: Told, better: Told, same: Told, worse: Told }),
    contested: z.object({ n: Told, upheld: Told, refused: Told, open: Told }),
    departments: z.object({
      from: z.string(),
      until: z.string(),
      items: z.array(z.object({ code: z.string(), name: z.string(), n: z.int(), unhappy: Told })),
    }),
  })
  .meta({ ref: 'Ratings', description: 'null: fewer than five, or a number that would tell one.' })

/**
 * What senders think of answers, and what came of it. Only months that are over, and of bodies only quarters that do not
 * overlap: a number that moved today would tell a body that somebody has just judged it (rulings.md 3).
 */
export const ratingRoutes = new Hono<AppEnv>().get(
  '/',
  describe('评价和整改的汇总数字', '公开', RatingsAnswer, 200, []),
  async (c) => {
    const { store } = c.var.deps
    const { now } = c.var
    const { year, until, quarter } = periodsAt(today(now))
    const [first = '', last = ''] = [quarter[0], quarter.at(-1)]
    const from = `${year}-01`
    const { month } = ratingCounts
    const [book, counts] = await Promise.all([
      rulebook(store, now),
      store.read
        .select()
        .from(ratingCounts)
        .where(and(gte(month, first < from ? first : from), lte(month, until))),
    ])
    const items = byDepartment(counts.filter((one) => one.month >= first && one.month <= last))
    return c.json({
      from,
      until,
      ...totals(counts.filter((one) => one.month >= from)),
      departments: {
        from: first,
        until: last,
        items: items.map(({ department, n, unhappy }) => ({
          code: department,
          name: book.departments.get(department)?.name ?? department,
          n,
          unhappy,
        })),
      },
    })
  },
)
