import { describe, expect, test } from 'vitest'
import { tidyGrants } from '../../api/staff/grant.ts'
import { render } from '../support/render.ts'
import type { World } from '../support/world.ts'
import { Browser, codeAt, enrol, PASSWORD, rows, signedIn, staffed } from './people.ts'

const FRESH = '另一句更长的话 for tests'
const REASON = { reason: '本人持工作证当面申请，手机已丢失' }
const asked = (w: World) => rows(w, 'select id, person, what from grants')
const setUp = (w: World, token: string, password = FRESH) =>
  new Browser(w).post('/api/session/set-up', { token, password })
const invite = (by: Browser, login: string) => by.post(`/api/desk/staff/${login}/invitation`)
const lost = (by: Browser, login: string) => by.post(`/api/desk/staff/${login}/factor`, REASON)
const decide = (by: Browser, id: unknown, decision = 'confirm') =>
  by.post(`/api/desk/grants/${String(id)}`, { decision })
/** Somebody of the bureau who has, or had, a role that weighs; the log says so. */
async function withChief(w: World) {
  const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
  await admin.send('PATCH', '/api/desk/staff/handler', { roles: ['chief'] })
  await confirmed(w, second)
  return { admin, second, chief: await signedIn(w, 'handler') }
}
/** The grant that waits is given, and its person sets a password with the code that comes of it. */
async function confirmed(w: World, by: Browser) {
  const [grant] = await asked(w)
  const answer = await decide(by, grant?.id)
  expect(answer.status).toBe(200)
  const { token } = (await answer.json()) as { token: string }
  expect((await setUp(w, token, PASSWORD)).status).toBe(200)
}

