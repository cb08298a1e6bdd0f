import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../api/app.ts'
import { metrics } from '../../api/health.ts'
import { Limits } from '../../api/limits.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import { dayOf } from '../../api/open-day/day.ts'
import { byId } from '../../api/open-day/found.ts'
import { approve } from '../../api/open-day/steps.ts'
import { smsSink } from '../notice/sinks.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { phone, registered } from './doors.ts'
import { amiss, held, NOW, openDay, rowsOf, sessionsOn, visitor } from './made.ts'

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let outbox: Outbox
beforeAll(async () => {
  sms = await smsSink()
  w = await makeWorld({ now: NOW, env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  outbox = new Outbox(w.deps)
  await outbox.begin()
})
beforeEach(() => w.at(NOW))
afterAll(() => Promise.all([w.close(), sms.close()]))
const { register, mine, day } = asker(() => w)
/** To whom messages go now. */
const out = async () => {
  await outbox.turn(w.deps.now())
  return sms.taken.splice(0).map(({ body }) => (JSON.parse(body) as { to: string }).to)
}

/** A morning, and an afternoon on the same day. */
const twice = (am: number, pm: number) => {
  const [first] = sessionsOn('2026-06-24', { resident: am })
  const [last] = sessionsOn('2026-06-24', { resident: pm })
  const on = (clock: string) => `2026-06-24T${clock}`
  return {
    sessions: [first!, { ...last!, id: 'pm', checkIn: on('13:45'), starts: on('14:00'), ends: on('16:00') }],
  }
}

describe('whoever tries to get more seats than there are', () => {
  test('gives back none that were not had: let in elsewhere, put out again, then changed', async () => {
    const code = 'KF-A-UNDO'
    await held(w, openDay(code, {}, twice(2, 2)))
    const me = await registered(w, code, { session: 'am', companions: 1 })
    const others = [await registered(w, code, { session: 'pm' }), await registered(w, code, { session: 'pm' })]
    // The door of the afternoon, without a line, takes somebody of the morning.
    w.at('2026-06-24T13:50:00+08:00')
    const door = await phone(w, code, '1号门')
    const let_in = await door.does({
      act: 'in',
      registration: me.id,
      session: 'pm',
      at: '2026-06-24T05:40:00Z',
    })
    expect(let_in.outcome).toBe('over')
    expect((await door.does({ act: 'undo', registration: me.id })).outcome).toBe('undone')
    expect(others).toHaveLength(2)
    await mine(me.ticket, '/change', json('POST', { companions: 0 }))
    expect(await byId(w.deps, me.id)).toMatchObject({ state: 'confirmed', session: 'pm' })
    expect((await amiss(w, code)).filter((one) => !one.startsWith('confirmed with'))).toEqual([])
  })

  test('gets none in a session that has begun', async () => {
    const code = 'KF-A-PAST'
    await held(w, openDay(code, {}, twice(2, 2)))
    const me = await registered(w, code, { session: 'pm' })
    w.at('2026-06-24T09:10:00+08:00')
    expect(await problem(await mine(me.ticket, '/change', json('POST', { session: 'am' })))).toMatchObject({
      status: 422,
      paths: ['session'],
    })
    expect(await byId(w.deps, me.id)).toMatchObject({ session: 'pm', state: 'confirmed' })
  })
})

test('who makes codes up pushes no real open day out', async () => {
  const path = await day('KF-A-REAL')
  w.at('2026-06-16T09:00:00+08:00')
  const made = Array.from({ length: 600 }, (_, i) => dayOf(w.deps.store, `KF-MADE-${i}`, w.deps.now()))
  expect((await Promise.all(made)).every((one) => one === undefined)).toBe(true)
  const real = () => dayOf(w.deps.store, path.split('/')[3] ?? '', w.deps.now())
  expect(await real()).toMatchObject({ data: { code: 'KF-A-REAL' } })
  expect(await real()).toBe(await real())
})

describe('whoever has somebody else written to', () => {
  const phoned = (ticket: string, phone: string) => mine(ticket, '/details', json('POST', { phone }))

  test('can do so once, however often the telephone is changed to and fro', async () => {
    const path = await day('KF-A-BOMB', { resident: 5 })
    const victim = visitor()
    await taken(register(path, victim))
    const { ticket } = await taken(register(path))
    await out()
    const got: string[] = []
    for (let i = 0; i < 3; i++) {
      expect((await phoned(ticket, victim.phone)).status).toBe(200)
      got.push(...(await out()))
      expect((await phoned(ticket, visitor().phone)).status).toBe(200)
    }
    expect(got).toEqual([victim.phone])
  })

  test('runs out of messages', async () => {
    const path = await day('KF-A-FLOOD', { media: 40 }, { approval: ['media'] })
    const { phone } = visitor()
    for (let i = 0; i < 25; i++) await taken(register(path, { phone, group: 'media' }))
    for (const row of await rowsOf(w, 'KF-A-FLOOD')) await approve(w.deps, row, w.deps.now())
    const [owed] = await w.deps.store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from registration_notices t join registrations r on r.id = t.registration where r.event = ?`,
      args: ['KF-A-FLOOD'],
    })
    expect(owed?.n).toBe(20)
    const other = visitor({ group: 'media' })
    await taken(register(path, other))
    expect(await out()).toContain(other.phone)
  })

  test('gets no ticket of theirs without their learning of it', async () => {
    const path = await day('KF-A-LOST')
    const person = visitor()
    const { number } = await taken(register(path, person))
    await out()
    const lost = json('POST', { number, name: person.name })
    const answer = await asking(w, 'zfj')('/api/desk/open-days/KF-A-LOST/tickets', lost)
    expect(answer.status, await answer.clone().text()).toBe(201)
    expect(await out()).toEqual([person.phone])
  })
})

test('whoever makes tickets up waits, and keeps nobody behind the same address from theirs', async () => {
  const { ticket } = await taken(register(await day('KF-A-NEIGHBOUR')))
  const limited = createApp(
    { ...w.deps, limits: new Limits(true) },
    { canary: { ready: true }, metrics: metrics(w.deps) },
  )
  const see = async (typed?: string) =>
    (await limited.request('/api/registrations', { headers: typed === undefined ? {} : { 'x-ticket': typed } })).status
  const all = (n: number, typed?: string) => Promise.all(Array.from({ length: n }, () => see(typed)))
  expect(new Set(await all(40, ticket))).toEqual(new Set([200]))
  // A page of somebody else's that shows a picture of ours brings no ticket.
  expect(new Set(await all(40))).toEqual(new Set([404]))
  const made = await all(40, 'K7MQ2W9XK7MQ2W9XK7MQ2W9X')
  expect(made.filter((status) => status === 429)).toHaveLength(20)
  expect(await see(ticket)).toBe(200)
})
