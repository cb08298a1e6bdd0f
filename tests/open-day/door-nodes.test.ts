import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../api/app.ts'
import { metrics } from '../../api/health.ts'
import { openStore, type Store } from '../../db/open.ts'
import { startSqld } from '../support/sqld.ts'
import { makeWorld, type World } from '../support/world.ts'
import { acted, browser, lines, phone, registered } from './doors.ts'
import { amiss, held, NOW, openDay, rowsOf } from './made.ts'

const CODE = 'KF-NODES'
const ROUNDS = 8
let server: Awaited<ReturnType<typeof startSqld>>
let w: World
let second: Store
let other: World
beforeAll(async () => {
  server = await startSqld()
  w = await makeWorld({ now: NOW, place: { url: server.url } })
  // Another node: a connection and a memory of its own, the same database and the same secret.
  second = await openStore({ url: server.url })
  const deps = { ...w.deps, store: second }
  other = { ...w, deps, app: createApp(deps, { canary: { ready: true }, metrics: metrics(deps) }) }
})
afterAll(async () => {
  await second?.close()
  await w?.close()
  await server?.stop()
})

test('doors on two nodes: of one registration and of the last seat one wins, and the other is told', async () => {
  await held(w, openDay(CODE, { resident: ROUNDS + 1 }))
  const people = []
  for (let i = 0; i < ROUNDS; i++) people.push(await registered(w, CODE))
  w.at('2026-06-24T08:50:00+08:00')
  const [one, two] = [await phone(w, CODE, '1号门'), await phone(w, CODE, '2号门')]
  const elsewhere = browser(other, two.cookie)
  const tellElsewhere = async (act: ReturnType<typeof acted>) => {
    const body = JSON.stringify({ acts: [act] })
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const answer = await elsewhere('/api/door/acts', init)
    expect(answer.status, await answer.clone().text()).toBe(200)
    return ((await answer.json()) as { results: Awaited<ReturnType<typeof one.tell>> }).results[0]!
  }
  const both = async (said: Parameters<typeof acted>[1]) => {
    const here = one.tell(acted(w, said)).then(([result]) => result!)
    return Promise.all([here, tellElsewhere(acted(w, said))])
  }
  for (const { id } of people) {
    const answers = await both({ act: 'in', registration: id })
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['already', 'in'])
    const winner = answers[0].outcome === 'in' ? '1号门' : '2号门'
    expect(answers.find(({ outcome }) => outcome === 'already')?.before?.door).toBe(winner)
  }
  const last = await both({ act: 'walk-in', party: 1 })
  expect(last.map(({ outcome }) => outcome).sort()).toEqual(['full', 'walked-in'])
  // One act told to both nodes is one.
  const twice = acted(w, { act: 'out', registration: people[0]!.id })
  const [[here], there] = await Promise.all([one.tell(twice), tellElsewhere(twice)])
  expect(there).toEqual(here)
  expect((await rowsOf(w, CODE)).filter(({ state }) => state === 'attended')).toHaveLength(ROUNDS + 1)
  expect(await lines(w, CODE)).toHaveLength(2 * ROUNDS + 3)
  expect(await amiss(w, CODE)).toEqual([])
})
