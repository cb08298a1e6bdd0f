import { expect, test } from 'vitest'
import { usccCheck } from '../../content/codes.ts'
import { PHONE } from './browser.ts'
import { at, day, main, open, press, slip, submit, track } from './people.ts'
import { desk, portal } from './portal.ts'
import { cramped, faults, weighing } from './sound.ts'

const city = portal()
const { facing } = desk(city)

const stem = '91370000MA4555001'
const USCC = `${stem}${usccCheck(stem)}`
const NARROW = { width: 320, height: 640 }
const LIMIT = 60_000

/** What the API of the desk answers, asked as the page would. */
async function asked(login: string, path: string, data: object) {
  const { request } = await facing(login, '/desk/account')
  const answer = await request.post(path, { headers: { origin: city.site.url }, data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as { no: string; n: number; code: { id: string } }
}

/** An inspection of the company that took place today, and its code. */
async function entered(): Promise<string> {
  const page = await facing('scjg', '/desk/account')
  const found = await page.request.get(`/api/desk/visits/choices?uscc=${USCC}`)
  const { officers } = (await found.json()) as { officers: { value: string }[] }
  const { no, n, code } = await asked('scjg', '/api/desk/visits', {
    uscc: USCC,
    company: '示例小馆',
    industry: 'H62',
    place: '城东街道示例路8号',
    cause: 'plan',
    items: ['JC-SCJG-H62'],
    officers: officers.slice(0, 2).map(({ value }) => value),
    on: day(0),
  })
  await asked('scjg', `/api/desk/visits/${no}/steps`, { action: 'enter', n })
  return code.id
}

test('a company finds its sector, the fast lane and every way; each page is sound on a phone and light', {
  timeout: 240_000,
}, async () => {
  const { page, noise } = await city.visit({ size: PHONE })
  await page.goto('/')
  await page.click('summary:has-text("菜单")')
  await page.click('.menu a:has-text("企业专区")')
  await page.selectOption('#filter-industry', 'H62')
  await press(page, '看')
  await page.waitForSelector('#sector')
  expect(await main(page)).toMatch(/餐饮业.*一年最多\d+次.*涉企快道.*2个工作日.*首席联络员/s)
  const weighed = await weighing(page)
  const found: string[] = []
  for (const path of [
    '/enterprise?industry=H62',
    '/enterprise',
    '/enterprise/guidance',
    '/enterprise/inspections',
    '/enterprise/salons',
    '/open-days/KF-HKT-2026-001',
    '/open-days/KF-HKT-2025-002',
    '/economic-impact',
    '/credit-repair',
    '/credit-report',
  ]) {
    weighed.bytes = 0
    const answer = await page.goto(path, { waitUntil: 'networkidle' })
    expect(answer?.status(), path).toBe(200)
    if (weighed.bytes > LIMIT) found.push(`${path}: ${weighed.bytes} bytes`)
    found.push(...(await faults(page)))
    for (const size of await cramped(page, [PHONE, NARROW])) found.push(`${path}: wider than ${size}`)
  }
  expect(weighed.bytes).toBeGreaterThan(0)
  expect(found).toEqual([])
  expect(noise).toEqual([])
})

test('with a code of an inspection a company sees who came; with a wrong one nothing, and nothing typed is gone', {
  timeout: 120_000,
}, async () => {
  const code = await entered()
  const { page, noise } = await city.visit({ size: PHONE })
  await page.goto('/enterprise/inspections')
  await page.fill('[name=uscc]', USCC.toLowerCase())
  await page.fill('[name=codes]', '2222-2222-2222')
  await press(page, '查')
  await page.waitForSelector('.errors')
  expect(await main(page)).toContain('代码和监督码对不上')
  expect(await page.inputValue('[name=uscc]')).toBe(USCC.toLowerCase())
  await page.fill('[name=codes]', code)
  await press(page, '查')
  await page.waitForSelector('text=每一次')
  expect(await main(page)).toMatch(/市场监督管理局.*今年占次数的来了1次.*一年最多2次.*还可以查1次/s)
  expect(await faults(page)).toEqual([])
  expect(await cramped(page, [PHONE, NARROW])).toEqual([])
  expect(page.url()).not.toMatch(new RegExp(`${USCC}|${code}`, 'i'))
  // A code that does not fit is answered with 404, which the browser writes down.
  expect(noise.filter((line) => !line.includes('404'))).toEqual([])
})

test('asking for guidance is its own way through the form, and no complaint', { timeout: 120_000 }, async () => {
  const { page, noise } = await city.visit({ size: PHONE })
  await page.goto('/enterprise/guidance')
  await page.click('main a:has-text("写下要问的")')
  await at(page, 'whom')
  expect(await main(page)).toMatch(/请求合规指导 · 第2步.*您想请哪个单位指导/s)
  expect(await main(page)).not.toMatch(/投诉|证号/)
  await page.selectOption('[name="about.department"]', 'SCJG')
  await submit(page)
  await at(page, 'account')
  await page.fill('[name=account]', '想开一家小饭馆，后厨的明厨亮灶怎样布置才合规，消毒柜放在哪里？')
  await submit(page)
  await at(page, 'you')
  await page.check('[name=appears][value=anonymous]')
  await page.fill('[name="enterprise.name"]', '示例小馆')
  expect(await page.locator('[name="enterprise.impact"]').count()).toBe(0)
  await submit(page)
  await at(page, 'check')
  await page.check('[name=consent]')
  await submit(page)
  await page.waitForSelector('.ticket')
  const kept = await slip(page)
  const seen = await facing('handler', `/desk/cases/${kept.no}`)
  expect(await main(seen)).toContain('请求合规指导')
  expect(noise).toEqual([])
})

test('what a matter does to a company goes with the case, sealed: its sender and the bureau read it', {
  timeout: 120_000,
}, async () => {
  const { page } = await city.visit({ size: PHONE })
  await page.goto('/complaint?category=T14&lane=enterprise&department=SCJG')
  await submit(page)
  await at(page, 'what')
  await submit(page)
  await at(page, 'whom')
  await submit(page)
  await at(page, 'where')
  await submit(page)
  await at(page, 'account')
  await page.fill('[name=account]', '一个月里同一个单位查了三次，每次都让关门半天，说不出是哪一项检查。')
  await submit(page)
  await at(page, 'evidence')
  await submit(page)
  await at(page, 'you')
  await page.check('[name=appears][value=anonymous]')
  await page.fill('[name="enterprise.name"]', '示例小馆')
  await open(page, '写明对经营的影响')
  await page.fill('[name="enterprise.stopDays"]', '三天')
  await page.fill('[name="enterprise.impact"]', '退了两桌喜宴，食材坏了一批。')
  await page.selectOption('[name="enterprise.loss"]', 'w10')
  await submit(page)
  await page.waitForSelector('.errors')
  await page.fill('[name="enterprise.stopDays"]', '3')
  await submit(page)
  await at(page, 'check')
  expect(await main(page)).toMatch(/经营影响.*停产停业3天；损失1万到10万元；退了两桌喜宴/s)
  await page.check('[name=consent]')
  await submit(page)
  await page.waitForSelector('.ticket')
  const kept = await slip(page)
  await track(page, kept)
  await page.waitForSelector('.clock')
  await page.goto('/track/copy')
  expect(await main(page)).toMatch(/停产停业.*3天.*1万到10万元.*退了两桌喜宴/s)
  const seen = await facing('intake', `/desk/cases/${kept.no}`)
  expect(await main(seen)).toMatch(/经营影响.*停产停业3天，损失1万到10万元.*退了两桌喜宴/s)
})
