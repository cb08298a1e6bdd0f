import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newNumber } from '../../api/case/number.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, json, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { meeting } from '../support/meeting.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

/** A number no case has. */
const NEVER = newNumber('2020')

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await addPeople(w.deps.store, TEAM, 'x', w.deps.now())
})
afterAll(() => w.close())
const { n, step } = moving(() => w)
const rows = <T extends object>(sql: string, ...args: (string | number)[]) => w.deps.store.heavy.rows<T>({ sql, args })
const log = async (no: string) =>
  (await rows<{ a: string }>('select action as a from events where stream = ? order by n', `case/${no}`)).map(
    (r) => r.a,
  )

interface Looked {
  no: string
  n: number | null
  why: string | null
  seen: { gist: string } | null
  after: { statusLabel: string; dueOn: string } | null
}
interface Bulk {
  possible: number
  done: number
  fields: { name: string; options?: { value: string }[] }[]
  items: Looked[]
}
const call = async (who: string, path: string, body: unknown, key?: string) => {
  const init = json('POST', body)
  const headers = { ...init.headers, ...(key && { 'idempotency-key': key }) }
  return asking(w, who)(`/api/desk/${path}`, { ...init, headers })
}
const answered = async (answer: Promise<Response>) => {
  const one = await answer
  expect(one.status, await one.clone().text()).toBe(200)
  return (await one.json()) as Bulk
}
const preview = (who: string, body: unknown) => answered(call(who, 'bulk/preview', body))
const bulk = (who: string, body: unknown, key?: string) => answered(call(who, 'bulk', body, key))
const ticked = (...all: [no: string, n: number][]) => all.map(([no, at]) => ({ no, n: at }))
const arrived = async (many: number) => Promise.all(Array.from({ length: many }, async () => (await sent(w)).no))
const whyOf = ({ items }: Bulk) => items.map(({ why }) => why)

