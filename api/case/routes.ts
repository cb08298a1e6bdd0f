import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { Complaint } from '../complaint/complaint.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { words } from '../vocabulary.ts'
import { forecast } from './forecast.ts'
import { rulebook } from './rulebook.ts'
import { suggest } from './suggestion.ts'

const Party = z.object({ code: z.string(), name: z.string() })
const ForecastAnswer = z
  .object({
    handler: Party,
    lane: z.string(),
    rule: z.string(),
    because: z.string(),
    told: z.array(z.object({ code: z.string().nullable(), name: z.string(), why: z.string() })),
    notTold: z.array(Party),
    acceptBy: z.string().nullable(),
    answerBy: z.string().nullable(),
    dueOn: z.string().nullable(),
    provisional: z.boolean(),
    counting: z.array(
      z.object({
        clock: z.string(),
        label: z.string(),
        on: z.string(),
        words: z.string(),
        basis: z.string(),
        demo: z.boolean(),
        provisional: z.boolean(),
      }),
    ),
  })
  .meta({ ref: 'Forecast' })

/** Nothing has been told yet, and nothing is promised by it. */
const UNTOLD = { account: '（还没有写经过）（还没有写经过）', consent: true }

/** Who would have it and by when, before anything is sent; nothing is stored. */
export const forecasting = new Hono<AppEnv>().post(
  '/',
  describe('预告：由谁办、谁会知道、什么时候答复（不保存）', '提交', ForecastAnswer, 200, [400, 422, 429]),
  takes(Complaint),
  async (c) => {
    const { store, limits } = c.var.deps
    const { account, consent: _consent, antibot: _proof, ...said } = await jsonBody(c)
    const complaint = check(Complaint, {
      ...UNTOLD,
      ...(account !== undefined && account !== '' && { account }),
      ...said,
    })
    return limits.spend('forecast', source(c), c.var.now.getTime(), async () =>
      c.json(await forecast(complaint, await rulebook(store, c.var.now), c.var.now)),
    )
  },
)

const Told = z.strictObject({
  account: words(4, 5000, '经过'),
  /** A township's code, or a place in words. */
  place: words(1, 200, '地点').optional(),
})
const Suggestion = z
  .object({
    departments: z.array(z.object({ code: z.string(), name: z.string(), confidence: z.number(), because: z.string() })),
    matters: z.array(z.object({ code: z.string(), title: z.string() })),
    certain: z.boolean(),
  })
  .meta({ ref: 'Suggestion' })

/** For people who do not know whom; a hint, never a decision. */
export const suggesting = new Hono<AppEnv>().post(
  '/',
  describe('不知道是哪个单位：可能是谁、为什么（不保存）', '提交', Suggestion, 200, [400, 422, 429]),
  takes(Told),
  async (c) => {
    const { store, limits } = c.var.deps
    const told = check(Told, await jsonBody(c))
    return limits.spend('search', source(c), c.var.now.getTime(), async () =>
      c.json(await suggest(store, await rulebook(store, c.var.now), told, c.var.now)),
    )
  },
)
