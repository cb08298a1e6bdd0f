import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { asking, fakeRender, json, sent } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { MORNING, type Seen, sending } from './sender.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())
afterEach(() => {
  vi.restoreAllMocks()
  w.at(MORNING)
})
const { call, seen, desk, rows, row, refused, minutes } = sending(() => w)

describe('within ten minutes', () => {
  const NEW = '后来想起来：当时还有第三名执法人员在场，全程没有打开记录仪。'

  test('of two edits at once neither undoes the other, and a name taken away stays away', async () => {
    for (let round = 0; round < 5; round++) {
      const of = await sent(w, { person: { name: '吴远', phone: '13812345678' } })
      const both = await Promise.all([
        call(of, 'edit', { person: null, anonymous: true }),
        call(of, 'edit', { remedy: '请退还三轮车。' }),
      ])
      expect(both.map((a) => a.status)).toEqual([200, 200])
      const kept = await row<{ appears: string; phone: string | null }>(
        'select c.appears, i.phone_index phone from cases c join identities i on i.no = c.no where c.no = ?',
        of.no,
      )
      expect(kept).toEqual({ appears: 'anonymous', phone: null })
      const copy = (await (
        await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
      ).json()) as { sent: { remedy?: string } }
      expect(copy.sent.remedy).toBe('请退还三轮车。')
    }
  })

  test('a code renewed while a request with the old one is under way takes no step and shows nothing', async () => {
    const of = await sent(w)
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        expect((await call(of, 'code')).status).toBe(200)
        controller.enqueue(new TextEncoder().encode(JSON.stringify({ text: '我还在。' })))
        controller.close()
      },
    })
    const late = await w.app.request(`/api/track/${of.no}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode },
      body,
      duplex: 'half',
    } as RequestInit)
    await refused(late, 404, 'no_such_case')
    expect(await rows(`select n from events where stream = ? and action = 'write'`, `case/${of.no}`)).toEqual([])
  })

  test('an edit replaces what was sent, everywhere', async () => {
    const of = await sent(w, {
      person: { name: '周女士', phone: '19900001234' },
      about: { department: 'ZFJ', place: '文昌路' },
    })
    const before = await seen(of)
    const answer = await call(of, 'edit', { account: NEW, about: { department: 'SCJG', officer: '王五' } })
    expect(answer.status, await answer.clone().text()).toBe(200)
    const after = (await answer.json()) as Seen
    expect(after.proof).toEqual({ seal: before.proof.seal, intact: true })
    expect(after.timeline.map((t) => t.label)).toEqual(['已提交', '您修改了内容'])
    expect(await row('select account from case_texts where no = ?', of.no)).toEqual({ account: NEW })
    expect(await rows('select department from case_blind where no = ?', of.no)).toEqual([{ department: 'SCJG' }])
    expect(await row('select about_department as d from cases where no = ?', of.no)).toEqual({ d: 'SCJG' })
    expect(await row('select count(*) as n from identities where no = ?', of.no)).toEqual({ n: 1 })
    const found = await asking(w, 'intake')(`/api/desk/cases?view=all&q=${encodeURIComponent('第三名执法')}`)
    expect(((await found.json()) as { items: { no: string }[] }).items.map((i) => i.no)).toContain(of.no)
    const copy = (await (
      await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
    ).json()) as { sent: Record<string, unknown> }
    expect(copy.sent).toMatchObject({
      account: NEW,
      about: { department: 'SCJG', officer: '王五' },
      person: { name: '周女士', phone: '19900001234' },
    })
  })
  test('the old words are found by no search', async () => {
    const of = await sent(w, { account: '栈桥北头的蓝色棚子被拆，没有听我们说话的机会。' })
    const hits = async (q: string) =>
      (
        (await (await asking(w, 'intake')(`/api/desk/cases?view=all&q=${encodeURIComponent(q)}`)).json()) as {
          total: number
        }
      ).total
    expect(await hits('栈桥北头')).toBe(1)
    expect((await call(of, 'edit', { account: NEW })).status).toBe(200)
    expect(await hits('栈桥北头')).toBe(0)
  })
  test('an edit after acceptance goes back to screening, with the first day still counted', async () => {
    const of = await sent(w)
    const first = await seen(of)
    await desk(of, 'intake', { action: 'accept' })
    minutes(9)
    const after = (await (await call(of, 'edit', { account: NEW })).json()) as Seen
    expect(after).toMatchObject({ status: 'received', acceptBy: first.acceptBy, answerBy: first.answerBy })
    const shown = await (await asking(w, 'intake')(`/api/desk/cases/${of.no}`)).text()
    expect(shown).toContain(NEW)
  })
  test('routed anew: another category is another lane, and sealed words leave the search', async () => {
    const of = await sent(w, { account: '河堤上的执法人员说交两千块钱就不用开单子。' })
    const after = (await (await call(of, 'edit', { category: 'T27' })).json()) as Seen & { statusLabel: string }
    expect(after.because).not.toBe('')
    expect(after.statusLabel).toBe('正在依法处理')
    expect(await row('select lane, handler from cases where no = ?', of.no)).toEqual({
      lane: 'sealed',
      handler: 'SEALED',
    })
    expect((await asking(w, 'intake')(`/api/desk/cases/${of.no}`)).status).toBe(404)
    expect((await asking(w, 'sealed1')(`/api/desk/cases/${of.no}`)).status).toBe(200)
    expect(
      await row('select count(*) as n from case_terms_docsize d join cases c on c.rowid = d.id where c.no = ?', of.no),
    ).toEqual({ n: 0 })
  })
  test('what the desk sealed stays sealed', async () => {
    const of = await sent(w)
    await desk(of, 'intake', { action: 'seal', note: '里面说到收受财物，转为密件。' })
    expect((await call(of, 'edit', { account: NEW })).status).toBe(200)
    expect(await row('select lane, handler from cases where no = ?', of.no)).toEqual({
      lane: 'sealed',
      handler: 'SEALED',
    })
    expect((await asking(w, 'intake')(`/api/desk/cases/${of.no}`)).status).toBe(404)
    expect(await rows('select 1 from case_copies where no = ?', of.no)).toEqual([])
  })
  test('who was named may become anonymous, and then nobody is kept', async () => {
    const of = await sent(w, { person: { name: '周女士', phone: '19900001234' } })
    expect((await call(of, 'edit', { anonymous: true })).status).toBe(200)
    expect(await row('select appears from cases where no = ?', of.no)).toEqual({ appears: 'anonymous' })
    expect(await row('select phone_index as p from identities where no = ?', of.no)).toEqual({ p: null })
  })
  test('mistakes are said like those of the form, and nothing changes', async () => {
    const of = await sent(w)
    const fields = await refused(
      await call(of, 'edit', { account: '短', category: 'T05', colour: 'red' }),
      422,
      'invalid',
    )
    expect(fields?.map((f) => f.path).sort()).toEqual(['account', 'colour'])
    expect(await refused(await call(of, 'edit', { attachments: ['x'] }), 422, 'invalid')).toEqual([
      { path: 'attachments', message: expect.stringContaining('补充材料') },
    ])
    expect((await seen(of)).timeline).toHaveLength(1)
  })
  test('after ten minutes it is too late to edit, never to withdraw', async () => {
    const of = await sent(w)
    minutes(9.99)
    expect((await seen(of)).may).toContain('edit')
    minutes(10)
    expect((await seen(of)).may).not.toContain('edit')
    await refused(await call(of, 'edit', { account: NEW }), 409, 'too_late')
    expect((await call(of, 'withdraw')).status).toBe(200)
  })
  test('negative control: had the account changed without an edit, the proof would tell', async () => {
    const of = await sent(w)
    await w.deps.store.writes.commit([
      { sql: 'update case_texts set account = ? where no = ?', args: ['被人改过的经过，不是原来那些话。', of.no] },
    ])
    expect((await seen(of)).proof.intact).toBe(false)
  })
  test('an edit and an acceptance at once: one after the other, never half', async () => {
    const of = await sent(w)
    const [edited] = await Promise.all([
      call(of, 'edit', { account: NEW }),
      asking(w, 'intake')(`/api/desk/cases/${of.no}/steps`, json('POST', { action: 'accept', n: 1 })),
    ])
    expect(edited.status).toBe(200)
    expect(await row('select status, n from cases where no = ?', of.no)).toMatchObject({ status: 'received' })
    expect(await row('select account from case_texts where no = ?', of.no)).toEqual({ account: NEW })
    expect(await row('select count(*) as n from identities where no = ?', of.no)).toEqual({ n: 1 })
  })
})