describe('several cases at once', () => {
  test('are looked at first, each with its new date; nothing is done by looking', async () => {
    const [a = '', b = ''] = await arrived(2)
    await step('intake', b, 'accept')
    const looked = await preview('intake', { action: 'accept', cases: ticked([a, 1], [b, 2]) })
    expect(looked.possible).toBe(1)
    expect(looked.items[0]).toMatchObject({ no: a, why: null, after: { statusLabel: '已受理', dueOn: '2026-07-15' } })
    expect(looked.items[1]).toMatchObject({ why: '现在的状态不能这样办。请看过最新情况再办', after: null })
    expect([await n(a), await n(b)]).toEqual([1, 2])
  })
  test('what the preview says is what happens, each case by an event of its own', async () => {
    const all = await arrived(4)
    const [a = '', b = '', c = '', d = ''] = all
    await step('intake', b, 'message', { note: '已经收到，正在看。' })
    await step('intake', c, 'accept')
    const body = { action: 'accept', cases: ticked([a, 1], [b, 1], [c, 2], [d, 1]), note: '一起受理' }
    const looked = await preview('intake', body)
    const done = await bulk('intake', body)
    expect(whyOf(done)).toEqual(whyOf(looked))
    expect(whyOf(done).map((why) => why === null)).toEqual([true, false, false, true])
    expect(done).toMatchObject({
      done: 2,
      items: [{ no: a, n: 2, statusLabel: '已受理' }, { n: null }, { n: null }, { n: 2 }],
    })
    expect(await Promise.all(all.map(log))).toEqual([
      ['submit', 'accept'],
      ['submit', 'message'],
      ['submit', 'accept'],
      ['submit', 'accept'],
    ])
  })
  test('an older page: the case that moved is refused in the words of a single step, the other is done', async () => {
    const [a = '', b = ''] = await arrived(2)
    await step('intake', a, 'accept')
    const { items } = await bulk('intake', { action: 'accept', cases: ticked([a, 1], [b, 1]) })
    expect(items[0]?.why).toContain('别人刚刚处理过')
    expect(items[1]?.why).toBeNull()
    // Negative control: with what the case is now, the same step is refused for another reason.
    const again = await bulk('intake', { action: 'accept', cases: ticked([a, 2]) })
    expect(again.items[0]?.why).toContain('现在的状态')
  })
  test('posted twice, at once and later, is done once and answered alike', async () => {
    const all = await arrived(3)
    const body = { action: 'accept', cases: all.map((no) => ({ no, n: 1 })) }
    const key = 'a key as long as keys are'
    const answers = await Promise.all([1, 2, 3].map(() => bulk('intake', body, key)))
    answers.push(await bulk('intake', body, key))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.done).toBe(3)
    expect(await Promise.all(all.map(log))).toEqual(all.map(() => ['submit', 'accept']))
    // Negative control: without the key the second finds all of them moved.
    expect((await bulk('intake', body)).done).toBe(0)
    // Another's key is another key, and other words under the same one are refused.
    expect((await bulk('assign', { ...body, action: 'assign' }, key)).items[0]?.why).toContain('别人刚刚')
    expect((await bulk('intake', { ...body, note: '别的话' }, key)).items[0]?.why).toContain('不一样')
  })
  test('cases that one may not see are told from none by nothing', async () => {
    const sealed = await sent(w, { category: 'T27' })
    const above = await sent(w, { category: 'T31', about: { department: 'SFJ' } })
    const hidden = await sent(w)
    await w.deps.store.writes.commit([
      { sql: "insert into case_blind (no, department) values (?, '@intake')", args: [hidden.no] },
    ])
    const seen = await sent(w)
    const unseen = [sealed.no, above.no, hidden.no, NEVER]
    const body = { action: 'accept', cases: ticked(...[...unseen, seen.no].map((no): [string, number] => [no, 1])) }
    const bare = ({ no: _no, ...rest }: Looked) => rest
    for (const looked of [await preview('intake', body), await bulk('intake', body)]) {
      const [first, ...others] = looked.items.slice(0, 4).map(bare)
      expect(first?.why).toBe('没有找到您要的内容')
      for (const other of others) expect(other).toEqual(first)
      expect(looked.items[4]?.why).toBeNull()
    }
    // Negative control: who may see it is told more, and can do it.
    expect((await preview('sealed1', body)).items[0]?.seen?.gist).toBeTruthy()
    for (const no of unseen) if (no !== NEVER) expect(await log(no)).toEqual(['submit'])
  })
  test('is for whoever reads cases: bodies and administrators are refused, nobody signed in is asked to sign in', async () => {
    const [no = ''] = await arrived(1)
    const body = { action: 'accept', cases: ticked([no, 1]) }
    for (const who of ['zfj', 'admin', 'editor', 'stats'])
      for (const path of ['bulk/preview', 'bulk']) expect((await call(who, path, body)).status, who).toBe(403)
    expect((await asking(w, null)('/api/desk/bulk', json('POST', body))).status).toBe(401)
    // Not of one’s role: said beside the case.
    expect((await bulk('handler', body)).items[0]?.why).toBe('您没有做这件事的权限')
    expect(await n(no)).toBe(1)
  })
  test('only steps that need no words of a case, at most 100, and no forged numbers', async () => {
    const one = { no: NEVER, n: 1 }
    const wrong = [
      {},
      { action: 'accept' },
      { action: 'accept', cases: [] },
      { action: 'accept', cases: 'all' },
      { action: 'accept', cases: [{ no: "' or 1=1 --", n: 1 }] },
      { action: 'accept', cases: [{ no: NEVER }] },
      { action: 'accept', cases: [{ ...one, status: 'closed' }] },
      { action: 'accept', cases: Array.from({ length: 101 }, () => one) },
      { action: 'accept', cases: [one], handler: 'ZFJ' },
      ...['answer', 'refuse', 'seal', 'unveil', 'yellow', 'withdraw', 'toString'].map((action) => ({
        action,
        cases: [one],
      })),
    ]
    for (const body of wrong)
      for (const path of ['bulk/preview', 'bulk']) {
        const answer = await call('intake', path, body)
        expect(answer.status, JSON.stringify(body).slice(0, 80)).toBe(422)
        for (const { message } of ((await answer.json()) as { fields: { message: string }[] }).fields)
          expect(message).toMatch(/[\u4e00-\u9fff]/)
      }
    // Negative control: a hundred are looked at, and the same case ticked twice is one.
    const many = await preview('intake', { action: 'accept', cases: Array.from({ length: 100 }, () => one) })
    expect(many.items).toHaveLength(1)
  })
  test('a person who may not have one of them is refused for that one only', async () => {
    const [a = '', b = ''] = await arrived(2)
    for (const no of [a, b]) await step('intake', no, 'accept')
    await w.deps.store.writes.commit([
      { sql: "insert into case_blind (no, department) values (?, '@handler')", args: [a] },
    ])
    const body = { action: 'assign', cases: ticked([a, 2], [b, 2]), person: 'handler' }
    const looked = await preview('assign', body)
    expect(looked.fields.find(({ name }) => name === 'person')?.options?.map(({ value }) => value)).toContain('handler')
    expect(whyOf(looked)).toEqual(['这位同事不能承办这件，请另选', null])
    expect(whyOf(await bulk('assign', body))).toEqual(whyOf(looked))
    expect(await rows('select assignee from cases where no = ?', b)).toEqual([{ assignee: 'handler' }])
    expect(await log(a)).toEqual(['submit', 'accept'])
  })
})

