import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { newNumber } from '../../api/case/number.ts'
import { BUDGETS, Limits } from '../../api/limits.ts'
import { lookUp } from '../../api/track/proven.ts'
import { asking, fakeRender, form, from, json, pageToken, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
let one: Sent
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  one = await sent(w)
})
afterAll(() => w.close())
afterEach(() => vi.restoreAllMocks())

const CODE = '0123456789ABCDEFGHJKMNPQ'
/** Everything an answer says, its own number aside. */
async function bytes(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id').sort()
  return JSON.stringify([answer.status, headers, await answer.text()])
}
const otherCheck = (no: string) => no.slice(0, -1) + (no.endsWith('A') ? 'B' : 'A')

describe('what the sender sees', () => {
  test('the fields of the contract', async () => {
    expect(await (await track(w, one.no, one.queryCode)).json()).toEqual({
      no: one.no,
      kind: 'complaint',
      company: false,
      status: 'received',
      statusLabel: '待受理',
      receivedAt: '2026-06-15T02:24:00.000Z',
      dueOn: '2026-06-23',
      acceptBy: '2026-06-23',
      answerBy: '2026-07-23',
      because: expect.any(String),
      provisional: false,
      timeline: [{ at: '2026-06-15T02:24:00.000Z', label: '已提交' }],
      messages: [],
      files: [],
      directives: [],
      rating: null,
      improvement: null,
      may: ['withdraw', 'edit', 'write', 'supplement'],
      editableUntil: '2026-06-15T02:34:00.000Z',
      notices: false,
      proof: { seal: expect.stringMatching(/^[\w-]{16}$/), intact: true },
    })
  })
  test('what the desk does shows, what it notes for itself does not', async () => {
    const { no, queryCode } = await sent(w)
    const desk = (login: string, body: object) => asking(w, login)(`/api/desk/cases/${no}/steps`, json('POST', body))
    expect((await desk('intake', { action: 'accept', n: 1, note: '内部说明，不给来件人看' })).status).toBe(200)
    expect((await desk('handler', { action: 'record', n: 2, note: '已去现场看过，内部情况' })).status).toBe(200)
    expect((await desk('handler', { action: 'answer', n: 3, note: '经查，扣押没有依据，已经退还。' })).status).toBe(200)
    const text = await (await track(w, no, queryCode)).text()
    const seen = JSON.parse(text) as {
      status: string
      dueOn: string | null
      timeline: { label: string; text?: string }[]
      may: string[]
    }
    expect(seen).toMatchObject({ status: 'answered', dueOn: null, may: ['write', 'supplement', 'rate', 'recheck'] })
    expect(seen.timeline.map(({ label, text: said }) => [label, said])).toEqual([
      ['已提交', undefined],
      ['已受理', undefined],
      ['已答复', '经查，扣押没有依据，已经退还。'],
    ])
    expect(text).not.toMatch(/内部|intake|handler|陈安|林知行/)
  })
})

