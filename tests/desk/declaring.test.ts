import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../api/staff/actor.ts'
import { addPeople } from '../../api/staff/people.ts'
import type { Role } from '../../api/staff/role.ts'
import { asking, json, pageToken, person, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
const MORE: Actor[] = ['handler2', 'review2', 'chief2'].map((login) => ({
  login,
  name: `柏舟${login}`,
  roles: [login.slice(0, -1) as Role],
  department: 'SFJ',
  post: '同事',
}))
const who = (login: string): Actor => MORE.find((one) => one.login === login) ?? person(login)
beforeAll(async () => {
  w = await makeWorld({ render })
  await addPeople(w.deps.store, [...TEAM, ...MORE], 'none', w.deps.now())
})
afterAll(() => w.close())
const { step } = moving(() => w)

const PAGE = '/desk/account/interests'
const ask = (login: string, path: string, init?: RequestInit) => asking(w, who(login))(path, init)
const SAID = { whose: 'relative', why: '配偶在那里任职' }
const declared = async (login: string, said: Record<string, string>) =>
  expect((await ask(login, '/api/desk/interests', json('POST', { ...SAID, ...said }))).status).toBe(201)
const foreseen = async (login: string, said: Record<string, string>) => {
  const answer = await ask(login, '/api/desk/interests/preview', json('POST', { ...SAID, ...said }))
  expect(answer.status, await answer.clone().text()).toBe(200)
  return answer.json()
}
/** As the page's form sends it, without a script. */
const posted = (login: string, values: Record<string, string>) =>
  ask(login, PAGE, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: pageToken(w), ...SAID, ...values }).toString(),
  })
const sees = async (login: string, no: string) => (await ask(login, `/api/desk/cases/${no}`)).status === 200
const own = async (login: string) =>
  ((await (await ask(login, '/api/desk/interests')).json()) as { items: { subject: { code: string } }[] }).items.map(
    ({ subject }) => subject.code,
  )
const archived = async (more: Record<string, unknown>) => {
  const { no } = await sent(w, more)
  await w.deps.store.writes.commit([{ sql: "update cases set status = 'archived' where no = ?", args: [no] }])
  return no
}

describe('before a declaration counts', () => {
  const ACCOUNT = '芦席街的石三磊不给看证件，让我们当天停业，也没有留下任何文书。'
  test('its maker is told how many cases they read now it would hide, and it hides just those', async () => {
    const some = await Promise.all([1, 2, 3].map(() => sent(w, { account: ACCOUNT })))
    // Not theirs to read: of another office, and hidden from them before. Neither is counted.
    await sent(w, { account: ACCOUNT, about: { department: 'SFJ' } })
    expect((await step('handler', some[2]!.no, 'recuse', { note: '当事人是我的亲属。' })).status).toBe(200)
    const said = { kind: 'person', name: '石三磊' }
    expect(await foreseen('handler', said)).toEqual({ hides: 2, stays: 0 })
    expect(await foreseen('handler2', said)).toEqual({ hides: 3, stays: 0 })
    expect(await foreseen('superior', said)).toEqual({ hides: 0, stays: 1 })
    // Looking hides nothing, and is written down.
    expect([await own('handler'), await sees('handler', some[0]!.no)]).toEqual([[], true])
    const log = await (await ask('stats', '/api/desk/audit?person=handler&what=interest')).text()
    expect(log).toContain('看申报会影响几件')
    expect(log).not.toContain('石三磊')
    await declared('handler', said)
    const seen = await Promise.all(some.map(({ no }) => sees('handler', no)))
    expect(seen).toEqual([false, false, false])
  })

  test('the enterprise of a confidential sender is not counted: the number would tell who wrote', async () => {
    const more = { enterprise: { name: '芦花岛冷库' }, person: { name: '周小满', phone: '19900001234' } }
    await sent(w, { ...more, confidential: true })
    const said = { kind: 'enterprise', name: '芦花岛冷库' }
    expect(await foreseen('handler2', said)).toEqual({ hides: 0, stays: 0 })
    // The control: of an open sender it is.
    await sent(w, more)
    expect(await foreseen('handler2', said)).toEqual({ hides: 1, stays: 0 })
  })

  test('its page says the number, keeps what was typed, and waits for the confirmation of just that', async () => {
    const { no } = await sent(w, { account: '市场里的执法人员不给看证件，让我们当天停业，也没有留下文书。' })
    const said = { kind: 'person', name: '执法' }
    const first = await posted('review2', said)
    const page = await first.text()
    expect(first.status).toBe(200)
    expect(page).toMatch(/这份申报会使您看不到\d+件您现在能看到的办件/)
    expect(page).toContain('value="执法"')
    expect(page).toContain('配偶在那里任职')
    expect([await own('review2'), await sees('review2', no)]).toEqual([[], true])
    // Confirmed for other words than were shown: looked at again.
    const changed = await posted('review2', { ...said, name: '石三磊', confirm: 'person//执法' })
    expect(await changed.text()).toContain('这份申报会使您看不到3件')
    expect(await own('review2')).toEqual([])
    const confirmed = await posted('review2', { ...said, name: '石三磊', confirm: 'person//石三磊' })
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, PAGE])
    expect([await own('review2'), await sees('review2', no)]).toEqual([['石三磊'], true])
    // What stands already is said before, not after.
    const again = await posted('review2', { ...said, name: '石三磊' })
    expect([again.status, await again.text()]).toEqual([422, expect.stringContaining('这一项已经申报过了')])
  })

  test.each([
    ['person', '石', '请写全名，至少2个汉字或者4个字母'],
    ['person', '石。', '请写全名，至少2个汉字或者4个字母'],
    ['person', 'Li', '请写全名，至少2个汉字或者4个字母'],
    ['enterprise', '商行（）', '请写企业的全称，至少4个字'],
  ])('a %s called %s is too short, and is told why', async (kind, name, message) => {
    const answer = await posted('review2', { kind, name })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain(`${message}：办件里写到这几个字的都要回避，太短会把许多无关的办件也算进去`)
    expect(page).toContain(`value="${name}"`)
    const asked = await ask('review2', '/api/desk/interests', json('POST', { ...SAID, kind, name }))
    expect(asked.status).toBe(422)
  })
})

