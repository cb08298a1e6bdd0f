import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { whole, words } from '../vocabulary.ts'
import { csv, XLSX, xlsx } from '../workbook/file.ts'
import { type Day, sessionOf } from './day.ts'
import { TAG } from './desk.ts'
import { Filter, type Line, linesOf, registered, sessionLabel } from './list.ts'
import { counted } from './numbers.ts'
import { GROUPS, zoned } from './open-day.ts'
import { daysOf, noteOpened, reading, running } from './reading.ts'
import { listSheet, numbersSheet } from './sheet.ts'
import { statistics } from './statistics.ts'
import { headOf } from './view.ts'
import { isExpected } from './workflow.ts'

const Wanted = z.strictObject(Filter)
const Year = z.strictObject({ year: whole(2020, 2100, '应是四位数的年份').optional() })
const OneSession = z.strictObject({ session: words(1, 10, '场次').optional() })

const Total = z.looseObject({
  label: z.string(),
  events: z.int(),
  seats: z.int(),
  registered: z.int(),
  came: z.int(),
  absentRate: z.number().nullable(),
})
const Statistics = z
  .looseObject({ departments: z.array(Total), groups: z.array(Total), years: z.array(Total) })
  .meta({ ref: 'OpenDayNumbers' })
const Attendance = z
  .looseObject({
    name: z.string(),
    session: z.looseObject({ id: z.string() }),
    items: z.array(z.looseObject({ number: z.string() })),
  })
  .meta({ ref: 'Attendance' })

/** The numbers of what this person may read. */
async function numbers(c: Context<AppEnv>) {
  const { within } = reading(c)
  const { deps, now } = c.var
  const { year } = check(Year, c.req.query())
  const [days, rows, book] = await Promise.all([daysOf(c, within), counted(deps.store), rulebook(deps.store, now)])
  return statistics(days, rows, book, year)
}

/** The whole list as it was narrowed; that it was taken is written down first. */
async function listed(c: Context<AppEnv>): Promise<{ day: Day; lines: Line[] }> {
  const { day, actor } = await running(c)
  const wanted = check(Wanted, c.req.query())
  await noteOpened(c, actor, day, 'open-day-export')
  const rows = await registered(c.var.deps, day.data.code, wanted, true)
  return { day, lines: linesOf(c.var.deps, rows, day, true) }
}

/** What comes of the confirmed on the sheet they sign: by seat, then as the groups stand, then as they came. */
const bySeat = (a: Line, b: Line) =>
  (a.seat ?? Number.MAX_SAFE_INTEGER) - (b.seat ?? Number.MAX_SAFE_INTEGER) ||
  GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
  a.at.localeCompare(b.at)

/** Lists that leave the desk: as tables, and on paper. */
export const openDayExports = new Hono<AppEnv>()
  .get(
    '/numbers',
    describe('开放日统计：按单位、类别和年度', TAG, Statistics, 200, [401, 403, 422]),
    asks(Year),
    async (c) => c.json(await numbers(c)),
  )
  .get('/numbers.csv', describe('开放日统计（CSV）', TAG, 'text/csv', 200, [401, 403, 422]), asks(Year), async (c) =>
    csv(c, 'open-days', numbersSheet(await numbers(c))),
  )
  .get('/numbers.xlsx', describe('开放日统计（XLSX）', TAG, XLSX, 200, [401, 403, 422]), asks(Year), async (c) =>
    xlsx(c, 'open-days', '开放日统计', numbersSheet(await numbers(c))),
  )
  .get(
    '/:code/registrations.csv',
    describe('报名名单（CSV），导出一次记一次', TAG, 'text/csv', 200, [401, 403, 404, 422]),
    asks(Wanted),
    async (c) => {
      const { day, lines } = await listed(c)
      return csv(c, day.data.code, listSheet(lines))
    },
  )
  .get(
    '/:code/registrations.xlsx',
    describe('报名名单（XLSX），导出一次记一次', TAG, XLSX, 200, [401, 403, 404, 422]),
    asks(Wanted),
    async (c) => {
      const { day, lines } = await listed(c)
      return xlsx(c, day.data.code, `${day.data.code} ${day.data.name}`, listSheet(lines))
    },
  )
  .get(
    '/:code/sheet',
    describe('一场的签到表，打印用；看一次记一次', TAG, Attendance, 200, [401, 403, 404, 422]),
    asks(OneSession),
    async (c) => {
      const { day, actor } = await running(c)
      const { deps, now } = c.var
      const asked = check(OneSession, c.req.query()).session ?? day.data.sessions[0]?.id ?? ''
      const session = sessionOf(day, asked)
      if (!session) throw new Refusal('not_found')
      await noteOpened(c, actor, day, 'open-day-print')
      const rows = await registered(deps, day.data.code, { session: session.id }, false)
      const coming = rows.filter(({ state }) => isExpected(state))
      // What lies at the door is read by everybody who signs: no telephone, and nothing of what they wrote.
      const items = linesOf(deps, coming, day, true)
        .toSorted(bySeat)
        .map(({ id, number, groupLabel, size, seat, who }) => ({
          id,
          number,
          groupLabel,
          size,
          seat,
          name: who?.name ?? '',
        }))
      return c.json({
        ...headOf(day, await rulebook(deps.store, now), now),
        session: { id: session.id, label: sessionLabel(day, session.id), starts: zoned(session.starts) },
        sessions: day.data.sessions.map(({ id }) => ({ value: id, label: sessionLabel(day, id) })),
        items,
      })
    },
  )
