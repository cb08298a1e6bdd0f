import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Action } from '../../api/case/workflow.ts'
import { Refusal } from '../../api/refusal.ts'
import { asking, sent, track } from '../support/ask.ts'
import { birds, moving } from '../support/canary.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { step, citizen } = moving(() => w)
const { listed } = desk(() => w)

interface Told {
  status: string
  statusLabel: string
  dueOn: string | null
  answerBy?: string
  timeline: { label: string; text?: string }[]
  messages: { from: string; text: string }[]
  may: string[]
}
const tell = async ({ no, queryCode }: { no: string; queryCode: string }) =>
  (await (await track(w, no, queryCode)).json()) as Told
const seen = async (login: string, no: string) =>
  (await (await asking(w, login)(`/api/desk/cases/${no}`)).json()) as {
    status: string
    dueOn: string | null
    rating: unknown
    messages: { from: string; text: string }[]
    allowed: { action: string; effect: { statusLabel: string } }[]
  }
const refusedWith = async (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refusal ? error.code : Promise.reject(error)),
  )

/** Answered by the handler, and the sender asks for a recheck. */
async function appealed(from: 'answered' | 'refused' | 'closed' = 'answered') {
  const one = await sent(w)
  const { no } = one
  if (from === 'refused') await step('intake', no, 'refuse', { reason: 'RJ5', note: '请在六个月内向人民法院起诉。' })
  else {
    await step('intake', no, 'accept')
    await step('handler', no, 'answer', { outcome: 'unfounded', note: '经核实，扣押有清单，程序合法。' })
    if (from === 'closed') await step('handler', no, 'close')
  }
  await citizen(no, 'appeal', { text: '清单是事后补的，请另外的人再看' })
  return one
}

describe('a recheck', () => {
  test.each(['answered', 'refused', 'closed'] as const)('is asked for once, also when %s', async (from) => {
    const one = await appealed(from)
    expect(await tell(one)).toMatchObject({ status: 'recheck', statusLabel: '复核中', dueOn: '2026-07-07' })
    expect((await tell(one)).may).not.toContain('recheck')
    expect(await refusedWith(citizen(one.no, 'appeal', { text: '再要求一次复核' }))).toBe('not_now')
    await step('review', one.no, 'recheck', { decision: 'uphold', note: '另外核对了录像，维持原来的答复。' })
    expect(await refusedWith(citizen(one.no, 'appeal', { text: '再要求一次复核' }))).toBe('one_recheck')
  })
  test.each([
    ['answered', 'handler'],
    ['refused', 'intake'],
  ] as const)('is not done by whoever answered or refused: %s', async (from, login) => {
    const { no } = await appealed(from)
    expect((await seen(login, no)).allowed.map((a) => a.action)).not.toContain('recheck')
    const answer = await step(login, no, 'recheck', { decision: 'uphold', note: '我自己看了，没有问题。' })
    expect(answer.status).toBe(403)
    const { title } = (await answer.json()) as { title: string }
    if (login === 'handler') expect(title).toBe('前面的步骤是您办的，这一步要由别的同事来办')
    // Negative control: another may.
    expect((await seen('review', no)).allowed.map((a) => a.action)).toContain('recheck')
    expect((await step('review', no, 'recheck', { decision: 'redo', note: '清单时间对不上，重新办理。' })).status).toBe(
      200,
    )
  })
  test('upheld it is answered again, with the reason', async () => {
    const one = await appealed()
    const reason = '另外核对了录像，维持原来的答复。'
    expect((await seen('review', one.no)).allowed.find((a) => a.action === 'recheck')?.effect.statusLabel).toBe(
      '已答复或办理中',
    )
    await step('review', one.no, 'recheck', { decision: 'uphold', note: reason })
    const told = await tell(one)
    expect(told).toMatchObject({ status: 'answered', dueOn: null })
    expect(told.timeline.at(-1)).toMatchObject({ label: '复核有结果', text: reason })
    expect((await step('handler', one.no, 'close')).status).toBe(200)
  })
  test('done anew it is handled until the date of the recheck', async () => {
    const one = await appealed()
    await step('chief', one.no, 'recheck', { decision: 'redo', note: '清单时间对不上，重新办理。' })
    expect(await tell(one)).toMatchObject({ status: 'handling', dueOn: '2026-07-07' })
    await step('handler', one.no, 'answer', { note: '经重新核实，扣押程序违法，已退还。' })
    expect(await tell(one)).toMatchObject({ status: 'answered', dueOn: null })
  })
  test('stands in a list of its own', async () => {
    const { no } = await appealed()
    expect((await listed('review', '&view=recheck')).items.map((i) => i.no)).toContain(no)
    const { counts } = await listed('review')
    expect(counts.recheck).toBe((await listed('review', '&view=recheck')).total)
  })
})

