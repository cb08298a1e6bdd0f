import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { faultOf } from '../log.ts'
import { KEY_HEADER, once, stepOnce } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { whole } from '../vocabulary.ts'
import { act, reissue } from './acting.ts'
import { TAG } from './desk.ts'
import { byId } from './found.ts'
import { JUDGING, Lost, MOST_AT_ONCE, SAYS, TOGETHER } from './judging.ts'
import { lineOf, numberOf } from './list.ts'
import { Message, send } from './message.ts'
import { noteOpened, running } from './reading.ts'
import { Seating, seat } from './seating.ts'
import { Shown, shownOf } from './view.ts'
import { whoOf } from './who.ts'
import { STATE } from './workflow.ts'

const Step = postedStep(JUDGING)
const Bulk = z.looseObject({
  action: z.enum(TOGETHER, { error: '请选择要一起办哪一步' }).meta({ title: '一起办' }),
  items: z
    .array(z.strictObject({ id: z.string().max(40), n: whole(1, 999_999_999, '请回到名单刷新后再勾选') }), {
      error: '请先勾选报名',
    })
    .min(1, '请先勾选报名')
    .max(MOST_AT_ONCE, `一次最多办${MOST_AT_ONCE}个，请少勾几个`),
})
const Done = z
  .looseObject({
    done: z.int(),
    items: z.array(
      z.object({ id: z.string(), number: z.string(), why: z.string().nullable(), stateLabel: z.string() }),
    ),
  })
  .meta({ ref: 'RegistrationsDone' })
const Issued = z.object({ ticket: z.string(), number: z.string() }).meta({ ref: 'ReissuedTicket' })
const Told = z.object({ people: z.int() })
const Given = z.object({ given: z.int() })
const FAILS = [400, 401, 403, 404, 409, 422] as const

/** What the desk does: judged one by one or several at once, moved, taken back, told, seated. */
export const openDayDeskSteps = new Hono<AppEnv>()
  .post(
    '/:code/registrations/:id/steps',
    describe('办一步报名：通过、不通过、代为改、代为取消', TAG, Shown, 200, FAILS),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const { day, actor } = await running(c)
      const { deps, now } = c.var
      const id = c.req.param('id')
      const before = await byId(deps, id)
      if (before?.event !== day.data.code) throw new Refusal('not_found')
      await takePosted(
        c,
        check(Step, await jsonBody(c)),
        (action) => SAYS[action],
        { id },
        actor,
        (world, taking, ...rest) => act(world, day, taking, ...rest),
      )
      const row = (await byId(deps, id)) ?? before
      await noteOpened(c, actor, day, 'open-day')
      return c.json(shownOf(lineOf(row, day, whoOf(deps.secrets, row)), row, day, actor, now))
    },
  )
  .post(
    '/:code/steps',
    describe('几个报名一起通过或者不通过：每个各是一步，办不成的不影响别的', TAG, Done, 200, [400, 401, 403, 404, 422]),
    sends(KEY_HEADER),
    takes(Bulk),
    async (c) => {
      const { day, actor } = await running(c)
      const { deps, now } = c.var
      const { action, items, ...rest } = check(Bulk, await jsonBody(c))
      const said = check(SAYS[action], rest)
      const key = c.req.header(KEY_HEADER)
      const why = new Map<string, string | null>()
      // One after another: whether somebody gets a seat may hang on the one before.
      for (const { id, n } of items.filter(({ id }, i) => items.findIndex((other) => other.id === id) === i)) {
        const taking = { id, n, action, said }
        try {
          await stepOnce(deps, key, `${actor.login}/${id}`, taking, now, (also) =>
            act(deps, day, taking, actor, now, also),
          )
          why.set(id, null)
        } catch (thrown) {
          const refusal = thrown instanceof Refusal ? thrown : new Refusal('fault', { cause: thrown })
          if (refusal.code === 'fault') deps.log.error({ id: c.var.id, error: faultOf(thrown) }, 'one of several')
          why.set(id, refusal.title)
        }
      }
      const numbers = await numberOf(deps, day.data.code, [...why.keys()])
      return c.json({
        done: [...why.values()].filter((one) => one === null).length,
        items: [...why].map(([id, refused]) => {
          const row = numbers.get(id)
          return { id, number: row?.number ?? '', why: refused, stateLabel: row ? STATE[row.state] : '' }
        }),
      })
    },
  )
  .post(
    '/:code/tickets',
    describe('凭证码丢了：对过姓名和编号，发一个新的，旧的作废。ticket 只给这一次', TAG, Issued, 201, FAILS),
    sends(KEY_HEADER),
    takes(Lost),
    async (c) => {
      const { day, actor } = await running(c)
      const { deps, now } = c.var
      const lost = check(Lost, await jsonBody(c))
      const key = c.req.header(KEY_HEADER)
      const { ticket } = await once<{ ticket: string }>(
        deps,
        key,
        `${actor.login}/${day.data.code}`,
        lost,
        now,
        (remember) => reissue(deps, day, lost, actor, now, remember),
      )
      return c.json({ ticket, number: lost.number }, 201)
    },
  )
  .post(
    '/:code/messages',
    describe('给报名的人发消息，凭凭证码在报名页上看', TAG, Told, 201, FAILS),
    sends(KEY_HEADER),
    takes(Message),
    async (c) => {
      const { day, actor } = await running(c)
      const { deps, now } = c.var
      const said = check(Message, await jsonBody(c))
      const key = c.req.header(KEY_HEADER)
      const owner = `${actor.login}/${day.data.code}`
      const answer = await once<{ people: number }>(deps, key, owner, said, now, (remember) =>
        send(deps, day, said, actor, now, remember),
      )
      return c.json(answer, 201)
    },
  )
  .post(
    '/:code/seating',
    describe('排座位：还没有座位号的已通过的人，按顺序给号，已有的不变', TAG, Given, 200, FAILS),
    takes(Seating),
    async (c) => {
      const { day, actor } = await running(c)
      const given = await seat(c.var.deps, day, check(Seating, await jsonBody(c)), actor, c.var.now)
      return c.json({ given })
    },
  )
