import { desc, eq } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { duties, dutyParts } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { originOf } from '../pages.ts'
import { postedStep, takePosted } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { icsOf } from './calendar.ts'
import { type DutyRow, dutyOf, type PartRow, partOf, type Supervisor, servingAs } from './found.ts'
import { take } from './taking.ts'
import { headOf, mineOf, Own, OwnLine, ownView } from './view.ts'
import { PART_ACTIONS, partStep } from './workflow.ts'

export const TAG = '履职任务'
const CALENDAR = 'text/calendar; charset=utf-8'
const Asked = z.strictObject({
  when: z.enum(['coming', 'past', 'all'], { error: '应是coming、past或all' }).default('all'),
})
const OWN = PART_ACTIONS.filter((action) => partStep(action).by.includes('self'))
const Step = postedStep(OWN)
const Mine = z.object({ items: z.array(OwnLine), total: z.int(), waiting: z.int() })

/** Newest first; nobody is asked to more in ten years. */
const MOST = 1000

async function serving(c: Context<AppEnv>): Promise<{ actor: Actor; me: Supervisor }> {
  const actor = signedIn(c)
  return { actor, me: await servingAs(c.var.deps, actor, c.var.now) }
}

async function ownOf(c: Context<AppEnv>, me: Supervisor): Promise<{ duty: DutyRow; part: PartRow }[]> {
  return c.var.deps.store.read
    .select({ duty: duties, part: dutyParts })
    .from(dutyParts)
    .innerJoin(duties, eq(duties.id, dutyParts.duty))
    .where(eq(dutyParts.supervisor, me.id))
    .orderBy(desc(duties.startsAt), desc(duties.id))
    .limit(MOST)
}

/** One this supervisor was asked to; others there are none. */
async function own(c: Context<AppEnv>) {
  const { actor, me } = await serving(c)
  const duty = await dutyOf(c.var.deps, c.req.param('id') ?? '')
  const part = duty && (await partOf(c.var.deps, duty.id, me.id))
  if (!duty || !part) throw new Refusal('not_found')
  return { actor, me, duty, part }
}

function asCalendar(c: Context<AppEnv>, name: string, rows: readonly DutyRow[]) {
  c.header('content-type', CALENDAR)
  c.header('content-disposition', `attachment; filename="${name}.ics"`)
  return c.body(icsOf(rows, originOf(c.var.deps.env), c.var.now))
}

/** A supervisor’s own tasks: asked, answered, come to, reported. */
export const dutyRoutes = new Hono<AppEnv>()
  .get('/', describe('我的履职任务', TAG, Mine, 200, [401, 403, 422]), asks(Asked), async (c) => {
    signedIn(c)
    const { when } = check(Asked, c.req.query())
    const { me } = await serving(c)
    const now = c.var.now.getTime()
    const all = await ownOf(c, me)
    const shown = all.filter(({ duty }) => when === 'all' || duty.endsAt > now === (when === 'coming'))
    // What comes is read from the next on, what was from the last.
    const rows = when === 'coming' ? shown.toReversed() : shown
    const waiting = all.filter(
      ({ duty, part }) => part.state === 'invited' && duty.state === 'open' && duty.endsAt > now,
    )
    return c.json({
      items: rows.map(({ duty, part }) => ({ ...headOf(duty), part: mineOf(duty, part) })),
      total: rows.length,
      waiting: waiting.length,
    })
  })
  .get('/calendar.ics', describe('我接受了的任务：日历文件', TAG, 'text/calendar', 200, [401, 403]), async (c) => {
    const { me } = await serving(c)
    const all = await ownOf(c, me)
    const mine = all.filter(({ part }) => !['invited', 'declined'].includes(part.state))
    return asCalendar(
      c,
      'duties',
      mine.map(({ duty }) => duty),
    )
  })
  .get('/:id', describe('我的一项任务，和现在可以做的事', TAG, Own, 200, [401, 403, 404]), async (c) => {
    const { me, duty, part } = await own(c)
    return c.json(await ownView(c.var.deps, duty, part, me, c.var.now))
  })
  .get('/:id/calendar.ics', describe('一项任务：日历文件', TAG, 'text/calendar', 200, [401, 403, 404]), async (c) => {
    const { duty } = await own(c)
    return asCalendar(c, duty.id, [duty])
  })
  .post(
    '/:id/steps',
    describe('答复、签到、交报告', TAG, Own, 200, [400, 401, 403, 404, 409, 422, 429]),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const { actor, me, duty } = await own(c)
      const { deps, now } = c.var
      const posted = check(Step, await jsonBody(c))
      const taker = { actor, hats: ['self'] as const, supervisor: me }
      const taken = () =>
        takePosted(
          c,
          posted,
          (action) => partStep(action).says,
          { id: duty.id },
          actor,
          (world, taking, _by, at, also) => take(world, taking, taker, at, also),
        )
      // A code that is typed may be guessed: only the wrong ones are counted.
      if (posted.action === 'checkIn')
        await deps.limits.spend('duty_miss', actor.login, now.getTime(), async (free) => {
          await taken()
          free()
        })
      else await taken()
      const part = await partOf(deps, duty.id, me.id)
      const stands = await dutyOf(deps, duty.id)
      if (!part || !stands) throw new Refusal('not_found')
      return c.json(await ownView(deps, stands, part, me, now))
    },
  )