describe('a rating', () => {
  test('is one an answer, and the desk reads it', async () => {
    const one = await sent(w)
    await step('intake', one.no, 'accept')
    expect(await refusedWith(citizen(one.no, 'rate', { grade: 2, reasons: [] }))).toBe('not_now')
    await step('handler', one.no, 'answer', { note: '经核实，扣押有清单，程序合法。' })
    await citizen(one.no, 'rate', { grade: 2, reasons: ['unclear'], text: '没有说依据' })
    expect(await refusedWith(citizen(one.no, 'rate', { grade: 5, reasons: [] }))).toBe('one_rating')
    expect((await seen('handler', one.no)).rating).toMatchObject({
      grade: 2,
      label: '不满意',
      reasons: ['答复看不明白'],
      text: '没有说依据',
    })
    await citizen(one.no, 'appeal', { text: '请别的人再看一次' })
    await step('review', one.no, 'recheck', { decision: 'uphold', note: '另外核对了录像，维持原来的答复。' })
    await citizen(one.no, 'rate', { grade: 3, reasons: [] })
  })
})

describe('messages', () => {
  test('go both ways, and what the desk notes for itself goes nowhere', async () => {
    const one = await sent(w)
    await step('intake', one.no, 'accept', { note: '内部：先看录像' })
    await step('handler', one.no, 'message', { note: '请问扣车的时候有没有别人在场？' })
    await citizen(one.no, 'write', { text: '旁边早餐店的人看到了' })
    await step('handler', one.no, 'record', { note: '内部：已走访早餐店' })
    const both = [
      { from: 'desk', text: '请问扣车的时候有没有别人在场？' },
      { from: 'sender', text: '旁边早餐店的人看到了' },
    ]
    const told = await tell(one)
    expect(told.messages).toMatchObject(both.map((m) => ({ ...m, from: m.from === 'sender' ? 'you' : 'desk' })))
    expect(JSON.stringify(told)).not.toContain('内部')
    expect((await seen('handler', one.no)).messages).toMatchObject(both)
  })
  test('of a sealed case come from the sealed desk', async () => {
    const one = await sent(w, { category: 'T28' })
    expect((await step('handler', one.no, 'message', { note: '请问在哪里看到的？' })).status).toBe(404)
    expect((await step('sealed1', one.no, 'message', { note: '请问在哪里看到的？' })).status).toBe(200)
    expect((await tell(one)).messages).toMatchObject([{ from: 'desk', text: '请问在哪里看到的？' }])
  })
})

describe('sealing', () => {
  test.each(['received', 'accepted', 'handling', 'recheck'] as const)(
    'from %s: gone for those who read it',
    async (from) => {
      const one = from === 'recheck' ? await appealed() : await sent(w)
      const { no } = one
      const way: [string, Action][] = [
        ['intake', 'accept'],
        ['assign', 'assign'],
        ['handler', 'sign'],
      ]
      for (const [who, action] of way.slice(0, { received: 0, accepted: 1, handling: 3, recheck: 0 }[from]))
        await step(who, no, action)
      await birds(w, no)
      const before = await tell(one)
      const ours = await listed('handler')
      const theirs = await listed('sealed1')
      const answer = await step('handler', no, 'seal', { note: '补充材料里写到给过好处' })
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({ no, status: 'sealed', allowed: [] }),
      ])

      for (const login of ['intake', 'assign', 'handler', 'review', 'chief', 'superior']) {
        expect((await asking(w, login)(`/api/desk/cases/${no}`)).status, login).toBe(404)
        expect((await listed(login, `&q=${no}`)).total).toBe(0)
      }
      const [left, came] = [await listed('handler'), await listed('sealed1')]
      expect([left.total, came.total]).toEqual([ours.total - 1, theirs.total + 1])
      for (const list of [left, came]) expect(Object.values(list.counts).reduce((a, b) => a + b, 0)).toBe(list.total)
      for (const table of [
        'case_terms where rowid = (select rowid from cases where no = ?)',
        'case_copies where no = ?',
      ])
        expect(await w.deps.store.heavy.rows({ sql: `select 1 from ${table}`, args: [no] })).toEqual([])

      // Three working days, as for any sealed case.
      expect(await seen('sealed1', no)).toMatchObject({ status: 'received', dueOn: '2026-06-18' })
      const after = await tell(one)
      expect(after).toMatchObject({ statusLabel: '正在依法处理', dueOn: before.dueOn })
      expect(after.answerBy).toBe(before.answerBy)
      expect(after.timeline).toEqual(before.timeline)
      // What is done with it from now on shows nowhere, until it is over.
      await step('sealed1', no, 'accept')
      expect({ ...(await tell(one)), proof: 0 }).toEqual({ ...after, proof: 0 })
      await step('sealed2', no, 'transfer', { note: '移送市纪委监委，依据和文号见卷' })
      expect(await tell(one)).toMatchObject({ statusLabel: '已依法处理', dueOn: null })
    },
  )
  test('is refused for what is sealed, and where it is over', async () => {
    const { no } = await sent(w, { category: 'T28' })
    expect((await step('sealed1', no, 'seal', { note: '再转一次密件' })).status).toBe(403)
    const over = await sent(w)
    await citizen(over.no, 'withdraw', {})
    expect((await step('intake', over.no, 'seal', { note: '补充材料里写到给过好处' })).status).toBe(409)
  })
  test('negative control: a case beside it stays where it is', async () => {
    const [a, b] = [await sent(w), await sent(w)]
    await step('intake', a.no, 'seal', { note: '补充材料里写到给过好处' })
    expect((await asking(w, 'intake')(`/api/desk/cases/${b.no}`)).status).toBe(200)
    expect((await listed('intake', `&q=${encodeURIComponent('三轮车')}`)).items.map((i) => i.no)).toContain(b.no)
  })
})
