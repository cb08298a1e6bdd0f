import { describe, expect, test } from 'vitest'
import { LEAST, TRAP } from '../../api/antibot/posted.ts'
import { BUDGETS } from '../../api/limits.ts'
import { form, pageToken, written } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { flagsOf, guarded, send, solved, why } from './solved.ts'

const ACCOUNT = '两名执法人员没有出示证件就扣了我的三轮车。'
const FILLED = { category: 'T05', account: ACCOUNT, consent: 'on', appears: 'anonymous' }
const later = (w: World, ms: number) => w.at(new Date(w.deps.now().getTime() + ms))

/** A page opened some time ago, filled in and sent. */
async function filled(w: World, more: Record<string, string> = {}, after = LEAST) {
  const _token = pageToken(w, 7 * 86_400_000)
  later(w, after)
  return form(w, '/complaint', { _token, ...FILLED, ...more })
}

describe('a form without script', () => {
  test('is taken and marked for somebody to look at', async () => {
    const w = await guarded()
    expect((await filled(w)).headers.get('location')).toBe('/complaint/receipt')
    expect(await flagsOf(w)).toEqual([['plain']])
  })
  test('keeps the other marks of its case', async () => {
    const w = await guarded()
    const more = { appears: 'named', 'person.name': '周小明', minor: 'on' }
    expect((await filled(w, more)).status).toBe(303)
    expect((await flagsOf(w))[0]).toEqual(expect.arrayContaining(['minor', 'plain']))
  })
  test('a moment too fast: everything typed is kept, the page says how long to wait, and then it goes', async () => {
    const w = await guarded()
    const before = await written(w)
    const _token = pageToken(w)
    later(w, LEAST - 1800)
    const early = await form(w, '/complaint', { _token, ...FILLED })
    const text = await early.text()
    expect(early.status).toBe(422)
    for (const words of ['提交得太快了', '请等2秒再按一次提交', `account=${ACCOUNT}`, 'category=T05', 'consent=on'])
      expect(text).toContain(words)
    expect(await written(w)).toEqual(before)
    later(w, 1800)
    expect((await form(w, '/complaint', { _token, ...FILLED })).status).toBe(303)
  })
  test('the page that came back is as old as the first: nobody waits twice', async () => {
    const w = await guarded()
    const tokens: string[] = []
    const { render } = w.deps
    w.deps.render = (request, locals) => {
      tokens.push(locals.form?.token ?? locals.token)
      return render!(request, locals)
    }
    const _token = pageToken(w)
    later(w, 4000)
    expect((await form(w, '/complaint', { _token, ...FILLED, consent: '' })).status).toBe(422)
    later(w, 1000)
    expect((await form(w, '/complaint', { ...FILLED, _token: tokens.at(-1)! })).status).toBe(303)
  })
  test('sent to the API directly it is the same', async () => {
    const w = await guarded()
    const _token = pageToken(w)
    const early = await form(w, '/api/complaints', { _token, ...FILLED })
    expect(await why(early)).toContain('太快了')
    later(w, LEAST)
    expect((await form(w, '/api/complaints', { _token, ...FILLED })).status).toBe(303)
    expect(await flagsOf(w)).toEqual([['plain']])
  })
  test('pressed twice it is one case', async () => {
    const w = await guarded()
    const _token = pageToken(w)
    later(w, LEAST)
    for (let i = 0; i < 2; i++) expect((await form(w, '/complaint', { _token, ...FILLED })).status).toBe(303)
    expect((await written(w)).cases).toBe(1)
  })
  test('is never turned away for a proof that is broken, over, or used', async () => {
    const w = await guarded()
    const used = await solved(w)
    await send(w, used)
    const old = await solved(w)
    later(w, 600_000)
    for (const antibot of ['broken', old, used]) expect((await filled(w, { antibot })).status).toBe(303)
    expect(await flagsOf(w)).toEqual([[], ['plain'], ['plain'], ['plain']])
  })
  test('negative control: without a page’s token the same words are not taken', async () => {
    const w = await guarded()
    expect((await filled(w, { _token: '' })).status).toBe(422)
    expect((await written(w)).cases).toBe(0)
  })
})

