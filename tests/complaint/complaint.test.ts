import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readContent } from '../../content/load.ts'
import { fakeRender, form, pageToken, sent, track, written } from '../support/ask.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

const drawn = vi.hoisted(() => [] as string[])
vi.mock('../../api/case/number.ts', async (original) => {
  const real = await original<typeof import('../../api/case/number.ts')>()
  return { ...real, newNumber: (year: string) => drawn.shift() ?? real.newNumber(year) }
})

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())

type Receipt = Record<string, unknown> & {
  no: string
  queryCode: string
  handledBy: { code: string; name: string }
  because: string
}
const receipt = async (more: Record<string, unknown> = {}) => (await sent(w, more)) as Receipt
const row = async (no: string) =>
  (await w.deps.store.heavy.rows<Record<string, unknown>>({ sql: 'select * from cases where no = ?', args: [no] }))[0]!

describe('what a sender gets back', () => {
  test('the fields of the contract, and no other', async () => {
    const answer = await receipt()
    expect(answer).toEqual({
      no: expect.stringMatching(/^2026-\d{8}[A-HJ-NP-RT-Y]$/),
      queryCode: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{24}$/),
      status: 'received',
      receivedAt: '2026-06-15T02:24:00.000Z',
      dueOn: '2026-06-23',
      acceptBy: '2026-06-23',
      answerBy: '2026-07-23',
      handledBy: { code: 'SFJ', name: '澄河市司法局' },
      because: '由市司法局办理，不交被反映单位自己办',
      provisional: false,
      url: '/track',
    })
  })
  const KINDS: [category: string, kind: string, lane: string][] = [
    ['T01', 'complaint', 'general'],
    ['T14', 'complaint', 'enterprise'],
    ['T28', 'complaint', 'sealed'],
    ['T90', 'praise', 'light'],
    ['T91', 'suggestion', 'light'],
    ['T92', 'question', 'light'],
    ['T93', 'site', 'light'],
    ['T99', 'complaint', 'general'],
  ]
  test.each(KINDS)('%s is %s on the %s lane', async (category, kind, lane) => {
    expect(await row((await receipt({ category })).no)).toMatchObject({ kind, lane })
  })
  test('every published category is taken, and told who handles it', async () => {
    const codes = new Set(readContent('content').publications.flatMap((p) => (p.kind === 'category' ? [p.code] : [])))
    expect(codes.size).toBeGreaterThan(30)
    for (const category of codes) expect((await receipt({ category })).because).toMatch(/[\u4e00-\u9fff]{4}/)
  })
  const ROUTES: [situation: string, more: Record<string, unknown>, code: string, because: RegExp][] = [
    ['a bribe', { category: 'T28' }, 'SEALED', /^这类问题按规定由专门人员办理$/],
    ['the bureau itself', { about: { department: 'SFJ' } }, 'DDSFJ', /上一级/],
    ['the bureau does not act', { category: 'T31', about: undefined }, 'DDSFJ', /上一级/],
    ['a township', { about: { department: '379981001' } }, 'SFJ', /不交乡镇街道/],
    ['nobody knows whom', { about: { place: '城东街道人民路' } }, 'SFJ', /不清楚/],
    ['a branch of the superior', { about: { department: 'HBFJ' } }, 'SFJ', /告知/],
  ]
  test.each(ROUTES)('%s', async (_situation, more, code, because) => {
    const answer = await receipt(more)
    expect(answer.handledBy.code).toBe(code)
    expect(answer.because).toMatch(because)
  })
  test('a sealed case names nobody but “专门人员”, whatever it is about', async () => {
    const answers = await Promise.all(
      ['ZFJ', 'SFJ', '379981001', undefined].map((department) =>
        receipt({ category: 'T27', about: department ? { department } : undefined }),
      ),
    )
    const [one, ...others] = answers.map(({ no: _no, queryCode: _code, ...rest }) => rest)
    for (const other of others) expect(other).toEqual(one)
    expect(one?.handledBy).toEqual({ code: 'SEALED', name: '专门人员' })
  })
})

