import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep, tidy } from '../../api/case/sweep.ts'
import type { Action } from '../../api/case/workflow.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { readContent } from '../../content/load.ts'
import { asking, type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  const team = readContent('content').people.map((p) => ({ ...p, department: p.department ?? '' }))
  const colleague = { login: 'handler2', name: '柏舟', roles: ['handler'], department: 'SFJ', post: '同事' }
  await addPeople(w.deps.store, [...team, colleague], await hashPassword('demo-password-1'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at(START))
const START = '2026-06-15T10:24:00+08:00'
const { step, citizen } = moving(() => w)

interface Seen {
  n: number
  status: string
  statusLabel: string
  assignee: string | null
  card: string | null
  dueOn: string | null
  answerBy: string | null
  identity: { name?: string; phone?: string } | null
  links: { no: string; label: string }[]
  enquiries: { id: string; state: { code: string } }[]
  events: { action: string; more: string[] }[]
  allowed: { action: Action; fields: { name: string; options?: { value: string }[] }[] }[]
}
const seen = async (login: string, no: string) =>
  (await (await asking(w, login)(`/api/desk/cases/${no}`)).json()) as Seen
const told = async ({ no, queryCode }: Sent) =>
  (await (await track(w, no, queryCode)).json()) as {
    status: string
    statusLabel: string
    dueOn: string | null
    timeline: { label: string; text?: string }[]
    may: string[]
  }
const may = async (login: string, no: string) => (await seen(login, no)).allowed.map((a) => a.action)

/** Steps one after another, each by its person; every one is taken. */
async function go(no: string, ...steps: [who: string, action: Action, said?: Record<string, unknown>][]) {
  for (const [who, action, said = {}] of steps) {
    const answer = await step(who, no, action, said)
    expect(answer.status, `${who} ${action}: ${await answer.clone().text()}`).toBe(200)
  }
}
const handled = async (more: Record<string, unknown> = {}) => {
  const one = await sent(w, more)
  await go(one.no, ['intake', 'accept'], ['assign', 'assign', { person: 'handler' }], ['handler', 'sign'])
  return one
}
const NOTE = '按规定办理，理由和依据见附件说明。'
const REPLY = '经查，扣押没有出具清单，情况属实，已责令改正。'

describe('what is missing', () => {
  test('is asked for once; the clocks stand, and what comes starts screening anew', async () => {
    const one = await sent(w)
    await go(one.no, ['intake', 'supplement', { note: '请补充扣押当天的照片和清单。' }])
    expect(await told(one)).toMatchObject({ status: 'supplement', statusLabel: '待补充材料', dueOn: '2026-06-25' })
    expect((await told(one)).timeline.at(-1)).toMatchObject({
      label: '请您补充材料',
      text: '请补充扣押当天的照片和清单。',
    })
    w.at('2026-06-18T09:00:00+08:00')
    await citizen(one.no, 'add', { text: '照片在这里。', files: 0 })
    expect(await seen('intake', one.no)).toMatchObject({ status: 'received', dueOn: '2026-06-26' })
    expect(await may('intake', one.no)).not.toContain('supplement')
  })
  test('and does not come: after the day it lapses, and a new one may be sent', async () => {
    const one = await sent(w)
    await go(one.no, ['intake', 'supplement', { note: '请补充扣押当天的照片和清单。' }])
    w.at('2026-06-25T23:59:00+08:00')
    await sweep(w.deps, w.deps.now())
    expect((await told(one)).status).toBe('supplement')
    w.at('2026-06-26T00:01:00+08:00')
    await sweep(w.deps, w.deps.now())
    expect(await told(one)).toMatchObject({ status: 'withdrawn', dueOn: null })
    expect((await told(one)).timeline.at(-1)?.label).toMatch(/没有收到补充材料/)
  })
})

describe('refusing', () => {
  test('for malice takes two people, and the sender hears of it only then', async () => {
    const one = await sent(w)
    expect((await step('intake', one.no, 'refuse', { reason: 'RJ8', note: NOTE })).status).toBe(422)
    await go(one.no, ['intake', 'doubt', { note: '同一内容已经捏造三次。' }])
    expect(await told(one)).toMatchObject({ statusLabel: '待受理' })
    expect((await told(one)).timeline).toHaveLength(1)
    await go(one.no, ['review', 'confirm', { decision: 'back', note: '证据不够，请受理。' }])
    expect((await seen('intake', one.no)).status).toBe('received')
    await go(one.no, ['intake', 'doubt', { note: '又核对了一次，确系捏造。' }])
    await go(one.no, ['chief', 'confirm', { decision: 'agree', note: '请向人民法院起诉，期限六个月。' }])
    expect(await told(one)).toMatchObject({ status: 'refused' })
    expect((await told(one)).timeline.at(-1)?.text).toMatch(/人民法院/)
  })
})

describe('from hand to hand', () => {
  test('assigned by name: nobody else signs; sent back with a reason, it is assigned anew', async () => {
    const { no } = await sent(w)
    await go(no, ['intake', 'accept'])
    expect((await step('assign', no, 'assign', { person: 'review' })).status).toBe(422)
    expect((await step('assign', no, 'assign', { person: 'nobody' })).status).toBe(422)
    await go(no, ['assign', 'assign', { person: 'handler' }])
    expect((await seen('handler', no)).assignee).toMatch(/^林知行/)
    await go(no, ['handler', 'return', { note: '这件应由行政复议科办理。' }])
    expect(await seen('assign', no)).toMatchObject({ status: 'accepted', assignee: null })
    const { items } = (await (await asking(w, 'assign')('/api/desk/cases?view=returned')).json()) as {
      items: { no: string }[]
    }
    expect(items.map((c) => c.no)).toContain(no)
  })
  test('who should do it is disputed and settled', async () => {
    const { no } = await sent(w)
    await go(no, ['intake', 'accept'], ['assign', 'dispute', { note: '综合执法局和市场监管局互相推。' }])
    expect((await seen('review', no)).statusLabel).toBe('职责待协调')
    await go(no, ['review', 'settle', { note: '由综合执法局负责，依据三定规定。' }])
    expect((await seen('assign', no)).status).toBe('accepted')
  })
  test('whoever recuses themselves does not see it any more, by list, number or count', async () => {
    const { no } = await sent(w)
    await go(no, ['intake', 'accept'], ['assign', 'assign', { person: 'handler' }])
    expect((await step('handler', no, 'recuse', { note: '被反映人是我的近亲属。' })).status).toBe(200)
    expect((await asking(w, 'handler')(`/api/desk/cases/${no}`)).status).toBe(404)
    expect(await seen('assign', no)).toMatchObject({ status: 'accepted', assignee: null })
    const options = (await seen('assign', no)).allowed.find((a) => a.action === 'assign')?.fields[0]?.options
    expect(options?.map((o) => o.value)).not.toContain('handler')
    // Negative control: another case they still see.
    const other = await sent(w)
    expect((await asking(w, 'handler')(`/api/desk/cases/${other.no}`)).status).toBe(200)
  })
})

describe('the clock', () => {
  test('is made longer by another, within what is published, and the sender is told', async () => {
    const one = await handled()
    expect((await step('handler', one.no, 'extend', { days: 21, note: '等待检测结论还要时间。' })).status).toBe(422)
    await go(one.no, ['handler', 'extend', { days: 20, note: '等待检测结论还要时间。' }])
    expect((await step('handler', one.no, 'extend', { days: 5, note: '等待检测结论还要时间。' })).status).toBe(409)
    const before = (await told(one)).dueOn
    await go(one.no, ['review', 'grant', { decision: 'grant', note: '检测结论需二十日，特此延长。' }])
    const after = await told(one)
    expect(before).toBe('2026-07-15')
    expect(after.dueOn).toBe('2026-08-04')
    expect(after.timeline.at(-1)).toMatchObject({ label: '办理期限延长', text: '检测结论需二十日，特此延长。' })
    expect(await may('handler', one.no)).not.toContain('extend')
  })
  test('a refusal to make it longer is not the sender’s business', async () => {
    const one = await handled()
    await go(one.no, ['handler', 'extend', { days: 5, note: '等待检测结论还要时间。' }])
    const before = await told(one)
    await go(one.no, ['chief', 'grant', { decision: 'deny', note: '抓紧办理。' }])
    expect(await told(one)).toEqual(before)
  })
  test('stands still while it is suspended', async () => {
    const one = await handled()
    await go(one.no, ['review', 'suspend', { cause: 'expert', note: '等待鉴定结论，收到后恢复办理。' }])
    expect(await told(one)).toMatchObject({ statusLabel: '中止办理', dueOn: null })
    w.at('2026-06-25T10:00:00+08:00')
    await go(one.no, ['handler', 'resume'])
    expect((await told(one)).dueOn).toBe('2026-07-27')
  })
  test('gives a yellow card the working day before and a red one the first day after, each once', async () => {
    const { no } = await handled()
    const cards = async (at: string) => {
      w.at(at)
      await Promise.all([sweep(w.deps, w.deps.now()), sweep(w.deps, w.deps.now())])
      const { card, events } = await seen('review', no)
      return [card, events.filter((e) => ['yellow', 'red'].includes(e.action)).length]
    }
    expect(await cards('2026-07-13T23:00:00+08:00')).toEqual([null, 0])
    expect(await cards('2026-07-14T09:00:00+08:00')).toEqual(['yellow', 1])
    expect(await cards('2026-07-15T23:00:00+08:00')).toEqual(['yellow', 1])
    expect(await cards('2026-07-16T00:01:00+08:00')).toEqual(['red', 2])
    expect(await cards('2026-07-20T00:01:00+08:00')).toEqual(['red', 2])
    await go(no, ['chief', 'urge', { by: '2026-07-22', note: '三日内办结并书面说明。' }])
    await go(no, ['handler', 'answer', { note: REPLY }])
    expect((await seen('review', no)).card).toBeNull()
  })
})

describe('what weighs', () => {
  const weighty = { account: '执法人员推搡，把我打伤了，去医院缝了五针，请查清楚。' }
  test('is submitted, reviewed, approved and answered as approved, by three people', async () => {
    const one = await handled(weighty)
    expect((await step('handler', one.no, 'answer', { note: REPLY })).status).toBe(409)
    await go(one.no, [
      'handler',
      'submit',
      { outcome: 'upheld', measures: ['apology', 'refund'], note: REPLY, opinion: '事实清楚' },
    ])
    expect((await told(one)).statusLabel).toBe('办理中')
    await go(
      one.no,
      ['review', 'review', { decision: 'pass', note: '同意' }],
      ['chief', 'approve', { decision: 'pass', note: '同意' }],
    )
    expect((await step('handler', one.no, 'answer', { note: '换了一段没有批准过的话，看看行不行。' })).status).toBe(422)
    await go(one.no, ['handler', 'answer', { outcome: 'upheld', note: REPLY }])
    expect((await told(one)).timeline.at(-1)).toMatchObject({ label: '已答复', text: REPLY })
    expect(JSON.stringify(await told(one))).not.toContain('事实清楚')
    const { events } = await seen('review', one.no)
    expect(events.findLast((e) => e.action === 'submit')?.more).toEqual(['属实', '赔礼解释', '退还款物'])
  })
  test('goes back from any desk', async () => {
    const { no } = await handled(weighty)
    const again: [string, Action, Record<string, unknown>] = ['handler', 'submit', { note: REPLY }]
    await go(no, again, ['review', 'review', { decision: 'back', note: '补充依据' }])
    expect((await seen('handler', no)).status).toBe('handling')
    await go(
      no,
      again,
      ['review', 'review', { decision: 'pass', note: '同意' }],
      ['chief', 'approve', { decision: 'back', note: '再核实' }],
    )
    await go(
      no,
      again,
      ['review', 'review', { decision: 'pass', note: '同意' }],
      ['chief', 'approve', { decision: 'pass', note: '同意' }],
    )
    await go(no, ['handler', 'rework', { note: '发现依据写错了。' }])
    expect((await seen('handler', no)).status).toBe('handling')
  })
})

describe('cases that belong together', () => {
  const OTHERS = '同一事项已经查清：清单补发，物品退还。请携证件领取。'
  test('a merged one is answered with its main case, in words of its own', async () => {
    const [main, other] = [await handled(), await handled()]
    await go(other.no, ['handler', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
    expect((await told(other)).statusLabel).toBe('已并案')
    expect((await seen('handler', main.no)).links).toEqual([
      { no: other.no, kind: 'merged', label: '并入本件', title: other.no },
    ])
    expect((await step('handler', main.no, 'answer', { note: REPLY })).status).toBe(422)
    await go(main.no, ['handler', 'answer', { note: REPLY, others: OTHERS }])
    expect((await told(other)).timeline.at(-1)).toMatchObject({ label: '已答复', text: OTHERS })
    expect(JSON.stringify(await told(other))).not.toContain(REPLY)
    // Once, however often it is swept.
    const n = (await seen('handler', other.no)).n
    await sweep(w.deps, w.deps.now())
    expect((await seen('handler', other.no)).n).toBe(n)
  })
  test('is answered however many stand before it that nothing is owed to any more', async () => {
    const [gone, main, other] = [await handled(), await handled(), await handled()]
    await go(other.no, ['handler', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
    await citizen(gone.no, 'withdraw', {})
    // Two hundred and fifty closed long ago, under a main case that was withdrawn: each sweep finds them again.
    const named = await w.deps.store.heavy.rows<{ name: string }>({
      sql: "select name from pragma_table_info('cases') where name not in ('no', 'status')",
      args: [],
    })
    const columns = named.map(({ name }) => `"${name}"`).join()
    await w.deps.store.writes.commit([
      {
        sql: `with recursive i(k) as (select 100 union all select k + 1 from i where k < 349)
          insert into cases (no, status, ${columns}) select '0000-' || k, 'closed', ${columns} from cases, i where no = ?`,
        args: [gone.no],
      },
      {
        sql: `insert into case_links (no, main, kind, told) select no, ?, 'merged', 0 from cases where no like '0000-%'`,
        args: [gone.no],
      },
    ])
    await citizen(main.no, 'withdraw', {})
    await sweep(w.deps, w.deps.now())
    expect((await seen('handler', other.no)).status).toBe('accepted')
    await w.deps.store.writes.commit([
      "delete from case_links where no like '0000-%'",
      "delete from cases where no like '0000-%'",
    ])
  })
  test('into itself, into what is answered, or into what one may not read: refused alike', async () => {
    const { no } = await handled()
    const done = await handled()
    await go(done.no, ['handler', 'answer', { note: REPLY }])
    const sealed = await sent(w, { category: 'T27' })
    for (const into of [no, done.no, sealed.no, '2026-00000000A', 'x'])
      expect((await step('handler', no, 'merge', { into, note: NOTE })).status, into).toBe(422)
    const words = async (into: string) => (await step('handler', no, 'merge', { into, note: NOTE })).text()
    expect(await words(sealed.no)).toBe(await words('2026-99999999X'))
  })
  test('when the main one is withdrawn or sealed, the merged one goes its own way again', async () => {
    for (const end of ['withdraw', 'seal'] as const) {
      const [main, other] = [await handled(), await handled()]
      await go(other.no, ['handler', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
      if (end === 'withdraw') await citizen(main.no, 'withdraw', {})
      else await go(main.no, ['chief', 'seal', { note: '来件人担心报复，转为密件。' }])
      await sweep(w.deps, w.deps.now())
      expect(await seen('handler', other.no), end).toMatchObject({ status: 'accepted', links: [] })
      expect((await told(other)).timeline.at(-1)?.label).toBe('恢复单独办理')
    }
  })
  test('a part goes its own way, and the whole is not closed before it', async () => {
    const one = await handled()
    await go(one.no, ['handler', 'split', { category: 'T14', account: '同一来件里另说一个月查了四次，单独办理。' }])
    const [link] = (await seen('handler', one.no)).links
    expect(link?.label).toBe('分出')
    expect((await seen('intake', link!.no)).status).toBe('received')
    await go(one.no, ['handler', 'answer', { note: REPLY }])
    expect((await step('handler', one.no, 'close')).status).toBe(409)
    await go(link!.no, ['intake', 'refuse', { reason: 'RJ4', note: '已经依法处理过，没有新的事实。' }])
    await go(one.no, ['handler', 'close'])
    // The sender follows the whole; of the part they are told nothing.
    expect(JSON.stringify(await told(one))).not.toContain(link!.no)
  })
})

describe('who spoke', () => {
  const person = { person: { name: '王小明', phone: '19900001234' } }
  test('is opened with a reason for half an hour, and the sender is told', async () => {
    const one = await handled(person)
    expect((await seen('handler', one.no)).identity).toBeNull()
    expect((await step('handler', one.no, 'unveil')).status).toBe(422)
    await go(one.no, ['handler', 'unveil', { note: '要约来件人到现场指认。' }])
    expect((await seen('handler', one.no)).identity).toMatchObject(person.person)
    expect((await seen('review', one.no)).identity).toBeNull()
    expect((await told(one)).timeline.at(-1)?.label).toMatch(/查看了您留下的联系方式/)
    w.at('2026-06-15T10:54:00+08:00')
    expect((await seen('handler', one.no)).identity).toBeNull()
  })
  test('of the confidential only with leave by another', async () => {
    const { no } = await handled({ ...person, confidential: true })
    expect((await step('handler', no, 'unveil', { note: '要约来件人到现场指认。' })).status).toBe(403)
    await go(no, ['handler', 'petition', { note: '不见面无法核实车辆去向。' }])
    expect((await step('handler', no, 'permit', { decision: 'grant', note: '同意' })).status).toBe(403)
    await go(
      no,
      ['chief', 'permit', { decision: 'grant', note: '同意' }],
      ['handler', 'unveil', { note: '要约来件人到现场指认。' }],
    )
    expect((await seen('handler', no)).identity).toMatchObject(person.person)
    // Leave given is no opening by whoever gave it.
    expect((await seen('chief', no)).identity).toBeNull()
  })
  test('of the anonymous there is nothing to open', async () => {
    const { no } = await handled({ anonymous: true })
    expect((await step('handler', no, 'unveil', { note: '要约来件人到现场指认。' })).status).toBe(409)
  })
})

describe('several bodies', () => {
  test('are called at once, each by a number of its own, sign, send back and answer', async () => {
    const { no } = await handled()
    const digest = '请派员共同到场核实经营场所的执法情况。'
    expect((await step('handler', no, 'call', { departments: ['ZFJ'], digest })).status).toBe(422)
    await go(no, ['handler', 'call', { departments: ['ZFJ', 'SCJG', '379981001'], digest }])
    const asked = (await seen('handler', no)).enquiries
    expect(asked).toHaveLength(3)
    const own = async (login: string) =>
      (
        (await (await asking(w, login)('/api/desk/enquiries')).json()) as {
          items: { id: string; n: number; may: string[]; calls: boolean }[]
        }
      ).items.find((e) => asked.some((a) => a.id === e.id))!
    const does = async (login: string, action: string, said: Record<string, unknown> = {}) => {
      const { id, n } = await own(login)
      const body = JSON.stringify({ action, n, ...said })
      return asking(w, login)(`/api/desk/enquiries/${id}/steps`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    }
    expect((await does('zfj', 'sign')).status).toBe(200)
    expect((await does('zfj', 'sign')).status).toBe(409)
    expect((await does('scjg', 'return', { note: '' })).status).toBe(422)
    expect((await does('scjg', 'return', { note: '餐饮油烟不属于本局职责。' })).status).toBe(200)
    expect((await seen('handler', no)).enquiries.map((e) => e.state.code).sort()).toEqual([
      'returned',
      'sent',
      'signed',
    ])
    // A township that signed may call others; a bureau may not.
    expect((await does('chengdong', 'call', { departments: ['XF'] })).status).toBe(403)
    expect((await does('chengdong', 'sign')).status).toBe(200)
    expect((await does('zfj', 'call', { departments: ['SCJG'] })).status).toBe(403)
    expect((await does('chengdong', 'call', { departments: ['nobody'] })).status).toBe(422)
    // Not the body that is spoken about, and once.
    expect((await does('chengdong', 'call', { departments: ['ZFJ'] })).status).toBe(422)
    expect((await does('chengdong', 'call', { departments: ['SCJG', 'SCJG'] })).status).toBe(200)
    expect((await seen('handler', no)).enquiries).toHaveLength(4)
    expect((await does('chengdong', 'call', { departments: ['SCJG'] })).status).toBe(409)
  })
})

describe('sealed by mistake', () => {
  test('goes back by two people of the sealed desk, is found again, and its sender notices nothing of the way', async () => {
    const one = await handled()
    await go(
      one.no,
      ['handler', 'seal', { note: '怀疑涉及廉洁问题。' }],
      ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
    )
    expect((await step('sealed1', one.no, 'resolve', { decision: 'agree', note: '同意' })).status).toBe(403)
    const hidden = await told(one)
    expect(hidden.statusLabel).toBe('正在依法处理')
    expect(hidden.may).toEqual(expect.arrayContaining(['withdraw', 'supplement']))
    await go(one.no, ['sealed2', 'resolve', { decision: 'agree', note: '同意' }])
    expect(await seen('intake', one.no)).toMatchObject({ status: 'received' })
    const q = encodeURIComponent('三轮车')
    const found = (await (await asking(w, 'intake')(`/api/desk/cases?q=${q}&limit=100`)).json()) as {
      items: { no: string }[]
    }
    expect(found.items.map((c) => c.no)).toContain(one.no)
    expect((await asking(w, 'sealed1')(`/api/desk/cases/${one.no}`)).status).toBe(404)
  })
})

describe('the end', () => {
  test('closes and is put away by itself, with one digest over all of it; opened again at most twice', async () => {
    const one = await handled()
    await go(one.no, ['handler', 'answer', { note: REPLY }])
    w.at('2026-06-25T10:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    expect((await told(one)).status).toBe('answered')
    w.at('2026-06-26T10:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    expect((await told(one)).status).toBe('closed')
    w.at('2026-07-28T10:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    expect((await seen('review', one.no)).status).toBe('archived')
    expect((await told(one)).statusLabel).toBe('已办结')
    const rows = await w.deps.store.heavy.rows<{ data: string }>({
      sql: `select data from events where stream = ? and action = 'archive'`,
      args: [`case/${one.no}`],
    })
    expect(JSON.parse(rows[0]!.data)).toMatchObject({ events: 6, package: expect.stringMatching(/^[0-9a-f]{64}$/) })
    await go(one.no, ['review', 'reopen', { note: '来件人提出了新的事实。' }])
    expect(await told(one)).toMatchObject({ status: 'accepted', dueOn: '2026-08-27' })
  })
  test('a transfer names where it went, and its receipt is noted', async () => {
    const one = await sent(w)
    await go(one.no, ['assign', 'transfer', { note: '移送市信访局，依据信访工作条例，2026年第9号。' }])
    expect((await told(one)).statusLabel).toBe('已移送')
    await go(one.no, ['assign', 'receipt', { note: '市信访局六月二十日回执，已登记。' }])
  })
})
