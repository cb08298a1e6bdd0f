import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { holesOf } from '../../content/kinds/template.ts'
import { PASSWORD, rows } from '../staff/people.ts'
import { asking, json, sent } from '../support/ask.ts'
import { CANARY, singing } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { writings } from './jotted.ts'
import { REPLY, START } from './living.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render, now: START })
  await colleagues(w, await hashPassword(PASSWORD))
})
afterAll(() => w.close())
beforeEach(() => w.at(START))
const { go, handled, step, n, writing, offered, told } = writings(() => w)

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
