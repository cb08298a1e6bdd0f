import { describe, expect, test } from 'vitest'
import { safeNext } from '../../api/staff/next.ts'
import { Browser, enrol, PASSWORD, rows, signedIn, staffed } from './people.ts'

describe('a sign-in that fails', () => {
  test('is one answer, byte for byte, whatever was wrong', async () => {
    const w = await staffed()
    await enrol(await signedIn(w, 'second'))
    const bodies = new Set<string>()
    for (const [login, password, otp] of [
      ['nobody', PASSWORD],
      ['handler', 'wrong password'],
      ['handler', ''.padEnd(256, 'x')],
      ['gone', PASSWORD],
      ['second', PASSWORD],
      ['second', PASSWORD, '000000'],
      ['second', PASSWORD, 'ABCDE-FGHJK'],
      ['second', 'wrong password', '000000'],
      ["' or 1=1 --", PASSWORD],
    ] as const) {
      const answer = await new Browser(w).signIn(login, password, otp)
      expect(answer.status, `${login} ${otp}`).toBe(401)
      expect(answer.headers.getSetCookie()).toEqual([])
      bodies.add(await answer.text())
    }
    expect([...bodies]).toEqual([
      JSON.stringify({
        type: '/api#wrong_login',
        title: '账号、密码或动态验证码不对，请重新输入',
        status: 401,
        code: 'wrong_login',
      }),
    ])
  })

  test('takes the same time for a stranger, the disabled and a wrong password', async () => {
    const w = await staffed()
    const took = async (login: string) => {
      const began = performance.now()
      await new Browser(w).signIn(login, 'wrong password')
      return performance.now() - began
    }
    await took('handler')
    // In turns, and of each the quickest: whatever else the machine does makes all of them slower.
    let [known, stranger, gone] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let i = 0; i < 9; i++) {
      known = Math.min(known, await took('handler'))
      stranger = Math.min(stranger, await took('nobody'))
      gone = Math.min(gone, await took('gone'))
    }
    // An answer without the work would come in a fifth of the time.
    for (const other of [stranger, gone]) expect(other / known).toBeGreaterThan(0.5)
    for (const other of [stranger, gone]) expect(other / known).toBeLessThan(2)
  })

  test('with a password too long to be one is refused before any work', async () => {
    const w = await staffed()
    const began = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => new Browser(w).signIn('handler', 'x'.repeat(200_000))),
    )
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([422]))
    expect((await new Browser(w).signIn('handler', 'x'.repeat(1_000_000))).status).toBe(413)
    expect(performance.now() - began).toBeLessThan(2000)
  })

  test.each([
    [{ login: 'handler' }, 422],
    [{ login: 'handler', password: PASSWORD, role: 'admin' }, 422],
    [{ login: ['handler', 'admin'], password: PASSWORD }, 422],
    [{ login: 'handler', password: { $ne: '' } }, 422],
    [{ login: 'handler', password: '\ud800' }, 422],
    ['[]', 400],
    ['{', 400],
  ])('%j is %i', async (body, status) => {
    const w = await staffed()
    expect((await new Browser(w).post('/api/session', body)).status).toBe(status)
  })

  test('from another site is refused, and so is signing out from there', async () => {
    const w = await staffed()
    const browser = await signedIn(w, 'handler')
    const evil = { origin: 'http://evil.example' }
    expect((await browser.send('POST', '/api/session', { login: 'second', password: PASSWORD }, evil)).status).toBe(403)
    expect((await browser.send('DELETE', '/api/session', undefined, evil)).status).toBe(403)
    expect(await browser.me()).toBe(200)
  })
})

describe('after signing in', () => {
  test('nothing secret lies in the events', async () => {
    const w = await staffed()
    const browser = await signedIn(w, 'handler')
    const { secret, codes } = await enrol(browser)
    const text = JSON.stringify(await rows(w, "select * from events where stream like 'person/%'")) + w.log.join()
    for (const hidden of [PASSWORD, secret, ...codes, browser.jar.get('sid') ?? '?', '$argon2id$'])
      expect(text).not.toContain(hidden)
    expect(text).toContain('factor-on')
  })

  test.each([
    [undefined, '/desk'],
    ['/desk', '/desk'],
    ['/desk/cases/2026-1?view=all', '/desk/cases/2026-1?view=all'],
    ['//evil.example/desk', '/desk'],
    ['/desk//evil.example', '/desk//evil.example'],
    ['https://evil.example/desk', '/desk'],
    ['/deskevil', '/desk'],
    ['/desk.evil.example', '/desk'],
    ['/desk/../track', '/desk'],
    ['/desk/..//evil.example', '/desk'],
    ['/desk\\evil', '/desk'],
    ['/\\evil.example', '/desk'],
    ['/desk\r\nset-cookie: a=b', '/desk'],
    ['/desk/sign-out', '/desk'],
    ['javascript:alert(1)', '/desk'],
    [`/desk/${'a'.repeat(600)}`, '/desk'],
  ])('%s leads to %s', (asked, to) => {
    expect(safeNext(asked)).toBe(to)
  })

  test('the form leads to the page that was asked for, with the cookie set', async () => {
    const w = await staffed()
    const browser = new Browser(w)
    const answer = await browser.form('/desk/sign-in', { login: 'handler', password: PASSWORD, next: '/desk/account' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/account'])
    expect(await browser.me()).toBe(200)
    const home = async (login: string) =>
      (await new Browser(w).form('/desk/sign-in', { login, password: PASSWORD })).headers.get('location')
    expect([await home('handler'), await home('admin')]).toEqual(['/desk', '/desk/staff'])
    const out = await browser.form('/desk/sign-out', {})
    expect([out.status, out.headers.get('location'), out.headers.get('clear-site-data')]).toEqual([
      303,
      '/desk/sign-in',
      '"cache", "storage"',
    ])
    expect(await browser.me()).toBe(401)
  })
})
