import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { DESKTOP, type Visit } from './browser.ts'
import { main, open, press, slip, told } from './people.ts'
import { portal } from './portal.ts'
import { printed, read, WECHAT } from './scan.ts'
import { cramped, sound, weighing } from './sound.ts'

const city = portal()
const EVENT = 'KF-2026-001'
const NARROW = { width: 320, height: 640 }

/** Somebody at a telephone, in the browser most codes are opened with. */
const scanner = (more: Parameters<typeof city.visit>[0] = {}) => city.visit({ ...WECHAT, ...more })

/** A telephone nobody had before. */
let nth = 0
const telephone = () => `1990001${String(nth++).padStart(4, '0')}`

/** Takes seats as a program does, until so many of a group are left. */
async function leave(group: string, left: number) {
  const path = `${city.site.url}/api/open-days/${EVENT}`
  const told = (await (await fetch(path)).json()) as {
    sessions: { quota: Record<string, { left: number } | undefined> }[]
  }
  for (let free = told.sessions[0]?.quota[group]?.left ?? 0; free > left; free--) {
    const answer = await fetch(`${path}/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: '占位（示例）', phone: telephone(), group, consent: true }),
    })
    expect(answer.status).toBe(201)
  }
}

/** What the poster on the wall leads to. */
async function poster(): Promise<string> {
  const { page, noise } = await city.visit({ size: DESKTOP })
  await page.goto('/')
  await page.click('main a:has-text("执法开放日")')
  await page.click('main .results a:has-text("走近城管")')
  await page.click('main a:has-text("打印海报")')
  await page.waitForURL('**/poster')
  await sound(page)
  const address = await printed(page, 'img.poster')
  expect(noise).toEqual([])
  return address
}

/** Fills in what is asked for and sends it. */
async function register(page: Page, name: string, group: string, more: Record<string, string> = {}) {
  await page.click('main a:has-text("去报名"), main a:has-text("去排候补")')
  await page.fill('main [name=name]', name)
  await page.fill('main [name=phone]', telephone())
  await page.check(`main [name=group][value=${group}]`)
  for (const [field, value] of Object.entries(more)) await page.selectOption(`main [name=${field}]`, value)
  await page.check('main [name=consent]')
  await press(page, '提交报名')
  await page.waitForURL('**/registrations')
}

const number = async (page: Page) => (await slip(page)).no.replace('-', '')
const picture = async (page: Page, selector: string) => read(sharp(await page.locator(selector).screenshot()))

describe('from a poster to a seat', () => {
  test.each([
    { how: 'with script', script: true, group: 'deputy' },
    { how: 'without', script: false, group: 'member' },
  ])(
    '$how: the last seat is taken, given up, offered to whoever waits, taken up and kept',
    async ({ script, group }) => {
      const address = await poster()
      expect(address).toBe(`${city.site.url}/open-days/${EVENT}`)
      await leave(group, 1)

      const first = await scanner({ script })
      await first.page.goto(address)
      await sound(first.page)
      await register(first.page, '周明', group)
      expect(await told(first.page)).toContain('给您留了名额')
      await sound(first.page)

      const second = await scanner({ script })
      await second.page.goto(address)
      await register(second.page, '钱多多', group)
      expect(await told(second.page)).toContain('您在候补')
      expect(await main(second.page)).toContain('候补第1位')
      expect(await second.page.locator('.ticket .qr').count()).toBe(0)
      await sound(second.page)

      await open(first.page, '取消报名')
      await press(first.page, '取消报名')
      await first.page.waitForSelector('main [role=status] >> text=已经取消')
      expect(await first.page.getAttribute('main a:has-text("重新报名")', 'href')).toBe(`/open-days/${EVENT}#join`)
      await sound(first.page)

      await second.page.reload()
      await second.page.waitForSelector('text=有名额了，请在')
      await sound(second.page)
      await press(second.page, '接受名额')
      await second.page.waitForSelector('main [role=status] >> text=已经接受名额')
      await keeps(second, script)
      expect([first.noise, second.noise]).toEqual([[], []])
    },
  )
})

