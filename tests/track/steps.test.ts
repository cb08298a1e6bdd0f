import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { asking, fakeRender, json, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { ANSWER, MORNING, sending } from './sender.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())
afterEach(() => {
  vi.restoreAllMocks()
  w.at(MORNING)
})
const { call, seen, desk, row, answered, refused, minutes } = sending(() => w)

describe('messages and material', () => {
  test('go both ways, notes of the desk do not', async () => {
    const of = await sent(w)
    await desk(of, 'intake', { action: 'accept', note: '内部说明不给来件人看' })
    expect((await call(of, 'messages', { text: '早餐店的店主也看到了。' })).status).toBe(200)
    await desk(of, 'handler', { action: 'message', note: '好的，我们去找店主核实。' })
    const { messages } = await seen(of)
    expect(messages.map(({ from, text }) => [from, text])).toEqual([
      ['you', '早餐店的店主也看到了。'],
      ['desk', '好的，我们去找店主核实。'],
    ])
    expect(JSON.stringify(await seen(of))).not.toContain('内部说明')
  })
  test('a query code in them is refused before it is kept', async () => {
    const of = await sent(w)
    const groups = of.queryCode.match(/.{4}/g) ?? []
    for (const code of [groups.join(' '), groups.join('-'), of.queryCode, `${of.no} ${of.queryCode.toLowerCase()}`]) {
      const text = `我的查询码是${code}，请帮我看看这件事。`
      for (const path of ['messages', 'supplement'])
        expect(await refused(await call(of, path, { text }), 422, 'invalid'), code).toEqual([
          { path: 'text', message: expect.stringContaining('查询码') },
        ])
      for (const path of ['account', 'remedy'])
        expect(await refused(await call(of, 'edit', { [path]: text }), 422, 'invalid'), code).toEqual([
          { path, message: expect.stringContaining('查询码') },
        ])
    }
    expect((await seen(of)).messages).toEqual([])
    // Other long numbers are none: a certificate of a company, an order, a digest.
    const others = '91370000MA3C0000XY、420000123420260615123456、d41d8cd98f00b204e9800998ecf8427e'
    expect((await call(of, 'messages', { text: `证照和订单：${others}` })).status).toBe(200)
  })
  test('an empty supplement is none', async () => {
    const of = await sent(w)
    expect((await refused(await call(of, 'supplement', {}), 422, 'invalid'))?.[0]?.path).toBe('text')
    expect((await call(of, 'supplement', { text: '车停在路口的东侧。' })).status).toBe(200)
    expect((await seen(of)).timeline.map((t) => t.label)).toEqual(['已提交', '您补充了材料'])
  })
  test('one key is one message, however often and however parallel', async () => {
    const of = await sent(w)
    const key = { 'idempotency-key': '0123456789abcdef' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(of, 'messages', { text: '请尽快。' }, key)))
    answers.push(await call(of, 'messages', { text: '请尽快。' }, key))
    expect(answers.map((a) => a.status)).toEqual(Array(6).fill(200))
    expect((await seen(of)).messages).toHaveLength(1)
    await refused(await call(of, 'messages', { text: '别的话。' }, key), 422, 'same_key_other_body')
    // Negative control: without the key each is one.
    await call(of, 'messages', { text: '请尽快。' })
    expect((await seen(of)).messages).toHaveLength(2)
  })
  test('the desk moving on meanwhile loses no message', async () => {
    const of = await sent(w)
    await Promise.all([
      call(of, 'messages', { text: '第一句。' }),
      call(of, 'messages', { text: '第二句。' }),
      asking(w, 'intake')(`/api/desk/cases/${of.no}/steps`, json('POST', { action: 'accept', n: 1 })),
      call(of, 'messages', { text: '第三句。' }),
    ]).then((all) => expect(all.map((a) => a.status).filter((s) => s !== 200 && s !== 409)).toEqual([]))
    expect((await seen(of)).messages.map((m) => m.text).sort()).toEqual(['第一句。', '第三句。', '第二句。'])
  })
  test('after the end there is nobody to write to', async () => {
    const of = await sent(w)
    await call(of, 'withdraw')
    await refused(await call(of, 'messages', { text: '还在吗？' }), 409, 'not_now')
    expect((await seen(of)).may).toEqual([])
  })
})

describe('rating', () => {
  test('once for each answer, with reasons that fit the grade', async () => {
    const of = await answered()
    expect((await seen(of)).may).toContain('rate')
    const fields = await refused(await call(of, 'rating', { grade: 5, reasons: ['slow'] }), 422, 'invalid')
    expect(fields?.[0]?.path).toBe('reasons')
    const answer = await call(of, 'rating', { grade: 2, reasons: ['slow', 'unclear'], text: '等了很久。' })
    expect(answer.status, await answer.clone().text()).toBe(200)
    expect((await seen(of)).rating).toMatchObject({ grade: 2 })
    expect((await seen(of)).may).not.toContain('rate')
    expect(await row('select rating from cases where no = ?', of.no)).toEqual({ rating: 2 })
    await refused(await call(of, 'rating', { grade: 5 }), 409, 'one_rating')
  })
  test('no answer, no rating', async () => {
    const of = await sent(w)
    await refused(await call(of, 'rating', { grade: 5 }), 409, 'not_now')
  })
  test('no grade but the five', async () => {
    const of = await answered()
    for (const grade of [0, 6, 2.5, '好', null, undefined])
      expect((await call(of, 'rating', { grade })).status).toBe(422)
  })
  test('twenty at once are one', async () => {
    const of = await answered()
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => call(of, 'rating', { grade: (i % 5) + 1 })))
    expect(all.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
  })
})

