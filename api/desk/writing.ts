import { Hono } from 'hono'
import * as z from 'zod'
import { OUTCOME, REFUSAL } from '../../content/demo.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { bring } from '../case/bring.ts'
import { jot, jotted, tornUp } from '../case/jotting.ts'
import { previewOf } from '../case/preview.ts'
import { isWritten, refuseHoles, templatesFor, written } from '../case/reply.ts'
import { ACTIONS, type Action, step } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { TrackAnswer } from '../track/told.ts'
import { codes, whole } from '../vocabulary.ts'
import { visible } from './seen.ts'
import { Step } from './taking.ts'

/** The longest of all that can be typed into one form. */
const MOST = 20_000

const Asked = z.strictObject({ outcome: codes(OUTCOME).optional(), reason: codes(REFUSAL).optional() })
/** Controls by name, as the form will send them. */
const Typed = z.strictObject({
  n: whole(1, 999_999_999, '请刷新页面后再办'),
  values: z
    .record(z.string().max(60), z.string().max(MOST, '内容太长，没有保存'))
    .refine((all) => JSON.stringify(all).length <= MOST, '内容太长，没有保存'),
})

const Writing = z
  .object({
    templates: z.array(
      z.object({
        action: z.string(),
        items: z.array(
          z.object({ code: z.string(), name: z.string(), outcomes: z.array(z.string()), text: z.string() }),
        ),
      }),
    ),
    jottings: z.array(z.object({ action: z.string(), savedAt: z.string(), values: z.record(z.string(), z.string()) })),
  })
  .meta({ ref: 'Writing' })
const Saved = z.object({ savedAt: z.string().nullable() })
const Preview = TrackAnswer.pick({
  no: true,
  kind: true,
  status: true,
  statusLabel: true,
  receivedAt: true,
  dueOn: true,
  acceptBy: true,
  answerBy: true,
  provisional: true,
  may: true,
  recheckUntil: true,
  timeline: true,
  messages: true,
})
  .extend({ heard: z.boolean(), later: z.boolean() })
  .meta({ ref: 'ReplyPreview' })
const TAG = '工作台'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)

/** Helps to write: words to begin with, what was typed before, and how the sender will read it. Takes no step. */
export const writing = new Hono<AppEnv>()
  .get(
    '/cases/:no/writing',
    describe(
      '写给来件人的模板（已填好办件里知道的内容），和自己没有办完的输入',
      TAG,
      Writing,
      200,
      [401, 403, 404, 422],
    ),
    asks(Asked),
    async (c) => {
      const asked = check(Asked, c.req.query())
      const { found, seen, book, actor } = await visible(c, c.req.param('no'))
      const { deps, now } = c.var
      const may = seen.allowed.filter(({ action }) => isWritten(action))
      const templates = may.map(async ({ action, effect }) => ({
        action,
        items: await Promise.all(
          (await templatesFor(deps.store, action, found.row, now)).map(async (template) => ({
            code: template.code,
            name: template.name,
            outcomes: (template.outcomes ?? []).map((outcome) => OUTCOME[outcome]),
            text: await written(deps.store, template, found.row, { ...asked, due: effect.dueOn }, book, now),
          })),
        ),
      }))
      return c.json({
        templates: await Promise.all(templates),
        jottings: await jotted(deps, actor.login, seen.no, now),
      })
    },
  )
  .post(
    '/cases/:no/preview',
    describe('来件人会看到什么：只看，不办这一步', TAG, Preview, 200, [400, 401, 403, 404, 409, 422]),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, seen, book, actor } = await visible(c, c.req.param('no'))
      const { action, n, ...rest } = check(Step, body)
      if (!isWritten(action))
        throw new Refusal('invalid', { fields: [{ path: 'action', message: '这一步没有给来件人看的话' }] })
      if (seen.n !== n) throw new Refusal('moved_meanwhile')
      if (!seen.allowed.some((one) => one.action === action)) throw new Refusal('not_now')
      const said = check(step(action).says, rest)
      refuseHoles(said)
      const { deps, now } = c.var
      const brought = await bring(action, { world: deps, found, said, actor, book, now })
      return c.json(previewOf(found, action, brought.said ?? said, brought.leads, actor, deps, book, now))
    },
  )
  .put(
    '/cases/:no/jottings/:action',
    describe('保存没有办完的输入，只有本人看得到；全空就是删去', TAG, Saved, 200, [400, 401, 403, 404, 409, 422]),
    takes(Typed),
    async (c) => {
      const body = await jsonBody(c)
      const { seen, actor } = await visible(c, c.req.param('no'))
      const { n, values } = check(Typed, body)
      const action = c.req.param('action')
      const offered = seen.allowed.find((one) => one.action === action)
      if (!isAction(action) || !offered) throw new Refusal('not_now')
      const names = offered.fields.map(({ name }) => name)
      const stray = Object.keys(values).filter((name) => !names.includes(name.split('.')[0] ?? ''))
      if (stray.length > 0)
        throw new Refusal('invalid', { fields: [{ path: 'values', message: '没有这一项，请删去' }] })
      const { deps, now } = c.var
      const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
      const of = { person: actor.login, no: seen.no, action }
      if (Object.keys(kept).length === 0) await deps.store.writes.commit([tornUp(seen.no, of)])
      else await jot(deps, of, kept, seen.n, n, now)
      return c.json({ savedAt: Object.keys(kept).length === 0 ? null : now.toISOString() })
    },
  )
  .delete(
    '/cases/:no/jottings/:action',
    describe('删去没有办完的输入', TAG, z.null(), 204, [401, 403, 404]),
    async (c) => {
      const { seen, actor } = await visible(c, c.req.param('no'))
      await c.var.deps.store.writes.commit([tornUp(seen.no, { person: actor.login, action: c.req.param('action') })])
      return c.body(null, 204)
    },
  )