describe('cases put away', () => {
  test('are hidden from whoever declares, as those at work', async () => {
    const [mine, other] = [await archived({ about: { department: 'WLJ' } }), await archived({})]
    expect(await sees('handler2', mine)).toBe(true)
    expect(await foreseen('handler2', { kind: 'department', department: 'WLJ' })).toEqual({ hides: 1, stays: 0 })
    await declared('handler2', { kind: 'department', department: 'WLJ' })
    expect([await sees('handler2', mine), await sees('handler', mine)]).toEqual([false, true])
    // Negative control: another body's.
    expect(await sees('handler2', other)).toBe(true)
  })

  describe('and taken up again are held against what was declared', () => {
    /** As declared before cases put away were looked through. */
    const kept = (login: string, subject: string) =>
      w.deps.store.writes.commit([
        {
          sql: "insert into interests (person, kind, subject, whose, why, at, settled) values (?, 'department', ?, 'own', '示例', 0, 1)",
          args: [login, subject],
        },
      ])
    const note = '出现了新的事实，要重新查。'
    const row = async (no: string) =>
      (
        await w.deps.store.heavy.rows({
          sql: 'select status, handler, assignee from cases where no = ?',
          args: [no],
        })
      )[0]

    test('by who reads it and who has it', async () => {
      const no = await archived({ about: { department: 'YJJ' } })
      await w.deps.store.writes.commit([{ sql: "update cases set assignee = 'handler' where no = ?", args: [no] }])
      await kept('handler', 'YJJ')
      expect(await sees('handler', no)).toBe(true)
      expect((await step('review', no, 'reopen', { note })).status).toBe(200)
      expect([await sees('handler', no), await sees('handler2', no)]).toEqual([false, true])
      expect(await row(no)).toEqual({ status: 'accepted', handler: 'SFJ', assignee: null })
    })

    test('not by whoever has an interest, and above where a part of the work has nobody left', async () => {
      const no = await archived({ about: { department: 'NYJ' } })
      await kept('review', 'NYJ')
      const refused = await step('review', no, 'reopen', { note })
      expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('请由别的同事恢复办理')])
      await kept('handler', 'NYJ')
      await kept('handler2', 'NYJ')
      expect((await step('chief', no, 'reopen', { note })).status).toBe(200)
      expect(await row(no)).toEqual({ status: 'received', handler: 'DDSFJ', assignee: null })
      expect([await sees('superior', no), await sees('handler', no)]).toEqual([true, false])
    })
  })
})
