import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeRender, LEAK } from '../support/ask.ts'
import { Refused } from '../support/refused.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

let w: World
let refused: Refused
let server: Server
let port: number

beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  refused = new Refused(w)
  await refused.settle()
  server = serve({ fetch: w.app.fetch, hostname: '127.0.0.1', port: 0, overrideGlobalObjects: false }) as Server
  if (!server.listening) await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await w.close()
})

const raw = (
  body: BodyInit,
  headers: Record<string, string> = { 'content-type': 'application/json' },
  path = '/api/complaints',
) => w.app.request(path, { method: 'POST', headers, body })
describe('where a write comes from', () => {
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
  ]
  const OUTSIDE: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://localhost.evil.example' },
    { origin: 'http://localhost:1' },
    { origin: 'https://localhost' },
    { origin: 'http://localhost, http://evil.example' },
    { origin: 'HTTP://LOCALHOST.' },
    { cookie: 'sid=x' },
    { cookie: 'mode=elder' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ]
  test.each(OUTSIDE.map((h) => [JSON.stringify(h), h] as const))(
    '%s is refused before anything is read',
    async (_what, headers) => {
      for (const type of types)
        for (const [path, method] of [
          ['/api/complaints', 'POST'],
          ['/api/track/2026-00000000A/withdraw', 'POST'],
          ['/api/session', 'POST'],
          ['/api/session', 'DELETE'],
          ['/api/desk/staff/x', 'PATCH'],
          ['/complaint', 'POST'],
        ] as const)
          await refused.by(
            await w.app.request(path, {
              method,
              headers: { 'content-type': type, accept: 'application/json', ...headers },
              body: '{',
            }),
            403,
            'wrong_origin',
          )
    },
  )
  test('our own pages and programs without cookies are heard', async () => {
    for (const headers of [
      { origin: 'http://localhost' },
      { origin: 'http://localhost', cookie: 'mode=elder' },
      { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      {},
    ] as Record<string, string>[])
      await refused.by(await raw('{}', { 'content-type': 'application/json', ...headers }), 422)
  })
  test('reading needs no origin', async () => {
    expect(
      (await w.app.request('/api/departments', { headers: { origin: 'https://evil.example', cookie: 'x=1' } })).status,
    ).toBe(200)
  })
})

describe('cookies that are not ours', () => {
  const JUNK = [
    'x'.repeat(16_000),
    '=',
    ';;;;',
    '%',
    'sid=%E0%A4%A',
    'sid=\x80\xff',
    'sid=../../etc',
    '__Host-sid=a; __Host-sid=b',
    'receipt=a.b',
    'track=.',
    'mode=%00',
    'flash=<script>',
    `receipt=${'a'.repeat(9000)}`,
    'sid="a"',
    '__proto__=1',
  ]
  test.each(JUNK.map((c) => [c.slice(0, 20), c] as const))('%s', async (_what, cookie) => {
    for (const path of ['/api/departments', '/api/session', '/plain', '/complaint/receipt', '/track', '/desk/cases']) {
      const answer = await w.app.request(path, { headers: { cookie } })
      expect([200, 401, 404, 303]).toContain(answer.status)
      const text = await answer.text()
      expect(text).not.toMatch(LEAK)
      expect(text).not.toContain('<script>')
    }
  })
})

