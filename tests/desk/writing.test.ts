import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { jot as jotOf } from '../../api/case/jotting.ts'
import { tidy } from '../../api/case/sweep.ts'
import type { Action } from '../../api/case/workflow.ts'
import type { Deps } from '../../api/context.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { holesOf } from '../../content/kinds/template.ts'
import { Browser, PASSWORD, rows } from '../staff/people.ts'
import { asking, json, type Sent, sent, track } from '../support/ask.ts'
import { CANARY, moving, singing } from '../support/canary.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href
const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }

let w: World
const browsers = new Map<string, Browser>()
const as = (login: string) => browsers.get(login) as Browser
const START = '2026-06-15T10:24:00+08:00'
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
const { n, step, citizen } = moving(() => w)

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
interface Template {
  code: string
  outcomes: string[]
  text: string
}
interface Writing {
  templates: { action: string; items: Template[] }[]
  jottings: { action: string; values: Record<string, string>; savedAt: string }[]
}
const writing = async (login: string, no: string, query = '') =>
  (await (await asking(w, login)(`/api/desk/cases/${no}/writing${query}`)).json()) as Writing
const offered = async (login: string, no: string, action: Action, query = '') =>
  (await writing(login, no, query)).templates.find((one) => one.action === action)?.items ?? []
const jot = async (login: string, no: string, action: string, values: Record<string, string>, at?: number) =>
  asking(w, login)(`/api/desk/cases/${no}/jottings/${action}`, json('PUT', { n: at ?? (await n(no)), values }))
const jotted = async (login: string, no: string) => (await writing(login, no)).jottings
const stored = async (no: string) => (await rows(w, 'select * from jottings where no = ?', [no])).length
const told = async ({ no, queryCode }: Sent) =>
  (await (await track(w, no, queryCode)).json()) as Record<string, unknown>
const REPLY = '经查，扣押没有出具清单，情况属实，已责令改正。'

describe('a template', () => {
  test('is offered by step, category and lane', async () => {
    const { no } = await handled()
    const codes = (await offered('handler', no, 'answer')).map(({ code }) => code)
    expect(codes).toContain('DF-SS-01')
    for (const other of ['DF-SQ-01', 'DF-JC-01', 'DF-BL-01', 'DF-BC-01', 'WS-TZ-01']) expect(codes).not.toContain(other)
    const firm = await handled({ category: 'T13', enterprise: { name: '澄河市蓝湖商行' } })
    const fit = (await offered('handler', firm.no, 'submit')).map(({ code }) => code)
    expect(fit.slice(0, 2).sort()).toEqual(['DF-JC-01', 'DF-SQ-01'])
    const fresh = await sent(w)
    expect((await offered('intake', fresh.no, 'refuse')).map(({ code }) => code)).toContain('DF-BL-01')
    expect((await offered('intake', fresh.no, 'supplement')).map(({ code }) => code)).toContain('DF-BC-01')
    // Steps that nobody outside reads have none.
    expect((await writing('intake', fresh.no)).templates.map((t) => t.action)).not.toContain('note')
  })
  test('is filled with what the case is, and leaves what only a person can say', async () => {
    const { no } = await handled()
    const of = async (query = '') =>
      (await offered('handler', no, 'answer', query)).find((t) => t.code === 'DF-SS-01')?.text ?? ''
    const text = await of('?outcome=upheld')
    for (const known of [no, '执法程序不规范', '2026年6月15日', '澄河市综合行政执法局', '澄河市司法局', '结论是属实'])
      expect(text).toContain(known)
    expect(holesOf(text)).toEqual(['事实', '措施'])
    expect(holesOf(await of())).toContain('结论')
    const fresh = await sent(w)
    const missing = (await offered('intake', fresh.no, 'supplement')).find((t) => t.code === 'DF-BC-01')
    expect(missing?.text).toContain('请在2026年6月25日前')
  })
  test('knows the right door where it is known, and asks where it is not', async () => {
    const { no } = await sent(w, { before: 'court' })
    const of = async (at: string, query: string) =>
      (await offered('intake', at, 'refuse', query)).find((t) => t.code === 'DF-BL-03')
    expect((await of(no, '?reason=RJ2'))?.text).toContain('对一审判决不服，15日内上诉')
    const other = await sent(w)
    expect((await of(other.no, '?reason=RJ5'))?.text).toContain('12345（')
    expect(holesOf((await of(other.no, '?reason=RJ2'))?.text ?? '')).toContain('该找哪里')
  })
  test('never holds who sent it, or what they wrote', async () => {
    const { no } = await handled(singing())
    for (const login of ['handler', 'review', 'chief'])
      for (const bird of Object.values(CANARY)) expect(JSON.stringify(await writing(login, no))).not.toContain(bird)
    // Negative control: the case shows them.
    const page = await asking(w, 'handler')(`/api/desk/cases/${no}`)
    expect(await page.text()).toContain(CANARY.account)
  })
  test('with a hole left in it goes out to nobody', async () => {
    const { no } = await handled()
    const text =
      (await offered('handler', no, 'answer', '?outcome=upheld')).find((t) => t.code === 'DF-SS-01')?.text ?? ''
    const refused = await step('handler', no, 'answer', { outcome: 'upheld', note: text })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toMatch(/还没有填好：\{事实\}\{措施\}/)
    const whole = text.replace('{事实}', '扣押没有清单。').replace('{措施}', '补发清单')
    expect((await step('handler', no, 'answer', { outcome: 'upheld', note: whole })).status).toBe(200)
  })
})

