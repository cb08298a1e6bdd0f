import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'
import { duties, NOW, serving } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await serving(w, 'supervisor1', { areas: ['379981001'] })
  await serving(w, 'supervisor2', { areas: ['379981002'] })
})
afterAll(() => w.close())
const { ask, good, made, invite } = duties(() => w)

interface Mine {
  items: { id: string; title: string; read: boolean; own: boolean }[]
  unread: number
}
const TOLD = { title: '培训改期', text: '培训改到下周三上午，地点不变。' }
const mine = (login: string) => good<Mine>(ask(login, '/api/announcements'))
const told = (more: object = {}) =>
  good<{ id: string }>(ask('handler', '/api/desk/announcements', { ...TOLD, ...more }), 201)

test('what is told to all is read by each, and counted', async () => {
  const { id } = await told()
  expect((await mine('supervisor1')).unread).toBe(1)
  expect(await good(ask('supervisor1', `/api/announcements/${id}`))).toMatchObject({ ...TOLD, read: true })
  await good(ask('supervisor1', `/api/announcements/${id}`))
  expect([(await mine('supervisor1')).unread, (await mine('supervisor2')).unread]).toEqual([0, 1])
  const sent = await good<{ items: object[] }>(ask('chief', '/api/desk/announcements'))
  expect(sent.items[0]).toMatchObject({ id, to: 2, read: 1 })
})
test('what is told to a place is not there for whoever watches over another', async () => {
  const { id } = await told({ areas: ['379981001'] })
  expect((await ask('supervisor1', `/api/announcements/${id}`)).status).toBe(200)
  expect((await ask('supervisor2', `/api/announcements/${id}`)).status).toBe(404)
  expect((await ask('handler', '/api/desk/announcements', { ...TOLD, areas: ['nowhere'] })).status).toBe(422)
})
test('an invitation is told to whoever is asked alone', async () => {
  const { id } = await made()
  await good(invite(id, { people: ['s-supervisor1'] }))
  const own = (await mine('supervisor1')).items.find((one) => one.own)
  expect(own?.title).toContain('请您参加')
  expect((await mine('supervisor2')).items.some((one) => one.own)).toBe(false)
  expect((await ask('supervisor2', `/api/announcements/${own?.id}`)).status).toBe(404)
})
test.each([
  ['stats', 403],
  ['zfj', 403],
  ['supervisor1', 403],
  ['chief', 403],
  [null, 401],
])('%s tells supervisors nothing', async (who, status) => {
  expect((await ask(who, '/api/desk/announcements', TOLD)).status).toBe(status)
})
