import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { signatureOf } from '../../api/notice/channels.ts'
import { PAUSES } from '../../api/notice/delivery.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import { WriteQueue } from '../../db/write.ts'
import { asking, json, type Sent, sent, track } from '../support/ask.ts'
import { meeting } from '../support/meeting.ts'
import { makeWorld, type World } from '../support/world.ts'
import { mailSink, readMail, smsSink } from './sinks.ts'

const MORNING = Date.parse('2026-06-15T10:24:00+08:00')
const SECRET = 'a secret both sides know'
const PERSON = { name: '周秀兰', phone: '19900001234', email: 'zhou@example.cn' }

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let mail: Awaited<ReturnType<typeof mailSink>>
let outbox: Outbox
beforeEach(async () => {
  ;[sms, mail] = await Promise.all([smsSink(), mailSink()])
  w = await makeWorld({
    env: { SMTP_URL: mail.url, SMS_URL: sms.url, SMS_SECRET: SECRET },
  })
  outbox = new Outbox(w.deps)
  await outbox.begin()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all([w.close(), sms.close(), mail.close()])
})

const at = (ms = 0) => new Date(MORNING + ms)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const states = async () =>
  (
    await rows<{ s: string }>("select n || ' ' || channel || ' ' || state as s from deliveries order by n, channel")
  ).map((r) => r.s)
const desk = async (of: Sent, login: string, body: Record<string, unknown>) => {
  const [row] = await rows<{ n: number }>('select n from cases where no = ?', of.no)
  const answer = await asking(w, login)(`/api/desk/cases/${of.no}/steps`, json('POST', { n: row?.n, ...body }))
  expect(answer.status, await answer.clone().text()).toBe(200)
}
const accepted = async (more: Record<string, unknown> = { person: PERSON }) => {
  const of = await sent(w, more)
  await desk(of, 'intake', { action: 'accept' })
  return of
}

