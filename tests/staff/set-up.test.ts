import { describe, expect, test } from 'vitest'
import { redeem } from '../../api/staff/invitation.ts'
import { addPeople, firstAdministrator } from '../../api/staff/people.ts'
import { Browser, PASSWORD, rows, signedIn, staffed } from './people.ts'

const FRESH = '另一句更长的话 for tests'
type Told = { token: string; expiresAt: string }

const patch = (browser: Browser, login: string, change: unknown) =>
  browser.send('PATCH', `/api/desk/staff/${login}`, change)
const told = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Told
const setUp = (w: Browser['w'], token: string, password = FRESH) =>
  new Browser(w).post('/api/session/set-up', { token, password })

describe('a set-up code', () => {
  test('is good for three days, until a newer one, and not for the disabled', async () => {
    const w = await staffed()
    const [admin, start] = [await signedIn(w, 'admin'), w.deps.now().getTime()]
    const invite = () => told(admin.post('/api/desk/staff/handler/invitation'))
    const [older, newer] = [await invite(), await invite()]
    expect((await setUp(w, older.token)).status).toBe(422)
    await patch(admin, 'handler', { active: false })
    expect((await setUp(w, newer.token)).status).toBe(422)
    expect((await admin.post('/api/desk/staff/handler/invitation')).status).toBe(409)
    await patch(admin, 'handler', { active: true })
    expect((await setUp(w, newer.token)).status).toBe(422)
    const last = await invite()
    w.at(new Date(start + 72 * 3_600_000))
    expect((await setUp(w, last.token)).status).toBe(422)
    w.at(new Date(start + 72 * 3_600_000 - 1))
    expect((await setUp(w, last.token.toLowerCase().replaceAll(' ', '-'))).status).toBe(200)
  })

  test('survives a password that is too weak, ends all sessions, and leaves the second factor', async () => {
    const w = await staffed()
    const [admin, a] = [await signedIn(w, 'admin'), await signedIn(w, 'handler')]
    const { token } = await told(admin.post('/api/desk/staff/handler/invitation'))
    expect((await setUp(w, token, '12345678')).status).toBe(422)
    expect((await setUp(w, token, PASSWORD)).status).toBe(422)
    expect(await a.me()).toBe(200)
    expect((await setUp(w, token)).status).toBe(200)
    expect(await a.me()).toBe(401)
    expect((await new Browser(w).signIn('handler')).status).toBe(401)
    expect((await new Browser(w).signIn('handler', FRESH)).status).toBe(200)
  })

  test('is decided by the database, not by our taking turns', async () => {
    const w = await staffed()
    const { token } = await told((await signedIn(w, 'admin')).post('/api/desk/staff/handler/invitation'))
    const tries = Array.from({ length: 10 }, (_, i) =>
      redeem(w.deps.store, w.deps.env, { token, password: `${FRESH} ${i}` }, w.deps.now()),
    )
    const redeemed = (await Promise.all(tries)).flatMap((login, i) => (login ? [i] : []))
    expect(redeemed).toHaveLength(1)
    expect((await new Browser(w).signIn('handler', `${FRESH} ${redeemed[0]}`)).status).toBe(200)
    expect(await rows(w, "select 1 from events where stream = 'person/handler' and action = 'set-up'")).toHaveLength(1)
  })

  test('cannot be guessed for long', async () => {
    const w = await staffed({ env: { LIMITS: 'on' } })
    const answers = await Promise.all(Array.from({ length: 30 }, () => setUp(w, '0000 0000 0000 0000 0000 0000')))
    expect(answers.filter((a) => a.status === 422)).toHaveLength(10)
    expect(answers.filter((a) => a.status === 429)).toHaveLength(20)
  })
})

describe('the first people', () => {
  test('of a demonstration are added once and left alone after', async () => {
    const w = await staffed()
    const before = await rows(w, 'select * from people')
    await addPeople(
      w.deps.store,
      [{ login: 'admin', name: '别人', roles: ['handler'], department: '', post: '别的' }],
      'x',
      w.deps.now(),
    )
    expect(await rows(w, 'select * from people')).toEqual(before)
  })

  test('of a real installation is an administrator who sets the password with a code', async () => {
    const w = await staffed()
    const clear = [{ sql: 'delete from people', args: [] }]
    await w.deps.store.writes.commit(clear)
    const tokenOf = (line: string) => /设置码 ([0-9A-Z ]{29})/.exec(line)?.[1] ?? ''
    const [lost, line] = [
      await firstAdministrator(w.deps, w.deps.now(), 'https://zf.example.cn'),
      await firstAdministrator(w.deps, w.deps.now()),
    ]
    expect(lost).toContain('请打开 https://zf.example.cn/set-up，')
    expect(line).toContain('请打开 http://localhost:4321/set-up，')
    expect((await setUp(w, tokenOf(lost))).status).toBe(422)
    expect((await setUp(w, tokenOf(line))).status).toBe(200)
    expect((await new Browser(w).signIn('admin', FRESH)).status).toBe(200)
    expect(await firstAdministrator(w.deps, w.deps.now(), 'https://zf.example.cn')).toBe(
      '已有系统管理员，请用其账号登录',
    )
  })
})
