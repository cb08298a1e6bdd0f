import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, serving } from '../bench/server.ts'

let dir: string
let server: Running
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yangguang-wire-'))
  server = await serving({ DATA_DIR: dir })
})
afterAll(async () => {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** Sends bytes as they are and reads until the server closes, or until it has been quiet for a while after so many answers. */
const speak = (bytes: string | Buffer, answers = 1) =>
  new Promise<string>((resolve) => {
    let heard = ''
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(20_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      if (statuses(heard).length >= answers) socket.setTimeout(400)
    })
    socket.on('error', () => undefined).on('close', () => resolve(heard))
  })

const statuses = (heard: string) => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

const HOST = 'Host: localhost\r\n'
const SMUGGLED = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
const JSON_POST = `POST /api/complaints HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`

describe('requests no honest client sends get 4xx, once, and never reach further', () => {
  test.each<[string, string]>([
    ['TRACE', `TRACE / HTTP/1.1\r\n${HOST}\r\n`],
    ['TRACK', `TRACK / HTTP/1.1\r\n${HOST}\r\n`],
    ['a method nobody knows', `BREW / HTTP/1.1\r\n${HOST}\r\n`],
    ['two Host headers', `GET / HTTP/1.1\r\n${HOST}Host: evil.example\r\n\r\n`],
    ['two equal Host headers', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'],
    ['a foreign Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['a Host with a path', 'GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n'],
    ['a Host with a user', 'GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n'],
    ['an absolute target', `GET http://localhost/ HTTP/1.1\r\n${HOST}\r\n`],
    ['a foreign absolute target', `GET http://evil.example/ HTTP/1.1\r\n${HOST}\r\n`],
    ['an asterisk', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`],
    ['a length and chunks', `${JSON_POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['chunks and a length', `${JSON_POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['two lengths', `${JSON_POST}Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
    ['a list of lengths', `${JSON_POST}Content-Length: 0, ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
    ['a negative length', `${JSON_POST}Content-Length: -1\r\n\r\n${SMUGGLED}`],
    ['a length with a sign', `${JSON_POST}Content-Length: +2\r\n\r\n{}`],
    ['a length in hexadecimal', `${JSON_POST}Content-Length: 0x2\r\n\r\n{}`],
    ['a coding that only looks like chunked', `${JSON_POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['chunked, then identity', `${JSON_POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a space before the colon', `${JSON_POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a folded header', `${JSON_POST}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a chunk of no number', `${JSON_POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['a chunk longer than any number', `${JSON_POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`],
    ['a chunk that ends in a bare line feed', `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n${SMUGGLED}`],
    ['a header without a name', `GET / HTTP/1.1\r\n${HOST}: nothing\r\n\r\n`],
    ['a NUL in a header', `GET / HTTP/1.1\r\n${HOST}X-A: a\0b\r\n\r\n`],
    ['a bare carriage return in a header', `GET / HTTP/1.1\r\n${HOST}X-A: a\rb\r\n\r\n`],
    ['a line without a version', `GET /\r\n${HOST}\r\n`],
    ['a version that does not exist', `GET / HTTP/9.9\r\n${HOST}\r\n`],
    ['a space in the target', `GET /a b HTTP/1.1\r\n${HOST}\r\n`],
    ['a header of 64 kB', `GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(65_536)}\r\n\r\n`],
    ['a target of 6 kB', `GET /${'a'.repeat(6000)} HTTP/1.1\r\n${HOST}\r\n`],
    ['a greeting in TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a greeting in HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    const heard = statuses(await speak(Buffer.from(bytes, 'latin1')))
    expect(heard.length, 'one answer').toBe(1)
    expect(heard[0]).toBeGreaterThanOrEqual(400)
    expect(heard[0]).toBeLessThan(500)
  })

  test('CONNECT opens no tunnel', async () => {
    const heard = statuses(await speak(`CONNECT evil.example:443 HTTP/1.1\r\n${HOST}\r\n`))
    expect(heard.filter((status) => status < 400 || status > 499)).toEqual([])
  })

  test('and an ordinary request is answered, so the door is not simply shut', async () => {
    expect(statuses(await speak(SMUGGLED))).toEqual([200])
    expect(statuses(await speak(SMUGGLED + SMUGGLED, 2))).toEqual([200, 200])
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })
})

/** Listens until the server has had enough; says something every half second if there is something to say. */
const linger = (first: string, drip: string) =>
  new Promise<{ after: number; heard: string }>((resolve) => {
    const began = Date.now()
    let heard = ''
    const socket = connect(server.port, '127.0.0.1', () => socket.write(first))
    const dripping = setInterval(() => drip && socket.write(drip), 500)
    socket
      .on('data', (chunk) => {
        heard += chunk.toString('latin1')
      })
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(dripping)
        resolve({ after: Date.now() - began, heard })
      })
  })

test('who trickles is cut off in time with a word, who has asked nothing without one, while others are served', {
  timeout: 45_000,
}, async () => {
  const trickling = Array.from({ length: 50 }, () => linger(`GET / HTTP/1.1\r\n${HOST}`, 'X-A: b\r\n'))
  const waiting = Array.from({ length: 5 }, () => linger('', ''))
  expect((await fetch(`${server.url}/`)).status).toBe(200)
  for (const { after, heard } of await Promise.all(trickling)) {
    expect(after).toBeLessThan(30_000)
    expect(statuses(heard)).toEqual([408])
  }
  // A browser opens connections ahead: it would take any word for the answer to what it asks next.
  for (const { after, heard } of await Promise.all(waiting)) {
    expect(after).toBeLessThan(30_000)
    expect(heard).toBe('')
  }
})