describe('what goes out', () => {
  test('is number and link, byte by byte, signed, and nothing else', async () => {
    const { no } = await accepted()
    await outbox.turn(at())
    const words = `您反映的事项（编号${no}）有新进展，请凭查询码查看：http://localhost:4321/track`
    expect(sms.taken).toHaveLength(1)
    const [message] = sms.taken
    const { id, ...rest } = JSON.parse(message!.body) as { id: string; to: string; text: string }
    expect(id).toMatch(/^[\w-]{32}$/)
    expect(rest).toEqual({ to: PERSON.phone, text: words })
    expect(message!.body).toBe(JSON.stringify({ id, to: PERSON.phone, text: words }))
    const timestamp = String(message!.headers['x-timestamp'])
    expect(timestamp).toBe(String(MORNING / 1000))
    expect(message!.headers['x-signature']).toBe(
      `sha256=${createHmac('sha256', SECRET).update(`${timestamp}.${message!.body}`).digest('hex')}`,
    )
    expect(signatureOf(SECRET, timestamp, `${message!.body} `)).not.toBe(message!.headers['x-signature'])

    expect(mail.taken.map(({ from, to }) => ({ from, to }))).toEqual([
      { from: 'yangguang@example.cn', to: [PERSON.email] },
    ])
    const letter = readMail(mail.taken[0]!.raw)
    expect(letter).toEqual({
      subject: '您反映的事项有新进展',
      from: '阳光执法 <yangguang@example.cn>',
      id: expect.stringMatching(/^<[\w-]{32}@localhost>$/),
      text: words,
      names: expect.arrayContaining(['From', 'To', 'Subject', 'Message-ID', 'Date']),
    })
    expect(mail.taken[0]!.raw).not.toContain('周')
    expect(await states()).toEqual(['2 mail sent', '2 sms sent'])
  })

  test('is the same for every case, sealed ones too; of those only what is written to the sender and the end', async () => {
    const open = await accepted()
    const sealed = await sent(w, { category: 'T27', person: PERSON })
    await desk(sealed, 'sealed1', { action: 'accept' })
    await outbox.turn(at())
    expect(sms.taken).toHaveLength(1)
    await desk(sealed, 'sealed1', { action: 'message', note: '我们已经收到，请保管好证据。' })
    await outbox.turn(at())
    expect(sms.taken).toHaveLength(2)
    const [a, b] = sms.taken.map(({ body }) => (JSON.parse(body) as { text: string }).text)
    expect(a?.replace(open.no, 'N')).toBe(b?.replace(sealed.no, 'N'))
  })

  test('goes only to who left an address, once for several steps, never for one’s own or an internal step', async () => {
    const of = await accepted({ person: { name: '周秀兰', phone: '053112345678' } })
    await accepted({ anonymous: true })
    await desk(of, 'handler', { action: 'record', note: '已经去现场看过。' })
    await w.app.request(`/api/track/${of.no}/messages`, {
      ...json('POST', { text: '请尽快。' }),
      headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode },
    })
    await outbox.turn(at())
    // A telephone at home takes no messages, and no mail was left.
    expect(await states()).toEqual(['2 mail nobody', '2 sms nobody'])
    const other = await accepted()
    await desk(other, 'handler', { action: 'answer', note: '经查，扣押没有依据，已经退还。' })
    await outbox.turn(at())
    expect([sms.taken.length, mail.taken.length]).toEqual([1, 1])
    await outbox.turn(at())
    expect([sms.taken.length, mail.taken.length]).toEqual([1, 1])
  })

  test('never to who asked for confidence, nor to who edits so that they do', async () => {
    const of = await accepted({ person: PERSON, confidential: true })
    await desk(of, 'handler', { action: 'message', note: '请补充时间。' })
    await desk(of, 'handler', { action: 'answer', note: '经查，扣押没有依据，已经退还。' })
    const turned = await sent(w, { person: PERSON })
    const edit = await w.app.request(`/api/track/${turned.no}/edit`, {
      ...json('POST', { confidential: true }),
      headers: { 'content-type': 'application/json', 'x-query-code': turned.queryCode },
    })
    expect(edit.status).toBe(200)
    await desk(turned, 'intake', { action: 'accept' })
    await outbox.turn(at())
    expect([await states(), sms.taken, mail.taken]).toEqual([[], [], []])
    // Negative control: who is named is told of the very same steps.
    await accepted()
    await outbox.turn(at())
    expect([sms.taken.length, mail.taken.length]).toEqual([1, 1])
  })

  test('the sender’s page says whether notices go out', async () => {
    const said = async (of: Sent) =>
      ((await (await track(w, of.no, of.queryCode)).json()) as { notices: boolean }).notices
    expect(await said(await sent(w, { person: PERSON }))).toBe(true)
    expect(await said(await sent(w, { person: PERSON, confidential: true }))).toBe(false)
    expect(await said(await sent(w))).toBe(false)
    expect(await (await w.app.request('/api/notices')).json()).toEqual({ ways: ['sms', 'mail'] })
  })
})

describe('a gateway that fails', () => {
  test('is tried again, later each time, for a day; then it is given up where an operator sees it', async () => {
    sms.next.push(...Array<number>(PAUSES.length + 1).fill(503))
    mail.state.fail = 1
    await accepted()
    let now = 0
    await outbox.turn(at())
    expect(await states()).toEqual(['2 mail owed', '2 sms owed'])
    await outbox.turn(at(PAUSES[0]! - 1))
    expect(sms.taken).toHaveLength(1)
    for (const pause of PAUSES) {
      now += pause
      await outbox.turn(at(now))
    }
    expect(now).toBeGreaterThan(23 * 3_600_000)
    expect(now).toBeLessThanOrEqual(24 * 3_600_000)
    expect(await states()).toEqual(['2 mail sent', '2 sms failed'])
    expect(sms.taken).toHaveLength(PAUSES.length + 1)
    // The same id at every try: who saw it once may drop the rest.
    expect(new Set(sms.taken.map(({ body }) => body)).size).toBe(1)
    await outbox.turn(at(now + 86_400_000))
    expect(sms.taken).toHaveLength(PAUSES.length + 1)
    expect(w.log.join('')).toMatch(/http_503/)
    const metrics = await (
      await w.app.request('/metrics', {}, {
        incoming: {
          url: '/metrics',
          rawHeaders: ['Host', 'localhost'],
          httpVersionMajor: 1,
          socket: { remoteAddress: '127.0.0.1' },
        },
      } as never)
    ).text()
    expect(metrics).toContain('notices{state="failed",channel="sms"} 1')
  })

  test('that is away does not touch the other channel nor the next case', async () => {
    await sms.close()
    await accepted()
    await outbox.turn(at())
    expect(await states()).toEqual(['2 mail sent', '2 sms owed'])
    sms = await smsSink()
  })

  test('nothing personal is in the table or the log', async () => {
    sms.next.push(400)
    mail.state.fail = 1
    const { no } = await accepted()
    await outbox.turn(at())
    const kept = JSON.stringify(await rows('select * from deliveries'))
    for (const text of [kept, w.log.join('')])
      for (const personal of [PERSON.name, PERSON.phone, PERSON.email, 'zhou', '三轮车'])
        expect(text).not.toContain(personal)
    expect(kept).toContain(no)
    expect(w.log.join('')).not.toContain(no)
    const errors = await rows<{ e: string }>('select error as e from deliveries order by e')
    expect(errors.map(({ e }) => e)).toEqual(['EMESSAGE', 'http_400'])
  })
})

