import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep, tidy } from '../../api/case/sweep.ts'
import type { Action } from '../../api/case/workflow.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { asking, sent } from '../support/ask.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { living, NOTE, REPLY, START } from './living.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await colleagues(w, await hashPassword('demo-password-1'))
})
afterAll(() => w.close())
beforeEach(() => w.at(START))
const { step, citizen, seen, told, may, go, handled } = living(() => w)

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
