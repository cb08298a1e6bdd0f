import { type Context, Hono } from 'hono'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Day, dayOf } from './day.ts'
import { retell } from './details.ts'
import { byId, byTicket, type Registered } from './found.ts'
import { Change, Details } from './registration.ts'
import { accept, change, leave } from './steps.ts'
import { readTicket, TICKET_HEADER } from './ticket.ts'
import { RegistrationAnswer, toldOf } from './told.ts'

export interface Held {
  row: Registered
  day: Day
}

const held = (c: Context<AppEnv>): Promise<Held> => heldBy(c, c.req.header(TICKET_HEADER) ?? '')

/**
 * The registration of a ticket; who tries made-up ones waits. Nobody guesses one, so a right one is answered whatever others
 * behind the same address do; where none is given, as by a picture in somebody else's page, none was made up.
 */
export async function heldBy(c: Context<AppEnv>, typed: string): Promise<Held> {
  const { deps, now } = c.var
  const ticket = readTicket(typed)
  const row = ticket && (await byTicket(deps, ticket))
  if (!row && typed) await deps.limits.spend('ticket_miss', source(c), now.getTime(), async () => undefined)
  const day = row && (await dayOf(deps.store, row.event, now))
  if (!row || !day) throw new Refusal('no_such_ticket')
  return { row, day }
}

/** The registration anew, after what was done to it. */
async function answer(c: Context<AppEnv>, { row, day }: Held) {
  const { deps, now } = c.var
  return c.json(await toldOf(deps, (await byId(deps, row.id)) ?? row, day, now))
}

const FAILS = [404, 409, 429] as const

/** What the holder of a ticket may see and do. The ticket travels in a header, never in an address. */
export const ticketRoutes = new Hono<AppEnv>()
  .get(
    '/',
    describe('我的开放日报名：到哪一步，能做什么', '开放日', RegistrationAnswer, 200, [404, 429]),
    sends(TICKET_HEADER),
    async (c) => answer(c, await held(c)),
  )
  .post(
    '/cancel',
    describe('取消报名，名额马上让给下一位', '开放日', RegistrationAnswer, 200, FAILS),
    sends(TICKET_HEADER),
    async (c) => {
      const found = await held(c)
      // Taken back twice is taken back.
      if (found.row.state !== 'cancelled') await leave(c.var.deps, found.row, 'cancel', found.day, c.var.now)
      return answer(c, found)
    },
  )
  .post(
    '/accept',
    describe('接受让出来的名额', '开放日', RegistrationAnswer, 200, FAILS),
    sends(TICKET_HEADER),
    async (c) => {
      const found = await held(c)
      await accept(c.var.deps, found.row, found.day, c.var.now)
      return answer(c, found)
    },
  )
  .post(
    '/decline',
    describe('放弃让出来的名额', '开放日', RegistrationAnswer, 200, FAILS),
    sends(TICKET_HEADER),
    async (c) => {
      const found = await held(c)
      await leave(c.var.deps, found.row, 'decline', found.day, c.var.now)
      return answer(c, found)
    },
  )
  .post(
    '/change',
    describe(
      '改场次、类别或者同行人数；改不成的，原来的名额还在',
      '开放日',
      RegistrationAnswer,
      200,
      [400, 404, 409, 422, 429],
    ),
    sends(TICKET_HEADER),
    takes(Change),
    async (c) => {
      const found = await held(c)
      await change(c.var.deps, found.row, found.day, check(Change, await jsonBody(c)), c.var.now)
      return answer(c, found)
    },
  )
  .post(
    '/details',
    describe(
      '改姓名、电话、单位、需要、拍摄；没写的不变，原来的不会显示',
      '开放日',
      RegistrationAnswer,
      200,
      [400, 404, 409, 422, 429],
    ),
    sends(TICKET_HEADER),
    takes(Details),
    async (c) => {
      const found = await held(c)
      await retell(c.var.deps, found.row, found.day, check(Details, await jsonBody(c)), c.var.now)
      return answer(c, found)
    },
  )