describe('how the sender appears', () => {
  const APPEARS: [situation: string, more: Record<string, unknown>, appears: string][] = [
    ['nobody given', {}, 'anonymous'],
    ['nobody given, and confidential asked for', { confidential: true }, 'anonymous'],
    ['anonymous said', { anonymous: true }, 'anonymous'],
    ['anonymous wins over confidential', { anonymous: true, confidential: true }, 'anonymous'],
    ['a person', { person: { name: '张三' } }, 'named'],
    ['a telephone alone', { person: { phone: '13812345678' } }, 'named'],
    ['confidential', { person: { name: '张三' }, confidential: true }, 'confidential'],
  ]
  test.each(APPEARS)('%s', async (_situation, more, appears) => {
    expect((await row((await receipt(more)).no)).appears).toBe(appears)
  })
  test('anonymous with a person is 422', async () => {
    const before = await written(w)
    for (const person of [{ name: '张三' }, { phone: '13812345678' }, { email: 'a@b.cn' }])
      for (const confidential of [true, false, undefined]) {
        const answer = await post(w, '/api/complaints', complaint({ anonymous: true, confidential, person }))
        expect([answer.status, ((await answer.json()) as { fields: unknown[] }).fields]).toEqual([
          422,
          [{ path: 'person', message: expect.stringContaining('匿名') }],
        ])
      }
    expect(await written(w)).toEqual(before)
  })
})

