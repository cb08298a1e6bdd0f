import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { fileBytes } from '../import/upload.ts'
import { KEY_HEADER, once, stepOnce } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { row } from '../publication/csv.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { Batch, Reissue } from './batch.ts'
import { issueBatch, judge, said } from './batching.ts'
import { TYPE } from './code.ts'
import type { CodeRow } from './found.ts'
import { LabelAnswer, labelOf } from './label.ts'
import { filed } from './listed.ts'
import { inBatch, mayReissue, moves, reissue, replaceable } from './reissuing.ts'
import { mayIssue, scope } from './visibility.ts'
import { STATUS, type Status } from './workflow.ts'

/** What a list of two thousand long lines weighs. */
const ROOM = { bytes: 2 * 1024 * 1024, keys: 100 }
/** So many are printed from one page. */
const A_PRINT = 240

/** A file brings with its address what the form says beside it. */
const Filed = Batch.omit({ list: true }).extend({ file: words(1, 200, '文件名').optional() })
const Asked = z.strictObject({ page: whole(1, 1000, '应是1到1000的整数').default(1) })

const Judged = z.object({
  lines: z.array(z.looseObject({ row: z.int(), label: z.string() })),
  wrong: z.array(z.string()),
  list: z.string(),
})
const Issued = z.object({ batch: z.string() })
const BatchAnswer = z
  .looseObject({ batch: z.string(), total: z.int(), n: z.int(), replaceable: z.int(), mayReissue: z.boolean() })
  .meta({ ref: 'CodeBatch' })
const Labels = z.object({ items: z.array(LabelAnswer), total: z.int(), pages: z.int() })
const TAG = '监督码'
const HEADS = ['网址', '编号', '哪一种', '名称', '单位', '文号或代码', '地点', '领用', '第几版', '用到', '批次']

function issuing(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayIssue(actor)) throw new Refusal('not_yours')
  return actor
}

function reading(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!scope(actor)) throw new Refusal('not_yours')
  return actor
}

/** A batch as this person may see it; one of which they may see nothing is not there. */
async function visible(c: Context<AppEnv>): Promise<{ actor: Actor; batch: string; rows: CodeRow[] }> {
  const actor = reading(c)
  const batch = (c.req.param('batch') ?? '').toUpperCase()
  const rows = await inBatch(c.var.deps, batch, actor)
  if (rows.length === 0) throw new Refusal('not_found')
  return { actor, batch, rows }
}

async function seen(c: Context<AppEnv>) {
  const { actor, batch, rows } = await visible(c)
  const [first] = rows
  const { departments } = await rulebook(c.var.deps.store, c.var.now)
  const counts = Map.groupBy(rows, ({ status }) => status)
  return {
    batch,
    typeLabel: first ? TYPE[first.type] : '',
    department: first?.department ? (departments.get(first.department)?.name ?? first.department) : null,
    total: rows.length,
    n: moves(rows),
    active: counts.get('active')?.length ?? 0,
    standing: (Object.keys(STATUS) as Status[]).flatMap((status) => {
      const count = counts.get(status)?.length
      return count ? [{ status, label: STATUS[status], count }] : []
    }),
    replaceable: replaceable(rows).length,
    mayReissue: mayReissue(rows, actor),
  }
}

/** What is printed: those that are good, in the order of the sheets. */
async function labels(c: Context<AppEnv>) {
  const { rows } = await visible(c)
  const { deps, now } = c.var
  const book = await rulebook(deps.store, now)
  return rows
    .filter(({ status }) => status === 'active')
    .map((one) => ({ row: one, label: labelOf(one, book, deps.env) }))
}

/** Codes issued many at once, printed together, replaced together. */
export const batchDesk = new Hono<AppEnv>()
  .post(
    '/preview',
    describe('预览一批要签发的监督码（JSON；文件直接作为正文），不签发', TAG, Judged, 200, [400, 401, 403, 413, 422]),
    asks(Filed.partial()),
    takes(Batch),
    async (c) => {
      issuing(c)
      const { deps, now } = c.var
      const isJson = /^application\/json\b/i.test(c.req.header('content-type') ?? '')
      const judged = isJson
        ? await judge(deps, check(Batch, await jsonBody(c, ROOM)), now)
        : await (async () => {
            const { file = '', ...asked } = check(Filed, c.req.query())
            return judge(deps, asked, now, await filed(await fileBytes(c), file))
          })()
      return c.json({ lines: judged.lines, wrong: said(judged.wrong), list: judged.text })
    },
  )
  .post(
    '/',
    describe('签发一批监督码：有一行不对，就一个也不签发', TAG, Issued, 201, [400, 401, 403, 409, 413, 422]),
    sends(KEY_HEADER),
    takes(Batch),
    async (c) => {
      const actor = issuing(c)
      const asked = check(Batch, await jsonBody(c, ROOM))
      const { deps, now } = c.var
      const made = await once<{ batch: string }>(
        deps,
        c.req.header(KEY_HEADER),
        actor.login,
        { codes: asked },
        now,
        async (remember) => ({
          batch: await issueBatch(deps, asked, actor, now, deps.env.demo === 'on', (batch, when) =>
            remember({ batch }, when),
          ),
        }),
      )
      return c.json(made, 201)
    },
  )
  .get('/:batch', describe('一批监督码，和现在可以做的事', TAG, BatchAnswer, 200, [401, 403, 404]), async (c) =>
    c.json(await seen(c)),
  )
  .get(
    '/:batch/labels',
    describe('一批里现在有效的码，打印用', TAG, Labels, 200, [401, 403, 404, 422]),
    asks(Asked),
    async (c) => {
      reading(c)
      const { page } = check(Asked, c.req.query())
      const all = await labels(c)
      const items = all.slice((page - 1) * A_PRINT, page * A_PRINT).map(({ label }) => label)
      return c.json({ items, total: all.length, pages: Math.max(1, Math.ceil(all.length / A_PRINT)) })
    },
  )
  .get(
    '/:batch/codes.csv',
    describe('一批里现在有效的码，给印刷厂', TAG, 'text/csv', 200, [401, 403, 404]),
    async (c) => {
      const all = await labels(c)
      const lines = all.map(({ row: { issuedTo }, label: one }) =>
        row([
          one.address,
          one.shown,
          `${TYPE[one.type]}${one.demo ? '（示例）' : ''}`,
          one.label,
          one.department,
          one.number,
          one.place,
          issuedTo,
          one.version,
          one.validTo,
          one.batch,
        ]),
      )
      c.header('content-type', 'text/csv; charset=utf-8')
      c.header('content-disposition', `attachment; filename="${all[0]?.label.batch ?? 'codes'}.csv"`)
      return c.body(`\ufeff${row(HEADS)}${lines.join('')}`)
    },
  )
  .post(
    '/:batch/reissue',
    describe('整批换发：有效、暂停和挂失的码全部换新，一个原因', TAG, BatchAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Reissue),
    async (c) => {
      const body = await jsonBody(c)
      const { actor, batch } = await visible(c)
      const { deps, now } = c.var
      const sent = { batch, ...check(Reissue, body) }
      await stepOnce(deps, c.req.header(KEY_HEADER), actor.login, sent, now, (remember) =>
        reissue(deps, sent, actor, now, remember),
      )
      return c.json(await seen(c))
    },
  )
