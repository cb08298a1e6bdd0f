import type { Store } from '../../db/open.ts'
import { bodiesOf, capsOn, entered, timesOf, yearOf } from './counts.ts'
import type { World } from './found.ts'
import { published } from './published.ts'
import { industryName } from './visit.ts'

interface Line {
  uscc: string
  company: string
  industry: string
  visits: number
  alarms: number
  open: number
}

/** Companies by how often they were entered in a year, the most first. */
export async function companies(
  store: Store,
  { year, q, page, limit }: { year: number; q?: string | undefined; page: number; limit: number },
) {
  const { from, to } = yearOf(`${year}`)
  const where = `status = 'entered' and entered_on between ? and ?${q === undefined ? '' : " and (company like '%' || ? || '%' escape '~' or uscc = ?)"}`
  const args = [from, to, ...(q === undefined ? [] : [q.replace(/[~%_]/g, '~$&'), q.toUpperCase()])]
  const [rows, [counted]] = await Promise.all([
    store.heavy.rows<Line>({
      sql: `select uscc, company, industry, visits,
          (select count(*) from visit_alarms a join visits v on v.no = a.visit where a.uscc = some.uscc and v.entered_on between ? and ?) as alarms,
          (select count(*) from visit_alarms a join visits v on v.no = a.visit where a.uscc = some.uscc and v.entered_on between ? and ? and a.status <> 'closed') as open
        from (select uscc, company, industry, count(*) as visits, max(entered_at) from visits where ${where} group by uscc) as some
        order by visits desc, uscc limit ? offset ?`,
      args: [from, to, from, to, ...args, limit, (page - 1) * limit],
    }),
    store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from (select 1 from visits where ${where} group by uscc limit 1001)`,
      args,
    }),
  ])
  return { rows, total: counted?.n ?? 0 }
}

/** How often each body was at a company in a year, and how often it may be. */
export async function standingOf(world: Pick<World, 'store'>, uscc: string, industry: string, day: string) {
  const { from, to } = yearOf(day)
  const all = await entered(world, uscc, from, to)
  const codes = [...new Set(all.flatMap(bodiesOf))]
  const book = await published(world.store, day)
  const caps = await capsOn(book, codes, industry)
  return codes.map((code) => ({
    code,
    name: book.body(code),
    n: timesOf(all, code),
    uncounted: all.filter((row) => !row.counted && bodiesOf(row).includes(code)).length,
    cap: caps.get(code) ?? null,
  }))
}

export async function companyLines(world: Pick<World, 'store'>, rows: readonly Line[], day: string) {
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      industryLabel: industryName(row.industry),
      bodies: await standingOf(world, row.uscc, row.industry, day),
    })),
  )
}
