import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { jot as jotOf } from '../../api/case/jotting.ts'
import { tidy } from '../../api/case/sweep.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { Browser, PASSWORD, rows } from '../staff/people.ts'
import { asking, json, sent } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { writings } from './jotted.ts'
import { REPLY, START } from './living.ts'

let w: World
const browsers = new Map<string, Browser>()
const as = (login: string) => browsers.get(login) as Browser
beforeAll(async () => {
  w = await makeWorld({ render, now: START })
  await colleagues(w, await hashPassword(PASSWORD))
  for (const login of ['intake', 'handler']) {
    const browser = new Browser(w)
    await browser.signIn(login)
    browsers.set(login, browser)
  }
})
afterAll(() => w.close())
beforeEach(() => w.at(START))
const { go, handled, citizen, n, jot, jotted, stored, told } = writings(() => w)

describe('what is typed and not confirmed', () => {
  test('comes back to whoever typed it, and to nobody else', async () => {
    const { no } = await handled()
    expect((await jot('handler', no, 'answer', { outcome: 'upheld', note: '芦苇写到一半' })).status).toBe(200)
    expect(await jotted('handler', no)).toMatchObject([{ action: 'answer', values: { note: '芦苇写到一半' } }])
    for (const login of ['intake', 'review', 'chief', 'assign']) expect(await jotted(login, no)).toEqual([])
    expect((await asking(w, 'admin')(`/api/desk/cases/${no}/writing`)).status).toBe(403)
  })
  test('lies sealed: neither the database, the log nor the audit has a word of it', async () => {
    const { no } = await handled()
    await jot('handler', no, 'answer', { note: '芦苇写到一半' })
    const [row] = await rows(w, "select instr(sealed, cast('芦苇' as blob)) as at from jottings where no = ?", [no])
    expect(row?.at).toBe(0)
    expect(w.log.join()).not.toContain('芦苇')
    const held = await rows(
      w,
      "select count(*) as n from events where data like '%芦苇%' union all select count(*) from accesses where why like '%芦苇%'",
    )
    expect(held.map((one) => one.n)).toEqual([0, 0])
  })
  test('goes when the step is taken, and cannot come back by a late saving', async () => {
    const { no } = await handled()
    const before = await n(no)
    await jot('handler', no, 'message', { note: '请问当天还有谁在场？' })
    await jot('handler', no, 'answer', { note: '写到一半' })
    await go(no, ['handler', 'message', { note: '请问当天还有谁在场？' }])
    expect((await jotted('handler', no)).map(({ action }) => action)).toEqual(['answer'])
    expect((await jot('handler', no, 'message', { note: '请问' }, before)).status).toBe(409)
    // Negative control: of what was not taken meanwhile, an old page still keeps.
    expect((await jot('handler', no, 'answer', { note: '写到一大半' }, before)).status).toBe(200)
    expect((await jot('handler', no, 'message', { note: '再问一句' })).status).toBe(200)
  })
  test('is not kept by a saving under way while its writer is shut out', async () => {
    const { no } = await handled()
    const of = { person: 'handler', no, action: 'answer' as const }
    const save = (last: number) => jotOf(w.deps, of, { note: '写到一半' }, last, last, w.deps.now())
    const last = await n(no)
    await citizen(no, 'write', { text: '还有一点要说。' })
    await expect(save(last)).rejects.toThrow()
    // Hidden without a step: nothing else tells the saving.
    await save(last + 1)
    await w.deps.store.writes.commit([
      { sql: 'delete from jottings where no = ?', args: [no] },
      { sql: 'insert into case_blind (no, department) values (?, ?)', args: [no, '@handler'] },
    ])
    await expect(save(last + 1)).rejects.toThrow()
    expect(await stored(no)).toBe(0)
  })
  test('goes with whoever loses sight of the case: sealed, recused, handed up', async () => {
    const { no } = await handled()
    await jot('handler', no, 'answer', { note: '写到一半' })
    await jot('intake', no, 'note', { note: '写到一半' })
    await go(no, ['handler', 'recuse', { note: '被反映人是我的近亲属。' }])
    expect(await rows(w, 'select person from jottings where no = ?', [no])).toMatchObject([{ person: 'intake' }])
    expect((await jot('handler', no, 'answer', { note: '写到一半' })).status).toBe(404)
    await go(no, ['intake', 'seal', { note: '怀疑涉及廉洁问题。' }])
    expect(await stored(no)).toBe(0)
    // The sealed desk keeps its own, until the case leaves it.
    await jot('sealed1', no, 'record', { note: '写到一半' })
    await go(no, ['sealed1', 'accept'])
    expect((await jot('sealed1', no, 'record', { note: '写到一半' })).status).toBe(200)
    await go(
      no,
      ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
      ['sealed2', 'resolve', { decision: 'agree', note: '同意' }],
    )
    expect(await stored(no)).toBe(0)
  })
  test('goes when its sender edits what it was written to, where that leads elsewhere', async () => {
    const one = await sent(w)
    await jot('intake', one.no, 'accept', { note: '写到一半' })
    const answer = await w.app.request(`/api/track/${one.no}/edit`, {
      ...json('POST', { category: 'T27' }),
      headers: { 'content-type': 'application/json', 'x-query-code': one.queryCode },
    })
    expect(answer.status).toBe(200)
    expect(await stored(one.no)).toBe(0)
  })
  test('goes after thirty days, and with whoever works here no more', async () => {
    const { no } = await handled()
    await jot('handler', no, 'message', { note: '写到一半' })
    await jot('intake', no, 'message', { note: '写到一半' })
    w.at('2026-07-15T10:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    expect(await stored(no)).toBe(2)
    await w.deps.store.writes.commit([{ sql: "update people set active = 0 where login = 'intake'", args: [] }])
    await tidy(w.deps, w.deps.now())
    expect(await stored(no)).toBe(1)
    await w.deps.store.writes.commit([{ sql: "update people set active = 1 where login = 'intake'", args: [] }])
    w.at('2026-07-15T10:25:00+08:00')
    expect(await jotted('handler', no)).toEqual([])
    await tidy(w.deps, w.deps.now())
    expect(await stored(no)).toBe(0)
  })
  test('is taken for steps one may take only, in their own fields, within bounds; emptied it is gone', async () => {
    const { no } = await handled()
    expect((await jot('handler', no, 'approve', { note: 'x' })).status).toBe(409)
    expect((await jot('handler', no, 'nothing', { note: 'x' })).status).toBe(409)
    expect((await jot('handler', no, 'answer', { _token: 'x' })).status).toBe(422)
    expect((await jot('handler', no, 'answer', { note: '长'.repeat(20_001) })).status).toBe(422)
    await jot('handler', no, 'answer', { 'measures.mend': 'on', note: '写到一半' })
    expect((await jotted('handler', no))[0]?.values).toEqual({ 'measures.mend': 'on', note: '写到一半' })
    await jot('handler', no, 'answer', { note: ' ' })
    expect(await jotted('handler', no)).toEqual([])
  })
})

describe('the page of a case', () => {
  const post = async (login: string, no: string, values: Record<string, string>, at?: number) => {
    const answer = await as(login).form(`/desk/cases/${no}`, { n: String(at ?? (await n(no))), ...values })
    return { status: answer.status, html: await answer.text() }
  }
  const textarea = (html: string) => /<textarea[^>]*id="answer-note"[^>]*>([^<]*)</.exec(html)?.[1] ?? ''

  test('puts a template behind what was typed, keeps all of it, and takes no step', async () => {
    const { no } = await handled()
    const values = {
      action: 'answer',
      outcome: 'upheld',
      note: '先写的一句。',
      aside: 'template',
      template: 'DF-SS-01',
    }
    const { status, html } = await post('handler', no, values)
    expect(status).toBe(200)
    expect(textarea(html)).toMatch(/^先写的一句。\n\n您好。.*结论是属实/s)
    // The page opens on what was done, and says what is left to do.
    expect(html).toMatch(/<p[^>]*autofocus[^>]*>模板已放进下面的文字。还要填：\{事实\}\{措施\}</)
    expect(html).toMatch(/name="outcome"[^>]*value="upheld"[^>]*checked|checked[^>]*name="outcome"[^>]*value="upheld"/)
    expect((await rows(w, 'select status from cases where no = ?', [no]))[0]?.status).toBe('handling')
    const none = await post('handler', no, { ...values, template: '' })
    expect(none.status).toBe(422)
    expect(none.html).toMatch(/<a href="#answer-template">请先选一个模板/)
    expect(none.html).toMatch(/role="alert"[^>]*autofocus/)
    expect(textarea(none.html)).toBe('先写的一句。')
  })
  test('asks in the order of the work: outcome, template, text; and nothing leads past a summary of errors', async () => {
    const { no } = await handled()
    const html = await (await as('handler').get(`/desk/cases/${no}`)).text()
    const form = /<details[^>]*id="step-answer".*?<\/form>/s.exec(html)?.[0] ?? ''
    const order = ['name="outcome"', 'id="answer-template"', 'id="answer-note"'].map((one) => form.indexOf(one))
    expect(order.every((at) => at > 0)).toBe(true)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    // A browser that is sent to a part of a page gives the focus to nothing else.
    expect(html).not.toMatch(/formaction="[^"]*#/)
    // Enter still sends what the form is for: the first button is that one.
    expect(/<button[^>]*>/.exec(form)?.[0]).not.toContain('name=')
  })
  test('whose step somebody else took meanwhile: told so, with the words kept', async () => {
    const { no } = await handled()
    await go(no, ['handler', 'answer', { outcome: 'upheld', note: REPLY }])
    for (const aside of ['template', 'preview', 'discard']) {
      const { status, html } = await post('handler', no, { action: 'answer', note: '写到一半的话', aside })
      expect([aside, status]).toEqual([aside, 409])
      expect(html).toMatch(/role="alert"[^>]*autofocus.*现在的状态不能这样办/s)
      expect(html).toContain('写到一半的话')
    }
  })
  test('shows the preview, then confirms; keeps the words on the way', async () => {
    const one = await handled()
    const values = { action: 'answer', outcome: 'upheld', note: REPLY }
    const { status, html } = await post('handler', one.no, { ...values, aside: 'preview' })
    expect(status).toBe(200)
    for (const shown of ['来件人会看到的', '给您的答复', '已答复']) expect(html).toContain(shown)
    expect(html).toMatch(/<h3 id="preview" tabindex="-1" autofocus/)
    expect(textarea(html)).toBe(REPLY)
    expect((await jotted('handler', one.no))[0]?.values.note).toBe(REPLY)
    expect((await told(one)).status).toBe('handling')
    expect((await post('handler', one.no, values)).status).toBe(303)
    expect((await told(one)).status).toBe('answered')
    expect(await stored(one.no)).toBe(0)
  })
  test('says what is wrong with it, with the words kept, and of a case that moved that it did', async () => {
    const { no } = await handled()
    const short = await post('handler', no, { action: 'answer', note: '太短', aside: 'preview' })
    expect(short.status).toBe(422)
    expect(textarea(short.html)).toBe('太短')
    const old = await n(no)
    await citizen(no, 'write', { text: '还有一点要说。' })
    const moved = await post('handler', no, { action: 'answer', note: REPLY, aside: 'preview' }, old)
    expect(moved.status).toBe(409)
    expect(moved.html).toContain('您刚才写的还在')
    expect(textarea(moved.html)).toBe(REPLY)
    expect(await rows(w, 'select 1 from jottings where no = ?', [no])).toHaveLength(1)
  })
  test('offers what was typed before, and throws it away when told to', async () => {
    const { no } = await handled()
    await jot('handler', no, 'answer', { note: '昨天写到一半' })
    const html = await (await as('handler').get(`/desk/cases/${no}`)).text()
    expect(textarea(html)).toBe('昨天写到一半')
    expect(html).toContain('已保存 10:24')
    const gone = await post('handler', no, { action: 'answer', note: '昨天写到一半', aside: 'discard' })
    expect(textarea(gone.html)).toBe('')
    expect(await stored(no)).toBe(0)
  })
})
