import { describe, expect, test } from 'vitest'
import { Browser, signedIn, staffed } from './people.ts'

const ON = { env: { LIMITS: 'on' } }
const WINDOW = 15 * 60_000

describe('wrong passwords', () => {
  test('slow down their account, also when a thousand come at once', async () => {
    const w = await staffed(ON)
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => new Browser(w).signIn('handler', `guess ${i}`)),
    )
    const evaluated = answers.filter((a) => a.status === 401)
    const waits = answers.filter((a) => a.status === 429)
    expect(evaluated).toHaveLength(10)
    expect(waits).toHaveLength(190)
    expect(Number(waits[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('are all looked at when limits are off', async () => {
    const w = await staffed()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => new Browser(w).signIn('handler', `guess ${i}`)),
    )
    expect(answers.filter((a) => a.status === 401)).toHaveLength(20)
  })

  test('keep nobody out for longer than one window', async () => {
    const w = await staffed(ON)
    const start = w.deps.now().getTime()
    for (let i = 0; i < 10; i++) await new Browser(w).signIn('handler', 'guess')
    expect((await new Browser(w).signIn('handler')).status).toBe(429)
    w.at(new Date(start + WINDOW))
    expect((await new Browser(w).signIn('handler')).status).toBe(200)
  })

  test('from elsewhere do not keep an owner off a device that signed in before', async () => {
    const w = await staffed(ON)
    const owner = await signedIn(w, 'handler')
    await owner.send('DELETE', '/api/session')
    for (let i = 0; i < 12; i++) await new Browser(w).signIn('handler', 'guess')
    expect((await new Browser(w).signIn('handler')).status).toBe(429)
    expect((await owner.signIn('handler')).status).toBe(200)
  })

  test('on a known device are counted too, and the device is known for its own person only', async () => {
    const w = await staffed(ON)
    const owner = await signedIn(w, 'handler')
    const answers = []
    for (let i = 0; i < 11; i++) answers.push((await owner.signIn('handler', 'guess')).status)
    expect(answers.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(answers[10]).toBe(429)
    const other = await signedIn(w, 'admin')
    for (let i = 0; i < 10; i++) await new Browser(w).signIn('second', 'guess')
    expect((await other.signIn('second')).status).toBe(429)
  })

  test('before a right one are forgotten for the account', async () => {
    const w = await staffed(ON)
    const miss = async () => (await new Browser(w).signIn('handler', 'guess')).status
    for (let i = 0; i < 5; i++) expect(await miss()).toBe(401)
    const lanes = ['account:handler', 'in-process'].map((lane) =>
      w.deps.limits.wait('login_miss', lane, w.deps.now().getTime()),
    )
    expect(lanes).toEqual([0, 0])
    await signedIn(w, 'handler')
    for (let i = 0; i < 5; i++) w.deps.limits.count('login_miss', 'account:handler', w.deps.now().getTime())
    expect(w.deps.limits.wait('login_miss', 'account:handler', w.deps.now().getTime())).toBe(0)
  })
})
