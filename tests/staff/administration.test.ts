import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { releaseFactor } from '../../api/staff/administration.ts'
import { NewStaff, StaffChange } from '../../api/staff/person.ts'
import { people } from '../../db/schema.ts'
import { Browser, enrol, rows, signedIn, staffed } from './people.ts'

const NEW = { login: 'newcomer', name: '新来', roles: ['intake'], department: 'SFJ', post: '受理岗' }
const FRESH = '另一句更长的话 for tests'
type Told = { token: string; expiresAt: string }

const patch = (browser: Browser, login: string, change: unknown) =>
  browser.send('PATCH', `/api/desk/staff/${login}`, change)
const told = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Told
const setUp = (w: Browser['w'], token: string, password = FRESH) =>
  new Browser(w).post('/api/session/set-up', { token, password })

describe('accounts', () => {
  test.each(['handler', undefined])('are nothing %s may see or touch', async (login) => {
    const w = await staffed()
    const browser = login ? await signedIn(w, login) : new Browser(w)
    const status = login ? 403 : 401
    const answers = [
      browser.get('/api/desk/staff'),
      browser.get('/api/desk/staff/admin'),
      browser.post('/api/desk/staff', NEW),
      patch(browser, 'second', { active: false }),
      browser.post('/api/desk/staff/admin/invitation'),
    ]
    for (const answer of answers) expect((await answer).status).toBe(status)
    expect((await rows(w, "select active from people where login = 'second'"))[0]?.active).toBe(1)
  })

  test('are listed, found by part of a name, and paged', async () => {
    const admin = await signedIn(await staffed(), 'admin')
    const list = async (query: string) =>
      (await (await admin.get(`/api/desk/staff?${query}`)).json()) as {
        items: { login: string }[]
        total: number
        next?: string
      }
    expect((await list('')).items.map((p) => p.login)).toEqual(['admin', 'gone', 'handler', 'second'])
    expect((await list('q=林')).items.map((p) => p.login)).toEqual(['handler'])
    for (const wild of ['q=%25', 'q=_', 'q=%5C']) expect((await list(wild)).total, wild).toBe(0)
    const first = await list('limit=3')
    expect([first.items.length, first.total, first.next]).toEqual([3, 4, 'handler'])
    expect((await list(`limit=3&cursor=${first.next}`)).items.map((p) => p.login)).toEqual(['second'])
    expect((await admin.get('/api/desk/staff?limit=101')).status).toBe(422)
  })

  test('tell their history and no hash', async () => {
    const w = await staffed()
    const admin = await signedIn(w, 'admin')
    await patch(admin, 'handler', { post: '科长' })
    const text = await (await admin.get('/api/desk/staff/handler')).text()
    expect(JSON.parse(text)).toMatchObject({
      post: '科长',
      ready: true,
      factor: false,
      history: [
        { label: '改动账号', by: '秦立' },
        { label: '建立账号', by: '系统' },
      ],
    })
    expect(text).not.toMatch(/argon2|password/)
    await rows(w, "update people set active = 0 where login = 'admin'")
    const second = await signedIn(w, 'second')
    expect(await (await second.get('/api/desk/staff/handler')).json()).toMatchObject({
      history: [{ by: '秦立（已离任）' }, { by: '系统' }],
    })
  })

  test('are made without a password, and only their holder sets one, once', async () => {
    const w = await staffed()
    const admin = await signedIn(w, 'admin')
    const made = await admin.post('/api/desk/staff', NEW)
    expect(made.status).toBe(201)
    const { token } = await told(made)
    expect((await new Browser(w).signIn('newcomer', '')).status).toBe(422)
    expect((await new Browser(w).signIn('newcomer')).status).toBe(401)
    const answers = await Promise.all(Array.from({ length: 20 }, () => setUp(w, token)))
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(422)])
    expect((await new Browser(w).signIn('newcomer', FRESH)).status).toBe(200)
    expect(JSON.stringify(await rows(w, 'select * from invitations'))).not.toContain(token.replaceAll(' ', ''))
    expect((await admin.post('/api/desk/staff', NEW)).status).toBe(409)
  })

  test('have no field through which an administrator could set a password', async () => {
    expect(Object.keys(NewStaff.shape)).toEqual(['login', 'name', 'roles', 'department', 'post'])
    expect(Object.keys(StaffChange.shape)).toEqual(['active', 'roles', 'department', 'post'])
    const w = await staffed()
    const admin = await signedIn(w, 'admin')
    const before = await rows(w, 'select * from people')
    for (const extra of [
      'password',
      'passwordHash',
      'login',
      'createdAt',
      'admin',
      'session',
      'constructor',
      '__proto__',
      'factor',
      'isAdmin',
    ])
      for (const answer of [
        admin.post('/api/desk/staff', JSON.stringify(NEW).replace('{', `{"${extra}":"x",`)),
        patch(admin, 'handler', `{"${extra}":"x","post":"科长"}`),
      ]) {
        const expected = extra === 'login' ? [201, 422] : [422]
        expect(expected, extra).toContain((await answer).status)
      }
    await w.deps.store.writes.commit([{ sql: "delete from people where login = 'newcomer'", args: [] }])
    expect(await rows(w, 'select * from people')).toEqual(before)
  })

  test.each([
    [{ roles: ['root'] }, 'roles.0'],
    [{ roles: [] }, 'roles'],
    [{ roles: ['admin', 'handler'] }, 'roles'],
    [{ roles: ['handler'], department: '' }, 'department'],
    [{ department: 'NOWHERE' }, 'department'],
    [{ department: 'JW' }, 'department'],
    [{ login: 'Admin' }, 'login'],
    [{ login: 'a/../b' }, 'login'],
    [{ name: '\u202e名' }, 'name'],
  ])('with %j are refused, naming the field', async (wrong, path) => {
    const admin = await signedIn(await staffed(), 'admin')
    const answer = await admin.post('/api/desk/staff', { ...NEW, ...wrong })
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: { path: string }[] }).fields.map((f) => f.path)).toContain(path)
  })
})

