import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { PATH, phone, point } from '../contact/pointing.ts'
import { smsSink } from '../notice/sinks.ts'
import { applied } from '../supervisor/made.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { Browser, PASSWORD } from './people.ts'

const NOON = '2026-06-16T09:41:00+08:00'
const FRESH = '另一句更长的话 for tests'
const hash = await hashPassword(PASSWORD)
let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
beforeEach(async () => {
  sms = await smsSink()
  w = await makeWorld({ env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know', LIMITS: 'off' } })
  await team(w)
  w.at(NOON)
})
afterEach(async () => Promise.all([w.close(), sms.close()]))

interface Point {
  login: string
  id: string
  own: string
}
/** A contact point with a password. */
async function contact(nth: number): Promise<Point> {
  const own = phone(nth)
  const made = await asking(w, 'handler')(PATH, json('POST', point({ phone: own })))
  const { login, id } = (await made.json()) as { login: string; id: string }
  await w.deps.store.writes.commit([{ sql: 'update people set password = ? where login = ?', args: [hash, login] }])
  return { login, id, own }
}
/** The code of the link that comes next. */
async function link(who: string): Promise<string> {
  const n = sms.taken.length + 1
  await new Browser(w).post('/api/session/link', { who })
  await vi.waitFor(() => expect(sms.taken).toHaveLength(n), { timeout: 5000 })
  return /#([0-9A-Z]{24})/.exec(JSON.parse(sms.taken.at(-1)!.body).text)![1]!
}
const open = async (token: string) => (await new Browser(w).post('/api/session/link/open', { token })).status
const admin = (path: string, body?: unknown, method = 'POST') =>
  asking(w, 'admin')(`/api/desk/staff/${path}`, body === undefined ? { method } : json(method, body))
const signed = async ({ login }: Point) => {
  const browser = new Browser(w)
  expect((await browser.signIn(login)).status).toBe(200)
  return browser
}
/** As it was before, but for the links: what is dead must not rise. */
const restored = ({ login }: Point) =>
  w.deps.store.writes.commit([
    {
      sql: 'update people set active = 1, valid_from = null, valid_to = null, roles = \'["contact"]\' where login = ?',
      args: [login],
    },
  ])

describe('a link on its way dies', () => {
  const WAYS: Record<string, (one: Point) => Promise<unknown>> = {
    'when its holder changes the password': async (one) =>
      (await signed(one)).post('/api/session/password', { old: PASSWORD, new: FRESH }),
    'when its holder ends all other sessions': async (one) =>
      (await signed(one)).post('/api/session/revoke', { id: 'others' }),
    'when its holder turns the second factor off': async (one) =>
      (await signed(one)).post('/api/session/factor/remove', { password: PASSWORD }),
    'when the password is set anew by a set-up code': async ({ login }) => {
      const { token } = (await (await admin(`${login}/invitation`)).json()) as { token: string }
      const answer = await new Browser(w).post('/api/session/set-up', { token, password: FRESH })
      expect(answer.status, await answer.clone().text()).toBe(200)
    },
    'when all its sessions are ended, though there is none': async ({ login }) => {
      expect((await admin(`${login}/end`)).status).toBe(204)
      // Then there is nothing left to end.
      expect((await admin(`${login}/end`)).status).toBe(409)
    },
    'when the account is disabled, and does not rise with it': async ({ login }) =>
      expect((await admin(login, { active: false }, 'PATCH')).status).toBe(200),
    'when its roles change': async ({ login }) =>
      expect((await admin(login, { roles: ['supervisor'] }, 'PATCH')).status).toBe(200),
    'when its term is moved away': async ({ login }) =>
      expect((await admin(`${login}/term`, { validFrom: '2026-07-01' })).status).toBe(200),
    'when another speaks for the company': async ({ id, own }) =>
      expect(
        (
          await asking(w, 'handler')(
            `${PATH}/${id}/steps`,
            json('POST', { action: 'replace', n: 1, person: '新联络', phone: own }),
          )
        ).status,
      ).toBe(200),
  }

  test.each(Object.entries(WAYS))('%s', async (_, act) => {
    const [one, other] = [await contact(1), await contact(2)]
    const [mine, theirs] = [await link(one.own), await link(other.own)]
    await act(one)
    await restored(one)
    expect(await open(mine)).toBe(404)
    // The control: the link of whom nothing happened to is good, and so is a new one.
    expect(await open(theirs)).toBe(200)
    expect(await open(await link(one.own))).toBe(200)
  })

  test('and not when its holder signs in by password, or ends one session of several', async () => {
    const one = await contact(1)
    const mine = await link(one.own)
    const [here] = [await signed(one), await signed(one)]
    const { items } = (await (await here.get('/api/session/list')).json()) as {
      items: { id: string; current: boolean }[]
    }
    const other = items.find(({ current }) => !current)
    expect((await here.post('/api/session/revoke', { id: other?.id })).status).toBe(204)
    expect(await open(mine)).toBe(200)
  })
})

test('of a supervisor suspended and resumed the old link is dead, and says nothing of why', async () => {
  const own = '13911110001'
  const { id } = await applied(
    w,
    { state: 'publicity', publicFrom: '2026-06-07', publicTo: '2026-06-14' },
    { phone: own },
  )
  const take = async (body: object) =>
    expect((await asking(w, 'chief')(`/api/desk/supervisors/${id}/steps`, json('POST', body))).status).toBe(200)
  await take({ action: 'appoint', n: 1, from: '2026-06-16', to: '2029-06-15' })
  const old = await link(own)
  await take({ action: 'suspend', n: 2, reason: '正在接受调查' })
  await take({ action: 'resume', n: 3, reason: '调查已经结束' })
  expect(await open(old)).toBe(404)
  expect(await open(await link(own))).toBe(200)
})
