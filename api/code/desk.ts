import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { madeOnce, postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { ISSUE, ISSUED, TYPES } from './code.ts'
import { find } from './found.ts'
import { act, issue } from './history.ts'
import { LabelAnswer, labelOf } from './label.ts'
import { list } from './list.ts'
import { drawn, type Label, SIZE, SIZES, svgOf, usualSize } from './sheet.ts'
import { lineOf, view } from './view.ts'
import { mayIssue, type Scope, scope } from './visibility.ts'
import { ACTIONS, STATUS, type Status, step } from './workflow.ts'

const Asked = z.strictObject({
  type: z.enum(TYPES, { error: '没有这种码' }).optional(),
  department: words(1, 20, '单位').optional(),
  status: z.enum(Object.keys(STATUS) as Status[], { error: '没有这个状态' }).optional(),
  batch: words(1, 20, '批次').optional(),
  q: words(1, 40, '名称').optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const Kind = z.looseObject({ type: z.enum(ISSUED, { error: '请选择是哪一种码' }) })
const Step = postedStep(ACTIONS)
const Sized = z.strictObject({ size: z.enum(SIZES, { error: '没有这个尺寸' }).optional() })

const Line = z.looseObject({ id: z.string(), type: z.string(), label: z.string(), status: z.string() })
const CodeAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'DeskCode' })
const ListAnswer = z.object({ items: z.array(Line), total: z.int() })
const Bodies = z.object({ items: z.array(z.object({ value: z.string(), label: z.string() })), total: z.int() })
const TAG = '监督码'

function reading(c: Context<AppEnv>): { actor: Actor; within: Exclude<Scope, null> } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

/** What of it this person may see; what they may not see does not exist. */
async function visible(c: Context<AppEnv>, typed: string) {
  const { actor } = reading(c)
  const { deps, now } = c.var
  const found = await find(deps, typed, actor)
  if (!found) throw new Refusal('not_found')
  return { found, actor, seen: await view(deps, found, actor, await rulebook(deps.store, now), now) }
}

/** What is printed of a code. One that is not good is not printed. */
async function printed(c: Context<AppEnv>): Promise<Label> {
  const { found } = await visible(c, c.req.param('id') ?? '')
  if (found.row.status !== 'active') throw new Refusal('not_now')
  const { deps, now } = c.var
  return labelOf(found.row, await rulebook(deps.store, now), deps.env)
}

/** Codes at the desk: issued, listed, reported lost, taken back, replaced. */
export const codeDesk = new Hono<AppEnv>()
  .get('/', describe('我能看的监督码', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const { within } = reading(c)
    const { deps, now } = c.var
    const { items, total } = await list(deps, within, check(Asked, c.req.query()))
    const book = await rulebook(deps.store, now)
    return c.json({ items: items.map((row) => lineOf(row, book, now)), total })
  })
  .get('/bodies', describe('能签发监督码的单位', TAG, Bodies, 200, [401, 403]), async (c) => {
    if (!mayIssue(reading(c).actor)) throw new Refusal('not_yours')
    const { departments } = await rulebook(c.var.deps.store, c.var.now)
    const items = [...departments.values()].map(({ code, name }) => ({ value: code, label: name }))
    return c.json({ items, total: items.length })
  })
  .post(
    '/',
    describe('签发一个监督码', TAG, CodeAnswer, 201, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(Kind),
    async (c) => {
      const { actor } = reading(c)
      if (!mayIssue(actor)) throw new Refusal('not_yours')
      const { type, ...rest } = check(Kind, await jsonBody(c))
      const said = check(ISSUE[type], rest)
      const { deps, now } = c.var
      const demo = deps.env.demo === 'on'
      const id = await madeOnce(c, actor, { code: type, ...said }, (also) =>
        issue(deps, type, said, actor, now, also, demo),
      )
      return c.json((await visible(c, id)).seen, 201)
    },
  )
  .get('/:id/label', describe('监督码上印的内容', TAG, LabelAnswer, 200, [401, 403, 404, 409]), async (c) =>
    c.json(await printed(c)),
  )
  .get(
    '/:id/code.svg',
    describe('监督码的图，真实尺寸，给印刷厂', TAG, 'image/svg+xml', 200, [401, 403, 404, 409, 422]),
    asks(Sized),
    async (c) => {
      reading(c)
      const asked = check(Sized, c.req.query())
      const label = await printed(c)
      const size = asked.size ?? usualSize(label.type)
      c.header('content-type', 'image/svg+xml; charset=utf-8')
      c.header('content-disposition', `attachment; filename="${label.shown}-${size}.svg"`)
      return c.body(svgOf(drawn(label, size), `${label.shown} ${SIZE[size].title}`))
    },
  )
  .get('/:id', describe('一个监督码，和现在可以做的事', TAG, CodeAnswer, 200, [401, 403, 404]), async (c) =>
    c.json((await visible(c, c.req.param('id'))).seen),
  )
  .post(
    '/:id/steps',
    describe('办一步监督码：暂停、恢复、挂失、换发、作废', TAG, CodeAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c, c.req.param('id'))
      const { id } = found.row
      await takePosted(c, check(Step, body), (action) => step(action).says, { id }, actor, act)
      return c.json((await visible(c, id)).seen)
    },
  )
