import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { qr } from '../../api/qr.ts'
import { openDay } from '../open-day/made.ts'
import { answer, CODE, doorway, onward } from './doorway.ts'
import { press } from './people.ts'
import { faults, overflow, sound, weighing } from './sound.ts'

const folder = mkdtempSync(join(tmpdir(), 'yangguang-door-'))
const film = join(folder, 'ticket.mjpeg')
const { city, people, code, door, enter, typed } = doorway([
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
])
const SMALL = { width: 320, height: 640 }
afterAll(() => rmSync(folder, { recursive: true }))

/** What a camera sees that is held over a ticket. */
async function show(page: Page, text: string) {
  const { size, path } = qr(text)
  await page.setContent(
    `<svg viewBox="-8 -8 ${size + 16} ${size + 16}" width="320" height="320"><path d="${path}"/></svg>`,
  )
  const seen = await page.locator('svg').screenshot()
  const frame = await sharp(seen).resize(640, 480, { fit: 'contain', background: '#fff' }).jpeg().toBuffer()
  writeFileSync(film, Buffer.concat(Array.from({ length: 5 }, () => frame)))
}

test('camera, number and name find somebody; the second time says where and when', async () => {
  const { page, noise } = await city.stay()
  onTestFinished(() => page.context().close())
  await show(page, `${CODE} ${people.王小芳!.number}`)
  await enter(page, '1号门')
  expect(new URL(page.url()).hash).toBe('')
  expect(await page.evaluate(() => 'BarcodeDetector' in globalThis)).toBe(false)
  const parts: string[] = []
  page.on('request', (request) => parts.push(request.url()))
  expect(parts.filter((url) => url.includes('decode'))).toEqual([])
  await sound(page)
  await page.check('[name=way][value=camera]', { force: true })
  await page.waitForSelector('.answer')
  expect(await answer(page)).toEqual({ title: '可以进', tone: 'ok', say: '签到成功，1人。' })
  await sound(page)
  await onward(page)
  // The same ticket is still before the camera: passed over for a moment, then told as what it is.
  expect(await page.locator('.answer').count()).toBe(0)
  await page.waitForSelector('.answer[data-tone=warn]')
  expect(parts.filter((url) => url.includes('decode'))).toHaveLength(1)
  expect((await answer(page)).say).toMatch(/^已由1号门在\d+:\d\d签到（1人）。$/)
  await sound(page)
  await onward(page)

  await typed(page, '张三')
  expect(await page.textContent('.answer h1')).toBe('可以进，来了几位')
  await sound(page)
  await press(page, '只到1人')
  await page.waitForSelector('.answer .say')
  expect((await answer(page)).say).toBe('签到成功，1人。')
  await onward(page)
  expect(await page.textContent('.count')).toContain('2/7')

  await page.check('[name=way][value=name]', { force: true })
  await page.fill('#name', '李明华')
  await page.click('.picks button')
  await page.waitForSelector('.answer[data-tone=ok]')
  expect(await page.textContent('.answer .who')).toContain('李*华')
  await press(page, '签错了，撤销')
  await page.waitForSelector('.answer >> text=已撤销')
  await onward(page)
  expect(await page.textContent('.count')).toContain('2/7')

  await page.check('[name=does][value=out]', { force: true })
  expect((await typed(page, '王小芳')).title).toBe('已签退')
  await onward(page)
  expect(await page.textContent('.count')).toContain('场内1人')
  await page.check('[name=does][value=in]', { force: true })

  await press(page, '现场登记')
  await sound(page)
  await page.fill('#walk-party', '2')
  await press(page, '登记，请进')
  await page.waitForSelector('.answer[data-tone=ok]')
  expect((await answer(page)).say).toMatch(/^现场登记成功，2人，编号[0-9A-HJKMNP-TV-Z]{8}。$/)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.badge:visible').allTextContents()).toEqual([
    expect.not.stringContaining('同行'),
    expect.stringMatching(/同行.*[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/s),
  ])
  expect(await page.isVisible('.answer .actions')).toBe(false)
  await page.emulateMedia({ media: null })
  await press(page, '签错了，撤销')
  await page.waitForSelector('.answer >> text=已撤销')
  await onward(page)
  const other = openDay('KF-2026-008', {})
  await page.fill('#number', `${other.code} ${people.王小芳!.number}`)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.answer[data-tone=stop]')
  expect((await answer(page)).title).toBe('不是这次活动')
  expect(noise).toEqual([])
})

test('on the smallest telephone in elder mode, and with a keyboard alone', async () => {
  const { page } = await door('9号门', { size: SMALL, elder: true })
  expect(await faults(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await typed(page, '王小芳')
  expect(await faults(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  // The way on has the focus.
  await page.keyboard.press('Enter')
  await page.waitForSelector('.count')
  const small = await page
    .locator('.door button:visible, .door label:visible:has(input)')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height).filter((height) => height < 48))
  expect(small).toEqual([])
})

test('without a script a number is checked in all the same', async () => {
  const { page } = await city.stay({ script: false })
  onTestFinished(() => page.context().close())
  await page.goto('/door')
  await page.fill('[name=number]', people.孙小梅!.number)
  await press(page, '签到')
  expect(await page.textContent('main')).toContain('配对')
  await page.locator('details.more > summary').click()
  await page.fill('[name=code]', await code('10号门'))
  await press(page, '配对')
  expect(await page.textContent('main')).toContain('配对成功')
  await sound(page)
  await page.fill('[name=number]', people.孙小梅!.number)
  await press(page, '签到')
  await page.waitForSelector('.answer')
  expect(await answer(page)).toEqual({ title: '可以进', tone: 'ok', say: '签到成功，1人。' })
  await page.fill('[name=number]', people.孙小梅!.number)
  await press(page, '签到')
  expect((await answer(page)).say).toMatch(/^已由10号门在\d+:\d\d签到（1人）。$/)
  await sound(page)
})

test('the page weighs at most 60 kB, and what reads codes comes with the camera only', async () => {
  const { page } = await city.stay()
  onTestFinished(() => page.context().close())
  const weighed = await weighing(page)
  await page.goto('/door', { waitUntil: 'networkidle' })
  console.info(`the door: ${weighed.bytes} bytes`)
  expect(weighed.bytes).toBeGreaterThan(10_000)
  expect(weighed.bytes).toBeLessThanOrEqual(60_000)
})
