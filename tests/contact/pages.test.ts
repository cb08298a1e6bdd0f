import { afterAll, beforeAll, expect, test } from 'vitest'
import { playContacts } from '../../api/contact/play.ts'
import { readContent } from '../../content/load.ts'
import { asking, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { PATH, point, type Seen } from './pointing.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
  const { people, contacts } = readContent('content')
  await playContacts(w.deps, people, contacts, w.deps.now())
})
afterAll(() => w.close())

const read = async (login: string | null, path: string) => {
  const answer = await asking(w, login)(path)
  const html = await answer.text()
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return { status: answer.status, html, text: main.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') }
}
const send = (login: string, path: string, values: Record<string, string>) =>
  asking(w, login)(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
  })
const first = async () => {
  const answer = await asking(w, 'handler')(`${PATH}?q=${encodeURIComponent('澄河精工')}`)
  return ((await answer.json()) as { items: Seen[] }).items[0]!
}

test('contact1 speaks for a contact point of the demonstration, and sees its own page', async () => {
  const { status, text } = await read('contact1', '/contact')
  expect(status).toBe(200)
  for (const words of ['澄河精工机械（示例）', '铭牌码', '提交线索', '季度问卷']) expect(text).toContain(words)
  expect(text).not.toContain('19900000101')
})

test('everybody reads the public list, the verdict of a plaque and where to ask for a link', async () => {
  const list = await read(null, '/enterprise/contacts')
  expect([list.status, list.text]).toEqual([200, expect.stringContaining('澄河精工机械（示例）')])
  expect(list.text).not.toContain('青禾农资')
  const { code } = (await (await asking(w, 'handler')(`${PATH}/${(await first()).id}`)).json()) as Seen
  const plaque = await read(null, `/q/${code?.id}`)
  for (const words of ['真实有效', '联系点铭牌码', '澄河精工机械（示例）', '授牌文号'])
    expect(plaque.text).toContain(words)
  expect((await read(null, '/desk/sign-in')).html).toContain('href="/desk/sign-in/link"')
  expect((await read(null, '/desk/sign-in/link')).text).toContain('发一个登录链接到我手机')
})

test.each(['/desk/contacts', '/desk/contacts/plaques', '/desk/contacts/questionnaire'])(
  '%s is for the bureau, and says so to others',
  async (path) => {
    for (const login of ['handler', 'chief', 'stats']) expect((await read(login, path)).status, login).toBe(200)
    for (const login of ['scjg', 'contact1', 'admin']) {
      const { status, html } = await read(login, path)
      expect([status, html.includes('<h1')], login).toEqual([403, true])
    }
  },
)

test('by forms alone: appointed, opened by reason, given a code, suspended; what is wrong comes back filled', async () => {
  const said = Object.fromEntries(Object.entries(point({ name: '表单制造有限公司' })).map(([k, v]) => [k, String(v)]))
  const wrong = await send('handler', '/desk/contacts/new', { ...said, phone: '12' })
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('表单制造有限公司')])
  const made = await send('handler', '/desk/contacts/new', said)
  expect(made.status).toBe(303)
  const page = made.headers.get('location') ?? ''
  expect((await read('handler', page)).text).toContain('表单制造有限公司')
  const opened = await send('handler', `${page}/person`, { reason: '通知季度座谈' })
  expect(await opened.text()).toContain('罗三思')
  expect((await read('handler', page)).text).not.toContain('罗三思')
  const told = await send('handler', `${page}/code`, {})
  expect(await told.text()).toContain('只显示这一次')
  const step = await send('handler', page, { action: 'suspend', n: '1', reason: '企业停产整顿' })
  expect(step.status).toBe(303)
  expect((await read('handler', page)).text).toContain('已暂停')
  const asked = await asking(w, null)('/desk/sign-in/ask', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'who=contact1',
  })
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/desk/sign-in/link'])
})
