import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { newNumber } from '../../api/case/number.ts'
import { picture } from '../file/made.ts'
import { put } from '../file/sending.ts'
import { fakeRender, form, pageToken, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

/** Fifty cases, each with a file of its own, each with a browser that has opened it. */
const FIFTY = 50
let w: World
let all: Sent[]
let cookies: Record<string, string>[]
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  const bytes = await picture('png', 20, 20)
  // One after the other: a source sends a few files at once and no more.
  all = []
  for (let i = 0; i < FIFTY; i++) all.push(await sent(w, { attachments: [(await put(w, bytes)).id] }))
  cookies = await Promise.all(
    all.map(async ({ no, queryCode: code }) => {
      const [cookie = ''] = (await form(w, '/track', { no, code })).headers.getSetCookie()
      return { cookie: cookie.split(';')[0] ?? '', origin: 'http://localhost' }
    }),
  )
})
afterAll(() => w.close())
afterEach(() => vi.restoreAllMocks())

/** Every address that takes a number and its code, as the application itself lists them. */
const addresses = () =>
  [...new Set(w.app.routes.filter((r) => r.path.startsWith('/api/track/:no')).map((r) => `${r.method} ${r.path}`))]
    .filter((address) => !address.startsWith('ALL'))
    .sort()
const body = JSON.stringify({ text: '不是我的，我也写一句。', grade: 1, account: '不是我的，我也来改一改它。' })

async function asked(address: string, { no, queryCode }: Sent) {
  const [method = '', pattern = ''] = address.split(' ')
  const path = pattern.replace(':no', no).replace(':n', '1')
  const headers = { 'x-query-code': queryCode, 'content-type': 'application/json' }
  return w.app.request(path, { method, headers, ...(method === 'POST' && { body }) })
}
const said = async (answer: Response) => `${answer.status} ${await answer.text()}`
const pairs = () => all.flatMap((a) => all.filter((b) => b !== a).map((b) => ({ no: a.no, queryCode: b.queryCode })))
const stands = async () =>
  Promise.all(
    all.map(async ({ no, queryCode }) => {
      const seen = (await (await track(w, no, queryCode)).json()) as { timeline: unknown[]; messages: unknown[] }
      return [seen.timeline.length, seen.messages.length]
    }),
  )

describe('fifty cases and fifty codes', () => {
  test('the addresses are those of the contract', () => {
    const named = ['', '/attachments', '/attachments/:n', '/copy'].map((path) => `GET /api/track/:no${path}`)
    const done = [
      'code',
      'edit',
      'improvement/messages',
      'improvement/rating',
      'messages',
      'rating',
      'recheck',
      'supplement',
      'withdraw',
    ]
    expect(addresses()).toEqual([...named, ...done.map((path) => `POST /api/track/:no/${path}`)])
  })
  test('of every pair only the right one opens: all others answer like a number nobody has, at every address', async () => {
    const nobody = await said(await track(w, newNumber('2026'), all[0]?.queryCode ?? ''))
    expect(nobody).toMatch(/^404 .*no_such_case/)
    const others = addresses().filter((address) => address !== 'GET /api/track/:no')
    for (const [i, { no }] of all.entries()) {
      // Every pair looks, and does one thing more: each number and each code comes by every address.
      const wrong = all.flatMap(({ queryCode }, j) =>
        i === j
          ? []
          : ['GET /api/track/:no', others[(i + j) % others.length] ?? ''].map((to) => ({ to, no, queryCode })),
      )
      const answers = await Promise.all(wrong.map(async ({ to, ...mixed }) => said(await asked(to, mixed))))
      expect([...new Set(answers)]).toEqual([nobody])
    }
    expect(await stands()).toEqual(all.map(() => [1, 0]))
    for (const one of all)
      for (const what of ['', '/attachments/:n']) {
        expect((await asked(`GET /api/track/:no${what}`, one)).status).toBe(200)
      }
  })
  test('a wrong pair typed into the page gets no cookie', async () => {
    for (const { no, queryCode: code } of pairs().filter((_, i) => i % 7 === 0)) {
      const answer = await form(w, '/track', { no, code })
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([404, []])
    }
  })
  test('a browser that opened one case reaches no other by naming it', async () => {
    const one = pageToken(w)
    for (const [i, cookie] of cookies.entries()) {
      const { no = '', queryCode: code = '' } = all[(i + 1) % FIFTY] ?? {}
      const copy = await form(w, '/track/copy', { no, code, queryCode: code, n: '1' }, cookie)
      expect(((await copy.json()) as { case: Sent }).case.no).toBe(all[i]?.no)
      // The token of one page in every browser: what it stands for belongs to the case, never to the token alone.
      const typed = { form: 'messages', text: `第${i}件的留言。`, no, code, _token: one }
      expect((await form(w, '/track/messages', typed, cookie)).status).toBe(303)
    }
    for (const [i, { no, queryCode }] of all.entries()) {
      const { messages } = (await (await track(w, no, queryCode)).json()) as { messages: { text: string }[] }
      expect(messages.map(({ text }) => text)).toEqual([`第${i}件的留言。`])
    }
  })
  test('halves of two cookies are none', async () => {
    const [a = '', b = ''] = cookies.map(({ cookie }) => cookie)
    for (let at = 8; at < a.length - 1; at += 7) {
      const mixed = { cookie: a.slice(0, at) + b.slice(at), origin: 'http://localhost' }
      if (mixed.cookie !== a && mixed.cookie !== b)
        expect((await form(w, '/track/copy', {}, mixed)).status, String(at)).toBe(404)
    }
  })
  test('negative control: were any code right, every pair would tell', async () => {
    vi.spyOn(w.deps.secrets, 'matches').mockReturnValue(true)
    for (const what of ['', '/copy', '/attachments', '/attachments/:n'])
      for (const wrong of pairs().slice(0, FIFTY))
        expect((await asked(`GET /api/track/:no${what}`, wrong)).status).toBe(200)
    const written = await asked('POST /api/track/:no/messages', pairs()[0] as Sent)
    // The same body serves every address; here it has a word too many, and is read because the code was right.
    expect(written.status).toBe(422)
  })
})
