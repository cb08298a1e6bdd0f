import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseForms } from '../../api/complaint/forms.ts'
import { deskForms } from '../../api/desk/forms.ts'
import { staffForms } from '../../api/staff/forms.ts'
import { trackForms } from '../../api/track/forms.ts'
import { fakeRender, form, pageToken, sent, written } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())

const account = '两名执法人员没有出示证件就扣了我的三轮车。'
const filled = { category: 'T05', account, consent: 'on', appears: 'anonymous' }
const FORMS = [...caseForms, ...trackForms, ...deskForms, ...staffForms]

describe('a form without a good token', () => {
  test.each([
    ['none', () => ''],
    ['a forged one', () => `${pageToken(w).slice(0, -4)}AAAA`],
    ['a ticket that is no form’s', () => w.deps.secrets.ticket('track', { id: 'x' }, w.deps.now().getTime() + 1000)],
    ['one that is over', () => pageToken(w, 0)],
  ])('%s: the page again with everything kept, and nothing done', async (_what, token) => {
    const before = await written(w)
    const answer = await form(w, '/complaint', { ...filled, _token: token() })
    const text = await answer.text()
    expect(answer.status, text).toBe(422)
    const title = '页面放得太久了，内容都还在，请再按一次提交'
    for (const words of [title, `account=${account}`, 'category=T05', 'consent=on']) expect(text).toContain(words)
    expect(text).not.toContain('_token')
    expect(await written(w)).toEqual(before)
  })
  test('negative control: with one it goes through', async () => {
    expect((await form(w, '/complaint', filled)).status).toBe(303)
  })
  test('is taken only where nothing is lost or done twice by it', async () => {
    expect(FORMS.filter((f) => f.open).map((f) => f.path)).toEqual([
      '/track',
      '/track/copy',
      '/track/attachments',
      '/track/leave',
      '/desk/sign-in',
      '/desk/sign-in/ask',
      '/desk/sign-in/link',
      '/desk/sign-out',
    ])
    for (const { path } of FORMS.filter((f) => !f.open)) {
      const answer = await form(w, path.replace(/:\w+/, 'x'), { _token: '' }, { accept: 'application/json' })
      expect([404, 422], path).toContain(answer.status)
    }
  })
  test('opens a case from the home page, which is cached and has none to give', async () => {
    const { no, queryCode } = await sent(w)
    expect((await form(w, '/track', { no, code: queryCode, _token: '' })).status).toBe(303)
  })
})

test('leaving a case concerns this browser alone: the cookie goes and nothing is asked', async () => {
  const answer = await form(w, '/track/leave', {})
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/track'])
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^track=; Max-Age=0; Path=\/track/)])
})

test.each([
  ['https://zf.example.cn', '; Secure'],
  ['http://localhost', ''],
])('at %s the message for the next page is a cookie like all others', async (publicUrl, secure) => {
  const there = await makeWorld({ render: fakeRender, env: { PUBLIC_URL: publicUrl } })
  const answer = await form(there, `${publicUrl}/desk/sign-out`, {}, { origin: publicUrl })
  expect(answer.headers.getSetCookie().find((c) => c.startsWith('flash='))).toBe(
    `flash=signed-out; Max-Age=60; Path=/; HttpOnly${secure}; SameSite=Strict`,
  )
  await there.close()
})
