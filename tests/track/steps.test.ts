import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { asking, fakeRender, json, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

const MORNING = '2026-06-15T10:24:00+08:00'
let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())
afterEach(() => {
  vi.restoreAllMocks()
  w.at(MORNING)
})

interface Seen {
  n?: number
  status: string
  because: string
  timeline: { label: string; text?: string }[]
  messages: { from: string; text: string }[]
  may: string[]
  rating: { grade: number; reasons: string[] } | null
  recheckUntil?: string
  acceptBy?: string
  answerBy?: string
  dueOn: string | null
  proof: { seal: string; intact: boolean }
}
const call = (of: Sent, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  w.app.request(`/api/track/${of.no}/${path}`, {
    ...json('POST', body),
    headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode, ...headers },
  })
const seen = async (of: Sent) => (await (await track(w, of.no, of.queryCode)).json()) as Seen
const desk = async (of: Sent, login: string, body: Record<string, unknown>) => {
  const { n } = await row<{ n: number }>('select n from cases where no = ?', of.no)
  const answer = await asking(w, login)(`/api/desk/cases/${of.no}/steps`, json('POST', { n, ...body }))
  expect(answer.status, await answer.clone().text()).toBe(200)
}
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const row = async <T extends object>(sql: string, ...args: string[]) => (await rows<T>(sql, ...args))[0] as T
const ANSWER = '经查，扣押没有依据，三轮车已经退还。'
async function answered(more: Record<string, unknown> = {}) {
  const of = await sent(w, more)
  await desk(of, 'intake', { action: 'accept' })
  await desk(of, 'handler', { action: 'answer', note: ANSWER })
  return of
}
const refused = async (answer: Response, status: number, code: string) => {
  const problem = (await answer.json()) as { code: string; fields?: { path: string; message: string }[] }
  expect([answer.status, problem.code]).toEqual([status, code])
  return problem.fields
}
const minutes = (n: number) => w.at(new Date(Date.parse(MORNING) + n * 60_000))