/** The ticket is printed and made a picture: both are read back to event and number, and neither leads anywhere. */
async function keeps({ page }: Visit, script: boolean) {
  const said = `${EVENT} ${await number(page)}`
  expect(await printed(page, '.ticket .qr')).toBe(said)
  await page.click('main a:has-text("存成图片")')
  await page.waitForURL('**/registrations/picture')
  if (script) await page.waitForSelector('img.wallet[src^="data:image/png"]')
  await sound(page)
  expect(await picture(page, 'img.wallet')).toBe(said)
  const download = page.waitForEvent('download')
  await page.click('main a[download]')
  const file = await (await download).path()
  if (script) {
    const { width, format } = await sharp(file).metadata()
    expect([format, width]).toEqual(['png', 1080])
  }
  expect(await read(sharp(file))).toBe(said)
  await page.click('main a:has-text("回到我的报名")')
  await page.waitForURL('**/registrations')
}

test('a ticket is changed, found again by its letters, and fits one sheet of paper', async () => {
  const { page, noise } = await scanner()
  await page.goto(`/open-days/${EVENT}`)
  await register(page, '孙小小', 'resident')
  const kept = await slip(page)
  await open(page, '改类别、同行人数')
  await page.selectOption('#change-companions', '2')
  await press(page, '改报名')
  await page.waitForSelector('main [role=status] >> text=已经改好')
  expect(await main(page)).toContain('一共3人（带同行2人）')
  const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4' })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)

  await press(page, '离开并清除')
  await page.fill('main [name=ticket]', 'K7MQ 2W9X K7MQ 2W9X K7MQ 2W9Z')
  await press(page, '查询')
  await page.waitForSelector('.errors')
  await sound(page)
  await page.fill('main [name=ticket]', kept.groups.join(' ').toLowerCase())
  await press(page, '查询')
  await page.waitForSelector('.ticket')
  expect(await slip(page)).toEqual(kept)
  expect(page.url()).not.toContain(kept.code)
  expect(noise).toEqual([])
})

test.each([
  { mode: 'standard', elder: false },
  { mode: 'elder', elder: true },
])('every page of it is accessible and fits every window in $mode mode', { timeout: 240_000 }, async ({ elder }) => {
  const { page, noise } = await city.visit({ elder, size: DESKTOP })
  const month = new Date(Date.now() + 14 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 7)
  const look = async () => {
    await sound(page)
    expect(await cramped(page, [WECHAT.size, NARROW]), page.url()).toEqual([])
  }
  for (const path of [
    '/open-days',
    `/open-days/calendar?month=${month}`,
    `/open-days/${EVENT}`,
    `/open-days/${EVENT}/poster`,
  ]) {
    await page.goto(path)
    await look()
  }
  await page.goto(`/open-days/${EVENT}`)
  await register(page, '李想', 'enterprise', { companions: '1' })
  for (const fold of await page.locator('main details').all())
    await fold.evaluate((d: HTMLDetailsElement) => d.setAttribute('open', ''))
  await look()
  await page.goto('/registrations/picture')
  await look()
  expect(noise).toEqual([])
})

test('the calendar is walked with the keyboard, and is a list where it is narrow', async () => {
  const { page } = await city.visit({ size: DESKTOP, script: false })
  await page.goto('/open-days')
  await page.click('main a:text-is("月历")')
  const later = page.locator('main nav a:has-text("下个月")')
  await later.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/open-days/calendar?month=*')
  await page.setViewportSize(NARROW)
  expect(await page.locator('.month td.none:visible').count()).toBe(0)
  await page.setViewportSize(DESKTOP)
  expect(await page.locator('.month td:visible').count()).toBeGreaterThan(27)
})

test('each page of it weighs at most 60 kB, everything included', async () => {
  const { page } = await scanner()
  const weighed = await weighing(page)
  const weight = async () => {
    await page.waitForLoadState('networkidle')
    const { bytes } = weighed
    weighed.bytes = 0
    return bytes
  }
  const weights: [string, number][] = []
  for (const path of ['/open-days', '/open-days/calendar', `/open-days/${EVENT}`, `/open-days/${EVENT}/poster`]) {
    await page.goto(path)
    weights.push([path, await weight()])
  }
  await page.goto(`/open-days/${EVENT}`)
  await register(page, '吴所谓', 'resident')
  await weight()
  for (const path of ['/registrations', '/registrations/picture']) {
    await page.goto(path)
    weights.push([path, await weight()])
  }
  for (const [path, bytes] of weights) {
    expect(bytes, path).toBeGreaterThan(3_000)
    expect(bytes, path).toBeLessThanOrEqual(60_000)
  }
})