describe('a wrong number, a wrong code, a wrong sign', () => {
  test('are the same bytes and the same headers', async () => {
    const wrong: [no: string, code: string][] = [
      [one.no, CODE],
      [one.no, ''],
      [one.no, one.queryCode.slice(0, -1)],
      [one.no, `${one.queryCode}0`],
      [one.no, `U${one.queryCode.slice(1)}`],
      [one.no, 'x'.repeat(5000)],
      [one.no, one.no],
      [newNumber('2026'), one.queryCode],
      [newNumber('1999'), CODE],
      [otherCheck(one.no), one.queryCode],
      [otherCheck(one.no), CODE],
      [one.no.slice(0, -1), one.queryCode],
      ['none', one.queryCode],
      ['2026', one.queryCode],
      ["' or 1=1 --", one.queryCode],
      ['2026-00000000?', one.queryCode],
      ['0000-00000000?', CODE],
      ['constructor', CODE],
      ['__proto__', CODE],
      ['编号', CODE],
      ['9'.repeat(2000), CODE],
      [`${one.no}x`, one.queryCode],
    ]
    const answers = new Set(await Promise.all(wrong.map(async ([no, code]) => bytes(await track(w, no, code)))))
    expect([...answers]).toHaveLength(1)
    expect([...answers][0]).toMatch(/^\[404,.*no_such_case/)
    const withdrawals = new Set(
      await Promise.all(
        wrong.map(async ([no, code]) =>
          bytes(
            await w.app.request(`/api/track/${encodeURIComponent(no)}/withdraw`, {
              method: 'POST',
              headers: { 'x-query-code': code },
            }),
          ),
        ),
      ),
    )
    expect(withdrawals).toEqual(answers)
  })
  test('cost the same: of a case nothing but the digest is read before the code is right', async () => {
    const { read } = w.deps.store
    const reads = async (no: string, code: string) => {
      const spy = vi.spyOn(read, 'select')
      await track(w, no, code)
      const n = spy.mock.calls.length
      spy.mockRestore()
      return n
    }
    const wrong = [
      [one.no, CODE],
      [newNumber('2026'), CODE],
      ['none', CODE],
      [otherCheck(one.no), one.queryCode],
      [one.no, ''],
    ] as const
    const counts = []
    for (const [no, code] of wrong) counts.push(await reads(no, code))
    expect(new Set(counts)).toEqual(new Set([1]))
    // Negative control: the right code reads the rest.
    expect(await reads(one.no, one.queryCode)).toBeGreaterThan(1)
  })
  test('a number nobody has reads a row all the same: the next one’s', async () => {
    const rows = await w.deps.store.heavy.rows<{ no: string; hash: string }>(
      'select no, code_hash as hash from cases order by no',
    )
    const [first] = rows
    expect(await lookUp(w.deps, '2000-00000000A')).toEqual({ codeHash: first?.hash, exists: false })
    expect(await lookUp(w.deps, first?.no ?? '')).toEqual({ codeHash: first?.hash, exists: true })
    // The right code of that next case opens nothing under the number nobody has.
    const next = await sent(w)
    const before = next.no.slice(0, -1)
    expect(await lookUp(w.deps, before)).toMatchObject({ exists: false })
    expect((await track(w, before, next.queryCode)).status).toBe(404)
  })
  test('look alike on the page too, and say nothing back but what was typed', async () => {
    const pages = await Promise.all(
      [
        { no: one.no, code: CODE },
        { no: otherCheck(one.no), code: CODE },
        { no: '..', code: CODE },
        { no: '/', code: CODE },
        { no: '2026', code: '' },
        { no: '', code: '' },
      ].map((v) => form(w, '/track', v)),
    )
    for (const page of pages) {
      expect(page.status).toBe(404)
      expect(await page.text()).toContain('编号或查询码不对')
    }
  })
  test('the code in an address is no code', async () => {
    for (const name of ['code', 'queryCode', 'query_code', 'x-query-code', 'X-Query-Code'])
      expect((await w.app.request(`/api/track/${one.no}?${name}=${one.queryCode}`)).status).toBe(404)
    expect((await w.app.request(`/api/track/${one.no}/${one.queryCode}`)).status).toBe(404)
    expect((await w.app.request(`/api/track/${one.no}`, { headers: { cookie: `code=${one.queryCode}` } })).status).toBe(
      404,
    )
  })
})

describe('guessing', () => {
  const limited = async () => {
    w.deps.limits = new Limits(true)
  }
  afterEach(() => {
    w.deps.limits = new Limits(false)
    w.at('2026-06-15T10:24:00+08:00')
  })
  const guess = async (address: string, no = one.no, code = CODE): Promise<Response> =>
    w.app.request(`/api/track/${no}`, { headers: { 'x-query-code': code } }, from(address, `/api/track/${no}`))
  const { each, all, window } = BUDGETS.track_miss

  test('slows its source down, others not, and the case is never locked', async () => {
    await limited()
    for (let i = 0; i < each; i++) expect((await guess('203.0.113.7')).status).toBe(404)
    const slow = await guess('203.0.113.7')
    expect([slow.status, Number(slow.headers.get('retry-after'))]).toEqual([429, window / 1000])
    expect((await guess('203.0.113.200')).status, 'the same /24').toBe(429)
    expect((await guess('203.0.113.7', one.no, one.queryCode)).status, 'the right code never waits').toBe(200)
    expect((await guess('198.51.100.1', one.no, one.queryCode)).status).toBe(200)
    expect((await guess('198.51.100.1')).status).toBe(404)
    w.at(new Date(Date.parse('2026-06-15T10:24:00+08:00') + window + 1))
    expect((await guess('203.0.113.7', one.no, one.queryCode)).status).toBe(200)
  })
  test('a thousand at once are counted before any is answered', async () => {
    await limited()
    const statuses = await Promise.all(Array.from({ length: 1000 }, () => guess('203.0.113.8').then((r) => r.status)))
    expect(statuses.filter((s) => s === 404)).toHaveLength(each)
    expect(statuses.filter((s) => s === 429)).toHaveLength(1000 - each)
  })
  test('strangers everywhere shut nobody out', async () => {
    await limited()
    for (let i = 0; i < all; i++) await guess(`10.${i >> 8}.${i & 255}.1`)
    expect((await guess('198.51.100.2', one.no, one.queryCode)).status).toBe(200)
    expect((await guess('198.51.100.2')).status).toBe(404)
  })
  test('right codes cost nothing', async () => {
    await limited()
    for (let i = 0; i < each * 3; i++) expect((await guess('203.0.113.9', one.no, one.queryCode)).status).toBe(200)
    for (let i = 0; i < each; i++) expect((await guess('203.0.113.9')).status).toBe(404)
  })
  test('negative control: with limits off nobody waits', async () => {
    for (let i = 0; i < each * 3; i++) expect((await guess('203.0.113.10')).status).toBe(404)
  })
})

describe('withdrawing', () => {
  const withdraw = ({ no, queryCode }: Sent) =>
    w.app.request(`/api/track/${no}/withdraw`, { method: 'POST', headers: { 'x-query-code': queryCode } })
  test('works once, then it is 409', async () => {
    const own = await sent(w)
    const answer = await withdraw(own)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'withdrawn', dueOn: null, may: [] }),
    ])
    expect((await withdraw(own)).status).toBe(409)
    expect((await withdraw(own)).status).toBe(409)
  })
  test('ten at once are one', async () => {
    const own = await sent(w)
    expect((await Promise.all(Array.from({ length: 10 }, () => withdraw(own)))).map((a) => a.status).sort()).toEqual([
      200,
      ...Array(9).fill(409),
    ])
    const rows = await w.deps.store.heavy.rows({
      sql: 'select n from events where stream = ?',
      args: [`case/${own.no}`],
    })
    expect(rows).toHaveLength(2)
  })
  test('works after acceptance, not after an answer', async () => {
    const own = await sent(w)
    await asking(w, 'intake')(`/api/desk/cases/${own.no}/steps`, json('POST', { action: 'accept', n: 1 }))
    expect((await withdraw(own)).status).toBe(200)
    const answered = await sent(w)
    await asking(w, 'intake')(`/api/desk/cases/${answered.no}/steps`, json('POST', { action: 'accept', n: 1 }))
    await asking(w, 'handler')(
      `/api/desk/cases/${answered.no}/steps`,
      json('POST', { action: 'answer', n: 2, note: '经查，扣押没有依据，已经退还。' }),
    )
    expect((await withdraw(answered)).status).toBe(409)
  })
  test('with one key it is one withdrawal and one answer, and another’s key is another key', async () => {
    const [own, other] = [await sent(w), await sent(w)]
    const keyed = (of: Sent) =>
      w.app.request(`/api/track/${of.no}/withdraw`, {
        method: 'POST',
        headers: { 'x-query-code': of.queryCode, 'idempotency-key': '0123456789abcdef' },
      })
    const answers = await Promise.all([keyed(own), keyed(own)])
    answers.push(await keyed(own))
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200])
    expect(new Set(await Promise.all(answers.map((a) => a.text()))).size).toBe(1)
    expect((await keyed({ ...own, queryCode: other.queryCode })).status).toBe(404)
    expect(await (await keyed(other)).json()).toMatchObject({ no: other.no, status: 'withdrawn' })
    // Negative control: without the key the second is told that somebody was first.
    expect((await withdraw(own)).status).toBe(409)
  })
  test('a double click on the page is one withdrawal', async () => {
    const own = await sent(w)
    const opened = await form(w, '/track', { no: own.no, code: own.queryCode })
    const headers = { cookie: opened.headers.getSetCookie()[0]!.split(';')[0]!, origin: 'http://localhost' }
    const _token = pageToken(w)
    const both = await Promise.all([1, 2].map(() => form(w, '/track/withdraw', { _token }, headers)))
    expect(both.map((a) => a.status)).toEqual([303, 303])
    expect((await form(w, '/track/withdraw', {}, headers)).status).toBe(409)
  })
  test('from the page, with the sealed cookie alone', async () => {
    const own = await sent(w)
    const opened = await form(w, '/track', { no: own.no, code: own.queryCode })
    const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!
    expect((await form(w, '/track/withdraw', {}, { cookie, origin: 'http://localhost' })).status).toBe(303)
    expect((await form(w, '/track/withdraw', {}, { cookie, origin: 'http://localhost' })).status).toBe(409)
    expect((await form(w, '/track/withdraw', {}, { cookie: 'track=forged', origin: 'http://localhost' })).status).toBe(
      404,
    )
  })
})

