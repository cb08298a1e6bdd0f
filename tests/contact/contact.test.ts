import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contactTurn } from '../../api/contact/turn.ts'
import { contacts, logins, people } from '../../db/schema.ts'
import { Browser } from '../staff/people.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { company, NOON, PATH, point, pointing, type Seen } from './pointing.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  w.at(NOON)
})
afterAll(() => w.close())
const { ask, post, added, seen, take, taken, scan, fields } = pointing(() => w)
const account = async (login: string) => w.deps.store.read.select().from(people).where(eq(people.login, login)).get()
const points = () => w.deps.store.read.$count(contacts)

describe('appointing', () => {
  test('one call makes the contact point, its account and the code of its plaque', async () => {
    const made = await added({ name: '起步制造有限公司' })
    expect(made).toMatchObject({ state: 'serving', n: 1, leads: 0 })
    expect(await account(made.login)).toMatchObject({
      roles: ['contact'],
      active: true,
      password: null,
      validFrom: '2026-06-01',
      validTo: '2028-05-31',
    })
    expect(await scan(made.code?.id)).toMatchObject({
      verdict: 'genuine',
      typeLabel: '联系点铭牌码',
      title: '起步制造有限公司',
      validTo: '2028-05-31',
    })
  })

  test.each(['assign', 'chief', 'stats', 'intake', 'scjg', 'admin', 'supervisor1', 'contact1', 'evaluator1'])(
    'by %s is refused',
    async (login) => expect((await post(login)).status).toBe(403),
  )

  test.each<[string, Record<string, unknown>, string]>([
    ['a number with a wrong check', { uscc: '91370000MA3XXXXX00' }, 'uscc'],
    ['a term back to front', { from: '2026-06-20', to: '2026-06-19' }, 'to'],
    ['a term that is over', { from: '2024-06-20', to: '2026-06-15' }, 'to'],
    ['a term of ten years', { to: '2036-06-01' }, 'to'],
    ['a township that is a department', { township: 'SCJG' }, 'township'],
    ['a township nobody knows', { township: '999' }, 'township'],
    ['a telephone at home', { phone: '0634-1234567' }, 'phone'],
    ['no person', { person: undefined }, 'person'],
    ['a name that turns its direction', { name: '示例\u202e厂' }, 'name'],
    ['its state', { state: 'ended' }, 'state'],
    ['an account of their choice', { login: 'admin' }, 'login'],
  ])('%s is refused and said where', async (_, more, path) => {
    const before = await points()
    const answer = await post('handler', more)
    expect(answer.status).toBe(422)
    const said = await fields(answer)
    expect(said.map((field) => field.path)).toContain(path)
    expect(said[0]?.message).toMatch(/\p{Script=Han}/u)
    expect(await points()).toBe(before)
  })

  test('a company is a contact point once, also when two appoint it at once; and again after it ended', async () => {
    const uscc = company()
    const both = await Promise.all([post('handler', { uscc }), post('handler', { uscc: uscc.toLowerCase() })])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422])
    const won = both.find(({ status }) => status === 201)!
    const first = (await won.json()) as Seen
    expect(await fields(both.find(({ status }) => status === 422)!)).toMatchObject([{ path: 'uscc' }])
    // The account of who lost was not made either.
    expect(await w.deps.store.read.$count(contacts, eq(contacts.uscc, uscc))).toBe(1)
    const orphans = await w.deps.store.heavy.rows<{ n: number }>(
      "select count(*) as n from people where login like 'lx-%' and login not in (select login from contacts)",
    )
    expect(orphans[0]?.n).toBe(0)
    expect((await post('handler', { uscc })).status).toBe(422)
    await taken(first, 'end', { reason: '企业已经注销' })
    const second = await added({ uscc })
    const again = await take('handler', await seen(first.id), 'renew', { from: '2026-06-16', to: '2027-06-15' })
    expect([again.status, await fields(again)]).toEqual([422, [expect.objectContaining({ path: 'uscc' })]])
    expect((await seen(second.id)).state).toBe('serving')
  })

  test('sent twice with one key makes one', async () => {
    const said = point()
    const send = () =>
      ask('handler')(PATH, {
        ...json('POST', said),
        headers: { 'content-type': 'application/json', 'Idempotency-Key': 'contact-key-0123456789' },
      })
    const all = [...(await Promise.all([send(), send()])), await send()]
    const ids = await Promise.all(all.map(async (answer) => ((await answer.json()) as Seen).id))
    expect(new Set(ids).size).toBe(1)
  })
})

