import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep } from '../../api/case/sweep.ts'
import type { Action } from '../../api/case/workflow.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import type { Role } from '../../api/staff/role.ts'
import { rows } from '../staff/people.ts'
import { asking, json, person, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { desk } from '../support/desk.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
const START = '2026-06-15T10:24:00+08:00'
const MORE: Actor[] = ['handler2', 'handler3', 'handler4', 'intake2', 'assign2', 'review2', 'chief2', 'superior2'].map(
  (login) => ({
    login,
    name: `柏舟${login}`,
    roles: [login.slice(0, -1) as Role],
    department: login === 'superior2' ? 'DDSFJ' : 'SFJ',
    post: '同事',
  }),
)
const who = (login: string): Actor => MORE.find((one) => one.login === login) ?? person(login)
beforeAll(async () => {
  w = await makeWorld({ now: START })
  await addPeople(w.deps.store, [...TEAM, ...MORE], await hashPassword('demo-password-1'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at(START))
const { n, citizen } = moving(() => w)
const { listed } = desk(() => w)

const ask = (login: string, path: string, init?: RequestInit) => asking(w, who(login))(path, init)
const step = async (login: string, no: string, action: Action, said: Record<string, unknown> = {}) =>
  ask(login, `/api/desk/cases/${no}/steps`, json('POST', { action, n: await n(no), ...said }))
async function go(no: string, ...steps: [who: string, action: Action, said?: Record<string, unknown>][]) {
  for (const [login, action, said = {}] of steps) {
    const answer = await step(login, no, action, said)
    expect(answer.status, `${login} ${action}: ${await answer.clone().text()}`).toBe(200)
  }
}
const sees = async (login: string, no: string) => (await ask(login, `/api/desk/cases/${no}`)).status === 200
const row = async (no: string) =>
  (await rows(w, 'select status, handler, assignee, n from cases where no = ?', [no]))[0]
const declare = (login: string, said: Record<string, unknown>) =>
  ask(login, '/api/desk/interests', json('POST', { whose: 'relative', why: '配偶在那里任职', ...said }))
const about = (department: string, more: Record<string, unknown> = {}) => sent(w, { about: { department }, ...more })
const handledBy = async (login: string, no: string) =>
  go(no, ['intake', 'accept'], ['assign', 'assign', { person: login }], [login, 'sign'])

describe('an interest in a body', () => {
  test('hides its open cases from who declares it, at once and by every way, and hands on what lay with them', async () => {
    const [mine, others, elsewhere] = [await about('SWJ'), await about('SWJ'), await about('SCJG')]
    await handledBy('handler', mine.no)
    await ask(
      'handler',
      `/api/desk/cases/${mine.no}/jottings/answer`,
      json('PUT', { n: await n(mine.no), values: { note: '写到一半' } }),
    )
    const before = await row(others.no)
    expect(await sees('handler', others.no)).toBe(true)
    expect((await declare('handler', { kind: 'department', department: 'SWJ' })).status).toBe(201)

    for (const { no } of [mine, others]) expect(await sees('handler', no)).toBe(false)
    const list = (await listed(who('handler'))).items.map(({ no }) => no)
    expect(list).not.toContain(mine.no)
    expect(list).not.toContain(others.no)
    expect(await row(mine.no)).toMatchObject({ status: 'accepted', assignee: null, handler: 'SFJ' })
    expect(await rows(w, 'select 1 from jottings where no = ?', [mine.no])).toEqual([])
    const log = (await (await ask('assign', `/api/desk/cases/${mine.no}`)).json()) as {
      events: { action: string; note: string | null }[]
    }
    expect(log.events.at(-1)).toMatchObject({ action: 'recuse', note: '申报了利害关系，依规定回避。' })
    expect(JSON.stringify(log)).not.toContain('配偶')
    // What did not lie with them goes on as it was, and others see all of it.
    expect(await row(others.no)).toEqual(before)
    expect(await sees('handler2', mine.no)).toBe(true)
    // Negative control: another body's cases they still see.
    expect(await sees('handler', elsewhere.no)).toBe(true)
  })
  test('counts for what arrives the moment after', async () => {
    // Fills what is read once a minute.
    const early = await about('WJJ')
    await declare('handler2', { kind: 'department', department: 'WJJ' })
    const late = await about('WJJ')
    expect([await sees('handler2', early.no), await sees('handler2', late.no)]).toEqual([false, false])
    expect(await sees('handler3', late.no)).toBe(true)
    const options = async (no: string) => {
      await go(no, ['intake', 'accept'])
      const { allowed } = (await (await ask('assign', `/api/desk/cases/${no}`)).json()) as {
        allowed: { action: string; fields: { options?: { value: string }[] }[] }[]
      }
      return allowed.find(({ action }) => action === 'assign')?.fields[0]?.options?.map(({ value }) => value)
    }
    expect(await options(late.no)).not.toContain('handler2')
  })
  test('is taken back with a reason; what it hid stays hidden, what comes is shown', async () => {
    const before = await about('YJJ')
    await declare('handler2', { kind: 'department', department: 'YJJ' })
    const end = (said: Record<string, unknown>) =>
      ask('handler2', '/api/desk/interests/end', json('POST', { kind: 'department', subject: 'YJJ', ...said }))
    expect((await end({})).status).toBe(422)
    expect((await end({ reason: '配偶已经离职' })).status).toBe(200)
    expect((await end({ reason: '配偶已经离职' })).status).toBe(404)
    const after = await about('YJJ')
    expect([await sees('handler2', before.no), await sees('handler2', after.no)]).toEqual([false, true])
    const own = (await (await ask('handler2', '/api/desk/interests')).json()) as {
      items: { subject: { code: string } }[]
      history: unknown[]
    }
    expect(own.items.map(({ subject }) => subject.code)).not.toContain('YJJ')
    expect(own.history.slice(-2)).toMatchObject([
      { label: expect.stringMatching(/^申报：.*应急/) },
      { label: expect.stringMatching(/^撤回：/), reason: '配偶已经离职' },
    ])
    const log = await rows(
      w,
      "select action from events where stream = 'person/handler2' and action like 'interest%' order by n desc limit 2",
    )
    expect(log.map(({ action }) => action)).toEqual(['interest-end', 'interest'])
  })
  test('that a crash left half followed is followed by the clock; so is a case that arrived meanwhile', async () => {
    const { no } = await about('NYJ')
    const put = (at: number, settled: number, login: string) =>
      w.deps.store.writes.commit([
        {
          sql: "insert into interests (person, kind, subject, whose, why, at, settled) values (?, 'department', 'NYJ', 'own', '示例', ?, ?)",
          args: [login, at, settled],
        },
      ])
    const now = w.deps.now().getTime()
    await put(now - 3_600_000, 0, 'handler3')
    await put(now - 60_000, 1, 'handler4')
    // Negative control: long settled, nothing is looked through any more.
    await put(now - 3_600_000, 1, 'review2')
    await sweep(w.deps, w.deps.now())
    expect([await sees('handler3', no), await sees('handler4', no), await sees('review2', no)]).toEqual([
      false,
      false,
      true,
    ])
    expect(await rows(w, "select settled from interests where person = 'handler3'")).toMatchObject([{ settled: 1 }])
  })
})

describe('an interest in an enterprise or a person', () => {
  const USCC = '91379981MA0EXAMP0J'
  test.each([
    ['by its name', { enterprise: { name: '蓝湖水产商行' } }],
    ['by a word of the account', { account: '执法人员说要把蓝湖水产商行关掉，也没有出示证件，让我们当天就停业。' }],
  ])('is found %s', async (_, more) => {
    const old = await about('ZJJ', more)
    const plain = await about('ZJJ')
    await declare('review2', { kind: 'enterprise', name: '蓝湖水产商行', whose: 'own', why: '持有股份' })
    const fresh = await about('ZJJ', more)
    expect([await sees('review2', old.no), await sees('review2', fresh.no), await sees('review2', plain.no)]).toEqual([
      false,
      false,
      true,
    ])
    await ask(
      'review2',
      '/api/desk/interests/end',
      json('POST', { kind: 'enterprise', subject: '蓝湖水产商行', reason: '股份已经转让' }),
    )
  })
  test('of somebody who asked for confidence does not tell who wrote, by a case that goes away', async () => {
    const more = {
      enterprise: { name: '芦花岛冷库' },
      person: { name: '周小满', phone: '19900001234' },
      confidential: true,
    }
    const { no } = await about('ZJJ', more)
    await declare('handler4', { kind: 'enterprise', name: '芦花岛冷库' })
    expect(await sees('handler4', no)).toBe(true)
    // One that arrives later was never seen, and tells nothing.
    const fresh = await about('ZJJ', more)
    expect(await sees('handler4', fresh.no)).toBe(false)
  })
  test('a named officer', async () => {
    const { no } = await about('ZFJ', { about: { department: 'ZFJ', officer: '石三磊' } })
    await declare('handler4', { kind: 'person', name: '石三磊' })
    expect(await sees('handler4', no)).toBe(false)
    expect(await sees('handler3', no)).toBe(true)
  })
  test('is declared whole and once', async () => {
    const refused = async (said: Record<string, unknown>) => (await declare('assign2', said)).status
    expect(await refused({ kind: 'department' })).toBe(422)
    expect(await refused({ kind: 'department', department: 'NONE' })).toBe(422)
    expect(await refused({ kind: 'enterprise', department: 'ZFJ' })).toBe(422)
    expect(await refused({ kind: 'enterprise', name: '商行' })).toBe(422)
    expect(await refused({ kind: 'enterprise', name: `${USCC.slice(0, 17)}0` })).toBe(422)
    expect(await refused({ kind: 'person', name: '石三磊' })).toBe(201)
    expect(await refused({ kind: 'person', name: '石三磊' })).toBe(422)
    expect(await refused({ kind: 'enterprise', name: '石三磊' })).toBe(422)
  })
})

describe('declarations', () => {
  test('are seen by their maker, by the chief of the same body and by administrators, and by nobody else', async () => {
    await declare('intake2', { kind: 'department', department: 'JTYJ', why: '芦席旧事' })
    for (const login of ['chief', 'admin'])
      expect(await (await ask(login, '/api/desk/interests/staff')).text(), login).toContain('芦席旧事')
    for (const login of ['handler', 'review', 'superior', 'sealed1', 'stats', 'scjg'])
      expect((await ask(login, '/api/desk/interests/staff')).status, login).toBe(403)
    const foreign = { ...who('chief2'), login: 'chief9', department: 'SCJG' }
    expect(await (await asking(w, foreign)('/api/desk/interests/staff')).text()).not.toContain('芦席旧事')
    expect(await (await ask('handler', '/api/desk/interests')).text()).not.toContain('芦席旧事')
    for (const login of ['admin', 'stats', 'scjg', 'editor'])
      expect((await ask(login, '/api/desk/interests')).status, login).toBe(403)
    expect(w.log.join()).not.toContain('芦席旧事')
    expect(await rows(w, "select 1 from events where data like '%芦席旧事%'")).toEqual([])
  })
})

describe('whoever is named', () => {
  test('in a case does not see it, there or above', async () => {
    const here = await sent(w, { account: '执法监督科的柏舟handler3把我的材料给了被反映的单位，请查一查。' })
    expect([await sees('handler3', here.no), await sees('handler2', here.no)]).toEqual([false, true])
    const above = await sent(w, {
      about: { department: 'SFJ' },
      account: '司法局收了材料不办，岱东市司法局的鲁远说不归他管。',
    })
    expect(await sees('superior', above.no)).toBe(false)
    // Negative control: a colleague above who is not named.
    expect(await sees('superior2', above.no)).toBe(true)
  })
  test('above together with all who are there still sees it, for else nobody would', async () => {
    const account = '司法局收了材料不办，鲁远和柏舟superior2都说不归他们管，请给个说法。'
    const { no } = await sent(w, { about: { department: 'SFJ' }, account })
    expect([await sees('superior', no), await sees('superior2', no)]).toEqual([true, true])
  })
})

describe('where nobody is left', () => {
  test('of a part of the work, cases go up: those there are, and those that come', async () => {
    const [waiting, other] = [await about('WLJ'), await about('ZFJ')]
    await declare('chief', { kind: 'department', department: 'WLJ' })
    // One of two chiefs: nothing goes up.
    expect(await row(waiting.no)).toMatchObject({ handler: 'SFJ' })
    await declare('chief2', { kind: 'department', department: 'WLJ' })
    expect(await row(waiting.no)).toMatchObject({ handler: 'DDSFJ', status: 'received' })
    expect(await sees('superior', waiting.no)).toBe(true)
    const fresh = await about('WLJ')
    expect(fresh).toMatchObject({ handledBy: { code: 'DDSFJ' }, because: expect.stringContaining('回避') })
    expect(await sees('superior', fresh.no)).toBe(true)
    expect(await row(other.no)).toMatchObject({ handler: 'SFJ' })
  })
})

describe('an earlier hand', () => {
  test('does not recheck: not who signed for it, nor who answered the case it was merged into', async () => {
    const one = await about('ZFJ')
    await handledBy('handler3', one.no)
    await go(one.no, ['handler3', 'return', { note: '这件应由别的同事办理。' }])
    await go(
      one.no,
      ['assign', 'assign', { person: 'handler2' }],
      ['handler2', 'answer', { outcome: 'unfounded', note: '经核实，扣押有清单，程序合法。' }],
    )
    await citizen(one.no, 'appeal', { text: '清单是事后补的，请另外的人再看' })
    const said = { decision: 'uphold', note: '另外核对了录像，维持原来的答复。' }
    for (const login of ['handler2', 'handler3'])
      expect((await step(login, one.no, 'recheck', said)).status, login).toBe(403)
    await go(one.no, ['review', 'recheck', said])

    const [main, merged] = [await about('ZFJ'), await about('ZFJ')]
    await go(main.no, ['intake', 'accept'])
    await go(merged.no, ['intake', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
    const note = '经核实，扣押有清单，程序合法。'
    await go(main.no, ['handler2', 'answer', { outcome: 'unfounded', note, others: note }])
    await citizen(merged.no, 'appeal', { text: '清单是事后补的，请另外的人再看' })
    expect((await step('handler2', merged.no, 'recheck', said)).status).toBe(403)
    await go(merged.no, ['handler3', 'recheck', said])
  })
})