describe('a sealed case', () => {
  test('looks the same to its sender at every stage', async () => {
    const own = await sent(w, { category: 'T28' })
    // The ten minutes of editing end for every case alike.
    w.at('2026-06-15T10:40:00+08:00')
    const seen = async () => {
      const { because: _b, ...rest } = (await (await track(w, own.no, own.queryCode)).json()) as Record<string, unknown>
      return JSON.stringify(rest)
    }
    const first = await seen()
    expect(JSON.parse(first)).toMatchObject({
      status: 'received',
      statusLabel: '正在依法处理',
      may: ['withdraw', 'write', 'supplement'],
      timeline: [{ label: '已提交' }],
    })
    w.at('2026-06-18T09:00:00+08:00')
    for (const [n, body] of [{ action: 'accept' }, { action: 'record', note: '已经移送有关机关。' }].entries()) {
      expect(
        (await asking(w, 'sealed1')(`/api/desk/cases/${own.no}/steps`, json('POST', { ...body, n: n + 1 }))).status,
      ).toBe(200)
      expect(await seen()).toBe(first)
    }
    const moved = await w.deps.store.heavy.rows<{ due_on: string; answer_by: string }>({
      sql: 'select due_on, answer_by from cases where no = ?',
      args: [own.no],
    })
    // Negative control: inside, the dates did move.
    expect(moved[0]?.due_on).not.toBe((JSON.parse(first) as { dueOn: string }).dueOn)
    w.at('2026-06-15T10:24:00+08:00')
  })
  test('says that it was withdrawn', async () => {
    const own = await sent(w, { category: 'T27' })
    await w.app.request(`/api/track/${own.no}/withdraw`, { method: 'POST', headers: { 'x-query-code': own.queryCode } })
    expect(await (await track(w, own.no, own.queryCode)).json()).toMatchObject({
      status: 'withdrawn',
      statusLabel: '已撤回',
      dueOn: null,
    })
  })
})
