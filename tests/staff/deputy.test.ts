import { describe, expect, test } from 'vitest'
import { addPeople } from '../../api/staff/people.ts'
import { sent } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { Browser, PASSWORD, rows, signedIn, staffed } from './people.ts'

const NIGHT = '2026-06-21T00:00:00+08:00'
const TEAM = [
  { login: 'intake', name: '陈安', roles: ['intake'], department: 'SFJ', post: '受理岗' },
  { login: 'assign', name: '高宁', roles: ['assign'], department: 'SFJ', post: '分办岗' },
  { login: 'review', name: '沈青', roles: ['review'], department: 'SFJ', post: '审核岗' },
  { login: 'zfj', name: '石磊', roles: ['body'], department: 'ZFJ', post: '承办人' },
]
async function team() {
  const w = await staffed()
  const [handler] = await rows(w, "select password from people where login = 'handler'")
  await addPeople(w.deps.store, TEAM, String(handler?.password), w.deps.now())
  return w
}
const me = async (browser: Browser) =>
  (await (await browser.get('/api/session')).json()) as { roles: string[]; for: { login: string }[] }
const lastActs = async (w: World, login: string) =>
  (await rows(w, 'select action from events where stream = ? order by n desc limit 3', [`person/${login}`])).map(
    (r) => r.action,
  )
const fields = async (answer: Response) =>
  ((await answer.json()) as { fields?: { path: string }[] }).fields?.map((f) => f.path)

describe('a term', () => {
  test('ends the session in the same commit, and nobody signs in outside it, with the same answer as a wrong password', async () => {
    const w = await team()
    const [admin, intake] = [await signedIn(w, 'admin'), await signedIn(w, 'intake')]
    const set = (validFrom?: string, validTo?: string) =>
      admin.post('/api/desk/staff/intake/term', { ...(validFrom && { validFrom }), ...(validTo && { validTo }) })
    expect((await set(undefined, '2026-06-20')).status).toBe(200)
    expect(await intake.me()).toBe(200)
    expect((await set('2026-06-16')).status).toBe(200)
    expect(await intake.me()).toBe(401)
    const outside = await new Browser(w).signIn('intake')
    const wrong = await new Browser(w).signIn('nobody-at-all')
    expect([outside.status, await outside.text()]).toEqual([wrong.status, await wrong.text()])
    expect((await set()).status).toBe(200)
    expect((await new Browser(w).signIn('intake')).status).toBe(200)
    expect(await lastActs(w, 'intake')).toEqual(['sign-in', 'term', 'term'])
  })
  test('is over at midnight, for a session that is open too', async () => {
    const w = await team()
    const admin = await signedIn(w, 'admin')
    await admin.post('/api/desk/staff/intake/term', { validTo: '2026-06-20' })
    w.at('2026-06-20T23:50:00+08:00')
    const intake = await signedIn(w, 'intake')
    expect(await intake.me()).toBe(200)
    w.at(NIGHT)
    expect(await intake.me()).toBe(401)
  })
  test('of an administrator ends what they may do', async () => {
    const w = await team()
    const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
    await admin.post('/api/desk/staff/second/term', { validTo: '2026-06-14' })
    expect((await second.get('/api/desk/staff')).status).toBe(401)
    expect((await admin.post('/api/desk/staff/admin/term', { validTo: '2026-06-14' })).status).toBe(409)
  })
  test.each([
    [{ validFrom: '2026-06-20', validTo: '2026-06-19' }, 'validTo'],
    [{ validTo: '2026-02-30' }, 'validTo'],
    [{ until: '2026-06-20' }, 'until'],
  ])('%j is refused', async (said, path) => {
    const admin = await signedIn(await team(), 'admin')
    const answer = await admin.post('/api/desk/staff/intake/term', said)
    expect([answer.status, await fields(answer)]).toEqual([422, [path]])
  })
})