describe('its life', () => {
  test('suspended, the account is shut and its sessions end; resumed, it opens; the plaque says so each time', async () => {
    const made = await added()
    const at = w.deps.now().getTime()
    await w.deps.store.writes.commit([
      {
        sql: "insert into logins (id, person, created_at, seen_at, expires_at, device) values (?, ?, ?, ?, ?, '')",
        args: [made.id, made.login, at, at, at + 1000],
      },
    ])
    const suspended = await taken(made, 'suspend', { reason: '企业停产整顿' })
    expect(await account(made.login)).toMatchObject({ active: false })
    expect(await w.deps.store.read.$count(logins, eq(logins.person, made.login))).toBe(0)
    expect((await scan(made.code?.id)).verdict).toBe('suspended')
    const resumed = await taken(suspended, 'resume', { reason: '企业已经复产' })
    expect(await account(made.login)).toMatchObject({ active: true })
    expect((await scan(made.code?.id)).verdict).toBe('genuine')
    await taken(resumed, 'end', { reason: '企业自己退出' })
    expect(await account(made.login)).toMatchObject({ active: false })
    expect((await scan(made.code?.id)).verdict).toBe('revoked')
  })

  test('of two steps at once one wins, the other hears 409', async () => {
    const made = await added()
    const both = await Promise.all([
      take('handler', made, 'suspend', { reason: '企业停产整顿' }),
      take('handler', made, 'end', { reason: '企业自己退出' }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const after = await seen(made.id)
    expect([after.n, after.history.length]).toEqual([2, 2])
  })

  test('whoever comes after gets the account without password, second factor and sessions', async () => {
    const made = await added()
    await w.deps.store.writes.commit([{ sql: "update people set password = 'x' where login = ?", args: [made.login] }])
    await taken(made, 'replace', { person: '白四维', phone: '13900000002', post: '法务' })
    expect(await account(made.login)).toMatchObject({ name: '白四维', password: null })
    const changed = await taken(await seen(made.id), 'change', { phone: '13900000003', listed: true })
    expect(await account(made.login)).toMatchObject({ name: '白四维' })
    const shown = await ask('handler')(`${PATH}/${changed.id}/person`, json('POST', { reason: '通知座谈' }))
    expect(await shown.json()).toEqual({ person: '白四维', phone: '13900000003', post: '法务' })
  })

  test('prolonged near its end, not before; over, the clock ends it once, and it may begin again', async () => {
    const made = await added({ to: '2026-12-31' })
    const early = await take('handler', made, 'renew', { from: '2027-01-01', to: '2028-12-31' })
    expect([early.status, ((await early.json()) as { code: string }).code]).toEqual([409, 'renewal_early'])
    w.at('2027-01-01T00:00:30+08:00')
    expect((await scan(made.code?.id)).verdict).toBe('expired')
    await Promise.all([contactTurn(w.deps, w.deps.now()), contactTurn(w.deps, w.deps.now())])
    await contactTurn(w.deps, w.deps.now())
    const over = await seen(made.id)
    expect([over.state, over.history.map(({ label }) => label)]).toEqual(['ended', ['设立联系点', '期限届满']])
    expect(await account(made.login)).toMatchObject({ active: false })
    await taken(over, 'renew', { from: '2027-01-01', to: '2028-12-31' })
    expect(await account(made.login)).toMatchObject({ active: true, validTo: '2028-12-31' })
    expect((await scan(made.code?.id)).verdict).toBe('genuine')
    w.at(NOON)
  })

  test('a set-up code opens the account, and none is given while it is suspended', async () => {
    const made = await added()
    const answer = await ask('handler')(`${PATH}/${made.id}/code`, { method: 'POST' })
    const { token } = (await answer.json()) as { token: string }
    const browser = new Browser(w)
    const password = '一句长长的话 for a contact'
    expect((await browser.post('/api/session/set-up', { token, password })).status).toBe(200)
    expect((await browser.signIn(made.login, password)).status).toBe(200)
    expect(await (await browser.get('/api/contact')).json()).toMatchObject({ state: 'serving' })
    await taken(made, 'suspend', { reason: '企业停产整顿' })
    expect(await browser.me()).toBe(401)
    expect((await new Browser(w).signIn(made.login, password)).status).toBe(401)
    expect((await ask('handler')(`${PATH}/${made.id}/code`, { method: 'POST' })).status).toBe(409)
  })
})
