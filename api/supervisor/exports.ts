import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import { OURS } from '../case/routing.ts'
import { rulebook } from '../case/rulebook.ts'
import { grouped } from '../code/id.ts'
import type { AppEnv } from '../context.ts'
import { noteRead } from '../desk/seen.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { originOf } from '../pages.ts'
import { surname } from '../publication/publication.ts'
import { whole, words } from '../vocabulary.ts'
import { csv, XLSX, xlsx } from '../workbook/file.ts'
import { type Column, listed, type Sheet } from '../workbook/simple.ts'
import { certificateOf } from './certificate.ts'
import { reading, TAG } from './desk.ts'
import { all, Filter, Wanted } from './list.ts'
import { GONE, type Line, lineOf } from './view.ts'

const list = (some: readonly { name: string }[], none: string) => some.map(({ name }) => name).join('、') || none

/** What leaves in a file is what is needed to work with a roster: telephone, education and employer open one by one, for a reason. */
const COLUMNS: readonly Column<Line>[] = [
  ['证号', 16, (one) => one.number],
  ['姓名', 14, (one) => one.name],
  ['类型', 14, (one) => one.typeLabel],
  ['身份', 18, (one) => one.groupLabel],
  ['状态', 12, (one) => one.stateLabel],
  ['任期从', 12, (one) => one.from],
  ['任期到', 12, (one) => one.to],
  ['负责的镇街', 30, (one) => list(one.areas, '全市')],
  ['负责的领域', 30, (one) => list(one.sectors, '各领域')],
  ['列入公开名册', 14, (one) => (one.listed ? '是' : '否')],
]

/** Whoever was not appointed is no supervisor, and is told by surname alone. */
const named = (line: Line): Line =>
  line.number === null && line.name !== GONE ? { ...line, name: `${surname(line.name)}某` } : line

/** The roster as a sheet. It names people: that it was taken is written down first. */
async function roster(c: Context<AppEnv>): Promise<Sheet> {
  const actor = reading(c)
  const { deps, now } = c.var
  const wanted = check(Wanted, c.req.query())
  await noteRead(c, actor, '', 'supervisors-export')
  const [rows, book] = await Promise.all([all(deps, wanted, today(now)), rulebook(deps.store, now)])
  return listed(
    '监督员名册',
    COLUMNS,
    rows.map((row) => named(lineOf(deps.secrets, row, book))),
  )
}

const Printed = z.strictObject({
  ...Filter,
  id: words(1, 60, '编号').optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
})
/** So many at once on paper. */
const A_PRINT = 100
const Certificates = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        name: z.string(),
        typeLabel: z.string(),
        from: z.string(),
        to: z.string(),
        areas: z.string(),
        sectors: z.string(),
        code: z.string(),
        address: z.string(),
        demo: z.boolean(),
      }),
    ),
    total: z.int(),
    pages: z.int(),
    bureau: z.string(),
  })
  .meta({ ref: 'Certificates' })

/** What leaves the desk: the roster as tables, certificates on paper. */
export const supervisorExports = new Hono<AppEnv>()
  .get(
    '/roster.csv',
    describe('监督员名册（CSV），导出一次记一次', TAG, 'text/csv', 200, [401, 403, 422]),
    asks(Wanted),
    async (c) => csv(c, 'supervisors', await roster(c)),
  )
  .get(
    '/roster.xlsx',
    describe('监督员名册（XLSX），导出一次记一次', TAG, XLSX, 200, [401, 403, 422]),
    asks(Wanted),
    async (c) => xlsx(c, 'supervisors', '监督员名册', await roster(c)),
  )
  .get(
    '/certificates',
    describe('要打印的证件：正在履职的；打印一次记一次', TAG, Certificates, 200, [401, 403, 422]),
    asks(Printed),
    async (c) => {
      const actor = reading(c)
      const { deps, now } = c.var
      const { page, id, ...wanted } = check(Printed, c.req.query())
      const [rows, book] = await Promise.all([
        all(deps, { ...wanted, state: 'serving' }, today(now)),
        rulebook(deps.store, now),
      ])
      const chosen = id === undefined ? rows : rows.filter((row) => row.id === id)
      await noteRead(c, actor, id ?? '', 'supervisors-print')
      const items = await Promise.all(
        chosen.slice((page - 1) * A_PRINT, page * A_PRINT).map(async (row) => {
          const code = await certificateOf(deps, row.number)
          // One whose code is lost or stopped is not printed.
          if (code?.status !== 'active') return []
          const line = lineOf(deps.secrets, row, book)
          return [
            {
              id: row.id,
              number: row.number ?? '',
              name: line.name,
              typeLabel: line.typeLabel,
              from: row.from ?? '',
              to: row.to ?? '',
              areas: list(line.areas, '全市'),
              sectors: list(line.sectors, '各领域'),
              code: grouped(code.id),
              address: new URL(`/q/${code.id}`, originOf(deps.env)).href,
              demo: row.demo,
            },
          ]
        }),
      )
      return c.json({
        items: items.flat(),
        total: chosen.length,
        pages: Math.max(1, Math.ceil(chosen.length / A_PRINT)),
        bureau: book.departments.get(OURS.code)?.name ?? OURS.name,
      })
    },
  )