describe('a recheck', () => {
  const WHY = '当时没有听我解释，证据也没有看。'
  test('once, by somebody else, and a new answer may be rated anew', async () => {
    const of = await answered()
    await call(of, 'rating', { grade: 1, reasons: ['unfair'] })
    expect((await seen(of)).recheckUntil).toBe('2026-06-25')
    const answer = await call(of, 'recheck', { text: WHY })
    expect(answer.status, await answer.clone().text()).toBe(200)
    expect(await seen(of)).toMatchObject({ status: 'recheck' })
    await refused(await call(of, 'recheck', { text: WHY }), 409, 'not_now')
    const { n } = await row<{ n: number }>('select n from cases where no = ?', of.no)
    const own = await asking(w, 'handler')(
      `/api/desk/cases/${of.no}/steps`,
      json('POST', { action: 'recheck', n, decision: 'uphold', note: '维持原来的答复，理由如下。' }),
    )
    expect(own.status).toBe(403)
    await desk(of, 'chief', { action: 'recheck', decision: 'uphold', note: '重新看过全部证据，维持原来的答复。' })
    const after = await seen(of)
    expect(after).toMatchObject({ status: 'answered' })
    expect(after.timeline.at(-1)).toMatchObject({ label: '复核有结果', text: '重新看过全部证据，维持原来的答复。' })
    expect(after.may).toContain('rate')
    expect(after.may).not.toContain('recheck')
    await refused(await call(of, 'recheck', { text: WHY }), 409, 'one_recheck')
  })
  test('within the published limit', async () => {
    const of = await answered()
    w.at('2026-06-25T23:59:00+08:00')
    expect((await seen(of)).may).toContain('recheck')
    w.at('2026-06-26T00:00:00+08:00')
    expect((await seen(of)).may).not.toContain('recheck')
    await refused(await call(of, 'recheck', { text: WHY }), 409, 'recheck_over')
  })
  test('five days where a company is concerned, the last moved to a working day', async () => {
    // Five days from Monday end on Saturday; Monday after is the last (19 to 21 June are days off).
    const of = await answered({ category: 'T13', enterprise: { name: '某某餐饮店（示例）' } })
    expect((await seen(of)).recheckUntil).toBe('2026-06-22')
  })
  test('none of praise, whose table knows no recheck', async () => {
    const of = await sent(w, { category: 'T90' })
    await desk(of, 'handler', { action: 'answer', note: '谢谢您的表扬，已经转告。' }).catch(() => undefined)
    expect((await seen(of)).may).not.toContain('recheck')
    await refused(await call(of, 'recheck', { text: WHY }), 409, 'not_now')
  })
})

describe('may says exactly what works', () => {
  const BODIES: Record<string, [path: string, body: unknown]> = {
    withdraw: ['withdraw', {}],
    edit: ['edit', { remedy: '退还车辆。' }],
    write: ['messages', { text: '请尽快。' }],
    supplement: ['supplement', { text: '补充一句。' }],
    rate: ['rating', { grade: 4 }],
    recheck: ['recheck', { text: '请换人再看一遍。' }],
  }
  const STAGES: Record<string, (of: Sent) => Promise<unknown>> = {
    'as sent': async () => undefined,
    'ten minutes later': async () => minutes(11),
    accepted: (of) => desk(of, 'intake', { action: 'accept' }),
    refused: (of) => desk(of, 'intake', { action: 'refuse', reason: 'RJ5', note: '这是消费纠纷，请拨打12315。' }),
    answered: async (of) => {
      await desk(of, 'intake', { action: 'accept' })
      await desk(of, 'handler', { action: 'answer', note: ANSWER })
    },
    'answered long ago': async (of) => {
      await STAGES.answered!(of)
      w.at('2026-09-01T09:00:00+08:00')
    },
    rated: async (of) => {
      await STAGES.answered!(of)
      await call(of, 'rating', { grade: 3 })
    },
    'being rechecked': async (of) => {
      await STAGES.answered!(of)
      await call(of, 'recheck', { text: '请换人再看一遍。' })
    },
    closed: async (of) => {
      await STAGES.answered!(of)
      await desk(of, 'handler', { action: 'close' })
    },
    withdrawn: async (of) => call(of, 'withdraw'),
  }
  test.each(Object.keys(STAGES))('%s', async (stage) => {
    for (const [name, [path, body]] of Object.entries(BODIES)) {
      w.at(MORNING)
      const of = await sent(w)
      await STAGES[stage]!(of)
      const { may } = await seen(of)
      const { status } = await call(of, path, body)
      expect([stage, name, status], await (await track(w, of.no, of.queryCode)).text()).toEqual([
        stage,
        name,
        may.includes(name) ? 200 : 409,
      ])
    }
  })
})
