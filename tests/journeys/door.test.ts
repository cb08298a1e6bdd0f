import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { doorsOf, revokeDoor } from '../../api/open-day/door.ts'
import { qr } from '../../api/qr.ts'
import { lines, make, registered } from '../open-day/doors.ts'
import { held, NOW, openDay } from '../open-day/made.ts'
import { person } from '../support/ask.ts'
import type { visit } from './browser.ts'
import { press } from './people.ts'
import { clocked } from './rows/portal.ts'
import { faults, overflow, sound, weighing } from './sound.ts'

const OPEN = '2026-06-24T08:50:00+08:00'
/** After all that was told before it: who was first must not hang on how fast this goes. */
const LATER = '2026-06-24T08:55:00+08:00'
const CODE = 'KF-2026-009'
const folder = mkdtempSync(join(tmpdir(), 'yangguang-door-'))
const film = join(folder, 'ticket.mjpeg')
const city = clocked({
  start: NOW,
  flags: [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ],
})
const people: Record<string, { id: string; number: string }> = {}
const SMALL = { width: 320, height: 640 }

beforeAll(async () => {
  await held(city.world, openDay(CODE, { resident: 30 }))
  for (const [name, companions] of [
    ['王小芳', 0],
    ['张三', 1],
    ['李明华', 0],
    ['赵六', 0],
    ['钱多多', 0],
    ['孙小梅', 0],
  ] as const)
    people[name] = await registered(city.world, CODE, { name, companions })
  city.world.at(OPEN)
})
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

const code = async (label: string) => ((await (await make(city.world, CODE, label)).json()) as { code: string }).code

/** A telephone of its own, paired with the picture the desk shows. */
async function door(label: string, how: Parameters<typeof visit>[2] = {}) {
  const phone = await city.stay(how)
  onTestFinished(() => phone.context.close())
  await enter(phone.page, label)
  return phone
}
async function enter(page: Page, label: string) {
  await page.goto(`/door#${await code(label)}`)
  await page.waitForSelector('.count')
}
const answer = async (page: Page) => ({
  title: (await page.textContent('.answer h1'))?.trim(),
  tone: await page.getAttribute('.answer', 'data-tone'),
  say: (await page.locator('.answer .say').allTextContents()).join(),
})
const onward = (page: Page) => press(page, '下一位')
/** Looks for a number as somebody types it who is in a hurry. */
async function typed(page: Page, name: string) {
  await page.check('[name=way][value=number]', { force: true })
  await page.fill('#number', people[name]!.number.toLowerCase().replace(/^(.{4})/, '$1 '))
  await page.keyboard.press('Enter')
  await page.waitForSelector('.answer')
  return answer(page)
}
/** The worker has the page and all its parts. */
const settled = (page: Page) =>
  page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/door')
    return registration?.active?.state === 'activated' && (await caches.match('/door')) !== undefined
  })
const told = async () => (await lines(city.world, CODE)).length

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

test('with the network cut the page comes from the worker, and what was done is sent later', async () => {
  const { page, context } = await door('3号门')
  await settled(page)
  const before = await told()
  await context.setOffline(true)
  await page.reload()
  await page.waitForSelector('.count')
  await page.waitForSelector('text=没有网络，照常签到')
  expect((await typed(page, '赵六')).title).toBe('可以进')
  await onward(page)
  await press(page, '现场登记')
  await press(page, '登记，请进')
  await page.waitForSelector('.answer[data-tone=ok]')
  await onward(page)
  await page.reload()
  await page.waitForSelector('text=2条还没有送到服务器')
  const kept = await page.textContent('.count')
  await sound(page)
  expect(await told()).toBe(before)
  await context.setOffline(false)
  await page.waitForSelector('text=2条还没有送到服务器', { state: 'detached' })
  expect(await told()).toBe(before + 2)
  expect(await page.textContent('.count')).toBe(kept)
  // Who came in unregistered has a number now.
  expect(await page.textContent('section.notice')).toMatch(/现场登记1人.*编号[0-9A-HJKMNP-TV-Z]{8}/s)
  await sound(page)
  await press(page, '胸牌，撤销')
  await page.waitForSelector('.answer >> text=打印胸牌')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.badge:visible').count()).toBe(1)
  await page.emulateMedia({ media: null })
  await press(page, '签错了，撤销')
  await page.waitForSelector('.answer >> text=已撤销')
})

test('of two doors without a line the first that is heard wins, and the other is told who', async () => {
  const [four, five] = [await door('4号门'), await door('5号门')]
  for (const { page } of [four, five]) await settled(page)
  for (const { context } of [four, five]) await context.setOffline(true)
  for (const { page } of [four, five]) {
    expect(await typed(page, '钱多多')).toMatchObject({ title: '可以进', tone: 'ok' })
    await onward(page)
  }
  for (const { page, context } of [four, five]) {
    await context.setOffline(false)
    await page.waitForSelector('text=1条还没有送到服务器', { state: 'detached' })
  }
  expect(await four.page.locator('#odd').count()).toBe(0)
  await five.page.waitForSelector('#odd')
  expect(await five.page.textContent('section.notice')).toMatch(/钱\*多.*已由4号门在8:5\d签到（1人）/s)
  await sound(five.page)
  await press(five.page, '看过了')
  await five.page.waitForSelector('#odd', { state: 'detached' })
})

