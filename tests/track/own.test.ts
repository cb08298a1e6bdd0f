import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { fakeRender, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { MORNING, type Seen, sending } from './sender.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())
afterEach(() => {
  vi.restoreAllMocks()
  w.at(MORNING)
})
const { call, seen, rows, refused } = sending(() => w)

describe('a new query code', () => {
  test('opens at once, and the old one at once no more', async () => {
    const of = await sent(w)
    const answer = await call(of, 'code')
    expect(answer.status, await answer.clone().text()).toBe(200)
    const renewed = (await answer.json()) as Sent
    expect(renewed.no).toBe(of.no)
    expect(renewed.queryCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/)
    expect((await track(w, of.no, of.queryCode)).status).toBe(404)
    expect((await seen(renewed)).timeline.at(-1)?.label).toBe('您换了查询码')
    expect((await call(of, 'code')).status).toBe(404)
  })
  test('of ten at once one is answered, and what it was given opens', async () => {
    const of = await sent(w)
    const all = await Promise.all(Array.from({ length: 10 }, () => call(of, 'code')))
    expect(all.map((a) => a.status).sort()).toEqual([200, ...Array(9).fill(404)])
    const renewed = (await all.find((a) => a.status === 200)?.json()) as Sent
    expect((await track(w, of.no, renewed.queryCode)).status).toBe(200)
  })
  test('an answer lost on the way comes again under the same key; without the key it does not', async () => {
    const of = await sent(w)
    const key = { 'idempotency-key': 'lost-on-the-way-1' }
    const [first, again] = [await call(of, 'code', {}, key), await call(of, 'code', {}, key)]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(await again.json()).toEqual(await first.json())
    await refused(await call({ ...of, queryCode: '0'.repeat(24) }, 'code', {}, key), 422, 'same_key_other_body')
    await refused(await call(of, 'code', {}, { 'idempotency-key': 'another-key-entirely' }), 404, 'no_such_case')
  })
  test('it stands nowhere in the database', async () => {
    const of = await sent(w)
    const { queryCode } = (await (
      await call(of, 'code', {}, { 'idempotency-key': '0123456789abcdefgh' })
    ).json()) as Sent
    const tables = await rows<{ name: string }>("select name from sqlite_master where type = 'table'")
    for (const { name } of tables.filter((t) => !t.name.startsWith('case_terms')))
      expect(JSON.stringify(await rows(`select * from "${name}"`)), name).not.toContain(queryCode)
  })
})

describe('the sender’s own', () => {
  test('copy has all that was sent and all that was said', async () => {
    const of = await sent(w, {
      person: { name: '周女士', phone: '19900001234', email: 'zhou@example.cn' },
      confidential: true,
      about: { department: 'ZFJ', place: '文昌路12号', officer: '王五' },
      remedy: '退还三轮车。',
      document: '澄综执扣〔2026〕31号',
    })
    await call(of, 'messages', { text: '请尽快。' })
    const copy = (await (
      await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
    ).json()) as { sent: unknown; case: Seen }
    expect(copy.sent).toEqual({
      category: 'T05',
      about: { department: 'ZFJ', place: '文昌路12号', officer: '王五' },
      account: expect.any(String),
      remedy: '退还三轮车。',
      document: '澄综执扣〔2026〕31号',
      person: { name: '周女士', phone: '19900001234', email: 'zhou@example.cn' },
      confidential: true,
    })
    expect(copy.case.messages).toHaveLength(1)
    expect(JSON.stringify(copy)).not.toContain(of.queryCode)
  })
})
