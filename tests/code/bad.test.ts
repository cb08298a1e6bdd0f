import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../api/code/id.ts'
import { codes } from '../../db/schema.ts'
import { asking } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { codesOf } from './made.ts'

let w: World
let id: string
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
  ;[id] = await codesOf(w, 'SCJG')
})
afterAll(() => w.close())

const read = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await w.app.request(path, { headers })
  const html = await answer.text()
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return { status: answer.status, text: main.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') }
}
const typed = async (code: string) => {
  const answer = await asking(w, null)('/q', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ code }).toString(),
  })
  return { status: answer.status, to: answer.headers.get('location'), html: await answer.text() }
}
const other = (sign: string) => (sign === '0' ? '1' : '0')

describe('no code of ours', () => {
  test.each<[string, () => string]>([
    ['truncated', () => id.slice(0, 8)],
    ['with a sign too many', () => `${id}0`],
    ['with a wrong sign', () => id.slice(0, 11) + other(id.charAt(11))],
    ['with a wrong first sign', () => other(id.charAt(0)) + id.slice(1)],
    ['well signed but never issued', () => newId(w.deps.secrets, { type: 'ORG', subject: 'x', version: 1 }).id],
    ['of another system', () => '6923644283582'],
    ['hostile', () => encodeURIComponent("' or 1=1 --")],
    ['markup', () => encodeURIComponent('<script>alert(1)')],
  ])('%s: none, said so, with the way to report it', async (_, code) => {
    const { status, text } = await read(`/q/${code()}`)
    expect(status).toBe(404)
    for (const words of ['查不到这个码', '没有发过这个码', '反映假码', '再输一次']) expect(text).toContain(words)
    expect(text).not.toContain('真实有效')
    // Negative control: the same page says so of one that is.
    expect((await read(`/q/${id}`)).text).toContain('真实有效')
  })
})

test.each([
  ['expired', { validTo: '2026-06-15' }, '已过有效期', '不要照它说的付钱'],
  ['not begun', { validFrom: '2026-06-17' }, '还没到启用的日子', '不要照它说的付钱'],
  ['suspended', { status: 'suspended' }, '暂停使用', '不要照它说的付钱'],
  ['lost', { status: 'lost' }, '已挂失', '报过丢失'],
  ['replaced', { status: 'replaced' }, '已换发，这一张不能再用', '出示新的码'],
  ['revoked', { status: 'revoked' }, '已作废', '不要照它说的付钱'],
] as const)('one of ours that is %s: not good today, and what to do', async (_, now, verdict, advice) => {
  const good = { status: 'active', validFrom: '2026-06-01', validTo: null } as const
  const { read: db, writes } = w.deps.store
  const set = (to: object) => writes.commit([db.update(codes).set(to).where(eq(codes.id, id))])
  await set({ ...good, ...now })
  const { status, text } = await read(`/q/${id}`)
  await set(good)
  expect(status).toBe(200)
  for (const words of [verdict, advice, '反映假码']) expect(text).toContain(words)
  expect(text).not.toContain('真实有效')
})

describe('typed or pasted', () => {
  test.each<[string, () => string]>([
    ['the number', () => id],
    ['our own address', () => `http://localhost/q/${id}`],
    ['our own address without its beginning', () => `/q/${id}?from=timeline`],
    ['our address in wide signs', () => `ｈｔｔｐ：／／ｌｏｃａｌｈｏｓｔ／ｑ／${id}`],
  ])('%s leads to its page', async (_, code) => {
    expect(await typed(code())).toMatchObject({ status: 303, to: `/q/${id}` })
  })
  test.each<[string, () => string]>([
    ['another host', () => `https://yangguang-zhifa.example/q/${id}`],
    ['another host without its beginning', () => `yangguang-zhifa.example/q/${id}`],
    ['a host that begins like ours', () => `http://localhost.example/q/${id}`],
    ['ours before an at sign', () => `http://localhost@evil.example/q/${id}`],
    ['another host with a longer path', () => `https://evil.example/a/q/${id}`],
    ['another host with ours in its path', () => `https://evil.example/localhost/q/${id}`],
    ['another host after what somebody said', () => `快看 https://evil.example/q/${id}`],
    ['another host behind two strokes', () => `//evil.example/q/${id}`],
    ['another host in another scheme', () => `weixin://evil.example/q/${id}`],
    ['ours after another', () => `https://evil.example?http://localhost/q/${id}`],
  ])('a genuine number on %s is not called genuine', async (_, code) => {
    const { status, html } = await typed(code())
    expect(status).toBe(422)
    expect(html).toContain('不是本网站，可能是假的')
    expect(html).not.toContain('真实有效')
    expect(html).toContain(`value="${code()}"`)
  })
  test.each(['', 'ABCD', '中'.repeat(400), '"><script>alert(1)</script>'])(
    '%j is none, and stays typed',
    async (code) => {
      const { status, html } = await typed(code)
      expect(status).toBe(404)
      expect(html).toContain('查不到这个码')
      expect(html).not.toContain('"><script>alert(1)')
    },
  )
})

test('asked for under another host nothing is answered', async () => {
  const answer = await w.app.request(`/q/${id}`, { headers: { host: 'yangguang-zhifa.example' } })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(await answer.text()).not.toContain('真实有效')
})
