import type { Context } from 'hono'
import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { flash, type PageForm } from '../bridge.ts'
import { today } from '../case/deadline.ts'
import { open, type Receipt } from '../case/history.ts'
import { scope } from '../case/visibility.ts'
import { ReceiptAnswer } from '../complaint/routes.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { heardOn, opinion } from '../open-day/opinions.ts'
import { sends, takes } from '../openapi.ts'
import { dayStart } from '../publication/force.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, has, signedIn } from '../staff/actor.ts'
import { ENTERED_RECEIPT, ENTERS, Entered, enteredOf, type JustEntered, submissionOf } from './entered.ts'
import { readableOf } from './list.ts'

const EnteredAnswer = ReceiptAnswer.extend({ sees: z.boolean() }).meta({ ref: 'EnteredReceipt' })

/** A letter lies some days before it is entered; a date further back is a slip of the pen. */
const DAYS_BACK = 90
const DAY = 86_400_000

/** The moment it counts as received: now, or the beginning of the day it came. */
function receivedAt(on: string, now: Date): Date {
  const wrong = (message: string) => new Refusal('invalid', { fields: [{ path: 'receivedOn', message }] })
  if (on > today(now)) throw wrong('收到日期还没有到，请改正')
  if (on < today(new Date(now.getTime() - DAYS_BACK * DAY))) throw wrong(`收到日期最早写${DAYS_BACK}天前，请核对`)
  return on === today(now) ? now : new Date(dayStart(on))
}

/** What people bring, say or write is entered by the desk: the same checks, rules and dates as the public form. */
export const entering = new Hono<AppEnv>().post(
  '/cases',
  describe('替来访、来电、来信的人登记一件', '工作台', EnteredAnswer, 201, [400, 401, 403, 422]),
  sends(KEY_HEADER),
  takes(Entered),
  async (c) => {
    const { deps, now } = c.var
    const actor = signedIn(c)
    if (!has(actor, ...ENTERS)) throw new Refusal('not_yours')
    const said = check(Entered, await jsonBody(c))
    const received = receivedAt(said.receivedOn, now)
    const day = await heardOn(deps.store, said.openDay, now)
    const submission = submissionOf(said)
    const receipt = await once<Receipt>(deps, c.req.header(KEY_HEADER), actor.login, said, now, (remember) =>
      open(deps, submission, said.channel, now, {
        demo: deps.env.demo === 'on',
        by: actorOf(actor),
        received,
        told: said.told === true,
        also: (receipt, lane) => [...opinion(day, lane, submission), ...remember(receipt)],
      }),
    )
    const within = scope(actor)
    const sees = within !== null && (await readableOf(deps.store, within, [receipt.no])).has(receipt.no)
    return c.json({ ...receipt, sees }, 201)
  },
)

const SECONDS = 600

/** For the page of the receipt alone, ten minutes, and only to whoever entered it: nothing travels in an address. */
function keep(c: Context<AppEnv>, { no, queryCode, sees }: Record<string, unknown>) {
  const kept: JustEntered = {
    no: String(no),
    queryCode: String(queryCode),
    login: c.var.actor?.login ?? '',
    sees: sees === true,
  }
  const ticket = c.var.deps.secrets.ticket('entered', kept, c.var.now.getTime() + SECONDS * 1000)
  setCookie(c, 'entered', ticket, { ...flags(c, ENTERED_RECEIPT), maxAge: SECONDS })
}

export const enteringForms: readonly PageForm[] = [
  {
    path: '/desk/cases/new',
    files: true,
    // Looked up on the way, nothing sent; a name on the page stays out of the browser’s store.
    turn({ _go: go, ...values }) {
      if (go === 'drop') delete values.attachments
      return go === 'look' || go === 'drop' ? { page: '/desk/cases/new', values, errors: [], store: false } : undefined
    },
    call: (values) => ({ method: 'POST', path: '/api/desk/cases', json: enteredOf(values) }),
    done(c, answer) {
      keep(c, answer)
      return c.redirect(ENTERED_RECEIPT, 303)
    },
  },
  // Handed over: the next person at this counter must not find it.
  {
    path: ENTERED_RECEIPT,
    done(c) {
      deleteCookie(c, 'entered', { path: ENTERED_RECEIPT })
      flash(c, 'handed')
      return c.redirect('/desk', 303)
    },
  },
]