describe('a crash', () => {
  test('between sending and writing it down sends again under the same id, and once only', async () => {
    await accepted()
    const { commit } = WriteQueue.prototype
    vi.spyOn(WriteQueue.prototype, 'commit').mockImplementation(async function (this: WriteQueue, statements) {
      // The process is gone before “sent” is written.
      if (JSON.stringify(statements).includes('"sent"')) return new Promise(() => undefined)
      return commit.call(this, statements)
    })
    void outbox.turn(at())
    await vi.waitFor(() => expect([sms.taken.length, mail.taken.length]).toEqual([1, 1]), 20_000)
    vi.restoreAllMocks()
    // A new process, before the lease is over: nobody sends.
    const next = new Outbox(w.deps)
    await next.begin()
    await next.turn(at(60_000))
    expect(sms.taken).toHaveLength(1)
    await next.turn(at(121_000))
    expect(await states()).toEqual(['2 mail sent', '2 sms sent'])
    expect(new Set(sms.taken.map(({ body }) => body)).size).toBe(1)
    expect(new Set(mail.taken.map(({ raw }) => readMail(raw).id)).size).toBe(1)
    expect([sms.taken.length, mail.taken.length]).toEqual([2, 2])
    await next.turn(at(600_000))
    expect([sms.taken.length, mail.taken.length]).toEqual([2, 2])
  })
  test('before it was owed forgets nothing: the log is the outbox', async () => {
    await accepted()
    const next = new Outbox(w.deps)
    await next.begin()
    await next.turn(at())
    expect(sms.taken).toHaveLength(1)
  })
  test('two at once send once', async () => {
    await accepted()
    await Promise.all(Array.from({ length: 8 }, () => new Outbox(w.deps).turn(at())))
    expect([sms.taken.length, mail.taken.length]).toEqual([1, 1])
  })
  test('negative control: were everybody lent it, two at once would send twice', async () => {
    await accepted()
    const { commit } = WriteQueue.prototype
    // Both have looked at what is owed before either sends, each by two ways.
    const all = meeting(4)
    vi.spyOn(WriteQueue.prototype, 'commit').mockImplementation(async function (this: WriteQueue, statements) {
      const done = await commit.call(this, statements)
      if (!JSON.stringify(statements).includes('returning')) return done
      await all()
      return [{ rows: [{ n: 2, tries: 1 }] }] as never
    })
    await Promise.all([outbox.turn(at()), new Outbox(w.deps).turn(at())])
    expect(sms.taken).toHaveLength(2)
  })
})

describe('where nothing is configured', () => {
  test('nothing is owed, and what happened then is not owed later', async () => {
    const silent = await makeWorld()
    const none = new Outbox(silent.deps)
    await none.begin()
    const of = await sent(silent, { person: PERSON })
    await asking(silent, 'intake')(`/api/desk/cases/${of.no}/steps`, json('POST', { action: 'accept', n: 1 }))
    await none.turn(at())
    expect(await silent.deps.store.heavy.rows('select 1 from deliveries')).toEqual([])
    expect(await (await silent.app.request('/api/notices')).json()).toEqual({ ways: [] })
    const later = new Outbox({ ...silent.deps, env: w.deps.env })
    await later.begin()
    await later.turn(at())
    expect(sms.taken).toEqual([])
    await silent.close()
  })
  test('what was still owed to a channel taken away is given up', async () => {
    sms.next.push(500)
    await accepted()
    await outbox.turn(at())
    const { sms: _gone, ...env } = w.deps.env
    await new Outbox({ ...w.deps, env: { ...env, sms: undefined } }).begin()
    expect(await states()).toEqual(['2 mail sent', '2 sms failed'])
  })
})
