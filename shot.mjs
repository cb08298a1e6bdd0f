import { chromium } from 'playwright-core'
const base = 'http://localhost:4485'
const out = '/tmp/x-shots'
import { mkdirSync } from 'node:fs'
mkdirSync(out, { recursive: true })
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const only = process.argv.slice(2)
const sizes = { 390: { width: 390, height: 844 }, 1280: { width: 1280, height: 900 }, 320: { width: 320, height: 640 } }
const ctxs = {}
for (const [n, viewport] of Object.entries(sizes)) ctxs[n] = await b.newContext({ viewport, baseURL: base, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
ctxs.elder = await b.newContext({ viewport: sizes[390], baseURL: base })
await ctxs.elder.addCookies([{ name: 'mode', value: 'elder', url: base }])
for (const [n, ctx] of Object.entries(ctxs)) {
  const page = await ctx.newPage()
  const shot = async (name) => { if (!only.length || only.some((o) => `${name}-${n}`.includes(o))) await page.screenshot({ path: `${out}/${name}-${n}.png`, fullPage: true }) ; const w = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth); if (w > 0) console.log('WIDE', name, n, w) }
  page.on('console', (m) => ['error','warning'].includes(m.type()) && console.log(n, m.text()))
  page.on('pageerror', (e) => console.log(n, e.message))
  for (const [name, path] of [['list', '/open-days'], ['month', '/open-days/calendar?month=2026-12'], ['month-empty', '/open-days/calendar'], ['day', '/open-days/KF-2026-001'], ['past', '/open-days/KF-2025-004'], ['poster', '/open-days/KF-2026-001/poster'], ['lookup', '/registrations']]) {
    await page.goto(path); await page.waitForTimeout(300); await shot(name)
  }
  await page.goto('/open-days/KF-2026-001')
  await page.fill('[name=name]', '周明'); await page.fill('[name=phone]', '1990000' + String(Math.floor(Math.random()*9000)+1000))
  await page.check('[name=consent]')
  await page.click('main form button:has-text("提交报名")')
  await page.waitForURL('**/registrations')
  await shot('ticket')
  for (const d of await page.locator('main details').all()) await d.evaluate((e) => e.setAttribute('open', ''))
  await shot('ticket-open')
  await page.goto('/registrations/picture'); await page.waitForTimeout(1500); await shot('picture')
  await page.goto('/registrations')
  if (n === '1280') { await page.pdf({ path: `${out}/ticket.pdf` }); await page.goto('/open-days/KF-2026-001/poster'); await page.pdf({ path: `${out}/poster.pdf`, preferCSSPageSize: true }); await page.goto('/open-days/KF-2026-001/poster?size=a3'); await page.pdf({ path: `${out}/poster3.pdf`, preferCSSPageSize: true }) }
  await page.goto('/registrations')
  await page.click('summary:has-text("取消报名")'); await page.click('button:has-text("取消报名")'); await page.waitForTimeout(500); await shot('cancelled')
}
await b.close()