describe('somebody away', () => {
  const LEAVE = { from: '2026-06-15', to: '2026-06-20', deputy: 'assign' }
  test('is acted for by a colleague, who wears the roles on those days and no longer', async () => {
    const w = await team()
    const [intake, assign] = [await signedIn(w, 'intake'), await signedIn(w, 'assign')]
    const { no } = await sent(w)
    const accept = () => assign.post(`/api/desk/cases/${no}/steps`, { action: 'accept', n: 1 })
    expect((await accept()).status).toBe(403)
    expect((await intake.post('/api/session/absence', LEAVE)).status).toBe(204)
    expect(await me(assign)).toMatchObject({
      roles: ['assign', 'intake'],
      for: [{ login: 'intake', roles: ['intake'] }],
    })
    expect((await accept()).status).toBe(200)
    w.at(NIGHT)
    const again = await signedIn(w, 'assign')
    expect(await me(again)).toMatchObject({ roles: ['assign'], for: [] })
  })
  test('takes it back', async () => {
    const w = await team()
    const [intake, assign] = [await signedIn(w, 'intake'), await signedIn(w, 'assign')]
    await intake.post('/api/session/absence', LEAVE)
    expect((await intake.post('/api/session/absence', {})).status).toBe(204)
    expect((await me(assign)).roles).toEqual(['assign'])
  })
  test('may be sent away by an administrator, with what is not weighty', async () => {
    const w = await team()
    const admin = await signedIn(w, 'admin')
    expect((await admin.post('/api/desk/staff/intake/absence', LEAVE)).status).toBe(200)
    expect((await me(await signedIn(w, 'assign'))).roles).toEqual(['assign', 'intake'])
    // Only the administrator and the person: nobody else says who is away.
    const handler = await signedIn(w, 'handler')
    expect((await handler.post('/api/desk/staff/intake/absence', LEAVE)).status).toBe(403)
  })
  test.each([
    [{ ...LEAVE, deputy: 'zfj' }, 'deputy'],
    [{ ...LEAVE, deputy: 'review' }, 'deputy'],
    [{ ...LEAVE, deputy: 'gone' }, 'deputy'],
    [{ ...LEAVE, deputy: 'intake' }, 'deputy'],
    [{ from: '2026-06-15' }, 'to'],
    [{ to: '2026-06-20' }, 'from'],
    [{ from: '2026-06-20', to: '2026-06-19' }, 'to'],
    [{ from: '2026-06-01', to: '2026-06-10' }, 'to'],
    [{ deputy: 'assign' }, 'from'],
  ])('as %j is refused', async (said, path) => {
    const w = await team()
    const intake = await signedIn(w, 'intake')
    const answer = await intake.post('/api/session/absence', said)
    expect([answer.status, await fields(answer)]).toEqual([422, [path]])
    expect(await rows(w, 'select 1 from people where away_from is not null')).toEqual([])
  })
})

describe('a weighty role', () => {
  const asked = async (w: World) => rows(w, 'select id, person, roles, asked_by from grants')
  const change = (by: Browser, login: string, said: unknown) => by.send('PATCH', `/api/desk/staff/${login}`, said)
  test.each(['chief', 'superior', 'sealed', 'admin'])('%s waits for a second person', async (role) => {
    const w = await team()
    const [admin, second, handler] = [
      await signedIn(w, 'admin'),
      await signedIn(w, 'second'),
      await signedIn(w, 'handler'),
    ]
    const answer = await change(admin, 'handler', { roles: [role] })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ roles: [], asked: { roles: [{ code: role }], by: '秦立' } })
    expect(await handler.me()).toBe(401)
    const [grant] = await asked(w)
    const decide = (by: Browser, decision: string) => by.post(`/api/desk/grants/${grant?.id}`, { decision })
    // Neither who asked, nor who would have it, nor anybody without the office.
    expect((await decide(admin, 'confirm')).status).toBe(403)
    for (const login of ['handler', 'intake'])
      expect((await decide(await signedIn(w, login), 'confirm')).status).toBe(403)
    const both = await Promise.all([decide(second, 'confirm'), decide(second, 'confirm')])
    expect(both.map((a) => a.status).sort()).toEqual([200, expect.toBeOneOf([404, 409])])
    expect(await asked(w)).toEqual([])
    const given = both.find(({ ok }) => ok)
    const { token } = JSON.parse((await given?.text()) ?? '{}') as { token: string }
    await new Browser(w).post('/api/session/set-up', { token, password: PASSWORD })
    expect((await me(await signedIn(w, 'handler'))).roles).toEqual([role])
    const log = await rows(w, "select actor from events where stream = 'person/handler' and action = 'grant'")
    expect(log.map((e) => JSON.parse(String(e.actor)).login)).toEqual(['second'])
  })
  test('is refused, or taken back by who asked', async () => {
    const w = await team()
    const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
    for (const by of [second, admin]) {
      await change(admin, 'handler', { roles: ['handler', 'chief'] })
      const [grant] = await asked(w)
      expect((await by.post(`/api/desk/grants/${grant?.id}`, { decision: 'refuse' })).status).toBe(200)
    }
    expect([await asked(w), (await me(await signedIn(w, 'handler'))).roles]).toEqual([[], ['handler']])
  })
  test('moves to another body only with a second yes, and falls when the account changes meanwhile', async () => {
    const w = await team()
    const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
    await w.deps.store.writes.commit([
      { sql: `update people set roles = '["chief"]', department = 'ZFJ' where login = 'zfj'`, args: [] },
    ])
    await change(admin, 'zfj', { department: 'SFJ' })
    expect((await rows(w, "select roles, department from people where login = 'zfj'"))[0]).toMatchObject({
      roles: '[]',
      department: 'SFJ',
    })
    const [grant] = await asked(w)
    await change(admin, 'zfj', { roles: ['intake'] })
    expect((await second.post(`/api/desk/grants/${grant?.id}`, { decision: 'confirm' })).status).toBe(404)
    expect((await rows(w, "select roles from people where login = 'zfj'"))[0]?.roles).toBe('["intake"]')
  })
  test('of a new account waits too; the bureau’s chief may be the second, another body’s not', async () => {
    const w = await team()
    const admin = await signedIn(w, 'admin')
    const made = await admin.post('/api/desk/staff', {
      login: 'boss',
      name: '新领导',
      roles: ['chief'],
      department: 'SFJ',
      post: '局领导',
    })
    expect(made.status).toBe(201)
    const [grant] = await asked(w)
    const chief = (department: string) =>
      w.deps.store.writes.commit([
        { sql: `update people set roles = '["chief"]', department = ? where login = 'review'`, args: [department] },
      ])
    const decide = async () =>
      (await (await signedIn(w, 'review')).post(`/api/desk/grants/${grant?.id}`, { decision: 'confirm' })).status
    await chief('ZFJ')
    expect(await decide()).toBe(403)
    await chief('SFJ')
    expect(await decide()).toBe(200)
    expect((await rows(w, "select roles from people where login = 'boss'"))[0]?.roles).toBe('["chief"]')
  })
  test('is given at once only by the very first administrator, who has no second', async () => {
    const w = await staffed()
    // As at a first start: nobody but one administrator was ever administrator or chief.
    await w.deps.store.writes.commit([
      { sql: 'drop trigger events_no_delete', args: [] },
      { sql: "delete from people where login = 'second'", args: [] },
      { sql: "delete from events where stream = 'person/second'", args: [] },
    ])
    const admin = await signedIn(w, 'admin')
    const made = (login: string) =>
      admin.post('/api/desk/staff', { login, name: '管理', roles: ['admin'], post: '管理' })
    expect((await made('other')).status).toBe(201)
    expect((await rows(w, "select roles from people where login = 'other'"))[0]?.roles).toBe('["admin"]')
    // From then on there is one, and disabling them changes nothing.
    await change(admin, 'other', { active: false })
    expect((await made('third')).status).toBe(201)
    expect((await rows(w, "select roles from people where login = 'third'"))[0]?.roles).toBe('[]')
  })
})

