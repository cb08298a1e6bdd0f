import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, has, signedIn } from '../staff/actor.ts'
import { codes, whole, words } from '../vocabulary.ts'
import { csv, XLSX, xlsx } from '../workbook/file.ts'
import { close } from './closing.ts'
import { ownPage } from './own.ts'
import { reportOf } from './report.ts'
import { GRADE } from './score.ts'
import { reportSheet, statisticsSheet } from './sheet.ts'
import { statisticsOf } from './statistics.ts'
import { mayClose, mayReadAppraisals } from './visibility.ts'

const year = whole(2020, 2100, '应是四位数的年份')
const OneYear = z.strictObject({ year: year.optional() })
const Asked = z.strictObject({
  year: year.optional(),
  grade: codes(GRADE).optional(),
  changed: z.literal('true', { error: '只能是true' }).optional(),
  q: words(1, 40, '姓名或编号').optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(50),
})
export const Closing = z.strictObject({ year })

const Line = z.looseObject({
  number: z.string(),
  points: z.int(),
  kept: z.boolean(),
  grade: codes(GRADE).nullable(),
  gradeLabel: z.string(),
  difference: z.int().nullable(),
  parts: z.array(z.looseObject({ item: z.string(), n: z.int(), points: z.int() })),
})
const Sheets = z
  .looseObject({
    year: z.int(),
    items: z.array(Line),
    closed: z.looseObject({ at: z.string() }).nullable(),
    erased: z.boolean(),
    short: z.int(),
  })
  .meta({ ref: 'Appraisals' })
const List = Sheets.extend({ total: z.int(), mayClose: z.boolean() }).meta({ ref: 'AppraisalList' })
const Total = z.looseObject({
  label: z.string(),
  people: z.int(),
  leads: z.int().nullable(),
  effective: z.int().nullable(),
})
const Numbers = z.looseObject({ year: z.int(), all: Total, areas: z.array(Total) }).meta({ ref: 'Contributions' })
const Closed = z.object({ year: z.int(), people: z.int() })
const Own = z
  .looseObject({
    number: z.string(),
    year: z.int(),
    counted: z.looseObject({ points: z.int() }).nullable(),
    unread: z.int(),
    hidden: z.int(),
  })
  .meta({ ref: 'OwnSupervisor' })
const TAG = '社会监督员'

function reading(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayReadAppraisals(actor)) throw new Refusal('not_yours')
  return actor
}

/** The year in the address, this one if none is; a year that has not begun has no record. */
function yearIn(c: Context<AppEnv>, asked: number | undefined): number {
  const current = Number(today(c.var.now).slice(0, 4))
  if (asked !== undefined && asked > current)
    throw new Refusal('invalid', { fields: [{ path: 'year', message: '还没有到这一年，请选今年或者以前的年份' }] })
  return asked ?? current
}

type What = 'appraisal' | 'appraisal-export' | 'contributions' | 'contributions-export'

/** Writes down that what a year came to was read; which year. */
async function noted(c: Context<AppEnv>, asked: number | undefined, what: What): Promise<number> {
  const actor = reading(c)
  const which = yearIn(c, asked)
  await c.var.deps.store.writes.commit([
    insert(accesses, { at: c.var.now.getTime(), person: actor.login, no: '', what, why: String(which) }),
  ])
  return which
}

const report = async (c: Context<AppEnv>, asked: number | undefined, what: What) =>
  reportOf(c.var.deps, await noted(c, asked, what), c.var.now)

const numbers = async (c: Context<AppEnv>, what: What) =>
  statisticsOf(c.var.deps, await noted(c, check(OneYear, c.req.query()).year, what), c.var.now)

const exported = async (c: Context<AppEnv>) =>
  reportSheet(await report(c, check(OneYear, c.req.query()).year, 'appraisal-export'))

/** The yearly appraisal of supervisors: counted from their record, closed once, counted again whenever it is looked at. */
export const appraisalDesk = new Hono<AppEnv>()
  .get('/', describe('一年的考核：每人得分和等次', TAG, List, 200, [401, 403, 409, 422]), asks(Asked), async (c) => {
    reading(c)
    const { year: asked, grade, changed, q, page, limit } = check(Asked, c.req.query())
    const { items: all, ...head } = await report(c, asked, 'appraisal')
    const items = all
      .filter((line) => grade === undefined || line.grade === grade)
      .filter((line) => changed === undefined || (line.difference ?? 0) !== 0)
      .filter((line) => q === undefined || line.name.includes(q) || line.number.includes(q.toUpperCase()))
    return c.json({
      ...head,
      people: all.length,
      mayClose: mayClose(c.var.actor) && head.over && head.closed === null && !head.erased && all.length > 0,
      items: items.slice((page - 1) * limit, page * limit),
      total: items.length,
    })
  })
  .post(
    '/',
    describe('一年过完以后定稿：分数从记录算出，写下来以后不再改', TAG, Closed, 201, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Closing),
    async (c) => {
      const actor = signedIn(c)
      if (!mayClose(actor)) throw new Refusal('not_yours')
      const said = check(Closing, await jsonBody(c))
      const { deps, now } = c.var
      const done = await once(deps, c.req.header(KEY_HEADER), actor.login, { appraisal: said }, now, (remember) =>
        close(deps, said.year, actor, now, remember),
      )
      return c.json(done, 201)
    },
  )
  .get('/sheet', describe('一年的考核表，打印用', TAG, Sheets, 200, [401, 403, 409, 422]), asks(OneYear), async (c) => {
    reading(c)
    return c.json(await report(c, check(OneYear, c.req.query()).year, 'appraisal'))
  })
  .get(
    '/sheet.csv',
    describe('一年的考核表（CSV）', TAG, 'text/csv', 200, [401, 403, 409, 422]),
    asks(OneYear),
    async (c) => {
      reading(c)
      return csv(c, 'appraisal', await exported(c))
    },
  )
  .get(
    '/sheet.xlsx',
    describe('一年的考核表（XLSX）', TAG, XLSX, 200, [401, 403, 409, 422]),
    asks(OneYear),
    async (c) => {
      reading(c)
      const sheet = await exported(c)
      return xlsx(c, 'appraisal', sheet.title, sheet)
    },
  )
  .get('/statistics', describe('监督员履职统计', TAG, Numbers, 200, [401, 403, 422]), asks(OneYear), async (c) =>
    c.json(await numbers(c, 'contributions')),
  )
  .get(
    '/statistics.csv',
    describe('监督员履职统计（CSV）', TAG, 'text/csv', 200, [401, 403, 422]),
    asks(OneYear),
    async (c) => csv(c, 'contributions', statisticsSheet(await numbers(c, 'contributions-export'))),
  )
  .get(
    '/statistics.xlsx',
    describe('监督员履职统计（XLSX）', TAG, XLSX, 200, [401, 403, 422]),
    asks(OneYear),
    async (c) => {
      const sheet = statisticsSheet(await numbers(c, 'contributions-export'))
      return xlsx(c, 'contributions', sheet.title, sheet)
    },
  )

/** What a supervisor finds when they sign in. */
export const supervisorHome = new Hono<AppEnv>().get(
  '/',
  describe('我的履职：任期、得分和它从哪里来', TAG, Own, 200, [401, 403, 404, 422]),
  asks(OneYear),
  async (c) => {
    const actor = signedIn(c)
    if (!has(actor, 'supervisor')) throw new Refusal('not_yours')
    const { deps, now } = c.var
    return c.json(await ownPage(deps, actor.login, yearIn(c, check(OneYear, c.req.query()).year), now))
  },
)