describe('somebody whose account changes', () => {
  test.each([[{ active: false }], [{ roles: ['stats'] }], [{ department: 'SCJG' }]])(
    'with %j is signed out in the same commit',
    async (change) => {
      const w = await staffed()
      const [admin, a, b] = [await signedIn(w, 'admin'), await signedIn(w, 'handler'), await signedIn(w, 'handler')]
      let ended = false
      const loop = async () => {
        for (let i = 0; i < 40; i++) {
          const status = await a.me()
          // Once the change is acknowledged, no answer is given to the old session any more.
          if (ended) expect(status).toBe(401)
        }
      }
      const looping = [loop(), loop()]
      expect((await patch(admin, 'handler', change)).status).toBe(200)
      expect([await a.me(), await b.me()]).toEqual([401, 401])
      ended = true
      await Promise.all(looping)
    },
  )

  test('only in name of the post stays signed in', async () => {
    const w = await staffed()
    const [admin, a] = [await signedIn(w, 'admin'), await signedIn(w, 'handler')]
    expect(
      (await patch(admin, 'handler', { post: '科长', roles: ['handler'], department: 'SFJ', active: true })).status,
    ).toBe(200)
    expect(await a.me()).toBe(200)
  })

  test('is kept out even by a session left in the table', async () => {
    const w = await staffed()
    const a = await signedIn(w, 'handler')
    await w.deps.store.writes.commit([{ sql: "update people set active = 0 where login = 'handler'", args: [] }])
    expect(await a.me()).toBe(401)
  })

  test('while signing in gets no session out of it', async () => {
    const w = await staffed()
    const admin = await signedIn(w, 'admin')
    const [answer] = await Promise.all([new Browser(w).signIn('handler'), patch(admin, 'handler', { active: false })])
    await rows(w, 'select 1')
    expect([200, 401]).toContain(answer.status)
    expect(await rows(w, "select * from logins where person = 'handler'")).toEqual([])
  })

  test('is never the administrator who asks', async () => {
    const admin = await signedIn(await staffed(), 'admin')
    for (const change of [{ active: false }, { roles: ['handler'] }, { department: 'SCJG' }])
      expect((await patch(admin, 'admin', change)).status).toBe(409)
    expect((await patch(admin, 'admin', { post: '科技岗' })).status).toBe(200)
    expect(await admin.me()).toBe(200)
  })

  test('leaves one of two administrators who disable each other at once', async () => {
    const w = await staffed()
    const [a, b] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
    const answers = await Promise.all([patch(a, 'second', { active: false }), patch(b, 'admin', { active: false })])
    expect(answers.map((x) => x.status).sort()[0]).toBe(200)
    expect(await rows(w, "select login from people where active = 1 and roles like '%admin%'")).toHaveLength(1)
  })
})

