import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'
import { duties, NOW, serving } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await serving(w, 'supervisor1')
  await serving(w, 'supervisor2', { from: '2026-07-01' })
  await serving(w, 'supervisor3', { to: '2026-06-16' })
})
afterAll(() => w.close())
const { ask, good, made, invite, seen } = duties(() => w)

const TOLD = { title: '培训改期', text: '培训改到下周三上午，地点不变。' }

test('only those are asked whose term covers the day of the task', async () => {
  const june = await made()
  expect(await good(invite(june.id))).toEqual({ invited: 1, before: 0, recused: 0, outside: 2 })
  expect((await seen(june.id)).parts.map(({ supervisor }) => supervisor)).toEqual(['s-supervisor1'])
  expect(await good(invite(june.id, { people: ['s-supervisor2'] }))).toMatchObject({ invited: 0, outside: 1 })
  // Asked before their term begins, to what is in it.
  const july = await made({ on: '2026-07-01', reportBy: undefined })
  expect(await good(invite(july.id))).toEqual({ invited: 2, before: 0, recused: 0, outside: 1 })
  const last = await made({ on: '2026-06-16', reportBy: undefined })
  expect(await good(invite(last.id))).toMatchObject({ invited: 2, outside: 1 })
})

test('what they were asked before it began is in their list when it has', async () => {
  await good(ask('handler', '/api/desk/announcements', TOLD), 201)
  w.at('2026-07-01T08:00:00+08:00')
  const { items } = await good<{ items: { title: string; own: boolean }[] }>(ask('supervisor2', '/api/announcements'))
  expect(items.map(({ title }) => title)).toEqual(['请您参加：餐饮店执法检查跟随观察'])
  w.at(NOW)
})

test('no more have read it than it was told to', async () => {
  const { id } = await good<{ id: string }>(ask('handler', '/api/desk/announcements', TOLD), 201)
  for (const who of ['supervisor1', 'supervisor3']) await good(ask(who, `/api/announcements/${id}`))
  const sent = async () =>
    (await good<{ items: { id: string }[] }>(ask('handler', '/api/desk/announcements'))).items.find(
      (one) => one.id === id,
    )
  expect(await sent()).toMatchObject({ to: 2, read: 2 })
  const stop = (state: string) =>
    w.deps.store.writes.commit([
      { sql: "update supervisors set state = ? where login in ('supervisor1', 'supervisor3')", args: [state] },
    ])
  await stop('expired')
  expect(await sent()).toMatchObject({ to: 0, read: 0 })
  await stop('serving')
  expect(await sent()).toMatchObject({ to: 2, read: 2 })
})
