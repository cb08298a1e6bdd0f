import { and, desc, eq, or, sql } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { drafts, publications } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody, WIDE } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks, takes } from '../openapi.ts'
import { KINDS, type Kind, titleOf } from '../publication/publication.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { codes, whole, words } from '../vocabulary.ts'
import { ACTS, DRAFT_STATE, DraftStep, isEditorial, mayEdit, Saved } from './draft.ts'
import { draftOf, save, shaped } from './editing.ts'
import { entryRoutes } from './entries.ts'
import { faultsIn } from './fit.ts'
import { recordOf } from './record.ts'
import { REMINDER, reminders } from './reminders.ts'
import { step } from './steps.ts'
import { trailOf } from './trail.ts'

const TAG = '发布台'
const KindCode = z.enum(Object.keys(KINDS) as [Kind, ...Kind[]], { error: '没有这一类内容' })
const Code = z
  .string()
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, '编码只用大写字母、数字和中间的短横线')
  .max(40, '编码太长')
const WorkAsked = z.strictObject({
  state: codes(DRAFT_STATE).optional(),
  kind: KindCode.optional(),
  mine: z.enum(['true']).optional(),
  q: words(1, 100, '查找的词').optional(),
  limit: whole(1, 100, '应是1到100的整数').default(50),
  page: whole(1, 100_000, '应是1到100000的整数').default(1),
})
const Work = z.object({
  items: z.array(z.looseObject({ kind: z.string(), code: z.string(), title: z.string(), state: z.string() })),
  total: z.int(),
})
const Due = z.object({ items: z.array(z.looseObject({ kind: z.string(), code: z.string(), on: z.string() })) })
const Waiting = z.object({
  items: z.array(z.looseObject({ kind: z.string(), code: z.string(), goesLive: z.string() })),
})
const Record = z
  .looseObject({
    kind: z.string(),
    code: z.string(),
    allowed: z.array(z.looseObject({ action: z.string(), label: z.string() })),
  })
  .meta({ ref: 'DeskPublication' })

const Looked = z.object({
  data: z.record(z.string(), z.unknown()),
  faults: z.array(z.object({ path: z.string(), message: z.string() })),
})

function editorial(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!isEditorial(actor)) throw new Refusal('not_yours')
  return actor
}

const where = (c: Context<AppEnv>) => {
  const kind = KindCode.safeParse(c.req.param('kind'))
  const code = Code.safeParse(c.req.param('code'))
  if (!kind.success || !code.success) throw new Refusal('not_found')
  return { store: c.var.deps.store, kind: kind.data, code: code.data, actor: editorial(c), now: c.var.now }
}

/** Drafts, review, publishing: an editor proposes, another person publishes. */
export const draftRoutes = new Hono<AppEnv>()
  .route('/', entryRoutes)
  .get('/', describe('在编和待审的内容', TAG, Work, 200, [401, 403]), asks(WorkAsked), async (c) => {
    const actor = editorial(c)
    const { state, kind, mine, q, limit, page } = check(WorkAsked, c.req.query())
    const text = q && `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    const title = sql<string>`json_extract(${drafts.data}, '$.name')`
    const wanted = and(
      state && eq(drafts.state, state),
      kind && eq(drafts.kind, kind),
      mine && eq(drafts.editor, actor.login),
      text ? or(sql`${drafts.code} like ${text} escape '\\'`, sql`${title} like ${text} escape '\\'`) : undefined,
    )
    const { read } = c.var.deps.store
    const rows = await read
      .select()
      .from(drafts)
      .where(wanted)
      .orderBy(desc(drafts.at), drafts.kind, drafts.code)
      .limit(limit)
      .offset((page - 1) * limit)
    const nameOf = await called(
      c.var.deps.store,
      rows.map((d) => d.editor),
      c.var.now,
    )
    const items = rows.map((d) => ({
      kind: d.kind,
      code: d.code,
      title: titleOf(d.kind as Kind, d.data) || d.code,
      state: d.state,
      stateLabel: DRAFT_STATE[d.state],
      intent: d.intent,
      editor: nameOf(d.editor),
      at: new Date(d.at).toISOString(),
    }))
    return c.json({ items, total: await read.$count(drafts, wanted) })
  })
  .get('/due', describe('该复核和快到期的内容', TAG, Due, 200, [401, 403]), async (c) => {
    editorial(c)
    const due = await reminders(c.var.deps.store, c.var.now)
    return c.json({ items: due.map((d) => ({ ...d, whyLabel: REMINDER[d.why] })) })
  })
  .get('/scheduled', describe('定时发布、还没有公布的内容', TAG, Waiting, 200, [401, 403]), async (c) => {
    editorial(c)
    const rows = await c.var.deps.store.read
      .select()
      .from(publications)
      .where(and(sql`${publications.state} = 'scheduled'`, sql`${publications.publishedAt} > ${c.var.now.getTime()}`))
      .orderBy(publications.publishedAt)
      .limit(500)
    return c.json({
      items: rows.map((r) => ({
        kind: r.kind,
        code: r.code,
        title: titleOf(r.kind as Kind, r.data),
        version: r.version,
        from: r.from,
        goesLive: today(new Date(r.publishedAt ?? 0)),
      })),
    })
  })
  .get(
    '/:kind/:code',
    describe('一条内容：草稿、现行版本、改动和能做的事', TAG, Record, 200, [401, 403, 404]),
    async (c) => c.json(await recordOf(where(c))),
  )
  .post(
    '/:kind/:code',
    describe('保存草稿；没有填完也先存下', TAG, Record, 200, [400, 401, 403, 404, 409, 422]),
    takes(Saved),
    async (c) => {
      const on = where(c)
      if (!on.actor.roles.includes('editor')) throw new Refusal('not_yours')
      await save(on, check(Saved, await jsonBody(c, WIDE)))
      return c.json(await recordOf(on))
    },
  )
  .post(
    '/:kind/:code/look',
    describe('看写到一半的内容还有哪些要补要改；什么都不保存', TAG, Looked, 200, [400, 401, 403, 404, 409, 422]),
    takes(Saved),
    async (c) => {
      const { store, kind, code, actor, now } = where(c)
      if (!actor.roles.includes('editor')) throw new Refusal('not_yours')
      const { data, from = null, reason = null } = check(Saved, await jsonBody(c, WIDE))
      const [known, trail] = await Promise.all([draftOf(store, kind, code), trailOf(store, kind, code)])
      if (known && !mayEdit(known, actor)) throw new Refusal('not_now')
      const typed = shaped(kind, code, data)
      const draft = { code, intent: known?.intent ?? ('publish' as const), from, reason, data: typed }
      return c.json({ data: typed, faults: await faultsIn(store, kind, draft, today(now), trail.after) })
    },
  )
  .post(
    '/:kind/:code/steps',
    describe('提交、退回、发布、撤回……', TAG, Record, 200, [400, 401, 403, 404, 409, 422]),
    takes(DraftStep),
    async (c) => {
      const on = where(c)
      const { action, n, ...rest } = check(DraftStep, await jsonBody(c))
      await step({ ...on, now: c.var.now }, action, n, check(ACTS[action].says, rest))
      return c.json(await recordOf(on).catch((error) => gone(error, on)))
    },
  )

/** A new entry whose draft was thrown away is not there any more: that is the answer, not a mistake. */
function gone(error: unknown, { kind, code }: { kind: Kind; code: string }) {
  if (error instanceof Refusal && error.code === 'not_found') return { kind, code, allowed: [] }
  throw error
}
