import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { open, type Receipt } from '../case/history.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { Complaint } from './complaint.ts'
import { once } from './once.ts'

export const ReceiptAnswer = z
  .object({
    no: z.string(),
    queryCode: z.string(),
    status: z.string(),
    receivedAt: z.string(),
    dueOn: z.string().nullable(),
    acceptBy: z.string().nullable(),
    answerBy: z.string().nullable(),
    handledBy: z.object({ code: z.string(), name: z.string() }),
    because: z.string(),
    url: z.string(),
  })
  .meta({ ref: 'Receipt' })

export const complaints = new Hono<AppEnv>().post(
  '/',
  describe('提交投诉、举报、建议、表扬或咨询', '提交', ReceiptAnswer, 201, [400, 422, 429]),
  takes(Complaint),
  async (c) => {
    const { store, secrets, limits } = c.var.deps
    const now = c.var.now
    const from = source(c)
    limits.demand('submit', from, now.getTime())
    const complaint = check(Complaint, await jsonBody(c))
    const receipt = await once<Receipt>({ store, secrets }, c.req.header('idempotency-key'), complaint, now, (remember) =>
      open({ store, secrets }, complaint, 'WEB', now, { demo: c.var.deps.env.demo === 'on', also: (receipt) => [remember(receipt)] }),
    )
    limits.count('submit', from, now.getTime())
    return c.json(receipt, 201)
  },
)