describe('the log of sign-ins', () => {
  const log = async (answer: Response) =>
    ((await answer.json()) as { items: { label: string; times: number; device: string | null; by: string | null }[] })
      .items
  test('tells successes, failures by the hour, sign-outs and forced ends, to the person and to the administrator', async () => {
    const w = await team()
    const admin = await signedIn(w, 'admin')
    for (let i = 0; i < 3; i++) await new Browser(w).signIn('intake', 'a wrong one')
    const intake = await signedIn(w, 'intake')
    await intake.send('DELETE', '/api/session')
    const again = await signedIn(w, 'intake')
    expect((await admin.post('/api/desk/staff/intake/end')).status).toBe(204)
    expect(await again.me()).toBe(401)
    expect((await admin.post('/api/desk/staff/intake/end')).status).toBe(409)
    const own = await log(await (await signedIn(w, 'intake')).get('/api/session/log'))
    expect(own.map(({ label, times }) => `${label} ${times}`).sort()).toEqual(
      ['登录 1', '登录 1', '登录 1', '登录失败 3', '结束全部登录 1', '退出 1'].sort(),
    )
    expect(own.find(({ label }) => label === '结束全部登录')?.by).toBe('秦立')
    expect(await log(await admin.get('/api/desk/staff/intake/log'))).toEqual(own)
    expect((await (await signedIn(w, 'handler')).get('/api/desk/staff/intake/log')).status).toBe(403)
  })
  test('keeps no address and nothing that was typed, and of an account nobody has only how often', async () => {
    const w = await team()
    const typed = 'my-own-password-by-mistake'
    await new Browser(w).signIn(typed, 'x')
    await new Browser(w).signIn('intake', typed)
    const kept = await rows(w, 'select * from misses order by person')
    expect(kept.map(({ person, n }) => [person, n])).toEqual([
      ['', 1],
      ['intake', 1],
    ])
    expect(JSON.stringify(kept)).not.toMatch(/my-own|127\.0/)
  })
  test('costs one write whether there is such an account or not', async () => {
    const w = await team()
    const commits: number[] = []
    const commit = w.deps.store.writes.commit.bind(w.deps.store.writes)
    w.deps.store.writes.commit = (statements) => {
      commits.push(statements.length)
      return commit(statements)
    }
    await new Browser(w).signIn('nobody-at-all')
    const unknown = commits.splice(0)
    await new Browser(w).signIn('intake', 'wrong')
    expect([unknown, commits.splice(0)]).toEqual([[1], [1]])
  })
})