describe('a list somebody keeps', () => {
  interface Kept {
    id: string
    name: string
    filters: Record<string, string>
    count: number
  }
  const kept = async (who: string) =>
    ((await (await asking(w, who)('/api/desk/views')).json()) as { items: Kept[] }).items
  const keep = (who: string, body: Record<string, unknown>) => call(who, 'views', body)

  test('has a name, the filters of the address, and its count', async () => {
    expect((await keep('assign', { name: '城管的', view: 'received', department: 'ZFJ' })).status).toBe(201)
    const [one] = await kept('assign')
    expect(one).toMatchObject({ name: '城管的', filters: { view: 'received', department: 'ZFJ' } })
    const query = new URLSearchParams(one?.filters)
    const { total } = (await (await asking(w, 'assign')(`/api/desk/cases?${query}`)).json()) as { total: number }
    expect(total).toBeGreaterThan(0)
    expect(one?.count).toBe(total)
    await sent(w)
    expect((await kept('assign'))[0]?.count).toBe(total + 1)
  })
  test('counts to 99 and no further', async () => {
    const columns = (await rows<{ name: string }>("select name from pragma_table_info('cases') where name <> 'no'"))
      .map(({ name }) => name)
      .join()
    const [no = ''] = await arrived(1)
    await w.deps.store.writes.commit([
      `insert into cases (no, ${columns}) with recursive k(i) as (select 1 union all select i + 1 from k where i < 130)
        select '2025-' || printf('%08d', i) || 'A', ${columns} from k, cases where cases.no = '${no}'`,
    ])
    expect((await kept('assign'))[0]?.count).toBe(100)
    await w.deps.store.writes.commit(["delete from cases where no like '2025-%'"])
  })
  test('is one’s own: nobody else sees, renames or deletes it', async () => {
    const [one] = await kept('assign')
    expect(await kept('intake')).toEqual([])
    const at = `/api/desk/views/${one?.id}`
    for (const method of ['PATCH', 'DELETE'])
      expect((await asking(w, 'intake')(at, json(method, { name: '改了' }))).status, method).toBe(404)
    expect((await asking(w, 'assign')(at, json('PATCH', { name: '执法局' }))).status).toBe(200)
    expect((await kept('assign'))[0]?.name).toBe('执法局')
    expect((await asking(w, 'assign')(at, { method: 'DELETE' })).status).toBe(204)
    expect((await asking(w, 'assign')(at, { method: 'DELETE' })).status).toBe(404)
    expect(await kept('assign')).toEqual([])
    for (const who of ['zfj', 'admin']) expect((await keep(who, { name: '列表' })).status).toBe(403)
  })
  test('wants filters that the address would take, and a name of its own', async () => {
    const wrong = [
      { view: 'all' },
      { name: '' },
      { name: '字'.repeat(21) },
      { name: '列表', view: 'nothing' },
      { name: '列表', due: '6月' },
      { name: '列表', limit: '5' },
      { name: '列表', person: 'admin' },
    ]
    for (const body of wrong) expect((await keep('review', body)).status, JSON.stringify(body)).toBe(422)
    expect((await keep('review', { name: '列表' })).status).toBe(201)
    expect((await keep('review', { name: '列表' })).status).toBe(422)
  })
  test('twenty of them, also when two tabs keep the last one at once', async () => {
    for (let i = 0; i < 18; i++) await keep('review', { name: `第${i}个` })
    const answers = await Promise.all(['甲', '乙', '丙'].map((name) => keep('review', { name })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422])
    expect(await kept('review')).toHaveLength(20)
  })
  test('negative control: were it only asked before writing, two tabs would keep more', async () => {
    const [one] = await kept('review')
    await asking(w, 'review')(`/api/desk/views/${one?.id}`, { method: 'DELETE' })
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    const both = meeting(2)
    vi.spyOn(writes, 'commit').mockImplementation(async (statements) => {
      await both()
      return commit(
        statements.map((s) =>
          typeof s === 'object' && 'sql' in s && s.sql.startsWith('insert into "saved_views"')
            ? { ...s, sql: s.sql.replace(/ where not exists.*$/s, " where ? <> '' and ? <> '' and ? <> '' and ? > 0") }
            : s,
        ) as never,
      )
    })
    const answers = await Promise.all(['丁', '戊'].map((name) => keep('review', { name })))
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(await kept('review')).toHaveLength(21)
  })
})
