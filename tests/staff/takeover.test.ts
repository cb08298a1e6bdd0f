import { describe, expect, test } from 'vitest'
import type { Deps } from '../../api/context.ts'
import type { World } from '../support/world.ts'
import { Browser, enrol, PASSWORD, rows, signedIn, staffed } from './people.ts'

const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href
const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }
const FRESH = '另一句更长的话 for tests'
const REASON = { reason: '本人持工作证当面申请，手机已丢失' }
const asked = (w: World) => rows(w, 'select id, person, what from grants')
const invite = (by: Browser, login: string) => by.post(`/api/desk/staff/${login}/invitation`)
const lost = (by: Browser, login: string) => by.post(`/api/desk/staff/${login}/factor`, REASON)
const decide = (by: Browser, id: unknown, decision = 'confirm') =>
  by.post(`/api/desk/grants/${String(id)}`, { decision })
/** Somebody of the bureau who has, or had, a role that weighs; the log says so. */
async function withChief(w: World) {
  const [admin, second] = [await signedIn(w, 'admin'), await signedIn(w, 'second')]
  await admin.send('PATCH', '/api/desk/staff/handler', { roles: ['chief'] })
  const [grant] = await asked(w)
  expect((await decide(second, grant?.id)).status).toBe(200)
  return { admin, second, chief: await signedIn(w, 'handler') }
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
    expect((await new Browser(w).post('/api/session/set-up', { token, password: FRESH })).status).toBe(422)
    expect((await new Browser(w).signIn('handler', PASSWORD)).status).toBe(200)
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
