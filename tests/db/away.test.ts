import { expect, test } from 'vitest'
import { startSqld } from '../support/sqld.ts'
import { complaint, makeWorld, post } from '../support/world.ts'

/** Stands for Astro: a page that shows what is published. */
const render = async (_request: Request, locals: App.Locals) => {
  if (locals.refusal) return new Response(`<html><main>${locals.refusal.title}</main></html>`)
  const answer = await locals.client.api.departments.$get({ query: {} })
  if (!answer.ok) return new Response('<html><main>no departments</main></html>', { status: 503 })
  locals.cacheable()
  return new Response('<html><main id="main">单位名单</main></html>', {
    headers: { 'content-security-policy': "default-src 'none'" },
  })
}

test('with the database away the last published page is still there and says so, and nothing is accepted', async () => {
  const server = await startSqld()
  const w = await makeWorld({ place: { url: server.url }, render })
  try {
    const page = () => w.app.request('/departments', { headers: { accept: 'text/html' } })
    expect(await (await page()).text()).toBe('<html><main id="main">单位名单</main></html>')

    await server.stop()
    // The node asks for the revision at most twice a second; after that it knows the database is gone.
    await new Promise((resolve) => setTimeout(resolve, 600))
    const kept = await page()
    expect(kept.status).toBe(200)
    expect(await kept.text()).toMatch(/<main id="main"><div.*暂时不能提交和查询.*单位名单/s)

    const other = await w.app.request('/nobody-saw-this', { headers: { accept: 'text/html' } })
    expect(other.status).toBe(503)
    const refused = await post(w, '/api/complaints', complaint())
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30'])
    expect(await refused.json()).toMatchObject({ code: 'unavailable' })
    expect((await w.app.request('/healthz')).status).toBe(200)
  } finally {
    await w.close()
  }
})
