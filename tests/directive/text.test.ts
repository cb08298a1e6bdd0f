import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { asking, sent } from '../support/ask.ts'
import { moving, singing } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'
import { PARTS, said, writing } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { begin, made, step, done, until, read, handled } = writing(() => w)
const cases = moving(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })

test('a text is looked through once, however many cases a document rests on', async () => {
  const nos = await Promise.all([1, 2, 3].map(async () => (await sent(w)).no))
  const looks = async (cases: string[]) => {
    const spy = vi.spyOn(String.prototype, 'matchAll')
    const answer = await begin('handler', { cases, facts: `${PARTS.facts}与${cases.length}件反映有关。` })
    const n = spy.mock.contexts.filter((text) => String(text).includes('件反映有关')).length
    spy.mockRestore()
    expect(answer.status, await answer.clone().text()).toBe(201)
    return n
  }
  const once = await looks(nos.slice(0, 1))
  expect(once).toBeGreaterThan(0)
  expect(await looks(nos)).toBe(once)
})

describe('a text', () => {
  test('tells nothing of the cases it rests on', async () => {
    const no = await handled({ enterprise: { name: '雀在商行' }, happenedOn: '2026-06-13' })
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ facts: '他们把东西搬走没有给任何单子，请核实这一情况并说明。' }, /facts: 事由和来件原文有连续八个字/],
      [{ demands: '请说明雀在商行的物品为何搬离，并写书面说明。' }, /demands: 要求里有企业名称/],
      [{ demands: '请说明6月13日搬离物品的依据，并写书面说明。' }, /demands: 要求里有具体日期，请删去/],
      [{ facts: '近期在6月2日的检查里，手续和登记不完整，需要核实规范。' }, /facts: 事由里有具体日期/],
      [{ subject: `规范${no}的手续` }, /subject: 主题里有/],
      [{ facts: `${PARTS.facts}联系13911112222` }, /facts: 事由里有电话/],
    ]
    for (const [more, words] of wrong) {
      const answer = await begin('handler', { ...more, cases: [no] })
      expect(answer.status).toBe(422)
      expect(await said(answer)).toMatch(words)
    }
    expect(await rows('select 1 from directive_cases where no = ?', no)).toEqual([])
    const tried = await rows('select 1 from accesses where no = ? and what = ? and why = ?', no, 'directive', 'refused')
    expect(tried).toHaveLength(wrong.length)
    // A day by which something is demanded is no day of the case.
    await made({ cases: [no], demands: '请在7月20日前补全手续，写出书面说明。' })
  })
  test('is looked at again when it leaves: a sender may have written on', async () => {
    const no = await handled()
    const { id } = await until('approved', { cases: [no] })
    await w.deps.store.writes.commit([
      { sql: 'update case_texts set account = ? where no = ?', args: [`近期搬离占道物品，手续和登记不完整`, no] },
    ])
    expect(await said(await step('chief', id, 'sign'))).toMatch(/连续八个字/)
  })
  test('and no urging, verifying or digest says more', async () => {
    const no = await handled()
    const { id } = await until('answered', { cases: [no] })
    expect(
      await said(await step('handler', id, 'verify', { result: 'undone', note: '雀在商行的东西还没有退。' })),
    ).toMatch(/note: 这段话里有企业名称/)
    expect(await said(await step('handler', id, 'propose', { digest: '对雀在商行的物品搬离提出意见。' }))).toMatch(
      /digest: 摘要里有企业名称/,
    )
    await done('handler', id, 'verify', { result: 'undone', note: '手续还没有补齐。' })
  })
  test('rests on no sealed case, and on none that became sealed', async () => {
    const { no } = await sent(w, singing({ category: 'T28' }))
    const refused = await said(await begin('handler', { cases: [no] }))
    expect(refused).toMatch(/cases\.0: 第1个编号没有对应的办件/)
    expect(await said(await begin('handler', { cases: ['2026-00000000A'] }))).toBe(refused)
    const later = await handled()
    const { id } = await made({ cases: [later] })
    expect(await rows('select 1 from directive_cases where no = ?', later)).toHaveLength(1)
    await cases.step('review', later, 'seal', { note: '写到了给好处的事' })
    expect(await rows('select 1 from directive_cases where no = ?', later)).toEqual([])
    expect(await (await read('handler', id)).text()).not.toContain(later)
    expect((await asking(w, 'handler')(`/api/desk/directives?case=${later}`)).status).toBe(404)
  })
  test('of a decision concludes, of nothing else, and is written to bodies that enforce', async () => {
    expect(await said(await begin('handler', { template: 'WS-JD-02' }))).toMatch(/conclusion: 决定书要写结论/)
    expect(await said(await begin('handler', { conclusion: 'correct' }))).toMatch(/conclusion: 只有决定书/)
    expect(await said(await begin('handler', { template: 'WS-JD-01', conclusion: 'correct' }))).toMatch(/上一份文书/)
    for (const department of ['SFJ', 'JW', 'NOBODY'])
      expect(await said(await begin('handler', { department }))).toMatch(/department:/)
    for (const template of ['DF-SS-01', 'NONE'])
      expect(await said(await begin('handler', { template }))).toMatch(/template:/)
  })
})
