import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { ALARM, type Kind } from './alarm.ts'
import { judge } from './alarms.ts'
import { findAlarm } from './found.ts'
import { JUDGINGS, judging, STANDS, type Standing } from './judging.ts'
import { countAlarms, listAlarms } from './list.ts'
import { published } from './published.ts'
import { alarmLine, alarmView, visitsBy } from './view.ts'
import { mayOversee } from './visibility.ts'

const Asked = z.strictObject({
  status: z.enum(Object.keys(STANDS) as Standing[], { error: '没有这个状态' }).optional(),
  kind: z.enum(Object.keys(ALARM) as Kind[], { error: '没有这种预警' }).optional(),
  department: words(1, 20, '单位').optional(),
  uscc: words(1, 18, '统一社会信用代码').optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const Step = postedStep(JUDGINGS)
const Line = z.looseObject({ id: z.string(), kind: z.string(), visit: z.string(), status: z.string() })
const AlarmAnswer = z
  .looseObject({ ...Line.shape, n: z.int(), allowed: z.array(z.looseObject({ action: z.string() })) })
  .meta({ ref: 'VisitAlarm' })
const ListAnswer = z.object({
  items: z.array(Line),
  total: z.int(),
  counts: z.object({ open: z.int(), looking: z.int(), closed: z.int() }),
})
const TAG = '入企检查'

function overseeing(c: Context<AppEnv>): Actor {
  const actor = signedIn(c)
  if (!mayOversee(actor)) throw new Refusal('not_yours')
  return actor
}

async function visible(c: Context<AppEnv>, typed: string) {
  const actor = overseeing(c)
  const found = await findAlarm(c.var.deps, typed, actor)
  if (!found) throw new Refusal('not_found')
  return { found, actor, seen: await alarmView(c.var.deps, found, actor, c.var.now) }
}

/** What about inspections has to be looked into; for the bureau alone. */
export const alarmRoutes = new Hono<AppEnv>()
  .get('/', describe('入企检查的预警', TAG, ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    overseeing(c)
    const { deps, now } = c.var
    const { items, total } = await listAlarms(deps.store, check(Asked, c.req.query()))
    const [book, of, counts] = await Promise.all([
      published(deps.store, today(now)),
      visitsBy(
        deps,
        items.map(({ visit }) => visit),
      ),
      countAlarms(deps.store),
    ])
    return c.json({ items: items.map((row) => alarmLine(row, of.get(row.visit), book)), total, counts })
  })
  .get('/:id', describe('一条预警，和现在可以做的事', TAG, AlarmAnswer, 200, [401, 403, 404]), async (c) =>
    c.json((await visible(c, c.req.param('id'))).seen),
  )
  .post(
    '/:id/steps',
    describe('办一步预警：核查、记录、办结', TAG, AlarmAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { found, actor } = await visible(c, c.req.param('id'))
      const { id } = found.row
      await takePosted(c, check(Step, body), (action) => judging(action).says, { id }, actor, judge)
      return c.json((await visible(c, id)).seen)
    },
  )
