import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { picture } from '../file/made.ts'
import { put } from '../file/sending.ts'
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
const copied = async (of: Sent) => {
  const answer = await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
  return ((await answer.json()) as { sent: object }).sent
}
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
    const copy = await copied(of)
    expect(copy).toMatchObject({ category: 'T05', account, about: { place: '文昌路路口' }, anonymous: true })
    expect(JSON.stringify(copy)).not.toMatch(/王五|退还车辆|ZFJ/)
  })
  test('an edit changes who sent it and for whom; what a form did not show stays', async () => {
    const person = { name: '周女士', phone: '19900001234', guardian: '周大 19900002222' }
    const enterprise = { name: '示例早餐店', size: 'micro' }
    const of = await sent(w, { person, minor: true, enterprise, confidential: true, stage: 'notice', relation: 'own' })
    const headers = await opened(of)
    const edited = async (typed: Record<string, string>) => {
      const answer = await form(w, '/track/edit', typed, headers)
      return answer.status === 303 ? copied(of) : [answer.status, await answer.text()]
    }
    const who = { 'person.name': '周女士', 'person.phone': '19900009999', 'person.guardian': '', 'person.email': '' }
    const firm = { 'enterprise.name': '', 'enterprise.uscc': '', 'enterprise.size': '' }
    const account = '两名执法人员没有出示证件就拉走三轮车。'
    const first = await edited({ account, appears: 'named', ...who, ...firm })
    expect(first).toMatchObject({ account, person: { name: '周女士', phone: '19900009999' }, stage: 'notice' })
    expect(Object.keys((first as { person: object }).person)).toEqual(['name', 'phone'])
    expect(first).not.toHaveProperty('confidential')
    expect(first).not.toHaveProperty('minor')
    expect(JSON.stringify(first)).not.toContain('早餐店')
    expect(await edited({ appears: 'confidential', ...who, minor: 'on' })).toMatchObject({
      confidential: true,
      minor: true,
    })
    expect(await edited({ appears: 'named', 'person.name': ' ', 'person.phone': '' })).toEqual([
      422,
      expect.stringContaining('请至少填写姓名或电话'),
    ])
    expect(await edited({ family: 'money' })).toEqual([422, expect.stringContaining('category: 请填写类别')])
    const anonymous = await edited({ appears: 'anonymous', ...who })
    expect(anonymous).toMatchObject({ anonymous: true, stage: 'notice', relation: 'own' })
    expect(JSON.stringify(anonymous)).not.toMatch(/周女士|1990000/)
    expect(await edited({ appears: 'named', 'person.name': '周女士' })).toMatchObject({ person: { name: '周女士' } })
  })
  test('a look-up on the way changes nothing and loses nothing', async () => {
    const of = await sent(w)
    const before = await copied(of)
    const typed = { account: '改到一半的经过，还没有写完。', 'person.name': '周女士' }
    const headers = await opened(of)
    for (const press of [{ _go: 'again' }, { _pick: 'SCJG' }]) {
      const answer = await form(w, '/track/edit', { ...typed, ...press }, headers)
      const text = await answer.text()
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store, no-transform'])
      expect(text).toContain(typed.account)
      expect(text.includes('about.department=SCJG')).toBe('_pick' in press)
    }
    expect(await copied(of)).toEqual(before)
  })
  test('a file comes back as it was sent, saved and never shown; nothing but its number leads anywhere', async () => {
    const bytes = await picture('png', 20, 20)
    const of = await sent(w, { attachments: [(await put(w, bytes, '周女士的照片.png')).id] })
    const headers = await opened(of)
    const answer = await form(w, '/track/attachments', { n: '1' }, headers)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="attachment\.png"/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    for (const n of ['2', '0', '', '../copy', '1/../../copy', '%2e%2e/copy', '01', '-1', '1e0', '9'.repeat(50)])
      expect((await form(w, '/track/attachments', { n }, headers)).status, n).toBe(404)
    expect((await form(w, '/track/attachments', { n: '1' }, await opened(await sent(w)))).status).toBe(404)
  })
  test('without the cookie nothing is done', async () => {
    const of = await sent(w)
    const paths = ['messages', 'supplement', 'edit', 'rating', 'recheck', 'code', 'copy', 'withdraw', 'attachments']
    for (const path of paths)
      expect((await form(w, `/track/${path}`, { text: '请尽快。', grade: '3', n: '1' })).status, path).toBe(404)
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