describe('addresses', () => {
  const TRICKS = [
    '//',
    '//evil.example',
    '/api//departments',
    '/./',
    '/api/./departments',
    '/api/x/../departments',
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/api/%2e/departments',
    '/api/departments%2fSFJ',
    '/api/departments%2FSFJ',
    '/api/departments/SFJ%00',
    '/api/departments%5cSFJ',
    '/api;x/departments',
    '/api/departments;a=b',
    '/%252e%252e/',
    '/api/%2564epartments',
    '/%c0%af',
    '/%ff',
    '/%',
    '/%zz',
    '/\u0000'.replace('\u0000', '%00'),
    '/API/departments',
    '/Api/Departments',
    '/api/departments/',
    '/api/',
    '/api/desk/cases/',
    '/api/complaints/',
    '/.git/config',
    '/.env',
    '/data/yangguang.db',
    '/node_modules/hono/package.json',
    '/desk/cases/1.css/..;/a.js',
  ]
  test.each(TRICKS)('%s leads nowhere', async (path) => {
    const [head, body] = await spoken(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: application/json\r\nConnection: close\r\n\r\n`,
    )
    expect(head, path).toMatch(/^HTTP\/1\.1 404 /)
    expect(body).not.toMatch(LEAK)
    expect(head).toMatch(/\r\nx-frame-options: DENY/i)
  })
  test('the same tricks before a protected path open nothing', async () => {
    for (const path of [
      '/api//desk/cases',
      '/api/desk/./cases',
      '/api/%64esk/cases',
      '/api/desk%2fcases',
      '/API/desk/cases',
      '/api/desk/cases/',
      '/api/desk/cases%20',
      '/api/desk/cases.json',
      '/api/desk/cases;x',
      '/api/desk/cases/%2e%2e/cases',
      '/api\\desk\\cases',
    ]) {
      const [head] = await spoken(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`)
      expect(head, path).toMatch(/^HTTP\/1\.1 40[0145] /)
    }
    for (const header of [
      'X-HTTP-Method-Override: DELETE',
      'X-Original-URL: /api/desk/cases',
      'X-Rewrite-URL: /api/desk/cases',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-For: 127.0.0.1',
      'X-Dept: SFJ',
      'Authorization: Basic YWRtaW46YWRtaW4=',
    ]) {
      const [head, body] = await spoken(
        `GET /api/desk/cases HTTP/1.1\r\nHost: localhost:${port}\r\n${header}\r\nConnection: close\r\n\r\n`,
      )
      expect(head, header).toMatch(/^HTTP\/1\.1 401 /)
      expect(body).not.toContain('evil')
    }
  })
  test('a very long one is 414, one beyond the parser 431', async () => {
    const [long] = await spoken(
      `GET /${'a'.repeat(5000)} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`,
    )
    expect(long).toMatch(/^HTTP\/1\.1 414 /)
    const [longer] = await spoken(
      `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`,
    )
    expect(longer).toMatch(/^HTTP\/1\.1 431 /)
    const [cookies] = await spoken(
      `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: a=${'b'.repeat(17_000)}\r\nConnection: close\r\n\r\n`,
    )
    expect(cookies).toMatch(/^HTTP\/1\.1 431 /)
  })
  test('ten thousand query parameters', async () => {
    expect(
      (await w.app.request(`/api/departments?${Array.from({ length: 600 }, (_, i) => `a${i}=1`).join('&')}`)).status,
    ).toBe(414)
    await refused.by(await w.app.request('/api/departments?x=1&y=2'), 422)
    await refused.by(await w.app.request('/api/departments?on=2026-02-30&limit=101&q=%00'), 422)
  })
  test('a display mode leads only to pages of ours', async () => {
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/%0d%0aSet-Cookie:x=1',
      'javascript:alert(1)',
      '/x#y',
      '\t//evil.example',
      '/x y',
      '',
      '/\u202e',
    ])
      expect((await w.app.request(`/mode/elder?to=${encodeURIComponent(to)}`)).headers.get('location'), to).toBe('/')
    expect((await w.app.request('/mode/elder?to=/track')).headers.get('location')).toBe('/track')
    expect((await w.app.request('/mode/huge')).status).toBe(404)
  })
})

/** Says something over a bare connection; the head and the body of what comes back. */
async function spoken(text: string | Buffer): Promise<[head: string, body: string]> {
  const socket = connect(port, '127.0.0.1')
  let all = ''
  socket.on('data', (d) => (all += d))
  // A server that refuses early closes while we still speak.
  socket.on('error', () => {})
  socket.write(text)
  await new Promise((done) => {
    socket.once('close', done)
    setTimeout(done, 3000).unref()
  })
  socket.destroy()
  const end = all.indexOf('\r\n\r\n')
  return end < 0 ? [all, ''] : [all.slice(0, end), all.slice(end + 4)]
}

