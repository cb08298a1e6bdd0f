import { eq } from 'drizzle-orm'
import { Hono } from 'hono'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { cases } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { admit } from '../antibot/admit.ts'
import { postedBy } from '../antibot/posted.ts'
import { formBody, isForm, jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import { open, type Receipt } from '../case/history.ts'
import { scanned } from '../code/found.ts'
import { sent } from '../code/scans.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { formKey, KEY_HEADER, once } from '../once.ts'
import { heardOn, opinion } from '../open-day/opinions.ts'
import { alsoForm, sends, takes } from '../openapi.ts'
import type { Channel } from './channel.ts'
import { appears, Complaint } from './complaint.ts'
import { keepReceipt } from './forms.ts'
import { complaintOf } from './submission.ts'

export const ReceiptAnswer = z
  .object({
    no: z.string(),
    queryCode: z.string(),
    status: z.string(),
    receivedAt: z.string(),
    dueOn: z.string().nullable(),
    acceptBy: z.string().nullable(),
    answerBy: z.string().nullable(),
    provisional: z.boolean(),
    handledBy: z.object({ code: z.string(), name: z.string() }),
    because: z.string(),
    url: z.string(),
  })
  .meta({ ref: 'Receipt' })

async function isWithdrawn(store: Store, no: string): Promise<boolean> {
  const row = await store.read.select({ status: cases.status }).from(cases).where(eq(cases.no, no)).get()
  return row?.status === 'withdrawn'
}

/**
 * How it came: what was scanned says more than that somebody had just answered a survey. Of whoever asks for confidence not
 * that they were at an open day: those who were are on a list of the body they speak of.
 */
const channelOf = (complaint: Complaint, from: object | undefined, day: object | undefined): Channel =>
  from ? 'CODE' : day && appears(complaint) !== 'confidential' ? 'OPEN_DAY' : complaint.via ? 'SURVEY' : 'WEB'
/** What it is counted as at its code: praise may be known, of the rest the bureau knows how many. */
const kindOf = (category: string) => (category === 'T90' ? 'praise' : 'complaint')

export const complaints = new Hono<AppEnv>().post(
  '/',
  describe('提交投诉、举报、建议、表扬或咨询', '提交', ReceiptAnswer, 201, [400, 422, 429]),
  sends(KEY_HEADER),
  takes(Complaint),
  alsoForm('提交凭证'),
  async (c) => {
    const { store, secrets } = c.var.deps
    const now = c.var.now
    const form = isForm(c) ? await formBody(c) : undefined
    // The same words with another proof are the same submission.
    const { antibot, ...complaint } = check(Complaint, form ? complaintOf(form) : await jsonBody(c))
    const posted = c.env.inside?.posted ?? (form && postedBy(c, form))
    const key = c.req.header(KEY_HEADER) ?? (form && formKey(c, form._token))
    const from = complaint.code === undefined ? undefined : await scanned(c.var.deps, complaint.code)
    const counted = from ? sent(from, today(now), kindOf(complaint.category)) : []
    const day = await heardOn(store, complaint.openDay, now)
    const takeIn = (under: string | undefined) =>
      once<Receipt>({ store, secrets }, under, '', complaint, now, (remember) =>
        admit(c, antibot, posted, ({ statements, plain }) =>
          open({ store, secrets }, complaint, channelOf(complaint, from, day), now, {
            demo: c.var.deps.env.demo === 'on',
            plain,
            // A sealed case is in no number either.
            also: (receipt, lane) => [
              ...statements,
              ...(lane === 'sealed' ? [] : counted),
              ...opinion(day, lane, complaint),
              ...remember(receipt),
            ],
          }),
        ),
      )
    let receipt = await takeIn(key)
    // A form sent again after its case was taken back means a new case: the old answer would acknowledge nothing.
    for (let again = key; again?.startsWith('form-') && (await isWithdrawn(store, receipt.no)); ) {
      again = `${again}/${receipt.no}`
      receipt = await takeIn(again)
    }
    if (!form) return c.json(receipt, 201)
    keepReceipt(c, receipt)
    return c.redirect('/complaint/receipt', 303)
  },
)
