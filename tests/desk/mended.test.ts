import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep } from '../../api/case/sweep.ts'
import type { Action } from '../../api/case/workflow.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  const more = ['handler2', 'intake2'].map((login) => ({
    login,
    name: `柏舟${login}`,
    roles: [login.slice(0, -1)],
    department: 'SFJ',
    post: '同事',
  }))
  await addPeople(w.deps.store, [...TEAM, ...more], await hashPassword('demo-password-1'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at('2026-06-15T10:24:00+08:00'))
const { n, step: stepBy, citizen } = moving(() => w)
const other = (login: string) => ({
  login,
  name: `柏舟${login}`,
  roles: [login.slice(0, -1) as 'handler'],
  department: 'SFJ',
  post: '同事',
})
const who = (login: string) => (login.endsWith('2') && login !== 'sealed2' ? other(login) : login)
const step = async (login: string, no: string, action: Action, said: Record<string, unknown> = {}) =>
  login.endsWith('2') && login !== 'sealed2'
    ? asking(w, who(login))(`/api/desk/cases/${no}/steps`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action, n: await n(no), ...said }),
      })
    : stepBy(login, no, action, said)
async function go(no: string, ...steps: [by: string, action: Action, said?: Record<string, unknown>][]) {
  for (const [by, action, said = {}] of steps) {
    const answer = await step(by, no, action, said)
    expect(answer.status, `${by} ${action}: ${await answer.clone().text()}`).toBe(200)
  }
}
const read = async (login: string, no: string) => {
  const answer = await asking(w, who(login))(`/api/desk/cases/${no}`)
  return { status: answer.status, text: await answer.text() }
}
const told = async ({ no, queryCode }: Sent) =>
  (await (await track(w, no, queryCode)).json()) as {
    status: string
    statusLabel: string
    because: string
    timeline: { text?: string }[]
    may: string[]
  }
