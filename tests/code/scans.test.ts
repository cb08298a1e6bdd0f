import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepScans } from '../../api/code/scans.ts'
import { BUDGETS, Limits } from '../../api/limits.ts'
import { codes, scans } from '../../db/schema.ts'
import { asking, form, from, json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.42'

let w: World
let code: string
beforeAll(async () => {
  w = await makeWorld({ render })
})
const issued = async (department: string) => {
  const said = {
    type: 'ORG',
    department,
    validFrom: '2026-06-01',
    label: '一号窗口',
    place: '示例路1号',
    issuedTo: '办公室',
  }
  const answer = await asking(w, 'handler')('/api/desk/codes', json('POST', said))
  return ((await answer.json()) as { id: string }).id
}
beforeEach(async () => {
  w.deps.limits = new Limits(true)
  code = await issued('SCJG')
})
afterAll(() => w.close())

/** Asked as over the network, from an address, as a phone unless said otherwise. */
const ask = (path: string, address = '203.0.113.5', headers: Record<string, string> = {}, method = 'GET') =>
  w.app.request(path, { method, headers: { 'user-agent': PHONE, ...headers } }, from(address, path))
const counted = async () => {
  await keepScans(w.deps.store)
  const rows = await w.deps.store.read.select().from(scans).where(eq(scans.code, code))
  return rows.reduce((sum, { count }) => sum + count, 0)
}

describe('what counts as a scan', () => {
  test('the page that says whether it is genuine, once for each look', async () => {
    expect((await ask(`/q/${code}`)).status).toBe(200)
    expect((await ask(`/q/${code}?from=timeline`)).status).toBe(200)
    expect(await counted()).toBe(2)
  })

  test('not the form that is typed into, which leads there, nor the complaint begun from it', async () => {
    const typed = await form(w, '/q', { code })
    expect([typed.status, typed.headers.get('location')]).toEqual([303, `/q/${code}`])
    expect((await ask(`/complaint?code=${code}`)).status).toBe(200)
    expect(await counted()).toBe(0)
    await ask(`/q/${code}`)
    expect(await counted()).toBe(1)
  })

  test.each([
    ['Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)', 0],
    ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 0],
    ['Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)', 0],
    ['facebookexternalhit/1.1', 0],
    ['curl/8.5.0', 0],
    ['python-requests/2.31', 0],
    ['Go-http-client/2.0', 0],
    [PHONE, 1],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.44', 1],
    ['Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/97.0 Mobile baiduboxapp/13.36', 1],
    ['Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 ArkWeb/4.1 Mobile HuaweiBrowser/5.0', 1],
  ])('by %s: %i, and either is answered', async (agent, n) => {
    for (const path of [`/q/${code}`, `/api/codes/${code}`])
      expect((await ask(path, '203.0.113.5', { 'user-agent': agent })).status).toBe(200)
    expect(await counted()).toBe(2 * n)
  })

  test.each([
    ['its head', {}, 'HEAD'],
    ['ahead of time', { 'sec-purpose': 'prefetch;prerender' }, 'GET'],
    ['for a preview', { purpose: 'prefetch' }, 'GET'],
  ])('not %s', async (_, headers, method) => {
    for (const path of [`/q/${code}`, `/api/codes/${code}`])
      expect((await ask(path, '203.0.113.5', headers as Record<string, string>, method)).status).toBe(200)
    expect(await counted()).toBe(0)
  })
})

describe('a number nobody makes', () => {
  const MOST = BUDGETS.scan.each
  const scan = async (times: number, address: string) => {
    for (let i = 0; i < times; i++)
      expect((await ask(`/api/codes/${code}`, `${address}.${i % 250}`)).status, String(i)).toBe(200)
  }

  test('from one network only so many a day count, another’s count beside them; all are answered', async () => {
    await scan(3 * MOST, '203.0.113')
    expect(await counted()).toBe(MOST)
    await scan(5, '198.51.100')
    expect(await counted()).toBe(MOST + 5)
    // Another code is not the worse for it.
    code = await issued('ZFJ')
    await scan(3, '203.0.113')
    expect(await counted()).toBe(3)
  })

  test('without the limit each would have counted', async () => {
    w.deps.limits = new Limits(false)
    await scan(3 * MOST, '203.0.113')
    expect(await counted()).toBe(3 * MOST)
  })

  test('nothing of who scanned is written anywhere', async () => {
    await scan(20, '203.0.113')
    await counted()
    const tables = await w.deps.store.heavy.rows<{ sql: string }>(
      "select sql from sqlite_master where type = 'table' and name in ('scans', 'scan_days')",
    )
    const columns = tables.map(({ sql }) => [...sql.matchAll(/`(\w+)` (?:text|integer)/g)].map(([, name]) => name))
    expect(columns.flat().sort()).toEqual([
      'code',
      'count',
      'count',
      'day',
      'day',
      'department',
      'type',
      'what',
      'what',
    ])
    expect(w.log.join('\n')).not.toMatch(/203\.0\.113|CUBOT/)
    expect(w.log.join('\n')).not.toContain(code)
  })
})

describe('whoever tries codes one after the other', () => {
  test('must wait, and those behind the same address who scan good ones need not', async () => {
    const tries = []
    for (let i = 0; i < BUDGETS.scan_miss.each + 10; i++)
      tries.push((await ask(`/api/codes/${String(i).padStart(12, '2')}`)).status)
    expect(tries.indexOf(429)).toBe(BUDGETS.scan_miss.each)
    expect((await ask('/q/222222222222')).status).toBe(429)
    expect((await ask(`/api/codes/${code}`)).status).toBe(200)
    const page = await ask(`/q/${code}`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('真实有效')])
    expect((await ask('/api/codes/222222222222', '198.51.100.1')).status).toBe(404)
  })

  test('a thousand at once are not let through before they are counted', async () => {
    const all = await Promise.all(
      Array.from({ length: 300 }, (_, i) => ask(`/api/codes/${String(i).padStart(12, '3')}`)),
    )
    expect(all.filter(({ status }) => status === 404)).toHaveLength(BUDGETS.scan_miss.each)
  })
})

test('what is added up by body and day is what was counted code by code', async () => {
  await ask(`/q/${code}`)
  code = await issued('ZFJ')
  for (let i = 0; i < 3; i++) await ask(`/q/${code}`)
  expect((await post(w, '/api/complaints', complaint({ code }))).status).toBe(201)
  await keepScans(w.deps.store)
  const rows = (sql: string) => w.deps.store.heavy.rows(`${sql} order by 1, 2, 3, 4`)
  const added = await rows('select day, department, type, what, count from scan_days')
  expect(added).toEqual(
    await rows(`select s.day, coalesce(c.department, '') as department, c.type, s.what, sum(s.count) as count
      from scans s join codes c on c.id = s.code group by 1, 2, 3, 4`),
  )
  expect(added.length).toBeGreaterThan(2)
  const met = await w.deps.store.read.select().from(codes).where(eq(codes.id, code)).get()
  expect(met?.metOn).toBe('2026-06-15')
})
