import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Limits } from '../../api/limits.ts'
import { WriteFailed } from '../../db/write.ts'
import { asking, fakeRender, form, json, LEAK, PAGE_CSP, pageToken, sent } from '../support/ask.ts'
import { complaint, makeWorld, post, SECRET, type World } from '../support/world.ts'

const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const WORKER = "default-src 'none'; connect-src 'self'"

/** Written out once more, so that a change of the table in api/headers.ts is noticed. */
const EXACT: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), interest-cohort=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'origin-agent-cluster': '?1',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
}
/** Beside those above, all an answer may say. */
const MAY = [
  'content-type',
  'content-security-policy',
  'cache-control',
  'x-request-id',
  'etag',
  'vary',
  'content-encoding',
  'retry-after',
  'location',
  'set-cookie',
  'allow',
  'content-length',
  'content-disposition',
]
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

interface Kind {
  status: number
  csp?: string
  cache?: string
  /** Headers this kind has besides. */
  with?: string[]
}

function demandSecure(headers: Headers, { csp = NOTHING, cache = 'no-store', with: besides = [] }: Kind) {
  for (const [name, value] of Object.entries(EXACT)) expect(headers.get(name), name).toBe(value)
  expect(headers.get('content-security-policy')).toBe(csp)
  expect(headers.get('cache-control')).toBe(cache)
  expect(headers.get('x-request-id')).toMatch(UUID)
  for (const name of besides) expect(headers.get(name), name).toBeTruthy()
  const names = [...headers.keys()].filter((n) => !(n in EXACT))
  expect(names.filter((n) => !MAY.includes(n))).toEqual([])
}

let w: World
let broken: World
let withdrawn: { no: string; queryCode: string }
const HTML = { accept: 'text/html' }
const filled = { category: 'T05', account: '两名执法人员没有出示证件就扣了我的三轮车。', consent: 'on' }
const PAGE = { csp: PAGE_CSP }
/** About one case: as long as whole steps, and nobody on the way may pack it. */
const FILLED = { cache: 'no-store, no-transform' }
const KEPT = { ...PAGE, cache: 'public, max-age=0, must-revalidate' }

beforeAll(async () => {
  w = await makeWorld({ render: fakeRender, env: { METRICS_TOKEN: 'a token for the metrics' } })
  broken = await makeWorld({
    render: async () => {
      throw new Error(`SQLITE_ERROR: select secret ${SECRET}`)
    },
  })
  const body = Buffer.from('body { color: red }')
  w.deps.assets = new Map([
    [
      '/_assets/a.1234.css',
      { type: 'text/css; charset=utf-8', raw: body, br: body, gzip: body, etag: '"css"', immutable: true },
    ],
    [
      '/offline-worker.js',
      { type: 'text/javascript; charset=utf-8', raw: body, etag: '"js"', immutable: false, csp: WORKER },
    ],
    ['/robots.txt', { type: 'text/plain; charset=utf-8', raw: body, etag: '"txt"', immutable: false }],
  ])
  withdrawn = await sent(w)
  await withdraw()
  await w.app.request('/kept')
})
afterAll(async () => {
  await w.close()
  await broken.close()
})

const withdraw = () =>
  w.app.request(`/api/track/${withdrawn.no}/withdraw`, {
    method: 'POST',
    headers: { 'x-query-code': withdrawn.queryCode },
  })

/** While something is out of order. */
async function without(part: 'write' | 'read', ask: () => Promise<Response> | Response, of = w) {
  const { store } = of.deps
  const { commit } = store.writes
  const read = store.read
  if (part === 'write') store.writes.commit = () => Promise.reject(new WriteFailed('no space left on /srv/data'))
  else
    store.read = new Proxy(read, {
      get() {
        throw new Error('SQLITE_ERROR: select secret from x')
      },
    })
  try {
    return await ask()
  } finally {
    store.writes.commit = commit
    store.read = read
  }
}
async function limited(ask: () => Promise<Response> | Response) {
  w.deps.limits = new Limits(true)
  for (let i = 0; i < 100; i++)
    for (const b of ['submit', 'track_miss', 'login_miss'] as const)
      w.deps.limits.count(b, 'in-process', w.deps.now().getTime())
  try {
    return await ask()
  } finally {
    w.deps.limits = new Limits(false)
  }
}

