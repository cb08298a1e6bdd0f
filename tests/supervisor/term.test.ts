import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { supervisorTurn } from '../../api/supervisor/turn.ts'
import { announcements, logins } from '../../db/schema.ts'
import { world } from '../support/world.ts'
import { appointed, personOf, read, rowOf, signIn, take, withPassword } from './serving.ts'

test('who is suspended is signed out and told why; resumed, they sign in again', async () => {
  const w = await world()
  const seen = await appointed(w)
  await withPassword(w, seen.login)
  expect((await signIn(w, seen.login)).status).toBe(200)
  expect(await w.deps.store.read.$count(logins, eq(logins.person, seen.login))).toBe(1)
  const gone = await read(take(w, seen.id, 'chief', { action: 'suspend', n: 2, reason: '正在接受调查' }))
  expect(gone.certificate?.status).toBe('suspended')
  expect(await w.deps.store.read.$count(logins, eq(logins.person, seen.login))).toBe(0)
  expect((await read(signIn(w, seen.login))).code).toBe('supervisor_suspended')
  // Whoever does not know the password learns nothing of it.
  expect((await read(signIn(w, seen.login, 'not the password'))).code).toBe('wrong_login')
  // Nor is an account opened elsewhere a way in.
  await w.deps.store.writes.commit([{ sql: 'update people set active = 1 where login = ?', args: [seen.login] }])
  expect((await read(signIn(w, seen.login))).code).toBe('supervisor_suspended')
  await take(w, seen.id, 'chief', { action: 'resume', n: 3, reason: '调查已经结束' })
  expect((await signIn(w, seen.login)).status).toBe(200)
})

test('a term that is over ends by the clock, once, and its certificate with it', async () => {
  const w = await world()
  const seen = await appointed(w)
  await withPassword(w, seen.login)
  w.at('2029-06-14T23:59:00+08:00')
  await supervisorTurn(w.deps, w.deps.now())
  expect((await rowOf(w, seen.id))?.state).toBe('serving')
  w.at('2029-06-15T00:01:00+08:00')
  // Before the clock came round the term is over already.
  expect((await read(signIn(w, seen.login))).code).toBe('supervisor_expired')
  await Promise.all([supervisorTurn(w.deps, w.deps.now()), supervisorTurn(w.deps, w.deps.now())])
  const row = await rowOf(w, seen.id)
  expect(row?.state).toBe('expired')
  expect((await read(signIn(w, seen.login))).code).toBe('supervisor_expired')
  const scan = (await (await w.app.request(`/api/codes/${seen.certificate?.id}`)).json()) as object
  expect(scan).toMatchObject({ verdict: 'revoked', supervisor: { name: null, serving: false } })
  const renewed = await read(
    take(w, seen.id, 'chief', { action: 'renew', n: row?.n ?? 0, from: '2029-06-15', to: '2032-06-14' }),
  )
  expect(renewed.number).toBe(seen.number)
  expect(renewed.certificate?.id).not.toBe(seen.certificate?.id)
  expect((await signIn(w, seen.login)).status).toBe(200)
})

test('a term is reminded of on three days, once on each', async () => {
  const w = await world()
  const seen = await appointed(w)
  const told = () => w.deps.store.read.$count(announcements, eq(announcements.supervisor, seen.id))
  for (const [at, wanted] of [
    ['2029-04-14', 0],
    ['2029-04-15', 1],
    ['2029-04-16', 1],
    ['2029-05-15', 2],
    ['2029-06-07', 3],
    ['2029-06-14', 3],
  ] as const) {
    w.at(`${at}T09:00:00+08:00`)
    await supervisorTurn(w.deps, w.deps.now())
    await supervisorTurn(w.deps, w.deps.now())
    expect([at, await told()]).toEqual([at, wanted])
  }
})

test('a renewal follows the term that runs, not earlier than half a year before its end', async () => {
  const w = await world()
  const seen = await appointed(w)
  const renew = (from: string, to: string, n = 2) => take(w, seen.id, 'chief', { action: 'renew', n, from, to })
  expect((await read(renew('2029-06-15', '2032-06-14'))).code).toBe('renewal_early')
  w.at('2029-01-15T09:00:00+08:00')
  expect((await renew('2029-07-01', '2032-06-30')).status).toBe(422)
  const renewed = await read(renew('2029-06-15', '2032-06-14'))
  expect(renewed).toMatchObject({ from: '2026-06-15', to: '2032-06-14', state: 'serving' })
  expect((await personOf(w, seen.login))?.validTo).toBe('2032-06-14')
  const old = (await (await w.app.request(`/api/codes/${seen.certificate?.id}`)).json()) as object
  expect(old).toMatchObject({ verdict: 'replaced' })
})
