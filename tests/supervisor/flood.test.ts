import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { inPublicity, NOW } from './applied.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW, env: { LIMITS: 'on' } })
  await team(w)
})
afterAll(() => w.close())

test('one network cannot bury an appointment under objections; the same again is none more', async () => {
  const { id } = await inPublicity(w)
  const objects = (text: string, key: string) =>
    post(w, `/api/supervisors/${id}/objections`, { text }, { 'idempotency-key': key })
  const text = (n: number) => `他第${n}次在公示期里让人担心，请核实这件事（示例）。`
  for (let n = 1; n <= 30; n++) {
    expect((await objects(text(n), `objection-number-${n}-once`)).status, `${n}`).toBe(201)
    expect((await objects(text(n), `objection-number-${n}-once`)).status, `${n} again`).toBe(201)
  }
  const more = await objects(text(31), 'objection-number-31-once')
  expect(more.status).toBe(429)
  expect(await more.text()).toMatch(/稍后|再试/)
})

test('whoever reads names by several steps or to invite is written down as by the list', async () => {
  const seen = async () =>
    (
      (await (await asking(w, 'stats')('/api/desk/audit?what=supervisors')).json()) as { items: { who: string }[] }
    ).items.filter(({ who }) => who === 'handler').length
  const { id } = await inPublicity(w)
  const before = await seen()
  const bulk = { action: 'pass', who: [{ id, n: 999 }], remark: '核对过。' }
  expect((await asking(w, 'handler')('/api/desk/supervisors/bulk', json('POST', bulk))).status).toBe(200)
  expect(await seen()).toBe(before + 1)
  expect((await asking(w, 'handler')('/api/desk/duties/choices')).status).toBe(200)
  expect(await seen()).toBe(before + 2)
})
