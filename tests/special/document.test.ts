import type { Client } from '@libsql/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { asking, json, sent } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { numbers, SPECIAL, specials } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await colleagues(w)
})
afterAll(() => w.close())
const { opened, seen, put, arrived } = specials(() => w)

/** How often others could be served while something was done. */
async function turnsWhile(what: () => Promise<Response>): Promise<number> {
  let over = false
  let turns = -1
  const beat = () => {
    turns++
    if (!over) setImmediate(beat)
  }
  beat()
  const answer = await what()
  over = true
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
  return turns
}

describe('a document of one', () => {
  const WRITTEN = {
    template: 'WS-YJ-01',
    department: 'ZFJ',
    subject: '规范搬离物品的手续',
    facts: '近期搬离占道物品，手续和登记不完整，需要核实规范。',
    basis: '《行政执法监督条例》第六条',
    demands: '对照规定逐项核查，补全手续，写出书面说明。',
  }
  const draft = (special: string, more: Record<string, unknown> = {}) =>
    asking(w, 'handler')('/api/desk/directives', json('POST', { ...WRITTEN, special, ...more }))

  test('is proposed from it, stands on its page, and does not tell the body of it', async () => {
    const id = await opened()
    const some = numbers(await arrived(3))
    await put('assign', id, some)
    const start = await asking(w, 'handler')(`/api/desk/directives/proposal?template=WS-YJ-01&special=${id}`)
    expect(await start.json()).toMatchObject({ department: 'ZFJ', subject: SPECIAL.title, cases: some })
    const made = await draft(id, { cases: some })
    expect(made.status, await made.clone().text()).toBe(201)
    const document = (await made.json()) as { id: string; special: { id: string } }
    expect(document.special.id).toBe(id)
    expect((await seen('review', id)).directives.map((d) => d.id)).toEqual([document.id])
    await w.deps.store.writes.commit([
      { sql: "update directives set status = 'served', served_on = '2026-06-15' where id = ?", args: [document.id] },
    ])
    const body = await (await asking(w, 'zfj')(`/api/desk/directives/${document.id}`)).text()
    expect(body).toContain(WRITTEN.facts)
    expect(body).not.toContain(id)
    expect(body).not.toContain(SPECIAL.title)
  })

  test('is held against every case under it, also those it does not name', async () => {
    const id = await opened()
    const account = '他们当街把我晾晒的三十斤红薯干全部倒进河里，一句话也没有说。'
    const { no } = await sent(w, { account })
    const facts = `近期有把${account.slice(5, 20)}的情况，手续和登记不完整，需要核实规范。`
    // The control: without the case under it the words are nobody's.
    expect((await draft(id, { facts })).status).toBe(201)
    await put('assign', id, [no])
    const refused = await draft(id, { facts })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('连续八个字相同')
  })

  test('is held against many by hardly more questions to the database than against few', async () => {
    const { $client: client } = w.deps.store.read as typeof w.deps.store.read & { $client: Client }
    const asked = async (n: number) => {
      const id = await opened()
      await put('assign', id, numbers(await arrived(n)))
      const spy = vi.spyOn(client, 'execute')
      expect((await draft(id)).status).toBe(201)
      const times = spy.mock.calls.length
      spy.mockRestore()
      return times
    }
    const few = await asked(2)
    expect(few).toBeGreaterThan(0)
    // What is kept for a moment may be read anew; a question a case would be 28 more.
    expect(await asked(30)).toBeLessThan(few + 10)
  })

  test('is held against many without stopping everybody else meanwhile', async () => {
    const id = await opened()
    const some = numbers(await arrived(20))
    await put('assign', id, some)
    expect(await turnsWhile(() => draft(id))).toBeGreaterThan(6)
    const ticked = some.map((no) => ({ no, n: 2 }))
    const look = () => asking(w, 'intake')('/api/desk/bulk/preview', json('POST', { action: 'accept', cases: ticked }))
    expect(await turnsWhile(look)).toBeGreaterThanOrEqual(20)
  })

  test('one that somebody may not read cannot be written for', async () => {
    const id = await opened({ department: undefined, sector: '监督办件', person: 'superior' }, 'superior')
    expect((await draft(id)).status).toBe(404)
  })
})
