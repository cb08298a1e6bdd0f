import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BUDGETS, Limits } from '../../api/limits.ts'
import { mailSink, readMail, smsSink } from '../notice/sinks.ts'
import { asking, json, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

const MORNING = '2026-06-15T10:24:00+08:00'
const PHONE = '19900001234'
let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let mail: Awaited<ReturnType<typeof mailSink>>
beforeEach(async () => {
  ;[sms, mail] = await Promise.all([smsSink(), mailSink()])
  w = await makeWorld({ env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know', SMTP_URL: mail.url } })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all([w.close(), sms.close(), mail.close()])
})

const ask = (body: unknown, address = '203.0.113.7') =>
  asking(w, null, address)('/api/track/recover', json('POST', body))
const redeem = (body: unknown, headers: Record<string, string> = {}) =>
  w.app.request('/api/track/recover/code', {
    ...json('POST', body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const named = (more: Record<string, unknown> = {}) => sent(w, { person: { name: '周女士', phone: PHONE }, ...more })
/** Long enough for a machine that has much to do. */
const LONG = 20_000
/** What the telephone got last. */
async function received(n = 1) {
  await vi.waitFor(() => expect(sms.taken).toHaveLength(n), LONG)
  const { to, text } = JSON.parse(sms.taken.at(-1)!.body) as { to: string; text: string }
  const [, no = '', code = ''] = /编号(\d{4}-\d{8}[A-Z]).*找回码([0-9A-Z]{8})，/.exec(text) ?? []
  return { to, text, no, code }
}
/** Time enough for a message that must not come. */
const quiet = () => wait(300)

describe('a lost query code', () => {
  test('comes anew by the telephone left then, and the old one opens nothing', async () => {
    const of = await named()
    expect(await (await ask({ phone: '199 0000 1234' })).json()).toEqual({ ways: ['sms', 'mail'] })
    const { to, text, no, code } = await received()
    expect([to, no]).toEqual([PHONE, of.no])
    expect(text).toBe(
      `您在找回编号${of.no}的查询码。找回码${code}，15分钟内有效，请不要告诉任何人。填写：http://localhost:4321/track/recover`,
    )
    const typed = `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`
    const answer = await redeem({ no: of.no.toLowerCase(), code: typed })
    expect(answer.status, await answer.clone().text()).toBe(200)
    const renewed = (await answer.json()) as Sent
    expect((await track(w, of.no, renewed.queryCode)).status).toBe(200)
    expect((await track(w, of.no, of.queryCode)).status).toBe(404)
    // Spent: it was bound to the old query code.
    expect((await redeem({ no: of.no, code })).status).toBe(404)
  })
  test('the newest of several, or the one whose number is given', async () => {
    const first = await named()
    w.at('2026-06-15T10:30:00+08:00')
    const second = await named()
    await ask({ phone: PHONE })
    expect((await received()).no).toBe(second.no)
    await ask({ phone: PHONE, no: first.no })
    expect((await received(2)).no).toBe(first.no)
  })
  test('by mail where the telephone takes no messages', async () => {
    const of = await named({ person: { phone: '053112345678', email: 'zhou@example.cn' }, confidential: true })
    await ask({ phone: '0531-12345678' })
    await vi.waitFor(() => expect(mail.taken).toHaveLength(1), LONG)
    const letter = readMail(mail.taken[0]!.raw)
    expect([letter.subject, mail.taken[0]!.to]).toEqual(['找回查询码', ['zhou@example.cn']])
    expect(letter.text).toContain(of.no)
    expect(sms.taken).toEqual([])
  })
  test('is good for a quarter of an hour', async () => {
    const of = await named()
    await ask({ phone: PHONE })
    const { code } = await received()
    w.at('2026-06-15T10:44:59+08:00')
    expect((await redeem({ no: of.no, code: code.replace(/./, (s) => (s === '0' ? '1' : '0')) })).status).toBe(404)
    w.at('2026-06-15T10:45:00+08:00')
    expect((await redeem({ no: of.no, code })).status).toBe(404)
    w.at('2026-06-15T10:39:00+08:00')
    expect((await redeem({ no: of.no, code })).status).toBe(200)
  })
  test('an answer lost on the way comes again under its key', async () => {
    const of = await named()
    await ask({ phone: PHONE })
    const { code } = await received()
    const key = { 'idempotency-key': 'lost-on-the-way-2' }
    const first = await (await redeem({ no: of.no, code }, key)).json()
    expect(await (await redeem({ no: of.no, code }, key)).json()).toEqual(first)
    expect((await redeem({ no: of.no, code }, { 'idempotency-key': 'another-key-entirely' })).status).toBe(404)
  })
  test('twenty at once renew once', async () => {
    const of = await named()
    await ask({ phone: PHONE })
    const { code } = await received()
    const all = await Promise.all(Array.from({ length: 20 }, () => redeem({ no: of.no, code })))
    expect(all.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(404)])
    const good = all.find((a) => a.status === 200)
    const renewed = (await good?.json()) as Sent
    expect((await track(w, of.no, renewed.queryCode)).status).toBe(200)
  })
})

describe('who asks learns nothing', () => {
  const bytes = async (answer: Response) =>
    JSON.stringify([
      answer.status,
      [...answer.headers].filter(([name]) => name !== 'x-request-id').sort(),
      await answer.text(),
    ])
  test('the answer is the same for a telephone that is known, unknown, another’s number, an anonymous case', async () => {
    const of = await named()
    const nobody = await sent(w)
    const answers = new Set([
      await bytes(await ask({ phone: PHONE })),
      await bytes(await ask({ phone: '13900000000' })),
      await bytes(await ask({ phone: PHONE, no: nobody.no })),
      await bytes(await ask({ phone: '13900000000', no: of.no })),
    ])
    expect(answers.size).toBe(1)
    await received()
    await quiet()
    expect(sms.taken).toHaveLength(1)
  })
  test('and is given before anything is looked up', async () => {
    await named()
    const select = vi.spyOn(w.deps.store.read, 'select')
    const answer = ask({ phone: PHONE })
    expect((await answer).status).toBe(200)
    expect(select).not.toHaveBeenCalled()
    await received()
    // Negative control: afterwards it is.
    expect(select).toHaveBeenCalled()
  })
  test('a wrong number, a wrong code and another’s code are refused alike', async () => {
    const [a, b] = [await named(), await named({ person: { phone: '19900005678' } })]
    await ask({ phone: PHONE })
    const { code } = await received()
    const answers = await Promise.all(
      [
        { no: a.no, code: '00000000' },
        { no: b.no, code },
        { no: '2026-00000000A', code },
        { no: 'x', code },
        { no: a.no, code: `${code}0` },
        { no: a.no, code: a.queryCode },
      ].map(async (body) => bytes(await redeem(body))),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('no_such_recovery')
    expect((await track(w, a.no, a.queryCode)).status).toBe(200)
  })
  test('nobody’s telephone is flooded, and whoever floods is told nothing of it', async () => {
    await named()
    w.deps.limits = new Limits(true)
    for (let i = 0; i < 8; i++) expect((await ask({ phone: PHONE }, `10.0.${i}.1`)).status).toBe(200)
    await vi.waitFor(() => expect(sms.taken).toHaveLength(BUDGETS.recover_phone.each), LONG)
    await quiet()
    expect(sms.taken).toHaveLength(BUDGETS.recover_phone.each)
    for (let i = 0; i < BUDGETS.recover.each; i++) await ask({ phone: '13900000000' })
    expect((await ask({ phone: '13900000000' })).status).toBe(429)
  })
  test('a day is a civil day of this city: at its midnight the telephone may be asked for again, not at eight', async () => {
    await named()
    w.deps.limits = new Limits(true)
    const { each } = BUDGETS.recover_phone
    const asked = async (instant: string, times: number) => {
      w.at(instant)
      for (let i = 0; i < times; i++) await ask({ phone: PHONE }, `10.1.${i}.1`)
      await quiet()
      return sms.taken.length
    }
    expect(await asked('2026-06-16T07:30:00+08:00', each)).toBe(each)
    expect(await asked('2026-06-16T08:30:00+08:00', 2)).toBe(each)
    expect(await asked('2026-06-16T23:59:00+08:00', 2)).toBe(each)
    expect(await asked('2026-06-17T00:01:00+08:00', each + 2)).toBe(2 * each)
  })
  test('guessing the code makes its source wait', async () => {
    const of = await named()
    w.deps.limits = new Limits(true)
    const statuses = []
    for (let i = 0; i <= BUDGETS.track_miss.each; i++)
      statuses.push((await redeem({ no: of.no, code: String(i).padStart(8, '0') })).status)
    expect(statuses.at(0)).toBe(404)
    expect(statuses.at(-1)).toBe(429)
  })
  test('nothing is sent where nothing is configured, and it is said', async () => {
    const silent = await makeWorld()
    const answer = await silent.app.request('/api/track/recover', json('POST', { phone: PHONE }))
    expect(await answer.json()).toEqual({ ways: [] })
    await silent.close()
  })
  test('a gateway’s failure is in the log without the telephone', async () => {
    await named()
    sms.next.push(500)
    await ask({ phone: PHONE })
    await vi.waitFor(() => expect(w.log.join('')).toContain('http_500'), LONG)
    expect(w.log.join('')).not.toContain(PHONE)
  })
  test('mistakes in the form are said', async () => {
    w.at(MORNING)
    const answer = await ask({ phone: '12', no: '2026' })
    expect(answer.status).toBe(422)
    const { fields } = (await answer.json()) as { fields: { path: string }[] }
    expect(fields.map((f) => f.path).sort()).toEqual(['no', 'phone'])
  })
})
