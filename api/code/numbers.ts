import { Hono } from 'hono'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import { shift } from '../case/play.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { ENOUGH } from '../survey/survey.ts'
import { day } from '../vocabulary.ts'
import { TYPE, TYPES, type Type } from './code.ts'
import { grouped } from './id.ts'
import { RATED } from './rating.ts'
import { keepScans } from './scans.ts'
import { scope } from './visibility.ts'

const Asked = z.strictObject({
  from: day('起始日').optional(),
  to: day('截止日').optional(),
  type: z.enum(TYPES, { error: '没有这种码' }).optional(),
})
const Funnel = z.object({
  department: z.object({ code: z.string(), name: z.string() }).nullable(),
  codes: z.int(),
  met: z.int(),
  scans: z.int(),
  complaints: z.int(),
  praise: z.int(),
})
const Silent = z.object({
  id: z.string(),
  shown: z.string(),
  typeLabel: z.string(),
  label: z.string(),
  department: z.string().nullable(),
  validFrom: z.string(),
})
const Answer = z.object({
  from: z.string(),
  to: z.string(),
  departments: z.array(Funnel),
  days: z.array(z.object({ day: z.string(), scans: z.int(), sent: z.int() })),
  silent: z.array(Silent),
  total: z.int(),
  /** By the type of code that was scanned; of inspections nothing where so few would be somebody. */
  ratings: z.array(z.object({ type: z.enum(TYPES), typeLabel: z.string(), n: z.int().nullable() })),
})

/** What is looked at unless days are named, and so many codes nobody scanned are shown. */
const USUAL = 30
const MOST = 100

interface Row {
  department: string | null
  codes: number
  met: number
  scans: number
  complaints: number
  praise: number
}

/** By type and day only: whoever scanned is nowhere. */
async function numbersOf(store: Store, { from, to, type }: { from: string; to: string; type?: Type | undefined }) {
  const narrowed = type === undefined ? '' : 'and c.type = ?'
  const kind = type === undefined ? [] : [type]
  const sum = (what: string) => `coalesce(sum(case when s.what = '${what}' then s.count end), 0)`
  const [departments, days, silent, [counted], rated] = await Promise.all([
    store.heavy.rows<Row>({
      sql: `select c.department, count(distinct c.id) as codes, count(distinct s.code) as met,
          ${sum('scan')} as scans, ${sum('complaint')} as complaints, ${sum('praise')} as praise
        from codes c left join scans s on s.code = c.id and s.day between ? and ?
        where c.valid_from <= ? ${narrowed} group by c.department order by codes desc, c.department`,
      args: [from, to, to, ...kind],
    }),
    store.heavy.rows<{ day: string; scans: number; sent: number }>({
      sql: `select s.day, ${sum('scan')} as scans, ${sum('complaint')} + ${sum('praise')} as sent
        from scans s join codes c on c.id = s.code where s.day between ? and ? ${narrowed} group by s.day order by s.day desc limit 366`,
      args: [from, to, ...kind],
    }),
    store.heavy.rows<{ id: string; type: string; label: string; department: string | null; valid_from: string }>({
      sql: `select c.id, c.type, c.label, c.department, c.valid_from from codes c where ${SILENT} ${narrowed}
        order by c.valid_from, c.id limit ${MOST}`,
      args: [to, to, ...kind],
    }),
    store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from codes c where ${SILENT} ${narrowed}`,
      args: [to, to, ...kind],
    }),
    store.heavy.rows<{ type: string; n: number }>({
      sql: `select code as type, sum(count) as n from scans where what = 'rating' and day between ? and ?
        ${type === undefined ? '' : 'and code = ?'} group by code`,
      args: [from, to, ...kind],
    }),
  ])
  return { departments, days, silent, total: counted?.n ?? 0, rated: new Map(rated.map((row) => [row.type, row.n])) }
}

/**
 * One more rating on the day of the only inspection would be that company’s; so of those only tens are told, as everywhere
 * of the invited.
 */
const ratingsOf = (rated: ReadonlyMap<string, number>, only: Type | undefined) =>
  ([...RATED, 'TASK'] as const)
    .filter((type) => only === undefined || type === only)
    .map((type) => {
      const n = rated.get(type) ?? 0
      return { type, typeLabel: TYPE[type], n: type !== 'TASK' ? n : n < ENOUGH ? null : n - (n % 10) }
    })

/** In use, and nobody ever scanned it; a task’s code is over with its day. */
const SILENT = `c.status = 'active' and c.valid_from <= ? and (c.valid_to is null or c.valid_to >= ?)
  and not exists (select 1 from scans s where s.code = c.id and s.what = 'scan')`

/** What is done with codes, for the bureau: a body would see that somebody complained (rulings.md 3). */
export const codeNumbers = new Hono<AppEnv>().get(
  '/',
  describe('监督码用得怎样：扫了多少次、来了多少件、哪些没有人扫', '监督码', Answer, 200, [401, 403, 422]),
  asks(Asked),
  async (c) => {
    if (scope(signedIn(c)) !== 'all') throw new Refusal('not_yours')
    const { deps, now } = c.var
    const asked = check(Asked, c.req.query())
    await keepScans(deps.store)
    const to = asked.to ?? today(now)
    const from = asked.from ?? shift(to, 1 - USUAL)
    const { departments, days, silent, total, rated } = await numbersOf(deps.store, { from, to, type: asked.type })
    const book = await rulebook(deps.store, now)
    const nameOf = (code: string | null) => (code === null ? null : (book.departments.get(code)?.name ?? code))
    return c.json({
      from,
      to,
      departments: departments.map((row) => ({
        ...row,
        department: row.department === null ? null : { code: row.department, name: nameOf(row.department) ?? '' },
      })),
      days,
      silent: silent.map(({ id, type, label, department, valid_from }) => ({
        id,
        shown: grouped(id),
        typeLabel: TYPE[type as keyof typeof TYPE],
        label,
        department: nameOf(department),
        validFrom: valid_from,
      })),
      total,
      ratings: ratingsOf(rated, asked.type),
    })
  },
)
