import { expect, test } from 'vitest'
import { PageCache } from '../../api/cache.ts'
import { publish } from '../../api/publication/store.ts'
import { type World, world } from '../support/world.ts'

/** Stands for Astro: shows one rule's name, and who is looking. */
const render = async (request: Request, locals: App.Locals) => {
  const path = new URL(request.url).pathname
  const answer = await locals.client.api.rules[':code'].$get({ param: { code: 'R95' } })
  const { data } = (await answer.json()) as { data?: { name: string } }
  locals.cacheable()
  const words = `${path} ${data?.name ?? '还没有'} ${locals.actor?.name ?? '访客'}`
  return new Response(`<main>${words}</main>`, { headers: { 'content-security-policy': "default-src 'self'" } })
}
const say = (w: World, name: string, from: string) =>
  publish(
    w.deps.store,
    [{ kind: 'rule', code: 'R95', from, data: { name } }],
    { proposed: 'a', published: 'b' },
    w.deps.now(),
  )
const page = async (w: World, path = '/rules', cookie?: string) => {
  const answer = await w.app.request(path, { headers: { accept: 'text/html', ...(cookie && { cookie }) } })
  return answer.text()
}

test('what is published is on the page at once, through the cache', async () => {
  const w = await world({ render })
  expect(await page(w)).toContain('还没有')
  expect(await page(w)).toContain('还没有')
  expect(w.deps.cache.hits).toBe(1)
  await say(w, '第一版', '2026-06-01')
  expect(await page(w)).toContain('第一版')
})

test('what comes into force at midnight is there after midnight, in China', async () => {
  const w = await world({ render, now: '2026-06-15T23:59:00+08:00' })
  await say(w, '今天的', '2026-06-01')
  await say(w, '明天的', '2026-06-16')
  expect(await page(w)).toContain('今天的')
  w.at('2026-06-16T00:00:01+08:00')
  expect(await page(w)).toContain('明天的')
})

test('modes do not mix', async () => {
  const w = await world({
    render: async (request, locals) => {
      await render(request, locals)
      return new Response(`<main>${locals.mode}</main>`)
    },
  })
  expect(await page(w)).toContain('standard')
  expect(await page(w, '/rules', 'mode=elder')).toContain('elder')
  expect(await page(w)).toContain('standard')
})

test('other spellings of a path and made-up queries are drawn, not kept', async () => {
  const w = await world({ render })
  for (let i = 0; i < 3; i++) {
    expect(await page(w, '/%72ules')).toContain('还没有')
    expect(await page(w, `/rules?x=${i}`)).toContain('还没有')
  }
  expect(w.deps.cache.hits).toBe(0)
  await page(w)
  await page(w)
  expect(w.deps.cache.hits).toBe(1)
})

test('a page that fails without a word becomes one that says so', async () => {
  const w = await world({
    render: async (_request, locals) =>
      locals.refusal ? new Response(`<main>${locals.refusal.title}</main>`) : new Response(null, { status: 500 }),
  })
  const answer = await w.app.request('/rules', { headers: { accept: 'text/html' } })
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('平台出了问题')])
})

test('who asks for every address does not fill the memory with last good versions; those drawn first stay', async () => {
  const cache = new PageCache()
  const key = (n: number) => ({ path: `/matters/${n}`, mode: 'standard', day: '2026-06-15', revision: 1 })
  const html = '阳'.repeat(1024 * 1024)
  for (let n = 0; n < 40; n++) await cache.put(key(n), html, "default-src 'self'")
  expect(cache.lastGood(key(0))?.raw.length).toBe(3 * 1024 * 1024)
  expect(cache.lastGood(key(39))).toBe(undefined)
  // What is kept is renewed all the same.
  await cache.put(key(0), '新的', "default-src 'self'")
  expect(cache.lastGood(key(0))?.raw.toString()).toBe('新的')
})
