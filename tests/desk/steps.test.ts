import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { asking, json, sent } from '../support/ask.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await sent(w)
})
afterAll(() => w.close())

const { listed, step } = desk(() => w)

describe('steps', () => {
  const fresh = async () => (await sent(w)).no
  const accepted = async () => {
    const of = await fresh()
    await step('intake', of, { action: 'accept', n: 1 })
    return of
  }
  test('the fields a case offers are the fields its steps take', async () => {
    interface Offered {
      n: number
      status: string
      allowed: {
        action: string
        fields: { name: string; kind: string; required: boolean; minLength?: number; options?: { value: string }[] }[]
      }[]
    }
    const answerTo = (f: Offered['allowed'][number]['fields'][number]) =>
      (f.kind === 'several' ? f.options?.slice(0, 2).map((o) => o.value) : undefined) ??
      f.options?.find((o) => o.value === 'ZFJ')?.value ??
      f.options?.[0]?.value ??
      (f.kind === 'check' ? true : f.kind === 'date' ? '2026-06-30' : undefined) ??
      '办'.repeat(Math.max(f.minLength ?? 1, 3))
    const taken = new Set<string>()
    for (const full of [true, false])
      for (const path of [
        [
          'intake',
          'accept',
          'assign',
          'assign',
          'handler',
          'sign',
          'handler',
          'record',
          'handler',
          'answer',
          'handler',
          'close',
        ],
        ['intake', 'refuse'],
        ['intake', 'message', 'intake', 'accept', 'handler', 'enquire', 'review', 'seal'],
      ]) {
        const of = await fresh()
        for (let i = 0; i < path.length; i += 2) {
          const [login = '', action = ''] = path.slice(i, i + 2)
          const seen = (await (await asking(w, login)(`/api/desk/cases/${of}`)).json()) as Offered
          const offer = seen.allowed.find((a) => a.action === action)
          expect(offer, `${login} ${action}`).toBeDefined()
          const said = Object.fromEntries(
            offer!.fields
              // Whoever may be named depends on who works there; words for others on there being others.
              .filter((f) => (full || f.required) && !['person', 'second', 'others'].includes(f.name))
              .map((f) => [f.name, answerTo(f)]),
          )
          const answer = await step(login, of, { action, n: seen.n, ...said })
          expect(answer.status, await answer.clone().text()).toBe(200)
          expect(((await answer.json()) as Offered).n).toBe(seen.n + 1)
          taken.add(action)
          // Sealed, it is there for nobody of these any more.
          if (action === 'seal') break
          for (const f of offer!.fields.filter((f) => f.required)) {
            const { [f.name]: _gone, ...less } = said
            expect([422, 409]).toContain((await step(login, of, { action, n: seen.n, ...less })).status)
          }
        }
      }
    expect([...taken].sort()).toEqual([
      'accept',
      'answer',
      'assign',
      'close',
      'enquire',
      'message',
      'record',
      'refuse',
      'seal',
      'sign',
    ])
  })
  test('on an older page: 409, and nothing moves', async () => {
    const of = await accepted()
    for (const n of [1, 3, 99]) expect((await step('assign', of, { action: 'assign', n })).status).toBe(409)
    expect((await step('assign', of, { action: 'assign', n: 2 })).status).toBe(200)
  })
  test('from the wrong state: 409; not of one’s role: 403', async () => {
    const of = await accepted()
    expect((await step('intake', of, { action: 'accept', n: 2 })).status).toBe(409)
    expect((await step('handler', of, { action: 'close', n: 2 })).status).toBe(409)
    expect((await step('intake', of, { action: 'assign', n: 2 })).status).toBe(403)
    expect((await step('chief', of, { action: 'assign', n: 2 })).status).toBe(403)
    expect((await step('handler', of, { action: 'withdraw', n: 2 })).status).toBe(403)
    // The sender’s step is not the desk’s, and the desk cannot take it in the sender’s name.
    expect(
      (await step('handler', of, { action: 'withdraw', n: 2, by: 'citizen', actor: { kind: 'citizen' } })).status,
    ).toBe(422)
  })
  test('unknown actions, wrong numbers and foreign fields: 422 in words', async () => {
    const of = await fresh()
    const wrong = [
      {},
      { action: 'accept' },
      { action: 'drop', n: 1 },
      { action: 'constructor', n: 1 },
      { action: 'toString', n: 1 },
      { action: ['accept'], n: 1 },
      { action: 'accept', n: 0 },
      { action: 'accept', n: -1 },
      { action: 'accept', n: 1.5 },
      { action: 'accept', n: 'x' },
      { action: 'accept', n: 1, handler: 'ZFJ' },
      { action: 'accept', n: 1, status: 'closed' },
      { action: 'accept', n: 1, note: 7 },
      { action: 'accept', n: 1, note: 'a\u202eb' },
      { action: 'refuse', n: 1, reason: 'RJ99', note: '不属于受理范围，请向法院提起诉讼。' },
    ]
    for (const body of wrong) {
      const answer = await step('intake', of, body)
      expect(answer.status, JSON.stringify(body)).toBe(422)
      for (const f of ((await answer.json()) as { fields: { message: string }[] }).fields)
        expect(f.message).toMatch(/[\u4e00-\u9fff]/)
    }
    expect(((await (await asking(w, 'intake')(`/api/desk/cases/${of}`)).json()) as { n: number }).n).toBe(1)
  })
  test('numbers that are none are not taken for one', async () => {
    const of = await fresh()
    for (const n of [true, [1], '0x1', ' 1', '1e0', '１', '1.0', null, '', {}, 2 ** 53 + 2])
      expect((await step('intake', of, { action: 'accept', n })).status, JSON.stringify(n)).not.toBe(200)
    for (const limit of [
      '0x10',
      '1e1',
      '10.0',
      '+5',
      '%2010',
      '１',
      'NaN',
      'Infinity',
      '',
      '-1',
      '0',
      '101',
      '9007199254740993',
      'true',
    ])
      expect((await asking(w, 'intake')(`/api/desk/cases?limit=${limit}`)).status, limit).toBe(422)
    expect((await step('intake', of, { action: 'accept', n: '1' })).status, 'a form sends text').toBe(200)
  })
  test('twenty at once: one wins, nineteen are told', async () => {
    for (let round = 0; round < 3; round++) {
      const of = await accepted()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          step('handler', of, { action: i % 2 ? 'record' : 'answer', n: 2, note: `第${i}个人同时在办这一件事情` }),
        ),
      )
      expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
      const rows = await w.deps.store.heavy.rows<{ n: number }>({
        sql: 'select n from events where stream = ? order by n',
        args: [`case/${of}`],
      })
      expect(rows.map((r) => r.n)).toEqual([1, 2, 3])
      expect((await listed('handler')).total).toBe(
        Object.values((await listed('handler')).counts).reduce((a, b) => a + b, 0),
      )
    }
  })
  test('negative control: one after another all of them are taken', async () => {
    const of = await accepted()
    for (let i = 0; i < 5; i++)
      expect((await step('handler', of, { action: 'record', n: 2 + i, note: '一个接一个地办' })).status).toBe(200)
  })
})

