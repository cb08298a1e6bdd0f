import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody, WIDE } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { words } from '../vocabulary.ts'
import { Acts } from './act.ts'
import { tell } from './arrivals.ts'
import type { Day } from './day.ts'
import { type DoorRow, doorsUntil, leaveDoor, pair, standing } from './door.ts'
import { Counts, countsOf, Listed, listOf } from './door-list.ts'
import { PHASE, type Phase, phaseOf, zoned } from './open-day.ts'
import { OUTCOME_NAMES } from './outcome.ts'

const TAG = '开放日签到'
const Door = z.object({ id: z.string(), label: z.string(), until: z.string() })
const Event = z.object({ code: z.string(), name: z.string(), phase: z.enum(Object.keys(PHASE) as Phase[]) })
const Paired = z.object({ now: z.string(), door: Door, event: Event }).meta({ ref: 'Door' })
const DoorAnswer = Paired.extend({
  sessions: z.array(
    z.object({ id: z.string(), checkIn: z.string(), starts: z.string(), ends: z.string(), seats: z.int() }),
  ),
  list: z.array(Listed),
  counts: Counts,
  n: z.int(),
}).meta({ ref: 'DoorList' })
const Live = z.object({ now: z.string(), counts: Counts, n: z.int() }).meta({ ref: 'DoorLive' })
export const ActsAnswer = z
  .object({
    now: z.string(),
    results: z.array(
      z.object({
        id: z.string(),
        outcome: z.enum(OUTCOME_NAMES),
        good: z.boolean(),
        say: z.string(),
        registration: z.string().optional(),
        number: z.string().optional(),
        before: z.object({ door: z.string(), at: z.string() }).optional(),
      }),
    ),
    counts: Counts,
    n: z.int(),
  })
  .meta({ ref: 'Arrivals' })
const Pair = z.strictObject({ code: words(1, 40, '配对码').meta({ title: '配对码' }) })

const paired = (c: Context<AppEnv>, row: DoorRow, day: Day) => ({
  now: c.var.now.toISOString(),
  door: { id: row.id, label: row.label, until: new Date(doorsUntil(day)).toISOString() },
  event: {
    code: day.data.code,
    name: day.data.name,
    phase: phaseOf(day.data, day.cancelled, c.var.now.getTime()),
  },
})

/** Takes acts in and answers each, with the counts as they are then. */
export async function heard(c: Context<AppEnv>, day: Day, from: string) {
  const { acts } = check(Acts, await jsonBody(c, WIDE))
  const { deps, now } = c.var
  const results = await tell(deps, day, from, acts, now)
  return { now: now.toISOString(), results, ...(await countsOf(deps, day)) }
}

/** What a telephone at the door may ask: paired once, for one open day, without an account. */
export const doorRoutes = new Hono<AppEnv>()
  .post(
    '/pair',
    describe('用配对码把这部手机配成签到口；配对码只能用一次', TAG, Paired, 200, [400, 404, 410, 422, 429]),
    takes(Pair),
    async (c) => {
      const { code } = check(Pair, await jsonBody(c))
      const { row, day } = await pair(c, code)
      return c.json(paired(c, row, day))
    },
  )
  .get('/', describe('签到名单：姓名只给头尾，没有电话', TAG, DoorAnswer, 200, [401, 410]), async (c) => {
    const { row, day } = await standing(c)
    const { deps } = c.var
    const sessions = day.data.sessions.map(({ id, checkIn, starts, ends, seats }) => ({
      id,
      checkIn: zoned(checkIn),
      starts: zoned(starts),
      ends: zoned(ends),
      seats: seats.reduce((sum, one) => sum + one.seats, 0),
    }))
    // Counted first: what comes between makes the next question see a change, never miss one.
    const counted = await countsOf(deps, day)
    return c.json({ ...paired(c, row, day), sessions, list: await listOf(deps, day, c.var.now), ...counted })
  })
  .get('/live', describe('现在到了几人；n变了，名单就有变化', TAG, Live, 200, [401, 410]), async (c) => {
    const { day } = await standing(c)
    return c.json({ now: c.var.now.toISOString(), ...(await countsOf(c.var.deps, day)) })
  })
  .post(
    '/acts',
    describe('签到、签退、撤销和现场登记；同一个id只算一次，先到的算数', TAG, ActsAnswer, 200, [400, 401, 410, 422]),
    takes(Acts),
    async (c) => {
      const { row, day } = await standing(c)
      return c.json(await heard(c, day, row.id))
    },
  )
  .post(
    '/leave',
    describe('离开签到口：这部手机上的名单全部清掉', TAG, z.object({ left: z.literal(true) })),
    async (c) => {
      await leaveDoor(c)
      c.header('clear-site-data', '"storage"')
      return c.json({ left: true as const })
    },
  )
