import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { Browser, PASSWORD, rows } from '../staff/people.ts'
import { moving, sungThrough } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
const browsers = new Map<string, Browser>()
const as = (login: string) => browsers.get(login)!
const text = async (answer: Response | Promise<Response>) => (await answer).text()
beforeAll(async () => {
  w = await makeWorld({ render })
  await addPeople(w.deps.store, TEAM, await hashPassword(PASSWORD), w.deps.now())
  for (const login of ['admin', 'chief', 'review', 'stats', 'sealed1', 'intake', 'assign', 'zfj']) {
    const browser = new Browser(w)
    await browser.signIn(login)
    browsers.set(login, browser)
  }
})
afterAll(() => w.close())

/** Which page is whose. */
const PAGES: Record<string, string[]> = {
  '/desk/grants': ['admin', 'chief'],
  '/desk/audit': ['admin', 'stats', 'sealed1'],
  '/desk/retention': ['admin', 'chief', 'review', 'sealed1'],
  '/desk/retention/text?realm=bureau': ['admin', 'chief', 'review'],
  '/desk/jobs': ['admin'],
  '/desk/staff/intake/log': ['admin'],
  '/desk/notices': ['admin', 'chief', 'review', 'stats', 'sealed1', 'intake', 'assign', 'zfj'],
  '/desk/staff/interests': ['admin', 'chief'],
  '/desk/account/interests': ['chief', 'review', 'sealed1', 'intake', 'assign'],
  '/desk/account/log': ['admin', 'chief', 'review', 'stats', 'sealed1', 'intake', 'assign', 'zfj'],
}

describe('the pages of administration', () => {
  test.each(Object.entries(PAGES))('%s is drawn for who may, and says so to others', async (path, whose) => {
    for (const [login, browser] of browsers) {
      const answer = await browser.get(path)
      const html = await answer.text()
      expect(html, login).toContain('<h1')
      if (whose.includes(login)) expect(answer.status, login).toBe(200)
      else expect([403, 404], login).toContain(answer.status)
    }
    const stranger = await new Browser(w).get(path)
    expect([stranger.status, stranger.headers.get('location')]).toEqual([
      303,
      `/desk/sign-in?next=${encodeURIComponent(path)}`,
    ])
  })
  test.each(Object.entries(PAGES))('%s is linked from the desk of who may', async (path, whose) => {
    const top = path.replace(/\/text.*|\/intake\/log|\/log$/, '')
    for (const login of whose) expect(await text(as(login).get('/desk/account')), login).toContain(`href="${top}"`)
  })

  test('a weighty role is asked for on the account, and confirmed by the chief, by forms alone', async () => {
    const asked = await as('admin').form('/desk/staff/assign', {
      post: '分办岗',
      department: 'SFJ',
      'role-assign': 'on',
      'role-sealed': 'on',
    })
    expect(asked.status).toBe(303)
    expect(await text(as('admin').get('/desk/staff/assign'))).toContain('等另一个人确认：分办、密件专员')
    const page = await text(as('chief').get('/desk/grants'))
    const id = /action="(\/desk\/grants\/[^"]+)"/.exec(page)?.[1] ?? ''
    expect(page).toContain('高宁')
    const own = await as('admin').form(id, { decision: 'confirm' })
    expect([own.status, await own.text()]).toEqual([403, expect.stringContaining('您没有做这件事的权限')])
    expect(page).toContain('原来的密码作废')
    expect(await text(as('chief').form(id, { decision: 'confirm' }))).toContain('设置码只显示这一次')
  })
  test('term and absence come back with what was typed when they are wrong', async () => {
    const term = await as('admin').form('/desk/staff/intake/term', { validFrom: '2026-07-01', validTo: '2026-06-01' })
    expect([term.status, await term.text()]).toEqual([
      422,
      expect.stringMatching(/任期结束不能早于任期开始[\s\S]*value="2026-07-01"/),
    ])
    const away = await as('intake').form('/desk/account/absence', {
      from: '2026-06-16',
      to: '2026-06-15',
      deputy: 'assign',
    })
    expect([away.status, await away.text()]).toEqual([422, expect.stringContaining('最后一天不能早于第一天')])
    const done = await as('intake').form('/desk/account/absence', {
      from: '2026-06-15',
      to: '2026-06-16',
      deputy: 'stats',
    })
    expect(done.status).toBe(303)
    const deputy = await text(as('stats').get('/desk/account'))
    expect(deputy).toContain('您正在代陈安（示例）办理')
    expect(deputy).toContain('（代陈安（示例））')
    await as('intake').form('/desk/account/absence', {})
  })
  test('data is tried out, proposed and approved, and a case held, by forms alone', async () => {
    const { step } = moving(() => w)
    const of = await sungThrough(w, 'bureau', {})
    await step('handler', of.no, 'close')
    await w.deps.store.writes.commit([
      { sql: 'drop trigger events_no_update', args: [] },
      { sql: 'update events set at = at - 20 * 31536000000 where stream = ?', args: [`case/${of.no}`] },
    ])
    expect(await text(as('review').get('/desk/retention/text?realm=bureau'))).toContain(of.no)
    expect(await text(as('admin').get('/desk/retention/text?realm=bureau'))).not.toContain(of.no)
    expect((await as('review').form('/desk/retention', { class: 'text', realm: 'bureau' })).status).toBe(303)
    const [run] = await rows(w, 'select id from retentions')
    expect(await text(as('chief').get('/desk/retention'))).toContain('同意删除')
    expect(await text(as('review').get('/desk/retention'))).not.toContain('同意删除')
    expect((await as('chief').form(`/desk/retention/runs/${run?.id}`, { decision: 'confirm' })).status).toBe(303)
    expect(await text(as('chief').get('/desk/retention'))).toContain('正在删除')
    const wrong = await as('chief').form('/desk/retention/holds', { no: '2026-00000000A', reason: '行政诉讼未结' })
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringMatching(/没有这个编号的办件[\s\S]*行政诉讼未结/),
    ])
    expect((await as('chief').form('/desk/retention/holds', { no: of.no, reason: '行政诉讼未结' })).status).toBe(303)
    expect(await text(as('chief').get('/desk/retention'))).toContain('解除保全')
  })
  test('the audit is narrowed by its address, and a wrong day is said', async () => {
    expect(await text(as('stats').get('/desk/audit?person=handler'))).toContain('最近的在前')
    const wrong = await as('stats').get('/desk/audit?from=gestern')
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('起始日应是一个日期')])
  })
  test('how one is told is kept, and shown again', async () => {
    const wrong = await as('zfj').form('/desk/account/ways', { rhythm: 'now', phone: '12345' })
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringMatching(/手机号是11位数字[\s\S]*value="12345"/),
    ])
    expect((await as('zfj').form('/desk/account/ways', { rhythm: 'daily', phone: '19900001111' })).status).toBe(303)
    expect(await text(as('zfj').get('/desk/account'))).toContain('value="19900001111"')
  })
})