describe('an account that weighs', () => {
  test('gets no set-up code from one administrator: another gives it, once, and may not be who asked', async () => {
    const w = await staffed()
    const { admin, second, chief } = await withChief(w)
    const answer = await invite(admin, 'handler')
    expect([answer.status, await answer.json()]).toEqual([201, { waiting: true }])
    expect(await rows(w, 'select 1 from invitations where used_at is null')).toEqual([])
    const [grant] = await asked(w)
    expect(grant).toMatchObject({ person: 'handler', what: 'invitation' })
    for (const by of [admin, chief]) expect((await decide(by, grant?.id)).status).toBe(403)
    const both = await Promise.all([decide(second, grant?.id), decide(second, grant?.id)])
    expect(both.map((one) => one.status).sort()).toEqual([200, expect.toBeOneOf([404, 409])])
    const given = both.find((one) => one.ok)
    const { token } = JSON.parse((await given?.text()) ?? '{}') as { token: string }
    expect((await new Browser(w).post('/api/session/set-up', { token, password: FRESH })).status).toBe(200)
    expect((await new Browser(w).signIn('handler', FRESH)).status).toBe(200)
    const log = await rows(
      w,
      "select action, actor from events where stream = 'person/handler' order by n desc limit 4",
    )
    expect(log.map((e) => `${e.action} ${JSON.parse(String(e.actor)).login}`).reverse()).toEqual([
      'takeover-ask admin',
      'invite second',
      'set-up handler',
      'sign-in handler',
    ])
  })

  test('keeps its second factor until another person agrees; refused, it stays', async () => {
    const w = await staffed()
    const { admin, second, chief } = await withChief(w)
    await enrol(chief)
    const factors = () => rows(w, "select 1 from factors where person = 'handler'")
    expect(await (await lost(admin, 'handler')).json()).toEqual({ waiting: true })
    const [first] = await asked(w)
    expect((await decide(second, first?.id, 'refuse')).status).toBe(200)
    expect([await factors(), await chief.me()]).toEqual([[expect.anything()], 200])
    await lost(admin, 'handler')
    const [again] = await asked(w)
    expect((await decide(second, again?.id)).status).toBe(200)
    expect([await factors(), await chief.me()]).toEqual([[], 401])
    // Password and factor are two askings: neither waits for the other.
    await invite(admin, 'handler')
    await admin.send('PATCH', '/api/desk/staff/handler', { roles: ['chief', 'superior'] })
    expect((await asked(w)).map(({ what }) => what).sort()).toEqual(['invitation', 'roles'])
  })

  test('is not made light by taking the role away first', async () => {
    const w = await staffed()
    const { admin } = await withChief(w)
    await admin.send('PATCH', '/api/desk/staff/handler', { roles: ['handler'] })
    expect(await (await invite(admin, 'handler')).json()).toEqual({ waiting: true })
  })

  test('an ordinary one is helped by one administrator, as before', async () => {
    const w = await staffed()
    const admin = await signedIn(w, 'admin')
    expect(await (await invite(admin, 'handler')).json()).toMatchObject({ token: expect.any(String) })
    expect(await asked(w)).toEqual([])
  })

  test('a code kept from before the role opens nothing once the role is given', async () => {
    const w = await staffed()
    const admin = await signedIn(w, 'admin')
    const { token } = (await (await invite(admin, 'handler')).json()) as { token: string }
    await withChief(w)
    expect((await setUp(w, token)).status).toBe(422)
    expect((await new Browser(w).signIn('handler', PASSWORD)).status).toBe(200)
  })

  test('does not open to the password one administrator set for it before it weighed', async () => {
    const w = await staffed()
    const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
    const { token } = (await (await invite(admin, 'handler')).json()) as { token: string }
    expect((await setUp(w, token)).status).toBe(200)
    const impostor = new Browser(w)
    await impostor.signIn('handler', FRESH)
    const { secret } = await enrol(impostor, FRESH)
    await admin.send('PATCH', '/api/desk/staff/handler', { roles: ['chief'] })
    expect((await second.get('/api/desk/grants').then((r) => r.json())).items[0].anew).toBe(true)
    const [grant] = await asked(w)
    const given = (await (await decide(second, grant?.id)).json()) as { token: string }
    const later = new Date(w.deps.now().getTime() + 60_000)
    const opens = async (password: string) =>
      (await new Browser(w).signIn('handler', password, codeAt(secret, later, -1))).status
    expect([await impostor.me(), await opens(FRESH)]).toEqual([401, 401])
    // Nor does the code alone open it: the second factor is still asked for.
    expect((await setUp(w, given.token, PASSWORD)).status).toBe(200)
    expect((await new Browser(w).signIn('handler', PASSWORD)).status).toBe(401)
    expect(await opens(PASSWORD)).toBe(200)
    const [event] = await rows(w, "select data from events where action = 'grant'")
    expect(JSON.parse(String(event?.data))).toMatchObject({ anew: true, askedBy: 'admin' })
    // What one weighty role brought with it serves for the next.
    await admin.send('PATCH', '/api/desk/staff/handler', { roles: ['chief', 'superior'] })
    const [next] = await asked(w)
    expect(await (await decide(second, next?.id)).json()).toEqual({})
    expect((await new Browser(w).signIn('handler', PASSWORD)).status).toBe(401)
  })

  test('is made without a code in the hand of who makes it', async () => {
    const w = await staffed({ render })
    const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
    const made = { login: 'newchief', name: '新任', post: '局领导', department: 'SFJ' }
    const sent = await admin.form('/desk/staff', { ...made, 'role-chief': 'on' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/desk/staff/newchief'])
    expect(await (await admin.get('/desk/staff/newchief')).text()).toContain('设置码在确认时显示给同意的人')
    expect(await rows(w, 'select 1 from invitations')).toEqual([])
    await confirmed(w, second)
    expect((await new Browser(w).signIn('newchief', PASSWORD)).status).toBe(200)
  })

  test('by forms alone: asked on the account, and the code shown once to who agreed', async () => {
    const w = await staffed({ render })
    const { admin, second } = await withChief(w)
    const sent = await admin.form('/desk/staff/handler/invitation', {})
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/desk/staff/handler'])
    expect(await (await admin.get('/desk/staff/handler')).text()).toContain('等另一个人同意：发设置码')
    const page = await (await second.get('/desk/grants')).text()
    const action = /action="(\/desk\/grants\/[^"]+)"/.exec(page)?.[1] ?? ''
    const shown = await (await second.form(action, { decision: 'confirm' })).text()
    expect(shown).toContain('设置码只显示这一次')
    expect(await (await second.get('/desk/grants')).text()).toContain('没有等您确认的')
  })
})