describe('a form with script', () => {
  test('brings its proof, has no mark, and may be as fast as it likes', async () => {
    const w = await guarded()
    expect((await filled(w, { antibot: await solved(w) }, 0)).status).toBe(303)
    expect(await flagsOf(w)).toEqual([[]])
  })
  test('gone back and sent again with a new proof it is the same case', async () => {
    const w = await guarded()
    const first = await filled(w, { antibot: await solved(w) })
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const headers = { cookie, origin: 'http://localhost' }
    expect((await form(w, '/complaint', { ...FILLED, antibot: await solved(w) }, headers)).status).toBe(303)
    expect((await written(w)).cases).toBe(1)
  })
  test('a page that comes back never brings the proof back', async () => {
    const w = await guarded()
    const text = await (await filled(w, { antibot: await solved(w), consent: '' })).text()
    expect(text).toContain(`account=${ACCOUNT}`)
    expect(text).not.toContain('antibot=')
  })
})

describe('the field nobody sees', () => {
  test('filled in, nothing is taken; it comes back empty, and the next press goes through', async () => {
    const w = await guarded()
    for (const antibot of ['', await solved(w)]) {
      const text = await (await filled(w, { antibot, [TRAP]: 'https://buy.example' })).text()
      expect(text).toContain('有一栏应当空着')
      expect(text).toContain(`account=${ACCOUNT}`)
      expect(text).not.toContain('buy.example')
    }
    expect((await written(w)).cases).toBe(0)
    expect((await filled(w, { [TRAP]: '' })).status).toBe(303)
  })
  test('negative control: with ANTIBOT=off nobody looks', async () => {
    const w = await guarded({ ANTIBOT: 'off' })
    expect((await filled(w, { [TRAP]: 'x' }, 0)).status).toBe(303)
    expect(await flagsOf(w)).toEqual([[]])
  })
})

describe('how many', () => {
  const on = { LIMITS: 'on' }
  test('forms without script have a smaller budget, and it keeps what was typed', async () => {
    const w = await guarded(on)
    const { each } = BUDGETS.submit_plain
    for (let i = 0; i < each; i++) expect((await filled(w)).status).toBe(303)
    const over = await filled(w)
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    expect(await over.text()).toContain(`account=${ACCOUNT}`)
    // Neither those with a proof nor the next hour suffer for it.
    expect((await filled(w, { antibot: await solved(w) })).status).toBe(303)
    later(w, BUDGETS.submit_plain.window)
    expect((await filled(w)).status).toBe(303)
  })
  test('a refused form counts for nothing', async () => {
    const w = await guarded(on)
    for (let i = 0; i < BUDGETS.submit_plain.each + 5; i++)
      expect((await filled(w, { category: 'T77' })).status).toBe(422)
    expect((await filled(w)).status).toBe(303)
  })
  test('with a proof a whole market behind one address gets through', async () => {
    const w = await guarded(on)
    const { limits } = w.deps
    const now = w.deps.now().getTime()
    for (let i = 0; i < BUDGETS.submit_proved.each - 1; i++) limits.count('submit_proved', 'in-process', now)
    expect((await send(w, await solved(w))).status).toBe(201)
    expect((await send(w, await solved(w))).status).toBe(429)
  })
  test('a proof refused for the budget is not spent', async () => {
    const w = await guarded(on)
    const now = w.deps.now().getTime()
    for (let i = 0; i < BUDGETS.submit_proved.each; i++) w.deps.limits.count('submit_proved', 'in-process', now)
    const proof = await solved(w)
    expect((await send(w, proof)).status).toBe(429)
    w.at(new Date(now + BUDGETS.submit_proved.window - 1000))
    const fresh = await solved(w)
    w.at(new Date(now + BUDGETS.submit_proved.window))
    expect((await send(w, fresh)).status).toBe(201)
  })
})
