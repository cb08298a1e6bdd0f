import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { fields } from '../../content/fields.ts'
import { SHEETED } from '../../content/schema.ts'
import { importRows, imports } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { isEditorial } from '../draft/draft.ts'
import { check, fieldsOf } from '../form.ts'
import { asks, takes } from '../openapi.ts'
import { changes, roomy } from '../publication/change.ts'
import { KINDS, type Kind, titleOf } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'
import type { NameOf } from '../publication/terms.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { codes, whole, words } from '../vocabulary.ts'
import { XLSX } from '../workbook/file.ts'
import { template } from '../workbook/template.ts'
import { ACTS, allowedImport, CHANGE, type Import, ImportStep, STANDING } from './import.ts'
import { stepImport } from './publishing.ts'
import { type Schedule, schedulesOf } from './schedule.ts'
import { importOf, take } from './taking.ts'
import { fileBytes } from './upload.ts'

const TAG = '发布台'
const KindCode = z.enum(SHEETED as [Kind, ...Kind[]], { error: '没有这一类内容' })
const Upload = z.strictObject({
  kind: KindCode,
  file: words(1, 200, '文件名'),
  whole: z.enum(['true', 'false']).optional().meta({ title: '没有列出的都取消' }),
})
const Listed = z.strictObject({ page: whole(1, 10_000, '应是1到10000的整数').default(1) })
const RowsAsked = z.strictObject({
  change: codes(CHANGE).optional(),
  page: whole(1, 100_000, '应是1到100000的整数').default(1),
})
const Line = z.looseObject({ id: z.string(), kind: z.string(), state: z.string() })
const Lines = z.object({ items: z.array(Line), total: z.int() })
const One = Line.extend({ problems: z.array(z.looseObject({ message: z.string() })), n: z.int() }).meta({
  ref: 'Import',
})
const Rows = z.object({ items: z.array(z.looseObject({ code: z.string(), change: z.string() })), total: z.int() })
const PAGE = 50

function editorial(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!isEditorial(actor)) throw new Refusal('not_yours')
  return actor
}

async function wanted(c: Context<AppEnv>): Promise<Import> {
  const found = await importOf(c.var.deps.store, c.req.param('id') ?? '')
  if (!found) throw new Refusal('not_found')
  return found
}

const line = (i: Import, nameOf: (login: string) => string, schedule: Schedule | undefined) => ({
  id: i.id,
  n: i.n,
  kind: i.kind,
  kindTitle: KINDS[i.kind as Kind].title,
  file: i.file,
  state: schedule?.standing ?? i.state,
  stateLabel: STANDING[schedule?.standing ?? i.state],
  goesLive: schedule ? today(new Date(schedule.goesLive)) : null,
  left: schedule?.left ?? 0,
  done: i.done,
  total: i.total,
  editor: i.editor,
  editorName: nameOf(i.editor),
  publisher: i.publisher,
  at: new Date(i.at).toISOString(),
  remark: i.remark,
})

async function shown(c: Context<AppEnv>, i: Import, actor: Actor) {
  const { read } = c.var.deps.store
  const rows = await read
    .select({ change: importRows.change, n: sql<number>`count(*)` })
    .from(importRows)
    .where(eq(importRows.import, i.id))
    .groupBy(importRows.change)
  const schedule = (await schedulesOf(c.var.deps.store, [i], c.var.now)).get(i.id)
  return {
    ...line(i, await called(c.var.deps.store, [i.editor], c.var.now), schedule),
    problems: i.problems as { sheet: string; row: number; column: string; message: string }[],
    counts: Object.fromEntries(rows.map((r) => [r.change, r.n])) as Partial<Record<keyof typeof CHANGE, number>>,
    allowed: allowedImport(schedule?.standing ?? i.state, i.editor, actor).map((action) => ({
      action,
      label: ACTS[action].label,
      fields: fieldsOf(ACTS[action].says),
    })),
  }
}

