import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BUDGETS } from '../../api/limits.ts'
import { signInLinks } from '../../db/schema.ts'
import { PATH, point } from '../contact/pointing.ts'
import { smsSink } from '../notice/sinks.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { Browser, rows } from './people.ts'

const NOON = '2026-06-16T09:41:00+08:00'
const PHONE = '13912345678'
const LONG = { timeout: 5000 }
let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let login = ''
let id = ''
beforeEach(async () => {
  sms = await smsSink()
  w = await makeWorld({ env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know', LIMITS: 'on' } })
  await team(w)
  w.at(NOON)
  const made = await asking(w, 'handler')(PATH, json('POST', point({ phone: PHONE })))
  ;({ login, id } = (await made.json()) as { login: string; id: string })
})
afterEach(async () => Promise.all([w.close(), sms.close()]))

const ask = (who: string) => new Browser(w).post('/api/session/link', { who })
const open = (token: string, browser = new Browser(w)) => browser.post('/api/session/link/open', { token })
/** The link that comes, as the telephone shows it. */
async function link(n = 1, who = login): Promise<string> {
  expect((await ask(who)).status).toBe(200)
  await vi.waitFor(() => expect(sms.taken).toHaveLength(n), LONG)
  const { to, text } = JSON.parse(sms.taken.at(-1)!.body) as { to: string; text: string }
  expect(to).toBe(PHONE)
  return /(https?:\S+#[0-9A-Z]{24})/.exec(text)![1]!
}
const tokenOf = (whole: string) => whole.slice(whole.indexOf('#') + 1)
/** Nothing more comes. */
const silent = async (n: number) => {
  await wait(60)
  expect(sms.taken).toHaveLength(n)
}

test('a link lets its contact in without a password, by login and by telephone, as a whole or by its code', async () => {
  const first = await link()
  expect(new URL(first).pathname).toBe('/desk/sign-in/link')
  const browser = new Browser(w)
  expect(await (await open(first, browser)).json()).toMatchObject({ login, roles: ['contact'] })
  expect(await (await browser.get('/api/contact')).json()).toMatchObject({ state: 'serving' })
  const second = await link(2, PHONE)
  expect((await open(tokenOf(second).toLowerCase())).status).toBe(200)
})

test('one use: of ten at once one gets in, and afterwards nobody', async () => {
  const whole = await link()
  const all = await Promise.all(Array.from({ length: 10 }, () => open(whole)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(all.filter(({ status }) => status === 404).length + all.filter(({ status }) => status === 429).length).toBe(9)
  expect((await rows(w, 'select count(*) as n from logins where person = ?', [login]))[0]?.n).toBe(1)
})

test('a second link dies with the first that is used', async () => {
  const [one, two] = [await link(1), await link(2)]
  expect((await open(two)).status).toBe(200)
  expect((await open(one)).status).toBe(404)
})

test('a set-up code somebody handed over dies with the first link that is used', async () => {
  const code = async () =>
    ((await (await asking(w, 'handler')(`${PATH}/${id}/code`, { method: 'POST' })).json()) as { token: string }).token
  const setUp = (token: string) =>
    new Browser(w).post('/api/session/set-up', { token, password: '一句长长的话 for a contact' })
  const kept = await code()
  const whole = await link()
  expect((await open(whole)).status).toBe(200)
  expect((await setUp(kept)).status).toBe(422)
  expect((await asking(w, 'handler')(`${PATH}/${id}/code`, { method: 'POST' })).status).toBe(409)
})

test('ten minutes, to the millisecond', async () => {
  const whole = await link()
  w.at(new Date(Date.parse(NOON) + 600_000))
  expect((await open(whole)).status).toBe(404)
  // The negative control: a moment sooner the same link is good.
  w.at(new Date(Date.parse(NOON) + 599_999))
  expect((await open(whole)).status).toBe(200)
})

test('suspended or over after it was sent, it opens nothing; resumed, neither', async () => {
  const whole = await link()
  const step = async (n: number, action: string) =>
    asking(w, 'handler')(`${PATH}/${id}/steps`, json('POST', { action, n, reason: '企业停产整顿' }))
  expect((await step(1, 'suspend')).status).toBe(200)
  expect((await open(whole)).status).toBe(404)
  await ask(login)
  await silent(1)
  expect((await step(2, 'resume')).status).toBe(200)
  expect((await open(whole)).status).toBe(404)
  w.at('2028-06-01T09:00:00+08:00')
  await ask(login)
  await silent(1)
})

test('known, unknown, staff, suspended: the same bytes, and a message to who serves alone', async () => {
  const answers = await Promise.all(
    ['nobody', '13800000000', 'handler', 'admin', 'contact1', "'; drop table people; --"].map(async (who) => {
      const answer = await ask(who)
      return [answer.status, await answer.text()]
    }),
  )
  await silent(0)
  const known = await ask(login)
  expect(new Set([...answers, [known.status, await known.text()]].map((one) => JSON.stringify(one))).size).toBe(1)
  await vi.waitFor(() => expect(sms.taken).toHaveLength(1), LONG)
})

test('asked for again and again, by login and by telephone in turn, a telephone gets a few a day', async () => {
  const { each } = BUDGETS.link_target
  for (let n = 0; n < each + 4; n++) {
    expect((await ask(n % 2 ? PHONE : login)).status).toBe(200)
    await wait(20)
  }
  await vi.waitFor(() => expect(sms.taken).toHaveLength(each), LONG)
  await silent(each)
})

test('one source that asks for many is told to wait, and so is one that tries codes', async () => {
  const asked = await Promise.all(Array.from({ length: BUDGETS.link.each + 3 }, (_, i) => ask(`nobody-${i}`)))
  expect(asked.filter(({ status }) => status === 429)).toHaveLength(3)
  const tried: number[] = []
  for (let n = 0; n < BUDGETS.login_miss.each + 2; n++) tried.push((await open('0'.repeat(23) + (n % 10))).status)
  expect(tried.slice(0, BUDGETS.login_miss.each)).toEqual(Array(BUDGETS.login_miss.each).fill(404))
  expect(tried.slice(-2)).toEqual([429, 429])
})

test('a link is kept as its digest alone and stands in no log; the sign-in is written down as one by link', async () => {
  const whole = await link()
  const kept = JSON.stringify(await w.deps.store.read.select().from(signInLinks))
  await open(whole)
  for (const text of [kept, w.log.join('\n')]) expect(text).not.toContain(tokenOf(whole))
  expect(w.log.join('\n')).not.toContain(PHONE)
  const [event] = await rows(w, "select data from events where stream = ? and action = 'sign-in'", [`person/${login}`])
  expect(String(event?.data)).toContain('"factor":"link"')
})

test('who brings a right link gets in, however many wrong ones came from the same address', async () => {
  const whole = await link()
  const wrong: number[] = []
  for (let i = 0; i < 14; i++) wrong.push((await open('0'.repeat(24))).status)
  // Negative control: whoever goes on trying waits.
  expect([wrong[0], wrong.at(-1)]).toEqual([404, 429])
  expect((await open(whole)).status).toBe(200)
})

test('a password chosen by a set-up code is told on the telephone of the account, and nothing of the code', async () => {
  const given = await asking(w, 'handler')(`${PATH}/${id}/code`, { method: 'POST' })
  const { token } = (await given.json()) as { token: string }
  const password = 'a long enough sentence'
  expect((await new Browser(w).post('/api/session/set-up', { token: '0'.repeat(24), password })).status).toBe(422)
  await silent(0)
  expect((await new Browser(w).post('/api/session/set-up', { token, password })).status).toBe(200)
  await vi.waitFor(() => expect(sms.taken).toHaveLength(1), LONG)
  const { to, text } = JSON.parse(sms.taken[0]!.body) as { to: string; text: string }
  expect([to, text]).toEqual([PHONE, expect.stringContaining('刚刚用设置码设定了密码')])
  expect(text).not.toContain(token)
  expect(text).not.toContain(login)
})
