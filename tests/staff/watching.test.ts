import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { signInLinks } from '../../db/schema.ts'
import { smsSink } from '../notice/sinks.ts'
import { applied } from '../supervisor/made.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { Browser, rows } from './people.ts'

const NOON = '2026-06-16T09:41:00+08:00'
const TERM = { from: '2026-06-16', to: '2029-06-15' }
const READY = { state: 'publicity', publicFrom: '2026-06-07', publicTo: '2026-06-14' } as const
const [OWN, OTHER] = ['13911110001', '13911110002']
const LONG = { timeout: 5000 }

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
beforeEach(async () => {
  sms = await smsSink()
  w = await makeWorld({ env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know', LIMITS: 'on' } })
  await team(w)
  w.at(NOON)
})
afterEach(async () => Promise.all([w.close(), sms.close()]))

interface Seen {
  id: string
  n: number
  login: string
}
const take = (id: string, body: object) => asking(w, 'chief')(`/api/desk/supervisors/${id}/steps`, json('POST', body))
/** Somebody appointed at the desk, who has not set a password. */
async function appointed(phone = OWN): Promise<Seen> {
  const { id } = await applied(w, READY, { phone })
  const answer = await take(id, { action: 'appoint', n: 1, ...TERM })
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as Seen
}
const ask = (who: string) => new Browser(w).post('/api/session/link', { who })
const open = (token: string, browser = new Browser(w)) => browser.post('/api/session/link/open', { token })
/** The link that comes next, and to which telephone. */
async function link(who: string) {
  const n = sms.taken.length + 1
  expect((await ask(who)).status).toBe(200)
  await vi.waitFor(() => expect(sms.taken).toHaveLength(n), LONG)
  const { to, text } = JSON.parse(sms.taken.at(-1)!.body) as { to: string; text: string }
  return { to, token: /#([0-9A-Z]{24})/.exec(text)![1]! }
}
const silent = async (n: number) => {
  await wait(60)
  expect(sms.taken).toHaveLength(n)
}
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code]
const sessions = async (login: string) =>
  (await rows(w, 'select count(*) as n from logins where person = ?', [login]))[0]?.n

test('a supervisor without a password comes in by link, asked for by number and by telephone; by password never', async () => {
  const { login } = await appointed()
  for (const password of ['', 'null', 'correct horse battery'])
    expect((await new Browser(w).signIn(login, password)).status, password).not.toBe(200)
  const first = await link(login.toUpperCase())
  expect(first.to).toBe(OWN)
  const browser = new Browser(w)
  expect(await (await open(first.token, browser)).json()).toMatchObject({ login, roles: ['supervisor'] })
  expect(await browser.me()).toBe(200)
  const second = await link(OWN)
  expect((await open(second.token)).status).toBe(200)
  // It set none: the password is as closed as before.
  expect((await new Browser(w).signIn(login, 'correct horse battery')).status).toBe(401)
})

test('suspended after it was sent, it says so and opens nothing, whatever the account says; nothing new is sent', async () => {
  const seen = await appointed()
  const { token } = await link(seen.login)
  expect((await take(seen.id, { action: 'suspend', n: 2, reason: '正在接受调查' })).status).toBe(200)
  expect(await codeOf(await open(token))).toEqual([403, 'supervisor_suspended'])
  await w.deps.store.writes.commit([{ sql: 'update people set active = 1 where login = ?', args: [seen.login] }])
  expect(await codeOf(await open(token))).toEqual([403, 'supervisor_suspended'])
  expect(await sessions(seen.login)).toBe(0)
  await ask(seen.login)
  await silent(1)
  // The negative control: resumed, a new one opens.
  expect((await take(seen.id, { action: 'resume', n: 3, reason: '调查已经结束' })).status).toBe(200)
  expect((await open((await link(OWN)).token)).status).toBe(200)
})

test.each([
  ['resigned', "state = 'resigned'", 'supervisor_left'],
  ['dismissed', "state = 'dismissed'", 'supervisor_dismissed'],
  ['over, before the clock saw it', '"to" = \'2026-06-15\'', 'supervisor_expired'],
  ['not begun', '"from" = \'2026-07-01\'', 'supervisor_ahead'],
])('%s after it was sent: refused as at the password', async (_, set, code) => {
  const { id, login } = await appointed()
  const { token } = await link(login)
  await w.deps.store.writes.commit([{ sql: `update supervisors set ${set} where id = ?`, args: [id] }])
  expect(await codeOf(await open(token))).toEqual([403, code])
  expect(await sessions(login)).toBe(0)
  await ask(OWN)
  await silent(1)
  // Whoever has no link hears nothing of it.
  expect(await codeOf(await open('0'.repeat(24)))).toEqual([404, 'no_such_link'])
})

test('opened ten times at once, one gets in', async () => {
  const { login } = await appointed()
  const { token } = await link(login)
  const all = await Promise.all(Array.from({ length: 10 }, () => open(token)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await sessions(login)).toBe(1)
  expect((await open(token)).status).toBe(404)
})

test('a telephone brings its own account alone, and one of a contact, a former applicant or nobody brings none', async () => {
  const [one, two] = [await appointed(OWN), await appointed(OTHER)]
  const mine = await link(OWN)
  expect(mine.to).toBe(OWN)
  expect(await (await open(mine.token)).json()).toMatchObject({ login: one.login })
  const theirs = await link(OTHER)
  expect(theirs.to).toBe(OTHER)
  expect(await (await open(theirs.token)).json()).toMatchObject({ login: two.login })
  await applied(w, { state: 'applied' }, { phone: '13911110003' })
  await applied(w, { state: 'refused' }, { phone: '13911110004' })
  for (const who of ['13911110003', '13911110004', '13911110005', one.id]) await ask(who)
  await silent(2)
  expect(await w.deps.store.read.$count(signInLinks)).toBe(2)
})