describe('over a bare connection', () => {
  const get = (host: string, more = '') =>
    spoken(`GET /api/departments HTTP/1.1\r\n${host}${more}Connection: close\r\n\r\n`)
  const BAD_HOSTS = [
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost:80:80',
    '127.0.0.999',
    'localhost:99999',
    '[::1',
    '0.0.0.0',
    '192.168.0.1',
    'localhost/x',
    'localhost?x',
    '"localhost"',
    'localhost,evil.example',
    '',
  ]
  test.each(BAD_HOSTS)('Host: %s', async (host) => {
    const [head, body] = await get(`Host: ${host}\r\n`)
    expect(head).toMatch(/^HTTP\/1\.1 400 /)
    expect(body).not.toMatch(LEAK)
    expect(head + body).not.toContain('evil')
  })
  test('a Host that is ours, in capitals too', async () => {
    for (const host of [`localhost:${port}`, '127.0.0.1', `LocalHost:${port}`, `[::1]:${port}`])
      expect((await get(`Host: ${host}\r\n`))[0], host).toMatch(/^HTTP\/1\.1 200 /)
  })
  test('no Host, or two', async () => {
    expect((await get(''))[0]).toMatch(/^HTTP\/1\.1 400 /)
    expect((await spoken('GET /api/departments HTTP/1.0\r\n\r\n'))[0]).toMatch(/^HTTP\/1\.1 400 /)
    expect((await get('Host: localhost\r\nHost: evil.example\r\n'))[0]).toMatch(/^HTTP\/1\.1 400 /)
    expect((await get('Host: localhost\r\nhost: localhost\r\n'))[0]).toMatch(/^HTTP\/1\.1 400 /)
  })
  test('a forwarded host changes nothing', async () => {
    const [head, body] = await get(
      'Host: localhost\r\n',
      'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n',
    )
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(head + body).not.toContain('evil')
  })
  test('methods that are not ours', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'MKCOL', 'LOCK', 'PURGE', 'SEARCH', 'LINK']) {
      const [head, body] = await spoken(
        `${method} /api/departments HTTP/1.1\r\nHost: localhost\r\nX-Secret: mirrored\r\nConnection: close\r\n\r\n`,
      )
      expect(head, method).toMatch(/^HTTP\/1\.1 405 /)
      expect(head + body).not.toContain('mirrored')
    }
    for (const method of ['CONNECT', 'FOO', 'get', 'GET\0']) {
      const [head] = await spoken(`${method} /api/departments HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      expect(head === '' || /^HTTP\/1\.1 40[05] /.test(head), `${method}: ${head}`).toBe(true)
    }
  })
  test('targets that are not paths', async () => {
    for (const target of [
      'http://evil.example/api/departments',
      `http://localhost:${port}/api/departments`,
      '*',
      'localhost:80',
      'api/departments',
    ]) {
      const [head, body] = await spoken(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      expect(head, target).toMatch(/^HTTP\/1\.1 400 /)
      expect(head + body).not.toContain('evil')
    }
  })
  const send = (headers: string, body: string) =>
    spoken(
      `POST /api/complaints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n${headers}\r\n${body}`,
    )
  test('chunks beyond the limit are 413', async () => {
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    expect((await send('Transfer-Encoding: chunked\r\n', chunk.repeat(5)))[0]).toMatch(/^HTTP\/1\.1 413 /)
    expect((await send('Content-Length: 99999999\r\n', '{'))[0]).toMatch(/^HTTP\/1\.1 413 /)
  })
  test('lengths that contradict each other are refused by the parser', async () => {
    for (const headers of [
      'Content-Length: 5\r\nContent-Length: 6\r\n',
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
      'Content-Length: -1\r\n',
      'Content-Length: 1e3\r\n',
      'Transfer-Encoding: chunked, identity\r\n',
    ])
      expect((await send(headers, '{}{}{}'))[0], headers).toMatch(/^HTTP\/1\.1 400 /)
  })
  test('after all that the server answers, and nothing was written', async () => {
    expect((await get('Host: localhost\r\n'))[0]).toMatch(/^HTTP\/1\.1 200 /)
    await refused.nothingWritten()
  })
})

test('every line of the log is one object, without what was sent', async () => {
  const evil = 'log\u2028\r\n{"level":60}\u001b[31m'
  await w.app.request(`/api/departments/${encodeURIComponent('日志')}?q=${encodeURIComponent(evil)}`, {
    headers: { 'user-agent': 'evil-agent', referer: 'http://localhost/?canary-referer' },
  })
  await post(w, '/api/complaints', complaint({ account: `canary-account ${evil}` }))
  const all = w.log.join('')
  for (const line of w.log) expect(() => JSON.parse(line)).not.toThrow()
  expect(w.log.every((l) => l.trimEnd().split('\n').length === 1)).toBe(true)
  for (const said of ['canary', 'evil-agent', '日志', '\u001b', '\u2028', '127.0.0']) expect(all).not.toContain(said)
})
