import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { asks } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { codes, whole } from '../vocabulary.ts'
import { byId } from './found.ts'
import { Asked, lineOf, linesOf, registered } from './list.ts'
import { counted, numbersOf, numbersOfDay } from './numbers.ts'
import { PHASE, phaseOf } from './open-day.ts'
import { daysOf, noteOpened, readable, reading, running } from './reading.ts'
import { headOf, ListLine, Overview, overview, Shown, shownOf } from './view.ts'
import { whoOf } from './who.ts'

const DaysAsked = z.strictObject({
  phase: codes(PHASE).optional(),
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
})
const Days = z.object({ items: z.array(ListLine), total: z.int() })
const List = z.object({ items: z.array(Shown), total: z.int(), named: z.boolean() })
export const TAG = '开放日'

/** One registration of the open day in the address. */
async function one(c: Context<AppEnv>) {
  const found = await running(c)
  const row = await byId(c.var.deps, c.req.param('id') ?? '')
  if (row?.event !== found.day.data.code) throw new Refusal('not_found')
  return { ...found, row }
}

/** Open days at the desk: where they stand, and who comes. */
export const openDayDesk = new Hono<AppEnv>()
  .get(
    '/',
    describe('我能看的开放日：到哪一步，名额和报名', TAG, Days, 200, [401, 403, 422]),
    asks(DaysAsked),
    async (c) => {
      const { within } = reading(c)
      const { deps, now } = c.var
      const { phase, page, limit } = check(DaysAsked, c.req.query())
      const all = await daysOf(c, within)
      const days = all.filter((day) => phase === undefined || phaseOf(day.data, day.cancelled, now.getTime()) === phase)
      const shown = days.slice((page - 1) * limit, page * limit)
      const book = await rulebook(deps.store, now)
      const rows = await counted(deps.store)
      const items = shown.map((day) => {
        const seats = day.data.sessions.flatMap((session) => session.seats).reduce((sum, one) => sum + one.seats, 0)
        const here = rows.filter(({ event }) => event === day.data.code)
        return { ...headOf(day, book, now), ...numbersOf(seats, here) }
      })
      return c.json({ items, total: days.length })
    },
  )
  .get('/:code', describe('一场开放日：名额、报名、消息和经过', TAG, Overview, 200, [401, 403, 404]), async (c) => {
    const { day, actor } = await readable(c)
    const { deps, now } = c.var
    const numbers = numbersOfDay(day, await counted(deps.store, day.data.code))
    return c.json({ ...(await overview(deps, day, actor, await rulebook(deps.store, now), now)), ...numbers })
  })
  .get(
    '/:code/registrations',
    describe('报名的名单；姓名和电话只给主办单位，看一次记一次', TAG, List, 200, [401, 403, 404, 422]),
    asks(Asked),
    async (c) => {
      const { day, actor, runs } = await readable(c)
      const { page, limit, ...filter } = check(Asked, c.req.query())
      if (runs) await noteOpened(c, actor, day, 'open-day')
      const rows = await registered(c.var.deps, day.data.code, filter, runs)
      const shown = rows.slice((page - 1) * limit, page * limit)
      return c.json({ items: linesOf(c.var.deps, shown, day, runs), total: rows.length, named: runs })
    },
  )
  .get(
    '/:code/registrations/:id',
    describe('一个报名，和现在可以做的事；看一次记一次', TAG, Shown, 200, [401, 403, 404]),
    async (c) => {
      const { day, actor, row } = await one(c)
      await noteOpened(c, actor, day, 'open-day')
      const { deps, now } = c.var
      return c.json(shownOf(lineOf(row, day, whoOf(deps.secrets, row)), row, day, actor, now))
    },
  )