/** Workbooks in: read and checked whole, looked at, reviewed, and published whole or not at all. */
export const importRoutes = new Hono<AppEnv>()
  .get('/', describe('导入的工作簿', TAG, Lines, 200, [401, 403]), asks(Listed), async (c) => {
    editorial(c)
    const { page } = check(Listed, c.req.query())
    const { read } = c.var.deps.store
    const rows = await read
      .select()
      .from(imports)
      .orderBy(desc(imports.at), imports.id)
      .limit(PAGE)
      .offset((page - 1) * PAGE)
    const nameOf = await called(
      c.var.deps.store,
      rows.map((i) => i.editor),
      c.var.now,
    )
    const schedules = await schedulesOf(c.var.deps.store, rows, c.var.now)
    return c.json({ items: rows.map((i) => line(i, nameOf, schedules.get(i.id))), total: await read.$count(imports) })
  })
  .get('/template/:file', describe('空白模板（.xlsx）', TAG, XLSX, 200, [401, 403, 404]), async (c) => {
    editorial(c)
    const kind = KindCode.safeParse(c.req.param('file').replace(/\.xlsx$/, ''))
    if (!kind.success) throw new Refusal('not_found')
    const title = encodeURIComponent(`${KINDS[kind.data].title}模板.xlsx`)
    return c.body(new Uint8Array(await template(kind.data)), 200, {
      'content-type': XLSX,
      'content-disposition': `attachment; filename="${kind.data}.xlsx"; filename*=UTF-8''${title}`,
    })
  })
  .post(
    '/',
    describe('上传一个工作簿（.xlsx 或 .csv，正文就是文件）', TAG, One, 201, [401, 403, 413, 422, 429]),
    asks(Upload),
    async (c) => {
      const actor = editorial(c)
      if (!actor.roles.includes('editor')) throw new Refusal('not_yours')
      const { kind, file, whole: complete } = check(Upload, c.req.query())
      const bytes = await fileBytes(c)
      if (!bytes.byteLength)
        throw new Refusal('invalid', { fields: [{ path: 'file', message: '请选择一个 .xlsx 或 .csv 文件' }] })
      const id = await take(c.var.deps, { name: file, bytes }, { kind, whole: complete === 'true' }, actor, c.var.now)
      const made = await importOf(c.var.deps.store, id)
      if (!made) throw new Refusal('fault')
      return c.json(await shown(c, made, actor), 201)
    },
  )
  .get('/:id', describe('一次导入：进度、错误、能做的事', TAG, One, 200, [401, 403, 404]), async (c) => {
    const actor = editorial(c)
    return c.json(await shown(c, await wanted(c), actor))
  })
  .get('/:id/rows', describe('一次导入会改动什么', TAG, Rows, 200, [401, 403, 404]), asks(RowsAsked), async (c) => {
    editorial(c)
    const { change, page } = check(RowsAsked, c.req.query())
    const i = await wanted(c)
    const { store } = c.var.deps
    const which = and(eq(importRows.import, i.id), change && eq(importRows.change, change))
    const rows = await store.read
      .select()
      .from(importRows)
      .where(which)
      .orderBy(asc(importRows.n))
      .limit(PAGE)
      .offset((page - 1) * PAGE)
    const book = await register(store)
    const kind = i.kind as Kind
    const by = Number.MAX_SAFE_INTEGER
    const nameOf: NameOf = (k, code) => book.title(k, code, today(c.var.now), by)
    // The desk compares everything, an officer's certificate too; fifty entries share what one page may cost.
    const [shape, room] = [fields(KINDS[kind].schema), roomy()]
    const items = await Promise.all(
      rows.map(async (r) => {
        const like = book.sayings(kind, r.code).find((s) => s.version === r.base)
        const [before] = r.change === 'changed' && like ? await rowsOf(store, [like]) : []
        return {
          code: r.code,
          title: titleOf(kind, r.data),
          change: r.change,
          changeLabel: CHANGE[r.change],
          from: r.from,
          reason: r.reason,
          place: r.place,
          changes: before ? changes(kind, before, { ...before, data: r.data }, nameOf, shape, room) : [],
        }
      }),
    )
    return c.json({ items, total: await store.read.$count(importRows, which) })
  })
  .post(
    '/:id/steps',
    describe('提交、退回、发布、放弃、撤回定时发布', TAG, One, 200, [400, 401, 403, 404, 409, 422]),
    takes(ImportStep),
    async (c) => {
      const actor = editorial(c)
      const i = await wanted(c)
      const { action, n, ...rest } = check(ImportStep, await jsonBody(c))
      await stepImport(c.var.deps, i, action, check(ACTS[action].says, rest), n, actor, c.var.now)
      return c.json(await shown(c, await wanted(c), actor))
    },
  )