describe('a lost second factor', () => {
  const REASON = { reason: '本人持工作证当面申请，手机已丢失' }
  const lost = (browser: Browser, login: string, body: unknown = REASON) =>
    browser.post(`/api/desk/staff/${login}/factor`, body)

  test('is taken off by an administrator with the recovery codes, and every session ends', async () => {
    const w = await staffed()
    const [admin, handler] = [await signedIn(w, 'admin'), await signedIn(w, 'handler')]
    const { secret, codes } = await enrol(handler)
    const answer = await lost(admin, 'handler')
    expect([answer.status, await answer.text()]).toEqual([200, '{"waiting":false}'])
    expect(await rows(w, "select 1 from factors where person = 'handler'")).toEqual([])
    expect(await rows(w, "select 1 from recovery_codes where person = 'handler'")).toEqual([])
    expect(await handler.me()).toBe(401)
    // The password is still the only way in.
    expect((await new Browser(w).signIn('handler', 'a wrong one')).status).toBe(401)
    expect((await new Browser(w).signIn('handler')).status).toBe(200)
    const [event] = await rows(w, "select actor, data from events where action = 'factor-lost'")
    expect([JSON.parse(String(event?.actor)), JSON.parse(String(event?.data))]).toEqual([
      expect.objectContaining({ login: 'admin' }),
      REASON,
    ])
    const told = await (await admin.get('/api/desk/staff/handler')).text()
    const { factor, history } = JSON.parse(told) as { factor: boolean; history: object[] }
    expect(factor).toBe(false)
    expect(history).toContainEqual(expect.objectContaining({ label: '取消丢失的动态验证码', by: '秦立' }))
    for (const hidden of [secret, ...codes]) expect(told + JSON.stringify(event)).not.toContain(hidden)
  })
  test('is left alone without a reason, by oneself, or by anybody else', async () => {
    const w = await staffed()
    const [admin, handler] = [await signedIn(w, 'admin'), await signedIn(w, 'handler')]
    await enrol(handler)
    await enrol(admin)
    for (const body of [{}, { reason: '丢了' }, { ...REASON, login: 'admin' }])
      expect((await lost(admin, 'handler', body)).status).toBe(422)
    expect((await lost(admin, 'admin')).status).toBe(409)
    expect((await lost(admin, 'second')).status).toBe(409)
    expect((await lost(admin, 'nobody')).status).toBe(404)
    expect((await lost(handler, 'admin')).status).toBe(403)
    expect((await lost(new Browser(w), 'handler')).status).toBe(401)
    expect(await rows(w, 'select person from factors order by person')).toHaveLength(2)
    // Negative control: the reason alone was missing.
    expect((await lost(admin, 'handler')).status).toBe(200)
  })
  test('stays where the administrator is none any more at the moment of the commit', async () => {
    const w = await staffed()
    const [admin, handler] = [await signedIn(w, 'admin'), await signedIn(w, 'handler')]
    await enrol(handler)
    await w.deps.store.writes.commit([{ sql: "update people set active = 0 where login = 'admin'", args: [] }])
    const person = (await w.deps.store.read.select().from(people).where(eq(people.login, 'handler')).get())!
    const actor = { login: 'admin', name: '', roles: ['admin' as const], department: '', post: '' }
    await expect(releaseFactor(w.deps.store, actor, person, REASON, w.deps.now())).rejects.toThrow('moved_meanwhile')
    expect([await handler.me(), (await admin.get('/api/desk/staff')).status]).toEqual([200, 401])
  })
})
