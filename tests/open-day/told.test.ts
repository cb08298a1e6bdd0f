import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PAUSES } from '../../api/notice/delivery.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import { byTicket } from '../../api/open-day/found.ts'
import { owe } from '../../api/open-day/owe.ts'
import { approve, leave } from '../../api/open-day/steps.ts'
import { openDayTurn } from '../../api/open-day/turn.ts'
import type { OpenDay } from '../../content/kinds/open-day.ts'
import { WriteQueue } from '../../db/write.ts'
import { smsSink } from '../notice/sinks.ts'
import { asking, json } from '../support/ask.ts'
import { meeting } from '../support/meeting.ts'
import { makeWorld, type World, world } from '../support/world.ts'
import { openSurvey } from '../survey/fixture.ts'
import { asker, taken } from './asked.ts'
import { ENDS, held, NOW, openDay, rowsOf, visitor } from './made.ts'

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let outbox: Outbox
beforeEach(async () => {
  sms = await smsSink()
  w = await makeWorld({ now: NOW, env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  outbox = new Outbox(w.deps)
  await outbox.begin()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all([w.close(), sms.close()])
})
const { register, mine, told, day } = asker(() => w)
const sent = () => sms.taken.splice(0).map(({ body }) => JSON.parse(body) as { id: string; to: string; text: string })
/** What goes out at a moment: to whom. */
const out = async (at: string | Date = w.deps.now()) => {
  w.at(at)
  await openDayTurn(w.deps, w.deps.now())
  await outbox.turn(w.deps.now())
  return sent()
}
const words = (code: string) =>
  `您报名的执法开放日（${code}）有新消息，请凭凭证码查看：http://localhost:4321/registrations`
const rows = <T extends object>(sql: string) => w.deps.store.heavy.rows<T>({ sql, args: [] })
const one = async (code: string) => (await rowsOf(w, code))[0]!
const moved = (code: string, more: Partial<OpenDay['sessions'][number]>, also: Partial<OpenDay> = {}) => {
  const { sessions } = openDay(code, { resident: 5 })
  return openDay(code, { resident: 5 }, { sessions: sessions.map((s) => ({ ...s, ...more })), ...also })
}

describe('a message to a telephone', () => {
  test('calls a salon a salon', async () => {
    const path = await day('KF-SALON', { enterprise: 5 }, { format: 'salon' })
    await taken(register(path, visitor({ group: 'enterprise' })))
    expect((await out())[0]?.text).toBe(
      '您报名的亲清会客厅（KF-SALON）有新消息，请凭凭证码查看：http://localhost:4321/registrations',
    )
  })

  test('is owed in the commit of every registration, and the same whatever it is about', async () => {
    const path = await day('KF-SAME', { resident: 1, media: 1 }, { approval: ['media'] })
    const people = [visitor(), visitor(), visitor({ group: 'media' }), visitor({ phone: '053112345678' })]
    for (const person of people) await taken(register(path, person))
    const messages = await out()
    expect(messages.map(({ to }) => to).sort()).toEqual(
      people
        .slice(0, 3)
        .map(({ phone }) => phone)
        .sort(),
    )
    expect(new Set(messages.map(({ text }) => text))).toEqual(new Set([words('KF-SAME')]))
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3)
    expect(await out()).toEqual([])
    const kept = JSON.stringify(await rows('select * from registration_notices')) + w.log.join('')
    for (const { phone, name } of people) for (const secret of [phone, name]) expect(kept).not.toContain(secret)
  })

  test('tells of what others did: approved, refused, offered, called off; never of one’s own steps', async () => {
    const path = await day('KF-STEPS', { resident: 1, media: 2 }, { approval: ['media'] })
    const [first, next, good, bad] = [visitor(), visitor(), visitor({ group: 'media' }), visitor({ group: 'media' })]
    const tickets = []
    for (const person of [first, next, good, bad]) tickets.push((await taken(register(path, person))).ticket)
    await out()
    expect((await mine(tickets[0]!, '/cancel')).status).toBe(200)
    expect((await out()).map(({ to }) => to)).toEqual([next.phone])
    expect((await mine(tickets[1]!, '/accept')).status).toBe(200)
    expect(await out()).toEqual([])
    const [asked, other] = await Promise.all(tickets.slice(2).map((ticket) => byTicket(w.deps, ticket)))
    await approve(w.deps, asked!, new Date(NOW))
    await leave(w.deps, other!, 'refuse', undefined, new Date(NOW))
    expect((await out()).map(({ to }) => to).sort()).toEqual([good.phone, bad.phone].sort())
    await held(w, openDay('KF-STEPS', { resident: 1 }), '2026-06-15', true)
    const texts = await out()
    expect(texts.map(({ to }) => to).sort()).toEqual([next.phone, good.phone].sort())
    expect(new Set(texts.map(({ text }) => text))).toEqual(new Set([words('KF-STEPS')]))
  })

  test('of another time or place goes once a version to whoever came before it, and the ticket says so', async () => {
    const path = await day('KF-MOVED', { resident: 5 })
    const early = visitor()
    const { ticket } = await taken(register(path, early))
    await out()
    w.at('2026-06-16T10:00:00+08:00')
    await held(w, moved('KF-MOVED', {}, { summary: '改了几个字。' }), '2026-06-16')
    expect(await out()).toEqual([])
    await held(w, moved('KF-MOVED', { starts: '2026-06-24T09:30' }), '2026-06-16')
    w.at('2026-06-16T10:01:00+08:00')
    const late = await taken(register(path))
    expect((await out()).map(({ to }) => to)).toContain(early.phone)
    expect(await out('2026-06-16T10:05:00+08:00')).toEqual([])
    expect([(await told(ticket)).news, (await told(late.ticket)).news]).toEqual([['changed'], []])
    const place = { ...openDay('X', {}).place, name: '另一个大厅' }
    await held(w, moved('KF-MOVED', { starts: '2026-06-24T09:30' }, { place }), '2026-06-16')
    expect(await out('2026-06-16T10:10:00+08:00')).toHaveLength(2)
  })

  test('reminds at six in the evening before, once, and never at night', async () => {
    const path = await day('KF-EVE', { resident: 5 })
    const { ticket } = await taken(register(path))
    await out()
    expect(await out('2026-06-23T17:59:00+08:00')).toEqual([])
    expect(await out('2026-06-23T18:00:00+08:00')).toHaveLength(1)
    expect(await out('2026-06-23T18:01:00+08:00')).toEqual([])
    expect((await told(ticket)).news).toEqual(['reminder'])
    // What comes up in the night waits for the morning.
    await held(w, moved('KF-EVE', { starts: '2026-06-24T09:10' }), '2026-06-15')
    expect(await out('2026-06-23T21:00:00+08:00')).toEqual([])
    expect(await out('2026-06-24T06:59:00+08:00')).toEqual([])
    expect(await out('2026-06-24T07:00:00+08:00')).toHaveLength(1)
  })

  test('a reminder nobody could be reached with is let go when the doors open', async () => {
    await taken(register(await day('KF-AWAY', { resident: 5 })))
    await out()
    sms.next.push(503)
    await out('2026-06-23T18:00:00+08:00')
    sms.taken.length = 0
    expect(await out('2026-06-24T08:45:00+08:00')).toEqual([])
    expect(await rows("select state from registration_notices where what = 'reminder'")).toEqual([{ state: 'nobody' }])
  })

  test('asks who came, while a survey for it runs', async () => {
    const path = await day('KF-AFTER', { resident: 5 })
    const [came, stayed] = [visitor(), visitor()]
    for (const person of [came, stayed]) await taken(register(path, person))
    await out()
    await w.deps.store.writes.commit([
      { sql: "update registrations set state = 'attended', came = 1 where id = ?", args: [(await one('KF-AFTER')).id] },
    ])
    expect(await out(new Date(Date.parse(ENDS) + 60_000))).toEqual([])
    await openSurvey(w.deps, { code: 'CP-VISIT' })
    await w.deps.store.writes.commit(["update surveys set purpose = 'visited'"])
    const asked = await out(new Date(Date.parse(ENDS) + 120_000))
    expect(asked).toHaveLength(1)
    expect(await out(new Date(Date.parse(ENDS) + 180_000))).toEqual([])
  })

  test('of the desk is owed to those it is for; without a way out it is still theirs to read', async () => {
    await taken(register(await day('KF-WORD', { resident: 5 })))
    await out()
    const to = { sql: 'id = ?', args: [(await one('KF-WORD')).id] }
    await w.deps.store.writes.commit(owe(w.deps, { what: 'message', n: 7, to }, new Date(NOW)))
    expect(await out()).toHaveLength(1)
    const silent = { env: { ...w.deps.env, sms: undefined } }
    expect(owe(silent, { what: 'step', to }, new Date(NOW))).toEqual([])
    await w.deps.store.writes.commit(owe(silent, { what: 'message', n: 8, to }, new Date(NOW)))
    expect(await out()).toEqual([])
    expect(await rows("select state from registration_notices where what = 'message' order by n")).toEqual([
      { state: 'sent' },
      { state: 'nobody' },
    ])
  })
})

describe('a telephone that registers twice', () => {
  test('alone is told so, however the news came; a third time it is not written to', async () => {
    const path = await day('KF-TWICE', { resident: 5 })
    const person = visitor()
    const first = await taken(register(path, person))
    const second = await taken(register(path, { ...person, name: '别人（示例）' }))
    const texts = await out()
    expect(texts.map(({ to, text }) => [to, text.includes('报名不止一次')])).toEqual([[person.phone, true]])
    expect(texts[0]!.text).not.toMatch(/别人|群众|通过/)
    // Whoever typed the telephone of somebody else learns nothing of them.
    expect(await told(second.ticket)).toEqual({ ...(await told(first.ticket)), number: second.number })
    await taken(register(path, person))
    expect(await out()).toEqual([])
    w.at('2026-06-15T09:30:00+08:00')
    await held(w, moved('KF-TWICE', { starts: '2026-06-24T10:00' }), '2026-06-15')
    expect((await out('2026-06-15T10:00:00+08:00')).map(({ text }) => text)).toEqual([words('KF-TWICE')])
  })

  test('negative control: told by registration it would hear three times', async () => {
    const path = await day('KF-THRICE', { resident: 5 })
    const person = visitor()
    for (let i = 0; i < 3; i++) await taken(register(path, person))
    await w.deps.store.writes.commit([
      { sql: 'update registrations set phone_index = phone_index || number where event = ?', args: ['KF-THRICE'] },
      ...owe(w.deps, { what: 'changed', n: 2, to: { sql: 'event = ?', args: ['KF-THRICE'] } }, new Date(NOW)),
    ])
    expect(await out()).toHaveLength(3)
  })
})

describe('sending', () => {
  test('many at once send once', async () => {
    await taken(register(await day('KF-MANY', { resident: 5 })))
    await Promise.all(Array.from({ length: 6 }, () => new Outbox(w.deps).turn(w.deps.now())))
    expect(sent()).toHaveLength(1)
  })

  test('negative control: were everybody lent it, two at once would send twice', async () => {
    await taken(register(await day('KF-LENT', { resident: 5 })))
    const { id } = await one('KF-LENT')
    const { commit } = WriteQueue.prototype
    const both = meeting(2)
    vi.spyOn(WriteQueue.prototype, 'commit').mockImplementation(async function (this: WriteQueue, statements) {
      const done = await commit.call(this, statements)
      if (!JSON.stringify(statements).includes('returning')) return done
      await both()
      return [{ rows: [{ registration: id, what: 'step', n: 1, tries: 1 }] }] as never
    })
    await Promise.all([outbox.turn(w.deps.now()), new Outbox(w.deps).turn(w.deps.now())])
    expect(sent()).toHaveLength(2)
  })

  test('a crash before it was written down sends again under the same id', async () => {
    await taken(register(await day('KF-CRASH', { resident: 5 })))
    const { commit } = WriteQueue.prototype
    vi.spyOn(WriteQueue.prototype, 'commit').mockImplementation(async function (this: WriteQueue, statements) {
      if (JSON.stringify(statements).includes('"sent"')) return new Promise(() => undefined)
      return commit.call(this, statements)
    })
    void outbox.turn(w.deps.now())
    await vi.waitFor(() => expect(sms.taken).toHaveLength(1), 20_000)
    vi.restoreAllMocks()
    const [before] = sent()
    await new Outbox(w.deps).turn(new Date(Date.parse(NOW) + 121_000))
    expect(sent()).toEqual([before])
  })

  test('what fails for a day is seen at the desk and by the operator, and can be sent again', async () => {
    await taken(register(await day('KF-FAIL', { resident: 5 })))
    sms.next.push(...Array<number>(PAUSES.length + 1).fill(503))
    await w.deps.store.writes.commit(['update registration_notices set tries = 8'])
    await outbox.turn(w.deps.now())
    const jobs = async () => (await (await asking(w, 'admin')('/api/desk/jobs')).json()) as { lost: object[] }
    expect((await jobs()).lost).toEqual([
      { whom: 'registrant', channel: 'sms', label: '短信', error: 'http_503', why: '对方回应503', n: 1 },
    ])
    sms.next.length = 0
    sent()
    const again = await asking(w, 'admin')(
      '/api/desk/jobs/retry',
      json('POST', { whom: 'registrant', channel: 'sms', error: 'http_503' }),
    )
    expect(again.status).toBe(204)
    await outbox.turn(w.deps.now())
    expect(sent()).toHaveLength(1)
    expect((await jobs()).lost).toEqual([])
  })
})

test('where nothing can be sent nothing is owed', async () => {
  const silent = await world({ now: NOW })
  const here = asker(() => silent)
  await taken(here.register(await here.day('KF-NONE', { resident: 5 })))
  expect(await silent.deps.store.heavy.rows('select 1 from registration_notices')).toEqual([])
})
