import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, fakeRender, form, json, pageToken, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())

/** A case opened in a browser: what its sealed cookie sends along. */
async function opened(of: Sent) {
  const answer = await form(w, '/track', { no: of.no, code: of.queryCode })
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', origin: 'http://localhost' }
}
const messages = async (of: Sent) =>
  ((await (await track(w, of.no, of.queryCode)).json()) as { messages: { text: string }[] }).messages.map((m) => m.text)
const answered = async () => {
  const of = await sent(w)
  await asking(w, 'intake')(`/api/desk/cases/${of.no}/steps`, json('POST', { action: 'accept', n: 1 }))
  const said = { action: 'answer', n: 2, note: '经查，扣押没有依据，三轮车已经退还。' }
  await asking(w, 'handler')(`/api/desk/cases/${of.no}/steps`, json('POST', said))
  return of
}

describe('the forms below a case', () => {
  test('a double click and the back button are one message', async () => {
    const of = await sent(w)
    const headers = await opened(of)
    const typed = { form: 'messages', text: '早餐店的店主也看到了。', _token: pageToken(w) }
    const both = await Promise.all([
      form(w, '/track/messages', typed, headers),
      form(w, '/track/messages', typed, headers),
    ])
    both.push(await form(w, '/track/messages', typed, headers))
    expect(both.map((a) => [a.status, a.headers.get('location')])).toEqual(Array(3).fill([303, '/track']))
    expect(await messages(of)).toEqual([typed.text])
    // Negative control: a page drawn anew means it again.
    await form(w, '/track/messages', { ...typed, _token: pageToken(w) }, headers)
    expect(await messages(of)).toHaveLength(2)
  })
  test('mistakes keep what was typed and say which form it was', async () => {
    const of = await answered()
    const headers = await opened(of)
    for (const [path, typed, wrong] of [
      ['messages', { text: ' ' }, 'text: 请填写留言'],
      ['recheck', { text: '短' }, 'text: '],
      ['rating', { text: '说了很多话，忘了选。', 'bad.slow': 'on' }, 'grade: 请选一个评价'],
      ['supplement', { text: '' }, 'text: 请写几句补充说明'],
    ] as const) {
      const answer = await form(w, `/track/${path}`, { form: path, ...typed }, headers)
      const text = await answer.text()
      expect(answer.status, text).toBe(422)
      for (const [name, value] of Object.entries({ form: path, ...typed })) expect(text).toContain(`${name}=${value}`)
      expect(text).toContain(wrong)
    }
  })
  test('a rating sends only the reasons of its grade', async () => {
    const of = await answered()
    const headers = await opened(of)
    const typed = { form: 'rating', grade: '4', 'good.quick': 'on', 'bad.slow': 'on', text: '' }
    expect((await form(w, '/track/rating', typed, headers)).status).toBe(303)
    const { rating } = (await (await track(w, of.no, of.queryCode)).json()) as { rating: { reasons: string[] } }
    expect(rating).toMatchObject({ grade: 4, label: '满意', reasons: ['办得快'], text: null })
  })
  test('an edit that empties a field takes it back', async () => {
    const of = await sent(w, { about: { department: 'ZFJ', place: '文昌路', officer: '王五' }, remedy: '退还车辆。' })
    const headers = await opened(of)
    const account = '两名执法人员没有出示证件就拉走三轮车。'
    const typed = {
      category: 'T05',
      account,
      'about.department': '',
      'about.place': '文昌路路口',
      'about.officer': ' ',
      remedy: '',
    }
    expect((await form(w, '/track/edit', typed, headers)).status).toBe(303)
    const copy = await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
    expect((await copy.json()) as object).toMatchObject({
      sent: { category: 'T05', account, about: { place: '文昌路路口' }, anonymous: true },
    })
    expect(
      JSON.stringify(
        await (await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })).json(),
      ),
    ).not.toMatch(/王五|退还车辆|ZFJ/)
  })
  test('without the cookie nothing is done', async () => {
    const of = await sent(w)
    for (const path of ['messages', 'supplement', 'edit', 'rating', 'recheck', 'code', 'copy', 'withdraw'])
      expect((await form(w, `/track/${path}`, { text: '请尽快。', grade: '3' })).status, path).toBe(404)
    expect(await messages(of)).toEqual([])
  })
  test('a new code goes into the cookie of this browser, never into an address', async () => {
    const of = await sent(w)
    const answer = await form(w, '/track/code', {}, await opened(of))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/track/code'])
    const cookies = answer.headers.getSetCookie()
    expect(cookies).toEqual([
      expect.stringMatching(/^track=[^;]+; Max-Age=1800; Path=\/track; HttpOnly; SameSite=Strict/),
      expect.stringMatching(/^receipt=[^;]+; Max-Age=600; Path=\/track\/code; HttpOnly; SameSite=Strict/),
    ])
    expect((await track(w, of.no, of.queryCode)).status).toBe(404)
  })
})