describe('a step sent again with its key', () => {
  const KEY = { 'idempotency-key': '0123456789abcdef' }
  const keyed = (login: string, of: string, body: unknown) => {
    const init = json('POST', body)
    return asking(w, login)(`/api/desk/cases/${of}/steps`, { ...init, headers: { ...init.headers, ...KEY } })
  }
  const accept = (note = '一次点了两下') => ({ action: 'accept', n: 1, note })
  const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map((a) => a.status)
  // A key is good for a day: each situation has a day of its own.
  let day = 15
  beforeEach(() => w.at(`2026-07-${++day}T10:00:00+08:00`))
  afterAll(() => w.at('2026-06-15T10:24:00+08:00'))

  test('is taken once and answered alike, at once and later', async () => {
    const { no } = await sent(w)
    expect(await statuses([1, 2, 3].map(() => keyed('intake', no, accept())))).toEqual([200, 200, 200])
    expect(await (await keyed('intake', no, accept())).json()).toMatchObject({ no, n: 2, status: 'accepted' })
    // Negative control: without the key it is somebody else's step.
    expect((await step('intake', no, accept())).status).toBe(409)
  })
  test('with other words, or for another case, is refused', async () => {
    const [{ no }, other] = [await sent(w), await sent(w)]
    await keyed('intake', no, accept())
    const wrong = [keyed('intake', no, accept('别的话')), keyed('intake', other.no, accept())]
    expect(await statuses(wrong)).toEqual([422, 422])
  })
  test('is nothing to anybody else: their key is their own', async () => {
    const { no } = await sent(w)
    await keyed('intake', no, accept())
    expect(await statuses([keyed('chief', no, accept()), keyed('handler', no, accept())])).toEqual([403, 403])
    expect((await keyed('sealed1', no, accept())).status).toBe(404)
  })
  test('shows what may be seen now: the case is drawn anew, only that it was done is kept', async () => {
    const { no } = await sent(w)
    await keyed('intake', no, accept())
    await step('assign', no, { action: 'assign', n: 2 })
    expect(await (await keyed('intake', no, accept())).json()).toMatchObject({ n: 3, status: 'assigned' })
    await w.deps.store.writes.commit([{ sql: "insert into case_blind (no, department) values (?, 'SFJ')", args: [no] }])
    expect((await keyed('intake', no, accept())).status).toBe(404)
  })
  test('that was refused leaves the key free', async () => {
    const { no } = await sent(w)
    expect((await keyed('intake', no, { ...accept(), n: 9 })).status).toBe(409)
    expect((await keyed('intake', no, accept())).status).toBe(200)
  })
})
