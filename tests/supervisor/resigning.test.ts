import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { logins, people, supervisors } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { post, type World, world } from '../support/world.ts'
import { applied } from './made.ts'

const PASSWORD = 'correct horse battery'
const TERM = { from: '2026-06-15', to: '2029-06-14' }
const READY = { state: 'publicity', publicFrom: '2026-06-07', publicTo: '2026-06-14' } as const

let w: World
beforeEach(async () => {
  w = await world()
})

/** Somebody appointed at the desk who has set a password. */
async function appointed() {
  const { id } = await applied(w, READY)
  const answer = await asking(w, 'chief')(
    `/api/desk/supervisors/${id}/steps`,
    json('POST', { action: 'appoint', n: 1, ...TERM }),
  )
  const { login, certificate } = (await answer.json()) as { login: string; certificate: { id: string } }
  await w.deps.store.writes.commit([
    { sql: 'update people set password = ? where login = ?', args: [await hashPassword(PASSWORD), login] },
  ])
  return { id, login, code: certificate.id }
}
const signIn = (login: string) => post(w, '/api/session', { login, password: PASSWORD })
const as = (login: string) => ({ login, name: '某', roles: ['supervisor' as const], department: '', post: '' })
const resign = (login: string, body: object = { sure: true, password: PASSWORD }, key?: string) =>
  asking(w, as(login))('/api/supervisor/resign', {
    ...json('POST', body),
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
  })
const rowOf = (id: string) => w.deps.store.read.select().from(supervisors).where(eq(supervisors.id, id)).get()

test('whoever resigns is signed out, their certificate is worth nothing, and they do not sign in again', async () => {
  const { id, login, code } = await appointed()
  expect((await signIn(login)).status).toBe(200)
  const answer = await resign(login, { sure: true, password: PASSWORD, reason: '搬到外地去了' })
  expect(answer.status, await answer.clone().text()).toBe(200)
  expect((await rowOf(id))?.state).toBe('resigned')
  expect(await w.deps.store.read.$count(logins, eq(logins.person, login))).toBe(0)
  expect(await (await signIn(login)).json()).toMatchObject({ code: 'supervisor_left' })
  expect(await (await w.app.request(`/api/codes/${code}`)).json()).toMatchObject({ verdict: 'revoked' })
  // The words are theirs: they lie sealed, and in no event.
  const [found] = await w.deps.store.heavy.rows<{ n: number }>(
    "select count(*) as n from events where data like '%搬到外地%'",
  )
  expect(found?.n).toBe(0)
})

test.each([
  ['without saying that they are sure', { password: PASSWORD }, 'sure'],
  ['with another password', { sure: true, password: 'not the password' }, 'password'],
  ['with none', { sure: true }, 'password'],
])('nobody resigns %s', async (_what, body, path) => {
  const { id, login } = await appointed()
  const answer = await resign(login, body)
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ fields: [{ path }] })
  expect((await rowOf(id))?.state).toBe('serving')
})

test('who never set a password says only that they are sure', async () => {
  const { id, login } = await appointed()
  await w.deps.store.writes.commit([
    w.deps.store.read.update(people).set({ password: null }).where(eq(people.login, login)),
  ])
  expect((await resign(login, { sure: true })).status).toBe(200)
  expect((await rowOf(id))?.state).toBe('resigned')
})

test('pressed twice with one key it is one step; later there is nothing to give up', async () => {
  const { id, login } = await appointed()
  const key = 'a key that is long enough'
  const body = { sure: true, password: PASSWORD }
  const both = await Promise.all([resign(login, body, key), resign(login, body, key)])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect((await rowOf(id))?.n).toBe(3)
  await w.deps.store.writes.commit([{ sql: 'update people set password = null where login = ?', args: [login] }])
  expect((await resign(login)).status).toBe(409)
})

test('nobody else resigns for them', async () => {
  const { id } = await appointed()
  for (const who of ['chief', 'handler', 'contact1']) {
    const answer = await asking(w, who)('/api/supervisor/resign', json('POST', { sure: true }))
    expect([who, answer.status]).toEqual([who, 403])
  }
  expect((await rowOf(id))?.state).toBe('serving')
})
