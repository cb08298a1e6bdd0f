import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askTurnstile } from '../../api/antibot/turnstile.ts'
import { EnvError, readEnv } from '../../api/env.ts'

/** Cloudflare, as far as we speak to it. */
async function standIn(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const siteverify = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`
  return { secretKey: '1x0000000000000000000000000000000AA', hostname: 'zf.example.cn', action: 'register', siteverify }
}
const says =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const GOOD = { success: true, hostname: 'zf.example.cn', action: 'register' }

describe('a token', () => {
  test('that Cloudflare knows passes; asked once, with the secret and nothing about the visitor', async () => {
    const heard: string[] = []
    const widget = await standIn(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      heard.push(`${request.method} ${request.headers['content-type']} ${body}`)
      says(GOOD)(request, response)
    })
    expect(await askTurnstile('a token', widget)).toBe('passed')
    expect(heard).toEqual([
      `POST application/x-www-form-urlencoded;charset=UTF-8 secret=${widget.secretKey}&response=a+token`,
    ])
  })
  test.each([
    ['refused by Cloudflare', { success: false, 'error-codes': ['invalid-input-response'] }],
    ['already used', { success: false, 'error-codes': ['timeout-or-duplicate'] }],
    ['for another site', { ...GOOD, hostname: 'evil.example' }],
    ['for another form', { ...GOOD, action: 'login' }],
    ['for no site', { success: true }],
  ])('%s is refused', async (_what, body) => {
    expect(await askTurnstile('a token', await standIn(says(body)))).toBe('refused')
  })
  test('that cannot be one is refused without asking', async () => {
    const widget = await standIn(() => expect.unreachable())
    for (const token of ['', 'x'.repeat(2049)]) expect(await askTurnstile(token, widget)).toBe('refused')
  })
})

describe('with Cloudflare unwell nobody is let in unasked, and nobody waits for longer than three seconds', () => {
  const MODES: [what: string, answer: RequestListener][] = [
    ['500', says(GOOD, 500)],
    ['a redirect', (_q, a) => a.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['HTML', (_q, a) => a.end('<!doctype html><h1>blocked</h1>')],
    ['nonsense', says({ success: 'yes' })],
    ['a broken line', (_q, a) => a.destroy()],
    ['silence', () => undefined],
    ['half an answer', (_q, a) => a.write('{"success":')],
  ]
  test.each(MODES)('%s', async (_what, answer) => {
    const widget = await standIn(answer)
    const late = new Promise((done) => setTimeout(done, 4000, 'too late'))
    expect(await Promise.race([askTurnstile('a token', widget), late])).toBe('away')
  })
})

describe('the configuration', () => {
  test('is whole or the start is refused', () => {
    for (const env of [{ TURNSTILE_SITE_KEY: 'x' }, { TURNSTILE_SECRET_KEY: 'x' }, {}])
      expect(() => readEnv({ ANTIBOT: 'turnstile', ...env } as Record<string, string>)).toThrow(EnvError)
  })
  test('where people complain a proof of work is asked for all the same', () => {
    const keys = { TURNSTILE_SITE_KEY: 'x', TURNSTILE_SECRET_KEY: 'x' }
    for (const [ANTIBOT, asked] of [
      ['turnstile', true],
      ['altcha', true],
      ['off', false],
    ] as const)
      expect(readEnv({ ANTIBOT, ...keys }).antibot).toBe(asked)
    expect(readEnv({}).antibot).toBe(true)
  })
})