const css = '/_assets/a.1234.css'
// biome-ignore format: one kind a line
const KINDS: [kind: string, ask: () => Promise<Response> | Response, expected: Kind][] = [
  ['a page drawn for one', () => w.app.request('/plain'), { status: 200, ...PAGE, with: ['vary'] }],
  ['a page drawn for one, compressed', () => w.app.request('/plain', { headers: { 'accept-encoding': 'gzip' } }), { status: 200, ...PAGE, with: ['content-encoding', 'vary'] }],
  ['a page from the cache', () => w.app.request('/kept'), { status: 200, ...KEPT, with: ['etag', 'vary'] }],
  ['a page from the cache, compressed', () => w.app.request('/kept', { headers: { 'accept-encoding': 'br' } }), { status: 200, ...KEPT, with: ['content-encoding', 'etag'] }],
  ['a page from the cache with a foreign cookie', () => w.app.request('/kept', { headers: { cookie: 'other=1' } }), { status: 200, ...KEPT, with: ['etag'] }],
  ['a page the browser has', async () => w.app.request('/kept', { headers: { 'if-none-match': (await w.app.request('/kept')).headers.get('etag')! } }), { status: 304, ...KEPT, with: ['etag'] }],
  ['a page the browser has, with a cookie', async () => w.app.request('/kept', { headers: { cookie: 'a=b', 'if-none-match': (await w.app.request('/kept')).headers.get('etag')! } }), { status: 304, ...KEPT }],
  ['HEAD of a page', () => w.app.request('/plain', { method: 'HEAD' }), { status: 200, ...PAGE }],
  ['HEAD of a cached page', () => w.app.request('/kept', { method: 'HEAD' }), { status: 200, ...KEPT }],
  ['HEAD of an API path', () => w.app.request('/api/departments', { method: 'HEAD' }), { status: 200 }],
  ['an unknown page', () => w.app.request('/nowhere'), { status: 404, ...PAGE }],
  ['an unknown API path', () => w.app.request('/api/nowhere'), { status: 404 }],
  ['an unknown number', () => w.app.request('/api/track/2026-00000000A'), { status: 404, ...FILLED }],
  ['a path trick', () => w.app.request('/api/departments%2fSFJ'), { status: 404 }],
  ['a page path in another way', () => w.app.request('/complaint', { method: 'DELETE', headers: HTML }), { status: 405, ...PAGE, with: ['allow'] }],
  ['an API path in another way', () => w.app.request('/api/complaints', { method: 'PUT' }), { status: 405, with: ['allow'] }],
  ['reading what is only for sending', () => w.app.request('/api/complaints'), { status: 405, with: ['allow'] }],
  ['OPTIONS', () => w.app.request('/api/complaints', { method: 'OPTIONS' }), { status: 405, with: ['allow'] }],
  ['OPTIONS of nothing', () => w.app.request('/nowhere', { method: 'OPTIONS' }), { status: 404, ...PAGE }],
  ['broken JSON', () => post(w, '/api/complaints', '{'), { status: 400 }],
  ['another host', () => w.app.request('http://evil.example/'), { status: 400, ...PAGE }],
  ['not signed in', () => w.app.request('/api/desk/cases'), { status: 401 }],
  ['from another site', () => post(w, '/api/complaints', complaint(), { origin: 'https://evil.example' }), { status: 403 }],
  ['a form from another site', () => form(w, '/complaint', filled, { origin: 'https://evil.example', ...HTML }), { status: 403, ...PAGE }],
  ['withdrawn twice', withdraw, { status: 409, ...FILLED }],
  ['too large', () => post(w, '/api/complaints', complaint({ account: 'x'.repeat(1_000_000) })), { status: 413 }],
  ['a form too large', () => form(w, '/complaint', { account: 'x'.repeat(1_000_000) }), { status: 413, ...PAGE }],
  ['an address too long', () => w.app.request(`/api/departments?q=${'x'.repeat(5000)}`), { status: 414 }],
  ['XML', () => w.app.request('/api/complaints', { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<x/>' }), { status: 415 }],
  ['a mistake', () => post(w, '/api/complaints', {}), { status: 422 }],
  ['a mistake in a form', () => form(w, '/complaint', {}), { status: 422, ...PAGE }],
  ['too often', () => limited(() => post(w, '/api/complaints', complaint())), { status: 429, with: ['retry-after'] }],
  ['too often, on a page', () => limited(() => form(w, '/track', { no: withdrawn.no, code: 'x' })), { status: 429, ...PAGE, with: ['retry-after'] }],
  ['a form sent', () => form(w, '/complaint', filled), { status: 303, with: ['location', 'set-cookie'] }],
  ['a display mode', () => w.app.request('/mode/elder?to=/kept'), { status: 303, with: ['location', 'set-cookie'] }],
  ['a file named by its content', () => w.app.request(css), { status: 200, cache: 'public, max-age=31536000, immutable', with: ['etag'] }],
  ['a file the browser has', () => w.app.request(css, { headers: { 'if-none-match': '"css"' } }), { status: 304, cache: 'public, max-age=31536000, immutable', with: ['etag'] }],
  ['a file under its own name', () => w.app.request('/robots.txt'), { status: 200, cache: 'public, max-age=3600', with: ['etag'] }],
  ['what keeps pages on a telephone', () => w.app.request('/offline-worker.js'), { status: 200, csp: WORKER, cache: 'public, max-age=3600', with: ['etag'] }],
  ['alive', () => w.app.request('/healthz'), { status: 200 }],
  ['ready', () => w.app.request('/readyz'), { status: 200 }],
  ['the metrics', () => w.app.request('/metrics', { headers: { authorization: 'Bearer a token for the metrics' } }), { status: 200 }],
  ['the metrics without their token', () => w.app.request('/metrics'), { status: 404, ...PAGE }],
  ['the OpenAPI document', () => w.app.request('/api/openapi.json'), { status: 200 }],
  ['open data', () => w.app.request('/api/departments.csv'), { status: 200, with: ['content-disposition'] }],
  ['a case taken in', () => post(w, '/api/complaints', complaint()), { status: 201 }],
  ['a page that cannot be drawn', () => w.app.request('/broken'), { status: 500, ...PAGE }],
  ['nothing can be drawn at all', () => broken.app.request('/'), { status: 500 }],
  ['an unknown page when nothing can be drawn', () => broken.app.request('/x', { headers: HTML }), { status: 500 }],
  ['a fault in the API', () => without('read', () => w.app.request('/api/departments/ZFJ/history')), { status: 500 }],
  ['the disk is full', () => without('write', () => post(w, '/api/complaints', complaint())), { status: 503, with: ['retry-after'] }],
  ['the disk is full, on a page', () => without('write', () => form(w, '/complaint', filled)), { status: 503, ...PAGE, with: ['retry-after'] }],
]

describe('every kind of answer has the same security headers', () => {
  test.each(KINDS)('%s', async (_kind, ask, expected) => {
    const answer = await ask()
    const text = await answer.text()
    expect([answer.status, text.slice(0, 300)]).toEqual([expected.status, expect.any(String)])
    demandSecure(answer.headers, expected)
    expect(text).not.toMatch(LEAK)
    if (expected.status === 405) expect(answer.headers.get('allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
    if (expected.status === 304) expect(text).toBe('')
    if (answer.status >= 400 && !expected.csp && !answer.headers.get('content-type')?.startsWith('text/html')) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      const problem = JSON.parse(text)
      expect(Object.keys(problem).filter((k) => k !== 'fields')).toEqual(['type', 'title', 'status', 'code'])
      expect(problem.status).toBe(answer.status)
    }
  })

  test('all statuses this server speaks are among them', () => {
    const tested = new Set(KINDS.map(([, , k]) => k.status))
    expect([...tested].sort()).toEqual([
      200, 201, 303, 304, 400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429, 500, 503,
    ])
  })

  test('a page’s policy allows its own files and hashes, nothing unsafe, no other host', () => {
    expect(PAGE_CSP).toMatch(/'sha256-/)
    for (const csp of [PAGE_CSP, NOTHING]) expect(csp).not.toMatch(/unsafe-|https?:|\*|wss?:/)
  })

  test('nobody is told of other origins: no CORS header, whoever asks', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost.evil.example',
      'http://localhost',
      'https://sub.localhost',
    ])
      for (const method of ['GET', 'OPTIONS'])
        for (const path of ['/api/departments', '/api/complaints', '/kept']) {
          const answer = await w.app.request(path, {
            method,
            headers: { origin, 'access-control-request-method': 'POST' },
          })
          expect([...answer.headers.keys()].filter((n) => n.startsWith('access-control'))).toEqual([])
        }
  })

  test('behind https every answer asks for https ever after, and cookies never travel without', async () => {
    const { createApp } = await import('../../api/app.ts')
    const { metrics } = await import('../../api/health.ts')
    const app = createApp(
      { ...w.deps, env: { ...w.deps.env, publicUrl: 'https://zf.example.cn', https: true } },
      { canary: { ready: false }, metrics: metrics(w.deps) },
    )
    const own = 'https://zf.example.cn'
    for (const path of ['/kept', '/kept', '/plain', '/nowhere', '/api/nowhere', '/healthz', '/readyz', css, '/broken'])
      expect((await app.request(own + path)).headers.get('strict-transport-security'), path).toBe(
        'max-age=63072000; includeSubDomains',
      )
    const done = await app.request(`${own}/complaint`, {
      method: 'POST',
      headers: { origin: own, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...filled, _token: pageToken(w) }).toString(),
    })
    expect(done.status).toBe(303)
    expect(done.headers.getSetCookie().every((c) => c.includes('; Secure') && c.includes('; HttpOnly'))).toBe(true)
    expect(done.headers.getSetCookie().at(-1)).toMatch(
      /^receipt=[^;]+; Max-Age=600; Path=\/complaint\/receipt; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect((await w.app.request('/kept')).headers.has('strict-transport-security')).toBe(false)
    // Not ready says so, with the headers of all others.
    expect((await app.request(`${own}/readyz`)).status).toBe(503)
  })

  test('probes on the machine itself are answered under its own name, pages are not', async () => {
    const { createApp } = await import('../../api/app.ts')
    const { metrics } = await import('../../api/health.ts')
    const app = createApp(
      { ...w.deps, env: { ...w.deps.env, publicUrl: 'https://zf.example.cn', https: true } },
      { canary: { ready: true }, metrics: metrics(w.deps) },
    )
    expect((await app.request('http://127.0.0.1:4321/healthz')).status).toBe(200)
    expect((await app.request('http://evil.example/healthz')).status).toBe(400)
    expect((await app.request('http://127.0.0.1:4321/kept')).status).toBe(400)
  })
})

describe('what a page gives away', () => {
  test('a page drawn without a policy gets the one that allows nothing, kept or not', async () => {
    const bare = await makeWorld({
      render: async (_request, locals) => {
        locals.cacheable()
        return new Response('<p>', { headers: { 'content-type': 'text/html' } })
      },
    })
    for (const headers of [{}, {}, { cookie: 'a=b' }] as Record<string, string>[])
      expect((await bare.app.request('/', { headers })).headers.get('content-security-policy')).toBe(NOTHING)
    await bare.close()
  })
  test('a made-up query takes no place in the cache', async () => {
    for (let i = 0; i < 3; i++) {
      const answer = await w.app.request('/kept?x=1')
      expect([answer.status, answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([
        200,
        null,
        'no-store',
      ])
    }
    expect((await w.app.request('/kept')).headers.get('etag')).toBeTruthy()
  })
  test('calls in process are not answered with them: they never leave the server', async () => {
    expect((await asking(w, null)('/api/departments')).headers.get('x-frame-options')).toBeNull()
  })
  test('when nothing can be drawn, the words and a telephone are still there', async () => {
    const text = await (await broken.app.request('/')).text()
    expect(text).toContain('0000-1234501')
    expect(text).not.toMatch(/<script|<style|SQLITE/)
  })
})

describe('the check would notice', () => {
  test.each([...Object.keys(EXACT), 'content-security-policy', 'cache-control', 'x-request-id'])(
    '%s missing',
    async (name) => {
      const { headers } = await w.app.request('/healthz')
      headers.delete(name)
      expect(() => demandSecure(headers, { status: 200 })).toThrow()
    },
  )
  test('one header more', async () => {
    const { headers } = await w.app.request('/healthz')
    headers.set('x-powered-by', 'Hono')
    expect(() => demandSecure(headers, { status: 200 })).toThrow()
  })
  test('a policy that allows inline scripts', async () => {
    const { headers } = await w.app.request('/plain')
    headers.set('content-security-policy', `${PAGE_CSP}; script-src 'unsafe-inline'`)
    expect(() => demandSecure(headers, { status: 200, ...PAGE })).toThrow()
  })
})

test('JSON is sent as it is asked for, whatever is accepted', async () => {
  for (const accept of ['text/html', '*/*', 'application/json', '', 'image/png', ';;;', 'application/problem+json']) {
    const answer = await w.app.request('/api/nowhere', { headers: { accept } })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
  }
  expect((await asking(w, 'intake')('/api/desk/cases/x/steps', json('POST', {}))).status).toBe(404)
})
