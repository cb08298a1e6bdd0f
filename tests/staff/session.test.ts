import { describe, expect, test } from 'vitest'
import { sha256 } from '../../api/secrets.ts'
import { Browser, PASSWORD, rows, signedIn, staffed } from './people.ts'

const MINUTE = 60_000
const later = (from: Date, ms: number) => new Date(from.getTime() + ms)

describe('a session', () => {
  test('opens with the right password and says who it is, nothing more', async () => {
    const w = await staffed()
    const browser = new Browser(w)
    const answer = await browser.signIn('handler')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      login: 'handler',
      name: '林知行',
      roles: ['handler'],
      department: 'SFJ',
      post: '承办人',
    })
    expect(await browser.me()).toBe(200)
    expect(await new Browser(w).me()).toBe(401)
  })

  test('leaves only its hash in the database, and the hash opens nothing', async () => {
    const w = await staffed()
    const browser = await signedIn(w, 'handler')
    const id = browser.jar.get('sid') ?? ''
    const [row] = await rows(w, 'select id from logins')
    expect(row?.id).toBe(sha256(id))
    const thief = new Browser(w)
    thief.jar.set('sid', sha256(id))
    expect(await thief.me()).toBe(401)
    thief.jar.set('sid', id)
    expect(await thief.me()).toBe(200)
  })

  test('has the strictest cookie over https', async () => {
    const w = await staffed({ env: { PUBLIC_URL: 'https://jiandu.example' } })
    const browser = new Browser(w)
    await browser.signIn('handler')
    const sid = browser.setCookies.find((line) => line.startsWith('__Host-sid='))
    expect(sid).toMatch(/^__Host-sid=[a-z2-7]{40}; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    for (const line of browser.setCookies) {
      expect(line).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
      expect(line).not.toMatch(/Domain/i)
    }
  })

  test('over plain http on this machine goes without the prefix and Secure', async () => {
    const browser = new Browser(await staffed())
    await browser.signIn('handler')
    expect(browser.setCookies[0]).toMatch(/^sid=[a-z2-7]{40}; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  test('planted before sign-in is not the one after it, and ends', async () => {
    const w = await staffed()
    const planted = await signedIn(w, 'second')
    const victim = new Browser(w)
    victim.jar.set('sid', planted.jar.get('sid') ?? '')
    await victim.signIn('handler')
    expect(victim.jar.get('sid')).not.toBe(planted.jar.get('sid'))
    expect(await planted.me()).toBe(401)
    expect(await victim.me()).toBe(200)
  })

  test('that never was stays nothing, whatever is in the cookie', async () => {
    const w = await staffed()
    for (const value of [
      '',
      'x',
      '%',
      '%E0%A4%A',
      '"',
      "' or 1=1 --",
      'a'.repeat(40),
      'A'.repeat(40),
      'a'.repeat(5000),
      '../../etc',
      '{}',
    ]) {
      const answer = await w.app.request('/api/session', {
        headers: { cookie: `sid=${value}; __Host-sid=${value}; ;=;sid` },
      })
      expect(answer.status, value.slice(0, 20)).toBe(401)
    }
  })

  test('ends after half an hour alone', async () => {
    const w = await staffed()
    const start = w.deps.now()
    const browser = await signedIn(w, 'handler')
    w.at(later(start, 29 * MINUTE))
    expect(await browser.me()).toBe(200)
    w.at(later(start, 58 * MINUTE))
    expect(await browser.me()).toBe(200)
    w.at(later(start, 88 * MINUTE))
    expect(await browser.me()).toBe(401)
  })

  test('is not kept by what an open page asks by itself, and says how long it has', async () => {
    const w = await staffed()
    const start = w.deps.now()
    const browser = await signedIn(w, 'handler')
    w.at(later(start, 20 * MINUTE))
    expect((await browser.get('/api/desk/cases/C0000000000/readers')).status).toBe(404)
    w.at(later(start, 31 * MINUTE))
    expect(await browser.me()).toBe(401)
    // Negative control: what a person asks for keeps it.
    const other = await signedIn(w, 'handler')
    w.at(later(start, 51 * MINUTE))
    expect((await other.get('/api/desk/cases')).status).toBe(200)
    w.at(later(start, 51.5 * MINUTE))
    expect(await (await other.get('/api/session')).json()).toMatchObject({
      left: { idle: 29.5 * MINUTE, whole: expect.closeTo(459.5 * MINUTE, -3) },
    })
    w.at(later(start, 62 * MINUTE))
    expect(await other.me()).toBe(200)
  })

  test('ends after eight hours however busy', async () => {
    const w = await staffed()
    const start = w.deps.now()
    const browser = await signedIn(w, 'handler')
    for (let minutes = 20; minutes < 480; minutes += 20) {
      w.at(later(start, minutes * MINUTE))
      expect(await browser.me(), `${minutes}`).toBe(200)
    }
    w.at(later(start, 480 * MINUTE))
    expect(await browser.me()).toBe(401)
  })

  test('is noted at most once a minute', async () => {
    const w = await staffed()
    const start = w.deps.now()
    const browser = await signedIn(w, 'handler')
    const seen = async () => Number((await rows(w, 'select seen_at from logins'))[0]?.seen_at)
    w.at(later(start, MINUTE - 1))
    await browser.me()
    expect(await seen()).toBe(start.getTime())
    w.at(later(start, MINUTE))
    await browser.me()
    expect(await seen()).toBe(start.getTime() + MINUTE)
  })

  test('ends on the server when its person leaves, and the browser is told to forget', async () => {
    const w = await staffed()
    const browser = await signedIn(w, 'handler')
    const copy = new Browser(w)
    copy.jar = new Map(browser.jar)
    const answer = await browser.send('DELETE', '/api/session')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect(browser.jar.has('sid')).toBe(false)
    expect(await copy.me()).toBe(401)
    expect(await rows(w, 'select * from logins')).toEqual([])
  })

  test('is named by browser and system, without what the browser said', async () => {
    const w = await staffed()
    const browser = new Browser(w)
    const agent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
    await browser.send('POST', '/api/session', { login: 'handler', password: PASSWORD }, { 'user-agent': agent })
    const { items } = (await (await browser.get('/api/session/list')).json()) as {
      items: { device: string; current: boolean }[]
    }
    expect(items).toMatchObject([{ device: 'Windows上的Chrome', current: true }])
    expect(JSON.stringify([await rows(w, 'select * from logins'), await rows(w, 'select * from events')])).not.toMatch(
      /Mozilla|AppleWebKit|NT 10/,
    )
  })
})

describe('a list of sessions', () => {
  const list = async (browser: Browser) =>
    ((await (await browser.get('/api/session/list')).json()) as { items: { id: string; current: boolean }[] }).items

  test('shows one person theirs, and ends one, or all others', async () => {
    const w = await staffed()
    const [a, b, c, other] = [
      await signedIn(w, 'handler'),
      await signedIn(w, 'handler'),
      await signedIn(w, 'handler'),
      await signedIn(w, 'admin'),
    ]
    expect(await list(a)).toHaveLength(3)
    const [mine] = (await list(b)).filter((s) => s.current)
    expect((await a.post('/api/session/revoke', { id: mine?.id })).status).toBe(204)
    expect([await a.me(), await b.me(), await c.me(), await other.me()]).toEqual([200, 401, 200, 200])
    expect((await a.post('/api/session/revoke', { id: 'others' })).status).toBe(204)
    expect([await a.me(), await c.me(), await other.me()]).toEqual([200, 401, 200])
  })

  test("does not end somebody else's", async () => {
    const w = await staffed()
    const [mine, other] = [await signedIn(w, 'handler'), await signedIn(w, 'admin')]
    const [theirs] = await list(other)
    expect((await mine.post('/api/session/revoke', { id: theirs?.id })).status).toBe(404)
    expect(await other.me()).toBe(200)
  })
})