describe('what waits for a second person', () => {
  const DAY = 86_400_000
  const asking = async (w: World) => {
    const { admin, second } = await withChief(w)
    await invite(admin, 'handler')
    const [grant] = await asked(w)
    return { admin, second, id: grant?.id }
  }
  const passes = (w: World, days: number) => {
    const begun = w.deps.now().getTime()
    w.deps.now = () => new Date(begun + days * DAY)
  }

  test('is void after seven days; who asked and who decides are told until when', async () => {
    const w = await staffed({ render })
    const { second, id } = await asking(w)
    const until = /到<time datetime="[^"]+">[^<]+<\/time> \d+:\d\d没有人同意就作废/
    const [admin] = [await signedIn(w, 'admin')]
    for (const [by, path] of [
      [second, '/desk/grants'],
      [admin, '/desk/grants'],
      [admin, '/desk/staff/handler'],
    ] as const)
      expect(await (await by.get(path)).text(), path).toMatch(until)
    passes(w, 7)
    const late = await signedIn(w, 'second')
    const answer = await decide(late, id)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'asking_over'])
    expect(await (await late.get('/desk/grants')).text()).toContain('没有等您确认的')
    expect(await (await late.get('/desk/staff/handler')).text()).not.toContain('等另一个人同意：')
    expect(await rows(w, 'select 1 from invitations where used_at is null')).toEqual([])
    expect(await asked(w)).toHaveLength(1)
    await tidyGrants(w.deps.store, w.deps.now())
    expect(await asked(w)).toEqual([])
  })

  test('still counts a moment before', async () => {
    const w = await staffed()
    const { id } = await asking(w)
    passes(w, 6.99)
    await tidyGrants(w.deps.store, w.deps.now())
    expect((await decide(await signedIn(w, 'second'), id)).status).toBe(200)
  })

  test.each([
    ['is disabled', "update people set active = 0 where login = 'admin'"],
    ['is no administrator any more', `update people set roles = '["stats"]' where login = 'admin'`],
    ['is out of office', "update people set valid_to = '2000-01-01' where login = 'admin'"],
  ])('cannot be agreed to once who asked %s, only refused', async (_what, change) => {
    const w = await staffed({ render })
    const { second, id } = await asking(w)
    await rows(w, change)
    const page = await (await second.get('/desk/grants')).text()
    expect(page).toContain('不能再同意')
    expect(page).not.toContain('value="confirm"')
    const answer = await decide(second, id)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'asker_gone'])
    expect(await rows(w, 'select 1 from invitations where used_at is null')).toEqual([])
    expect((await decide(second, id, 'refuse')).status).toBe(200)
  })

  test('is announced where it is asked for, with who could agree', async () => {
    const w = await staffed({ render })
    const { admin } = await withChief(w)
    await rows(w, `update people set roles = '["chief"]' where login = 'gone'`)
    const page = await (await admin.get('/desk/staff/handler')).text()
    expect(page).toContain('一个人不能办')
    expect(page).toContain('可以同意的人：秦二（系统管理员）。')
    await rows(w, "update people set active = 1 where login = 'gone'")
    expect(await (await admin.get('/desk/staff/handler')).text()).toContain('离任（承办人）、秦二（系统管理员）。')
    await rows(w, `update people set roles = '["handler"]' where login = 'gone'`)
    expect(await (await admin.get('/desk/staff/gone')).text()).not.toContain('一个人不能办')
  })
})

// Its session follows the leads of whoever had it, without their codes.
test.each(['supervisor', 'contact'])('the account of a %s, once used, is nobody’s to open alone', async (role) => {
  const w = await staffed()
  const { admin } = await withChief(w)
  const made = await admin.post('/api/desk/staff', { ...OUTSIDE, roles: [role] })
  expect(made.status, await made.clone().text()).toBe(201)
  const { token } = (await made.json()) as { token: string }
  // Until it was used one administrator helps, as with anybody.
  expect((await setUp(w, token)).status).toBe(200)
  expect(await (await invite(admin, OUTSIDE.login)).json()).toMatchObject({ token: expect.any(String) })
  expect((await new Browser(w).signIn(OUTSIDE.login, FRESH)).status).toBe(200)
  expect(await (await invite(admin, OUTSIDE.login)).json()).toEqual({ waiting: true })
})
const OUTSIDE = { login: 'outside', name: '外来人', department: 'SFJ', post: '社会监督员' }
