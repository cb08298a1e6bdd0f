import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../api/staff/actor.ts'
import { asking, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { applied, objected } from './made.ts'
import { appointed, READY, read, TERM, take } from './serving.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
})
afterAll(() => w.close())

const as = (login: string): Actor => ({ login, name: '某', roles: ['supervisor'], department: '', post: '' })
/** The page at an address, or the one a form came back on. */
async function page(who: Actor | string, path: string, values?: Record<string, string>) {
  const answer = await asking(w, who)(
    path,
    values && {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
    },
  )
  const html = await answer.text()
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return { status: answer.status, html: main, text: main.replace(/<[^>]*>/g, '').replace(/\s+/g, '') }
}
const ticks = (html: string) =>
  [...html.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)].flatMap(([tag]) =>
    /\schecked/.test(tag) ? (/name="([^"]*)"/.exec(tag)?.[1] ?? []) : [],
  )

test('whoever serves presses one button, without script, and stands in the roster or does not', async () => {
  const row = await applied(w, READY, { interests: '入股一家饭店（示例）' })
  const { login } = await read(take(w, row.id, 'chief', { action: 'appoint', n: 1, ...TERM, read: true }))
  const before = await page(as(login), '/supervisor')
  expect(before.text).toContain('公开名册不列出')
  expect(before.text).toContain('您报名时还写了“其他要回避的”')
  expect(before.html).toMatch(/name="listed" value="yes"/)
  expect((await page(as(login), '/supervisor/listed', { listed: 'yes' })).status).toBe(303)
  const after = await page(as(login), '/supervisor')
  expect(after.text).toContain('公开名册列出姓名和身份类别')
  expect(after.html).toMatch(/name="listed" value="no"/)
})

test('a tick taken away stays away when somebody else was first', async () => {
  const { id } = await appointed(w)
  const change = { action: 'change', areas: ['379981001', '379981002'], sectors: [] }
  expect((await take(w, id, 'handler', { ...change, n: 2 })).status).toBe(200)
  expect(ticks((await page('handler', `/desk/supervisors/${id}`)).html)).toEqual(['areas.379981001', 'areas.379981002'])
  const late = await page('handler', `/desk/supervisors/${id}`, { action: 'change', n: '2', 'areas.379981002': 'on' })
  expect(late.status).toBe(409)
  expect(ticks(late.html)).toEqual(['areas.379981002'])
})

test('those who serve are honoured or renewed together; appointing together asks nothing of one alone', async () => {
  await appointed(w)
  const serving = await page('chief', '/desk/supervisors?state=serving')
  expect(serving.html).toMatch(/name="action" value="renew"/)
  expect(serving.text).toContain('同一天到期的才能一起续聘')
  const honour = await page('chief', '/desk/supervisors?state=serving&do=honour')
  expect(honour.html).toMatch(/name="action" value="honour"/)
  expect(honour.html).toContain('name="honour"')
  await applied(w, READY)
  const appoint = await page('chief', '/desk/supervisors?state=publicity')
  expect(appoint.html).toMatch(/name="action" value="appoint"/)
  expect(appoint.html).not.toMatch(/name="(companies|read)"/)
  // Whoever looks at applications does neither.
  expect((await page('handler', '/desk/supervisors?state=serving')).html).not.toMatch(/name="action"/)
})

test('who objected opens on the page for a reason, and the other forms keep to themselves', async () => {
  const { id } = await applied(w, READY)
  const objection = await objected(w, id)
  const other = await objected(w, id)
  const here = `/desk/supervisors/${id}`
  const seen = await page('handler', here)
  expect(seen.text).toContain('提出的人没有留姓名和电话')
  expect(seen.html).not.toContain('/sender')
  const decided = await page('handler', `${here}/objections/${objection}`, { n: '1', objection, answer: '查过名单' })
  expect(decided.status).toBe(422)
  expect(decided.html.match(/查过名单/g)?.length).toBe(1)
  expect(decided.html).toContain(`${here}/objections/${other}`)
})

test('a certificate whose term lies ahead says so, and from when', async () => {
  const { id } = await applied(w, READY)
  const { number } = await read(take(w, id, 'chief', { action: 'appoint', n: 1, from: '2026-07-01', to: '2029-06-30' }))
  const verdict = await page('handler', '/supervisors', { number })
  expect(verdict.text).toContain('任期还没有开始')
  expect(verdict.text).toContain('任期从7月1日开始，到2029年6月30日')
  expect(verdict.text).not.toContain('已失效')
})