/** Everything this browser keeps of the door, whoever put it there. */
const keptOn = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
/** The list as this browser keeps it. */
const listOn = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string>((done) => {
        const opened = indexedDB.open('door')
        opened.onsuccess = () => {
          const all = opened.result.transaction('kept').objectStore('kept').getAll()
          all.onsuccess = () => done(JSON.stringify(all.result))
          opened.result.close()
        }
      }),
  )
const NOTHING = { databases: [], caches: [], workers: 0 }

test('when the last session ends names go from the telephone; whoever leaves late is checked out by number', async () => {
  const { page } = await door('12号门')
  await typed(page, '孙小梅')
  await onward(page)
  city.world.at('2026-06-24T11:29:57+08:00')
  await page.reload()
  await page.waitForSelector('.count')
  expect(await listOn(page)).toContain('孙*梅')
  await page.waitForSelector('text=姓名已经从这部手机上删掉')
  expect(await listOn(page)).not.toMatch(/孙|王|张/)
  city.world.at('2026-06-24T11:40:00+08:00')
  await page.reload()
  await page.waitForSelector('.count')
  expect(await listOn(page)).toContain(people.孙小梅!.number)
  expect(await listOn(page)).not.toMatch(/孙|王|张/)
  await sound(page)
  await page.check('[name=does][value=out]', { force: true })
  expect((await typed(page, '孙小梅')).title).toBe('已签退')
  city.world.at(LATER)
})

test('at the end of the day nothing is left on the telephone, page open or not', async () => {
  const [open, shut] = [await door('6号门'), await door('7号门')]
  for (const { page } of [open, shut]) {
    await settled(page)
    expect(await keptOn(page)).toEqual({ databases: ['door'], caches: ['door'], workers: 1 })
  }
  // Doors stand until half past one; these two fetch their lists five seconds before.
  city.world.at('2026-06-24T13:29:55+08:00')
  for (const { page } of [open, shut]) {
    await page.reload()
    await page.waitForSelector('.count')
  }
  await shut.context.setOffline(true)
  await typed(shut.page, '王小芳')
  await shut.page.goto('about:blank')
  await open.page.waitForSelector('text=活动已经结束')
  expect(await keptOn(open.page)).toEqual(NOTHING)
  city.world.at('2026-06-24T13:30:01+08:00')
  // The worker alone: it has no page to give any more, and takes all with it but how many acts went untold.
  await shut.page.goto('/door').catch(() => {})
  await shut.context.setOffline(false)
  await shut.page.goto('/open-days')
  await expect.poll(() => keptOn(shut.page)).toEqual({ ...NOTHING, caches: ['door-lost'] })
  await shut.page.goto('/door')
  await shut.page.waitForSelector('text=有1条签到没有送到')
  await sound(shut.page)
  await press(shut.page, '知道了')
  expect((await keptOn(shut.page)).caches).toEqual([])
  city.world.at(LATER)
})

test('whoever leaves takes everything along, and a door that was taken back keeps no name', async () => {
  const { page } = await door('8号门')
  await page.click('summary:has-text("离开")')
  await press(page, '离开并清除')
  await press(page, '确定离开并清除')
  await page.waitForSelector('#pairing')
  await expect.poll(() => keptOn(page)).toEqual(NOTHING)
  expect((await page.context().cookies()).filter(({ name }) => name === 'door')).toEqual([])

  const { deps } = city.world
  const taken = await door('11号门')
  const mine = (await doorsOf(deps, CODE)).find(({ label }) => label === '11号门')!
  await revokeDoor(deps, CODE, mine.id, person('zfj'), deps.now())
  await taken.page.reload()
  await taken.page.waitForSelector('text=配对已经失效')
  await expect.poll(() => keptOn(taken.page)).toEqual(NOTHING)
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
  await page.fill('[name=number]', people.李明华!.number)
  await press(page, '签到')
  expect(await page.textContent('main')).toContain('配对')
  await page.locator('details.more > summary').click()
  await page.fill('[name=code]', await code('10号门'))
  await press(page, '配对')
  expect(await page.textContent('main')).toContain('配对成功')
  await sound(page)
  await page.fill('[name=number]', people.李明华!.number)
  await press(page, '签到')
  await page.waitForSelector('.answer')
  expect(await answer(page)).toEqual({ title: '可以进', tone: 'ok', say: '签到成功，1人。' })
  await page.fill('[name=number]', people.李明华!.number)
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
