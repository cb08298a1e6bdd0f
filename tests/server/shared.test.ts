import { describe, expect, test } from 'vitest'
import type { Deps } from '../../api/context.ts'
import { PAGE_CSP } from '../support/ask.ts'
import { world } from '../support/world.ts'

const NOW = Date.parse('2026-06-15T09:00:00+08:00')

/** Draws slowly, counts, and shares what begins with `/shared`. */
async function drawn() {
  let drawings = 0
  const render: NonNullable<Deps['render']> = async ({ url }, locals) => {
    drawings++
    await new Promise((done) => setTimeout(done, 5))
    const { pathname } = new URL(url)
    if (pathname.startsWith('/shared')) locals.shared()
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_CSP }
    return new Response(`<form><input name="_token" value="${locals.token}"></form>`, {
      status: pathname === '/shared/none' ? 404 : 200,
      headers,
    })
  }
  const w = await world({ now: new Date(NOW).toISOString(), render })
  const tokens = async (path: string, n: number, headers = {}) =>
    Promise.all(
      Array.from({ length: n }, async () => {
        const text = await (await w.app.request(path, { headers })).text()
        return /value="([^"]+)"/.exec(text)?.[1] ?? ''
      }),
    )
  const count = async (work: () => Promise<unknown>) => {
    const before = drawings
    await work()
    return drawings - before
  }
  return { w, tokens, count }
}

describe('a page everybody reads at once', () => {
  test('is drawn once a moment, and each visitor has a token of their own', async () => {
    const { w, tokens, count } = await drawn()
    await tokens('/shared', 1)
    w.at(new Date(NOW + 1000))
    let all: string[] = []
    expect(await count(async () => (all = await tokens('/shared', 200)))).toBe(1)
    expect(new Set(all).size).toBe(200)
    const known = all.map((token) => w.deps.secrets.redeem<{ id: string }>('form', token, NOW)?.id)
    expect(new Set(known.filter(Boolean)).size).toBe(200)
    w.at(new Date(NOW + 1999))
    expect(await count(() => tokens('/shared', 5))).toBe(0)
    w.at(new Date(NOW + 2000))
    expect(await count(() => tokens('/shared', 5))).toBe(1)
  })

  test('negative control: any other page is drawn for each', async () => {
    const { tokens, count } = await drawn()
    await tokens('/other', 1)
    expect(await count(() => tokens('/other', 20))).toBe(20)
  })

  test.each([
    ['with a query', '/shared?on=2026-06-01', {}],
    ['with a word to be said once', '/shared', { cookie: 'flash=sent' }],
    ['that is not there', '/shared/none', {}],
  ])('%s it is drawn for each', async (_, path, headers) => {
    const { tokens, count } = await drawn()
    await tokens('/shared', 1)
    expect(await count(() => tokens(path, 10, headers))).toBe(10)
  })

  test('another display is another page', async () => {
    const { tokens, count } = await drawn()
    await tokens('/shared', 1)
    expect(await count(() => tokens('/shared', 3, { cookie: 'mode=elder' }))).toBeGreaterThan(0)
  })
})