describe('within ten minutes', () => {
  const NEW = '后来想起来：当时还有第三名执法人员在场，全程没有打开记录仪。'

  test('of two edits at once neither undoes the other, and a name taken away stays away', async () => {
    for (let round = 0; round < 5; round++) {
      const of = await sent(w, { person: { name: '吴远', phone: '13812345678' } })
      const both = await Promise.all([
        call(of, 'edit', { person: null, anonymous: true }),
        call(of, 'edit', { remedy: '请退还三轮车。' }),
      ])
      expect(both.map((a) => a.status)).toEqual([200, 200])
      const kept = await row<{ appears: string; phone: string | null }>(
        'select c.appears, i.phone_index phone from cases c join identities i on i.no = c.no where c.no = ?',
        of.no,
      )
      expect(kept).toEqual({ appears: 'anonymous', phone: null })
      const copy = (await (
        await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
      ).json()) as { sent: { remedy?: string } }
      expect(copy.sent.remedy).toBe('请退还三轮车。')
    }
  })

  test('a code renewed while a request with the old one is under way takes no step and shows nothing', async () => {
    const of = await sent(w)
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        expect((await call(of, 'code')).status).toBe(200)
        controller.enqueue(new TextEncoder().encode(JSON.stringify({ text: '我还在。' })))
        controller.close()
      },
    })
    const late = await w.app.request(`/api/track/${of.no}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode },
      body,
      duplex: 'half',
    } as RequestInit)
    await refused(late, 404, 'no_such_case')
    expect(await rows(`select n from events where stream = ? and action = 'write'`, `case/${of.no}`)).toEqual([])
  })

  test('an edit replaces what was sent, everywhere', async () => {
    const of = await sent(w, {
      person: { name: '周女士', phone: '19900001234' },
      about: { department: 'ZFJ', place: '文昌路' },
    })
    const before = await seen(of)
    const answer = await call(of, 'edit', { account: NEW, about: { department: 'SCJG', officer: '王五' } })
    expect(answer.status, await answer.clone().text()).toBe(200)
    const after = (await answer.json()) as Seen
    expect(after.proof).toEqual({ seal: before.proof.seal, intact: true })
    expect(after.timeline.map((t) => t.label)).toEqual(['已提交', '您修改了内容'])
    expect(await row('select account from case_texts where no = ?', of.no)).toEqual({ account: NEW })
    expect(await rows('select department from case_blind where no = ?', of.no)).toEqual([{ department: 'SCJG' }])
    expect(await row('select about_department as d from cases where no = ?', of.no)).toEqual({ d: 'SCJG' })
    expect(await row('select count(*) as n from identities where no = ?', of.no)).toEqual({ n: 1 })
    const found = await asking(w, 'intake')(`/api/desk/cases?view=all&q=${encodeURIComponent('第三名执法')}`)
    expect(((await found.json()) as { items: { no: string }[] }).items.map((i) => i.no)).toContain(of.no)
    const copy = (await (
      await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
    ).json()) as { sent: Record<string, unknown> }
    expect(copy.sent).toMatchObject({
      account: NEW,
      about: { department: 'SCJG', officer: '王五' },
      person: { name: '周女士', phone: '19900001234' },
    })
  })
  test('the old words are found by no search', async () => {
    const of = await sent(w, { account: '栈桥北头的蓝色棚子被拆，没有听我们说话的机会。' })
    const hits = async (q: string) =>
      (
        (await (await asking(w, 'intake')(`/api/desk/cases?view=all&q=${encodeURIComponent(q)}`)).json()) as {
          total: number
        }
      ).total
    expect(await hits('栈桥北头')).toBe(1)
    expect((await call(of, 'edit', { account: NEW })).status).toBe(200)
    expect(await hits('栈桥北头')).toBe(0)
  })
  test('an edit after acceptance goes back to screening, with the first day still counted', async () => {
    const of = await sent(w)
    const first = await seen(of)
    await desk(of, 'intake', { action: 'accept' })
    minutes(9)
    const after = (await (await call(of, 'edit', { account: NEW })).json()) as Seen
    expect(after).toMatchObject({ status: 'received', acceptBy: first.acceptBy, answerBy: first.answerBy })
    const shown = await (await asking(w, 'intake')(`/api/desk/cases/${of.no}`)).text()
    expect(shown).toContain(NEW)
  })
  test('routed anew: another category is another lane, and sealed words leave the search', async () => {
    const of = await sent(w, { account: '河堤上的执法人员说交两千块钱就不用开单子。' })
    const after = (await (await call(of, 'edit', { category: 'T27' })).json()) as Seen & { statusLabel: string }
    expect(after.because).not.toBe('')
    expect(after.statusLabel).toBe('正在依法处理')
    expect(await row('select lane, handler from cases where no = ?', of.no)).toEqual({
      lane: 'sealed',
      handler: 'SEALED',
    })
    expect((await asking(w, 'intake')(`/api/desk/cases/${of.no}`)).status).toBe(404)
    expect((await asking(w, 'sealed1')(`/api/desk/cases/${of.no}`)).status).toBe(200)
    expect(
      await row('select count(*) as n from case_terms_docsize d join cases c on c.rowid = d.id where c.no = ?', of.no),
    ).toEqual({ n: 0 })
  })
  test('what the desk sealed stays sealed', async () => {
    const of = await sent(w)
    await desk(of, 'intake', { action: 'seal', note: '里面说到收受财物，转为密件。' })
    expect((await call(of, 'edit', { account: NEW })).status).toBe(200)
    expect(await row('select lane, handler from cases where no = ?', of.no)).toEqual({
      lane: 'sealed',
      handler: 'SEALED',
    })
    expect((await asking(w, 'intake')(`/api/desk/cases/${of.no}`)).status).toBe(404)
    expect(await rows('select 1 from case_copies where no = ?', of.no)).toEqual([])
  })
  test('who was named may become anonymous, and then nobody is kept', async () => {
    const of = await sent(w, { person: { name: '周女士', phone: '19900001234' } })
    expect((await call(of, 'edit', { anonymous: true })).status).toBe(200)
    expect(await row('select appears from cases where no = ?', of.no)).toEqual({ appears: 'anonymous' })
    expect(await row('select phone_index as p from identities where no = ?', of.no)).toEqual({ p: null })
  })
  test('mistakes are said like those of the form, and nothing changes', async () => {
    const of = await sent(w)
    const fields = await refused(
      await call(of, 'edit', { account: '短', category: 'T05', colour: 'red' }),
      422,
      'invalid',
    )
    expect(fields?.map((f) => f.path).sort()).toEqual(['account', 'colour'])
    expect(await refused(await call(of, 'edit', { attachments: ['x'] }), 422, 'invalid')).toEqual([
      { path: 'attachments', message: expect.stringContaining('补充材料') },
    ])
    expect((await seen(of)).timeline).toHaveLength(1)
  })
  test('after ten minutes it is too late to edit, never to withdraw', async () => {
    const of = await sent(w)
    minutes(9.99)
    expect((await seen(of)).may).toContain('edit')
    minutes(10)
    expect((await seen(of)).may).not.toContain('edit')
    await refused(await call(of, 'edit', { account: NEW }), 409, 'too_late')
    expect((await call(of, 'withdraw')).status).toBe(200)
  })
  test('negative control: had the account changed without an edit, the proof would tell', async () => {
    const of = await sent(w)
    await w.deps.store.writes.commit([
      { sql: 'update case_texts set account = ? where no = ?', args: ['被人改过的经过，不是原来那些话。', of.no] },
    ])
    expect((await seen(of)).proof.intact).toBe(false)
  })
  test('an edit and an acceptance at once: one after the other, never half', async () => {
    const of = await sent(w)
    const [edited] = await Promise.all([
      call(of, 'edit', { account: NEW }),
      asking(w, 'intake')(`/api/desk/cases/${of.no}/steps`, json('POST', { action: 'accept', n: 1 })),
    ])
    expect(edited.status).toBe(200)
    expect(await row('select status, n from cases where no = ?', of.no)).toMatchObject({ status: 'received' })
    expect(await row('select account from case_texts where no = ?', of.no)).toEqual({ account: NEW })
    expect(await row('select count(*) as n from identities where no = ?', of.no)).toEqual({ n: 1 })
  })
})

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
