import { describe, expect, test } from 'vitest'
import { second } from '../../api/staff/factor.ts'
import { Browser, codeAt, enrol, PASSWORD, rows, signedIn, staffed } from './people.ts'

const STEP = 30_000

async function enrolled(login = 'handler') {
  const w = await staffed()
  const browser = await signedIn(w, login)
  const kept = await enrol(browser)
  const enter = async (otp?: string, password = PASSWORD) => (await new Browser(w).signIn(login, password, otp)).status
  /** The step after enrolment: its own code is spent. */
  const step = (n = 1) => w.at(new Date(w.deps.now().getTime() + n * STEP))
  return { w, browser, enter, step, code: (steps = 0) => codeAt(kept.secret, w.deps.now(), steps), ...kept }
}

describe('a second factor', () => {
  test('is asked for once it is on, and not before', async () => {
    const w = await staffed()
    const browser = await signedIn(w, 'handler')
    await browser.post('/api/session/factor', { password: PASSWORD })
    expect((await new Browser(w).signIn('handler')).status).toBe(200)
    const { enter, code, step } = await enrolled()
    step()
    expect([await enter(), await enter('123456'), await enter(code())]).toEqual([401, 401, 200])
  })

  test('takes a code once, however it is typed', async () => {
    const { enter, code, step } = await enrolled()
    expect(await enter(code())).toBe(401)
    step()
    const spaced = code().replace(/^(...)/, ' $1 ')
    expect([await enter(spaced), await enter(code()), await enter(spaced)]).toEqual([200, 401, 401])
    step()
    const wide = [...code()].map((d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)).join('')
    expect([await enter(wide), await enter(wide)]).toEqual([200, 401])
  })

  test('takes one of fifty that try the same code at once', async () => {
    const { w, code, step } = await enrolled()
    step()
    const otp = code()
    const answers = await Promise.all(Array.from({ length: 50 }, () => new Browser(w).signIn('handler', PASSWORD, otp)))
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
  })

  test('is decided by the database, not by our taking turns', async () => {
    const { w, code, step } = await enrolled()
    step()
    const looks = await Promise.all(Array.from({ length: 50 }, () => second(w.deps, 'handler', code(), w.deps.now())))
    const spent = await Promise.all(looks.map((look) => look.spend()))
    expect(spent.filter((s) => s === 'totp')).toHaveLength(1)
    // Without the counter in the condition every one of them would have been let in.
    await w.deps.store.writes.commit([{ sql: 'update factors set last_counter = 0', args: [] }])
    expect(await (await second(w.deps, 'handler', code(), w.deps.now())).spend()).toBe('totp')
  })

  test('takes the step before and after, and nothing farther', async () => {
    const { enter, code, step } = await enrolled()
    step(10)
    expect([await enter(code(-2)), await enter(code(2))]).toEqual([401, 401])
    expect([await enter(code(-1)), await enter(code(0)), await enter(code(1))]).toEqual([200, 200, 200])
    expect([await enter(code(0)), await enter(code(-1))]).toEqual([401, 401])
  })

  test('is not used up beside a wrong password', async () => {
    const { enter, code, step } = await enrolled()
    step()
    expect([await enter(code(), 'wrong password'), await enter(code())]).toEqual([401, 200])
  })

  test('gives ten recovery codes, each good once', async () => {
    const { w, enter, codes } = await enrolled()
    expect(codes).toHaveLength(10)
    expect(new Set(codes).size).toBe(10)
    const [first = '', next = ''] = codes
    expect([await enter(first.toLowerCase()), await enter(first), await enter(next.replace('-', ' '))]).toEqual([
      200, 401, 200,
    ])
    const looks = await Promise.all(Array.from({ length: 20 }, () => second(w.deps, 'handler', codes[2], w.deps.now())))
    expect((await Promise.all(looks.map((look) => look.spend()))).filter(Boolean)).toHaveLength(1)
    expect(JSON.stringify(await rows(w, 'select * from recovery_codes'))).not.toContain(first.replace('-', ''))
  })

  test("does not take another person's codes", async () => {
    const { w, codes } = await enrolled()
    await enrol(await signedIn(w, 'second'))
    expect((await new Browser(w).signIn('second', PASSWORD, codes[0])).status).toBe(401)
  })

  test('lies sealed under its person, so that a row moved to another opens nothing', async () => {
    const { w, secret, code, step } = await enrolled()
    expect(JSON.stringify(await rows(w, 'select * from factors'))).not.toContain(secret)
    step()
    await w.deps.store.writes.commit([{ sql: "update factors set person = 'second'", args: [] }])
    expect((await new Browser(w).signIn('second', PASSWORD, code())).status).not.toBe(200)
  })

  test('is begun and ended only with the password, and shown in no answer to a GET', async () => {
    const w = await staffed()
    const browser = await signedIn(w, 'handler')
    expect((await browser.post('/api/session/factor', { password: 'wrong password' })).status).toBe(422)
    expect((await browser.post('/api/session/factor', {})).status).toBe(422)
    const { secret, codes } = await enrol(browser)
    expect((await browser.post('/api/session/factor', { password: PASSWORD })).status).toBe(409)
    for (const path of ['/api/session', '/api/session/list', '/api/session/factor', '/api/desk/staff/handler']) {
      const text = await (await browser.get(path)).text()
      for (const hidden of [secret, ...codes]) expect(text).not.toContain(hidden)
    }
    expect((await browser.post('/api/session/factor/remove', { password: 'wrong password' })).status).toBe(422)
    expect((await browser.post('/api/session/factor/remove', { password: PASSWORD })).status).toBe(204)
    expect((await new Browser(w).signIn('handler')).status).toBe(200)
    expect(await rows(w, 'select * from recovery_codes')).toEqual([])
  })

  test('needs a right code to be turned on, and ends the other sessions', async () => {
    const w = await staffed()
    const [here, there] = [await signedIn(w, 'handler'), await signedIn(w, 'handler')]
    await here.post('/api/session/factor', { password: PASSWORD })
    expect((await here.post('/api/session/factor/confirm', { otp: '000000' })).status).toBe(422)
    expect((await new Browser(w).signIn('handler')).status).toBe(200)
    await enrol(here)
    expect([await here.me(), await there.me()]).toEqual([200, 401])
  })

  test('is nobody else’s business', async () => {
    const w = await staffed()
    for (const path of ['/api/session/factor', '/api/session/factor/confirm', '/api/session/factor/remove'])
      expect((await new Browser(w).post(path, { password: PASSWORD, otp: '1' })).status, path).toBe(401)
    const admin = await signedIn(w, 'admin')
    expect((await admin.post('/api/session/factor', { password: PASSWORD, login: 'handler' })).status).toBe(422)
  })
})