const accepted = async (more: Record<string, unknown> = {}) => {
  const one = await sent(w, more)
  await go(one.no, ['intake', 'accept'])
  return one
}
const edit = (of: Sent, said: Record<string, unknown>) =>
  w.app.request(`/api/track/${of.no}/edit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode },
    body: JSON.stringify(said),
  })
const found = async (login: string, q: string) => {
  const answer = await asking(w, who(login))(`/api/desk/cases?limit=100&q=${encodeURIComponent(q)}`)
  return ((await answer.json()) as { items: { no: string }[] }).items.map((c) => c.no)
}
const NOTE = '同一天同一地点的同一件事。'
const REPLY = '经查，扣押没有出具清单，情况属实，已责令改正。'

describe('a sealed case that is none', () => {
  test('about the bureau goes to who is above it, and is there for somebody', async () => {
    const { no } = await sent(w, {
      category: 'T27',
      about: { department: 'SFJ' },
      account: '司法局的人办件时索要两条烟，当场有人看见。',
    })
    await go(
      no,
      ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
      ['sealed2', 'resolve', { decision: 'agree', note: '同意' }],
    )
    expect((await read('superior', no)).status).toBe(200)
    expect((await read('handler', no)).status).toBe(404)
  })
  test('is found by its words, never by a name; what the sealed desk noted stays with it', async () => {
    const person = { name: '周小满', phone: '19900001234', guardian: '李桂兰' }
    const account = '周小满和李桂兰在蓝湖早市被扣了三轮车，没有清单。'
    const { no } = await sent(w, { person, account })
    await go(
      no,
      ['intake', 'seal', { note: '怀疑涉及廉洁问题。' }],
      ['sealed1', 'accept'],
      ['sealed1', 'record', { note: '线人是老板的表弟。' }],
    )
    await go(
      no,
      ['sealed2', 'release', { note: '没有涉及廉洁的内容。' }],
      ['sealed1', 'resolve', { decision: 'agree', note: '同意' }],
    )
    expect(await found('intake', '蓝湖早市')).toContain(no)
    for (const name of ['周小满', '李桂兰']) expect(await found('intake', name)).not.toContain(no)
    const { text } = await read('intake', no)
    for (const kept of ['线人是老板的表弟', '方慎', '何默', '没有涉及廉洁的内容']) expect(text).not.toContain(kept)
  })
  test('may be asked back again by whoever was told no', async () => {
    const { no } = await sent(w, { category: 'T27' })
    await go(
      no,
      ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
      ['sealed2', 'resolve', { decision: 'back', note: '再看看' }],
      ['sealed2', 'release', { note: '看过了，确实没有。' }],
      ['sealed1', 'resolve', { decision: 'agree', note: '同意' }],
    )
  })
})

describe('merging', () => {
  test('while the main case moves: one of both is told, and no case is left alone', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await accepted(), await accepted()]
      const answers = await Promise.all([
        step('handler', a.no, 'merge', { into: b.no, note: NOTE }),
        step('handler', b.no, 'merge', { into: a.no, note: NOTE }),
        step('handler', b.no, 'record', { note: '同时记了一笔办理情况。' }),
      ])
      expect(answers.filter((x) => x.status === 200).length).toBeLessThanOrEqual(2)
      const orphans = await w.deps.store.heavy.rows(
        `select no from cases where status = 'merged' and not exists (select 1 from case_links l where l.no = cases.no and l.main <> cases.no)`,
      )
      expect(orphans).toEqual([])
    }
  })
  test('its sender may withdraw, edit and write; after the answer they rate it, and hear the next one too', async () => {
    const [main, one, gone, changed] = [await accepted(), await accepted(), await accepted(), await accepted()]
    for (const { no } of [one, gone, changed]) await go(no, ['handler', 'merge', { into: main.no, note: NOTE }])
    expect((await told(one)).may).toEqual(expect.arrayContaining(['withdraw', 'edit', 'supplement', 'write']))
    await citizen(gone.no, 'withdraw', {})
    expect((await edit(changed, { account: '不是同一件事：扣的是我的冰柜，没有清单。' })).status).toBe(200)
    expect((await told(changed)).status).toBe('received')
    await go(main.no, ['handler', 'answer', { note: REPLY, others: '第一次的答复：清单补发，物品退还。' }])
    expect(await told(one)).toMatchObject({ status: 'answered' })
    expect((await told(one)).may).toContain('rate')
    await citizen(main.no, 'appeal', { text: '还是没有退还物品' })
    await go(main.no, ['review', 'recheck', { decision: 'redo', note: '补充核实后重新答复。' }])
    const late = await accepted()
    await go(late.no, ['handler2', 'merge', { into: main.no, note: NOTE }])
    await sweep(w.deps, w.deps.now())
    expect((await told(late)).statusLabel).toBe('已并案')
    expect((await step('handler', main.no, 'answer', { note: REPLY })).status).toBe(422)
    await go(main.no, ['handler', 'answer', { note: REPLY, others: '第二次的答复：物品已经全部退还。' }])
    for (const of of [one, late]) expect((await told(of)).timeline.at(-1)?.text).toMatch(/^第二次/)
    expect((await told(gone)).status).toBe('withdrawn')
  })
  test('what weighs is not merged away from its approval', async () => {
    const main = await accepted()
    const hurt = await accepted({ account: '执法人员推搡，把我打伤了，去医院缝了五针，请查清楚。' })
    expect((await step('handler', hurt.no, 'merge', { into: main.no, note: NOTE })).status).toBe(409)
  })
  test('into the hands of somebody who recused themselves is refused', async () => {
    const [main, one] = [await accepted(), await accepted()]
    await go(main.no, ['assign', 'assign', { person: 'handler' }])
    await go(one.no, ['handler', 'recuse', { note: '来件人是我的近亲属。' }])
    expect((await step('handler2', one.no, 'merge', { into: main.no, note: NOTE })).status).toBe(422)
  })
})

describe('who must not know', () => {
  test('stays out when the sender edits, and of every part of the case', async () => {
    const one = await accepted()
    await go(one.no, ['handler', 'recuse', { note: '来件人是我的近亲属。' }])
    expect((await edit(one, { account: '两名执法人员没有出示证件就拉走三轮车。' })).status).toBe(200)
    expect((await read('handler', one.no)).status).toBe(404)
    await go(
      one.no,
      ['intake', 'accept'],
      ['handler2', 'split', { category: 'T14', account: '另说一个月查了四次，单独办理。' }],
    )
    const { text } = await read('handler2', one.no)
    const [link] = (JSON.parse(text) as { links: { no: string }[] }).links
    expect((await read('handler', link!.no)).status).toBe(404)
    expect((await read('handler2', link!.no)).status).toBe(200)
  })
  test('when the last of the office recuses, the case goes up and is not left with nobody', async () => {
    const { no } = await sent(w)
    await go(no, ['intake', 'recuse', { note: '来件人是我的近亲属。' }])
    expect((await read('superior', no)).status).toBe(404)
    await go(no, ['intake2', 'recuse', { note: '来件人是我的同学。' }])
    expect((await read('superior', no)).status).toBe(200)
    await go(no, ['superior', 'accept'])
  })
  test('a complaint that names the only reviewer goes up at once; with a second one it stays', async () => {
    const account = '沈青和对方是亲戚，两名执法人员没有出示证件就拉走三轮车。'
    const up = await sent(w, { account })
    expect((await read('superior', up.no)).status).toBe(200)
    for (const login of ['review', 'intake', 'handler', 'chief'])
      expect((await read(login, up.no)).status, login).toBe(404)
    expect((await told(up)).because).toContain('回避，由上一级监督机构办理')
    // The control: of two handlers one is left, so that naming one moves nothing up.
    const kept = await sent(w, { account: '林知行和对方是亲戚，两名执法人员没有出示证件就拉走三轮车。' })
    expect([(await read('superior', kept.no)).status, (await read('handler', kept.no)).status]).toEqual([404, 404])
    expect((await read('intake', kept.no)).status).toBe(200)
  })
  test('a sealed case is not named in the history of those that hung on it', async () => {
    const [main, one] = [await accepted(), await accepted()]
    await go(one.no, ['handler', 'merge', { into: main.no, note: NOTE }])
    expect((await read('handler', one.no)).text).toContain(main.no)
    await go(main.no, ['chief', 'seal', { note: '来件人担心报复，转为密件。' }])
    expect((await read('handler', one.no)).text).not.toContain(main.no)
  })
})

describe('an identity', () => {
  const person = { person: { name: '王小明', phone: '19900001234' } }
  test('is opened by whoever asked, not by a second who asked too', async () => {
    const { no } = await accepted({ ...person, confidential: true })
    await go(no, ['handler', 'petition', { note: '不见面无法核实车辆去向。' }])
    expect((await step('handler2', no, 'petition', { note: '我也想看一看。' })).status).toBe(409)
    await go(no, ['chief', 'permit', { decision: 'grant', note: '同意' }])
    expect((await step('handler2', no, 'unveil', { note: '要约来件人到现场。' })).status).toBe(403)
    await go(no, ['handler', 'unveil', { note: '要约来件人到现场。' }])
  })
  test('that was changed is not open any more', async () => {
    const one = await accepted(person)
    await go(one.no, ['handler', 'unveil', { note: '要约来件人到现场。' }])
    expect((await read('handler', one.no)).text).toContain('王小明')
    expect((await edit(one, { confidential: true, person: { name: '赵改名', phone: '19900009999' } })).status).toBe(200)
    expect((await read('handler', one.no)).text).not.toMatch(/赵改名|19900009999/)
  })
  test('of a sealed case: its sender is told of every opening', async () => {
    const one = await sent(w, { ...person, category: 'T27' })
    await go(one.no, ['sealed1', 'unveil', { note: '需要向来件人核实。' }])
    expect(JSON.stringify(await told(one))).toContain('查看了您留下的联系方式')
  })
})

describe('what was approved', () => {
  test('goes out whole: no other outcome, no other measures', async () => {
    const { no } = await accepted({ account: '执法人员推搡，把我打伤了，去医院缝了五针，请查清楚。' })
    await go(
      no,
      ['assign', 'assign'],
      ['handler', 'sign'],
      ['handler', 'submit', { outcome: 'unfounded', measures: ['cleared'], note: REPLY, opinion: '不对外的意见' }],
      ['review', 'review', { decision: 'pass', note: '同意' }],
      ['chief', 'approve', { decision: 'pass', note: '同意' }],
    )
    for (const more of [{ outcome: 'upheld' }, { measures: ['discipline'] }])
      expect((await step('handler', no, 'answer', { note: REPLY, ...more })).status).toBe(422)
    await go(no, ['handler', 'answer', { note: REPLY }])
    const rows = await w.deps.store.heavy.rows<{ data: string }>({
      sql: `select data from events where stream = ? and action = 'answer'`,
      args: [`case/${no}`],
    })
    expect(JSON.parse(rows[0]!.data)).toEqual({ outcome: 'unfounded', measures: ['cleared'], note: REPLY })
    await citizen(no, 'appeal', { text: '请另外的人再看一遍' })
    await go(no, ['review', 'recheck', { decision: 'uphold', note: '复核后维持原来的答复。' }])
  })
})

test('a colleague away: who stands in may do it, and it may be assigned anew', async () => {
  const { no } = await accepted()
  await go(no, ['assign', 'assign', { person: 'handler' }])
  const deputy = { ...other('handler2'), for: [{ login: 'handler', name: '林知行' }] }
  const offered = async (actor: object) =>
    (await (await asking(w, actor as never)(`/api/desk/cases/${no}`)).text()).includes('"sign"')
  expect([await offered(deputy), await offered(other('handler2'))]).toEqual([true, false])
  await go(no, ['assign', 'assign', { person: 'handler2' }], ['handler2', 'sign'])
})