describe('sent as a form', () => {
  const filled = {
    category: 'T05',
    'about.department': 'ZFJ',
    account: '两名执法人员没有出示证件就扣了我的三轮车。',
    consent: 'on',
    appears: 'named',
    'person.name': '张三',
    'person.phone': '138 1234 5678',
  }
  const receiptCookie = (answer: Response) => answer.headers.getSetCookie().find((c) => c.startsWith('receipt=')) ?? ''
  const opened = (answer: Response) => {
    const [, ticket] = /^receipt=([^;]+);/.exec(receiptCookie(answer)) ?? []
    return w.deps.secrets.redeem<{ no: string; queryCode: string }>(
      'receipt',
      ticket && decodeURIComponent(ticket),
      w.deps.now().getTime(),
    )!
  }
  test.each(['/api/complaints', '/complaint'])('%s leads to the receipt by a sealed cookie', async (path) => {
    const answer = await form(w, path, filled)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/complaint/receipt'])
    expect(receiptCookie(answer)).toMatch(
      /^receipt=[^;]+; Max-Age=600; Path=\/complaint\/receipt; HttpOnly; SameSite=Strict$/,
    )
    const { no, queryCode } = opened(answer)
    const everything = `${JSON.stringify([...answer.headers])}${await answer.text()}${w.log.join()}`
    expect(everything).not.toContain(queryCode)
    expect(everything).not.toContain(no)
    expect((await track(w, no, queryCode)).status).toBe(200)
    expect(await row(no)).toMatchObject({ appears: 'named', about_department: 'ZFJ', channel: 'WEB' })
  })
  test('a receipt opens nothing else, nor anything else a receipt', async () => {
    const [, ticket = ''] = /^receipt=([^;]+);/.exec(receiptCookie(await form(w, '/complaint', filled))) ?? []
    const at = w.deps.now().getTime()
    for (const other of ['track', 'sent', 'device', 'form'] as const)
      expect(w.deps.secrets.redeem(other, decodeURIComponent(ticket), at)).toBeUndefined()
  })
  test('sent again it is the same case; sent again after being taken back it is a new one', async () => {
    const _token = pageToken(w)
    const send = async () => opened(await form(w, '/complaint', { ...filled, _token }))
    const first = await send()
    expect(await send()).toEqual(first)
    const headers = { 'x-query-code': first.queryCode }
    await w.app.request(`/api/track/${first.no}/withdraw`, { method: 'POST', headers })
    const second = await send()
    expect(second.no).not.toBe(first.no)
    expect(await row(second.no)).toMatchObject({ status: 'received' })
    expect(await send(), 'and twice is still once').toEqual(second)
  })
  test('the cookie is sealed, and over after ten minutes', async () => {
    const answer = await form(w, '/api/complaints', filled)
    const [, ticket = ''] = /^receipt=([^;]+);/.exec(receiptCookie(answer)) ?? []
    const at = w.deps.now().getTime()
    const seen = (t: string, when = at) => w.deps.secrets.redeem('receipt', decodeURIComponent(t), when)
    expect(seen(ticket)).toBeDefined()
    expect(seen(ticket, at + 600_000)).toBeUndefined()
    // In the middle: the last letter may stand for fewer bits than it has.
    const middle = ticket.length >> 1
    const other = ticket[middle] === 'A' ? 'B' : 'A'
    expect(seen(ticket.slice(0, middle) + other + ticket.slice(middle + 1))).toBeUndefined()
    expect(w.deps.secrets.redeem('form', decodeURIComponent(ticket), at)).toBeUndefined()
  })
  test('sent twice with the token of its page it is one case', async () => {
    const before = await written(w)
    const now = w.deps.now().getTime()
    const _token = w.deps.secrets.ticket('form', { id: 'a1b2c3d4e5f6g7h8i9j0kk', at: now }, now + 1000)
    const both = await Promise.all([
      form(w, '/complaint', { ...filled, _token }),
      form(w, '/api/complaints', { ...filled, _token }),
      form(w, '/complaint', { ...filled, _token }),
    ])
    expect(
      both.map((a) => a.status),
      await both.find((a) => a.status !== 303)?.text(),
    ).toEqual([303, 303, 303])
    expect(new Set(both.map((a) => opened(a).no)).size).toBe(1)
    expect((await written(w)).cases).toBe(before.cases! + 1)
  })
  test('a mistake at the API is a problem, on the page the form again with what was typed', async () => {
    const wrong = { ...filled, category: '', account: '太短' }
    const api = await form(w, '/api/complaints', wrong)
    expect([api.status, api.headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8'])
    expect(((await api.json()) as { fields: { path: string }[] }).fields.map((f) => f.path).sort()).toEqual([
      'account',
      'category',
    ])
    const page = await form(w, '/complaint', wrong)
    expect([page.status, page.headers.get('content-type')]).toEqual([422, 'text/html; charset=utf-8'])
    const text = await page.text()
    for (const kept of ['account=太短', 'person.name=张三', 'category: ', 'account: ']) expect(text).toContain(kept)
  })
  test('what only the published lists can tell wrong is said all at once', async () => {
    const wrong = { category: 'T77', about: { department: 'FBI' }, happenedOn: '2026-06-16' }
    const answer = await post(w, '/api/complaints', complaint(wrong))
    const { fields } = (await answer.json()) as { fields: { path: string }[] }
    expect([answer.status, fields.map((f) => f.path)]).toEqual([422, ['category', 'about.department', 'happenedOn']])
  })
  test('a field nobody asked for is refused, an anonymous sender stays it', async () => {
    expect((await form(w, '/api/complaints', { ...filled, status: 'closed' })).status).toBe(422)
    const { 'person.name': _n, 'person.phone': _p, ...bare } = filled
    expect(await row(opened(await form(w, '/api/complaints', { ...bare, appears: 'anonymous' })).no)).toMatchObject({
      appears: 'anonymous',
    })
  })
})

test('the case keeps which privacy text was shown and which words were confirmed', async () => {
  const { no } = await receipt()
  const [first] = await w.deps.store.heavy.rows<{ data: string }>({
    sql: 'select data from events where stream = ? and n = 1',
    args: [`case/${no}`],
  })
  const short = (words: string) => createHash('sha256').update(words).digest('hex').slice(0, 32)
  const text = readFileSync('content/pages/privacy.md', 'utf8')
  expect(JSON.parse(first!.data).privacy).toEqual({
    version: /版本：([\d.]+)/.exec(text)?.[1],
    text: short(text),
    consent: short('我已知道以上处理方式'),
  })
})

describe('numbers', () => {
  test('a number that is taken is drawn anew, and the older case stays as it was', async () => {
    const first = await sent(w)
    const before = await row(first.no)
    drawn.push(first.no, first.no)
    const second = await sent(w)
    expect(second.no).not.toBe(first.no)
    expect(await row(first.no)).toEqual(before)
    expect((await track(w, first.no, second.queryCode)).status).toBe(404)
  })
  test('when every number drawn is taken it is refused, not overwritten', async () => {
    const first = await sent(w)
    const before = await written(w)
    drawn.push(...Array.from({ length: 5 }, () => first.no))
    expect((await post(w, '/api/complaints', complaint())).status).toBe(500)
    expect(await written(w)).toEqual(before)
  })
  test('numbers tell neither order nor volume', async () => {
    const numbers = (await Promise.all(Array.from({ length: 30 }, () => sent(w)))).map((s) => Number(s.no.slice(5, 13)))
    const rising = numbers.filter((n, i) => i > 0 && n > numbers[i - 1]!).length
    expect(rising).toBeGreaterThan(3)
    expect(rising).toBeLessThan(27)
  })
})

test('the same text from two people tells neither of the other', async () => {
  const account = '同一段文字，由两个人分别提交，平台不告诉任何一个人另一个人的存在。'
  const one = await post(w, '/api/complaints', complaint({ account }))
  const two = await post(w, '/api/complaints', complaint({ account }))
  const plain = async (a: Response) => {
    const { no: _n, queryCode: _q, ...rest } = (await a.json()) as Receipt
    return [a.status, rest, [...a.headers.keys()].sort()]
  }
  expect(await plain(one)).toEqual(await plain(two))
})
