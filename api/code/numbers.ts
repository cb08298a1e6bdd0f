import { Hono } from 'hono'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { shift } from '../day.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { ENOUGH } from '../survey/survey.ts'
import { day } from '../vocabulary.ts'
import { TYPE, TYPES, type Type } from './code.ts'
import { grouped } from './id.ts'
import { COUNTED } from './list.ts'
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
const From = z.object({
  id: z.string(),
  shown: z.string(),
  typeLabel: z.string(),
  label: z.string(),
  department: z.string().nullable(),
  complaints: z.int(),
  praise: z.int(),
})
const Answer = z.object({
  from: z.string(),
  to: z.string(),
  departments: z.array(Funnel),
  days: z.array(z.object({ day: z.string(), scans: z.int(), sent: z.int() })),
  /** The codes most was sent from; not of those that name their holder. */
  sent: z.array(From),
  silent: z.array(Silent),
  total: z.int(),
  /** By the type of code that was scanned; of inspections nothing where so few would be somebody. */
  ratings: z.array(z.object({ type: z.enum(TYPES), typeLabel: z.string(), n: z.int().nullable() })),
})

/** What is looked at unless days are named, and so many codes nobody scanned are shown. */
const USUAL = 30
const MOST = 100
/** So many codes are named from which something was sent. */
const LOUDEST = 20

interface Row {
  department: string | null
  codes: number
  met: number
}
interface Loud {
  id: string
  type: string
  label: string
  department: string | null
  complaints: number
  praise: number
}
interface Sent {
  scans: number
  complaints: number
  praise: number
}

const sum = (what: string) => `sum(case when what = '${what}' then count else 0 end)`
const SENT = `${sum('scan')} as scans, ${sum('complaint')} as complaints, ${sum('praise')} as praise`

/** In use, and nothing ever came through it; a task’s code is over with its day. */
const SILENT = `status = 'active' and met_on is null and valid_from <= ? and (valid_to is null or valid_to >= ?)`

/** By type and day only: whoever scanned is nowhere. */
async function numbersOf({ heavy }: Store, { from, to, type }: { from: string; to: string; type?: Type | undefined }) {
  // The plus keeps it to the indexes made for these questions.
  const narrowed = type === undefined ? '' : 'and +type = ?'
  const kind = type === undefined ? [] : [type]
  const [bodies, sent, days, loudest, silent, [counted], rated] = await Promise.all([
    heavy.rows<Row>({
      sql: `select department, count(*) as codes, sum(met_on is not null and met_on <= ?) as met
        from codes where valid_from <= ? ${narrowed} group by department order by codes desc, department`,
      args: [to, to, ...kind],
    }),
    heavy.rows<Sent & { department: string }>({
      sql: `select department, ${SENT} from scan_days where day between ? and ? ${narrowed} group by department`,
      args: [from, to, ...kind],
    }),
    heavy.rows<Sent & { day: string }>({
      sql: `select day, ${SENT} from scan_days where day between ? and ? ${narrowed} group by day order by day desc limit 366`,
      args: [from, to, ...kind],
    }),
    heavy.rows<Loud>({
      sql: `select c.id, c.type, c.label, c.department, s.complaints, s.praise from (
          select code, ${sum('complaint')} as complaints, ${sum('praise')} as praise from scans
            where what <> 'scan' and day between ? and ? group by code
        ) s join codes c on c.id = s.code where true ${narrowed}
        order by s.complaints desc, s.praise desc, c.id limit ${LOUDEST}`,
      args: [from, to, ...kind],
    }),
    heavy.rows<{ id: string; type: string; label: string; department: string | null; valid_from: string }>({
      sql: `select id, type, label, department, valid_from from codes where ${SILENT} ${narrowed}
        order by valid_from, id limit ${MOST}`,
      args: [to, to, ...kind],
    }),
    heavy.rows<{ n: number }>({
      sql: `select count(*) as n from (select 1 from codes where ${SILENT} ${narrowed} limit ${COUNTED})`,
      args: [to, to, ...kind],
    }),
    heavy.rows<{ type: string; n: number }>({
      sql: `select type, sum(count) as n from scan_days where what = 'rating' and day between ? and ? ${narrowed}
        group by type`,
      args: [from, to, ...kind],
    }),
  ])
  const of = new Map(sent.map(({ department, ...counts }) => [department, counts]))
  return {
    departments: bodies.map((row) => ({
      ...row,
      ...(of.get(row.department ?? '') ?? { scans: 0, complaints: 0, praise: 0 }),
    })),
    days: days.map(({ day, scans, complaints, praise }) => ({ day, scans, sent: complaints + praise })),
    loudest,
    silent,
    total: counted?.n ?? 0,
    rated: new Map(rated.map((row) => [row.type, row.n])),
  }
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
    const { departments, days, loudest, silent, total, rated } = await numbersOf(deps.store, { ...asked, from, to })
    const book = await rulebook(deps.store, now)
    const nameOf = (code: string | null) => (code === null ? null : (book.departments.get(code)?.name ?? code))
    const named = ({ id, type, label, department }: Pick<Loud, 'id' | 'type' | 'label' | 'department'>) => ({
      id,
      shown: grouped(id),
      typeLabel: TYPE[type as keyof typeof TYPE],
      label,
      department: nameOf(department),
    })
    return c.json({
      from,
      to,
      departments: departments.map((row) => ({
        ...row,
        department: row.department === null ? null : { code: row.department, name: nameOf(row.department) ?? '' },
      })),
      days,
      sent: loudest.map((row) => ({ ...named(row), complaints: row.complaints, praise: row.praise })),
      silent: silent.map((row) => ({ ...named(row), validFrom: row.valid_from })),
      total,
      ratings: ratingsOf(rated, asked.type),
    })
  },
)