describe('a preview', () => {
  const preview = async (login: string, no: string, body: Record<string, unknown>) =>
    asking(w, login)(`/api/desk/cases/${no}/preview`, json('POST', { n: await n(no), ...body }))

  test('shows what the sender is then shown, and writes nothing', async () => {
    const one = await handled()
    const said = { outcome: 'upheld', note: REPLY }
    const before = await rows(w, 'select (select count(*) from events) as events, (select sum(n) from cases) as moved')
    const answer = await preview('handler', one.no, { action: 'answer', ...said })
    expect(answer.status).toBe(200)
    const shown = (await answer.json()) as Record<string, unknown>
    expect(
      await rows(w, 'select (select count(*) from events) as events, (select sum(n) from cases) as moved'),
    ).toEqual(before)
    await go(one.no, ['handler', 'answer', said])
    const after = await told(one)
    for (const field of ['status', 'statusLabel', 'dueOn', 'answerBy', 'may', 'recheckUntil', 'timeline', 'receivedAt'])
      expect(shown[field], field).toEqual(after[field])
  })
  test.each([
    ['intake', 'supplement', { note: '请补充扣押当天的照片和清单。' }],
    ['intake', 'refuse', { reason: 'RJ5', note: '请找市场监督管理局，电话12315。' }],
    ['intake', 'message', { note: '请问当天还有别人在场吗？' }],
  ] as const)('of %s, %s, is the same as what follows', async (login, action, said) => {
    const one = await sent(w)
    const shown = (await (await preview(login, one.no, { action, ...said })).json()) as Record<string, unknown>
    await go(one.no, [login, action, said])
    const after = await told(one)
    for (const field of ['status', 'dueOn', 'acceptBy', 'timeline', 'messages'])
      expect(shown[field], field).toEqual(after[field])
  })
  test('of what is submitted is the answer it will be', async () => {
    const { no } = await handled()
    const shown = await (await preview('handler', no, { action: 'submit', outcome: 'upheld', note: REPLY })).json()
    expect(shown).toMatchObject({ later: true, heard: true, status: 'answered' })
  })
  test('says what is wrong as confirming would, and to a step without words that it has none', async () => {
    const { no } = await handled()
    expect((await preview('handler', no, { action: 'answer', note: '短' })).status).toBe(422)
    expect((await preview('handler', no, { action: 'answer', note: '情况是{事实}，已经改正了。' })).status).toBe(422)
    expect((await preview('handler', no, { action: 'note', note: '同事之间的话' })).status).toBe(422)
    expect((await preview('handler', no, { action: 'answer', n: 1, note: REPLY })).status).toBe(409)
    expect((await preview('intake', no, { action: 'answer', note: REPLY })).status).toBe(409)
    expect((await preview('superior', no, { action: 'answer', note: REPLY })).status).toBe(404)
  })
  test('of a step decided against is that the sender hears nothing', async () => {
    const { no } = await handled()
    await go(no, ['handler', 'extend', { days: 5, note: '等待检测结论还要时间。' }])
    const shown = async (decision: string) =>
      (await preview('review', no, { action: 'grant', decision, note: '检测结论需要时间，特此延长。' })).json()
    expect(await shown('deny')).toMatchObject({ heard: false })
    expect(await shown('grant')).toMatchObject({ heard: true, dueOn: '2026-07-20' })
  })
  test('does not bring back what the sealed desk wrote', async () => {
    const { no } = await sent(w)
    const secret = '请到别处来谈，暗号是芦花。'
    await go(no, ['intake', 'seal', { note: '怀疑涉及廉洁问题。' }], ['sealed1', 'message', { note: secret }])
    await go(
      no,
      ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
      ['sealed2', 'resolve', { decision: 'agree', note: '同意' }],
    )
    const shown = await (await preview('intake', no, { action: 'message', note: '请问还有别人在场吗？' })).text()
    expect(shown).toContain('还有别人在场')
    expect(shown).not.toContain('芦花')
  })
})

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
