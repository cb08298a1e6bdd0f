import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { doorsOf, revokeDoor } from '../../api/open-day/door.ts'
import { person } from '../support/ask.ts'
import { CODE, doorway, onward, settled } from './doorway.ts'
import { press } from './people.ts'
import { sound } from './sound.ts'

/** After all that was told before it: who was first must not hang on how fast this goes. */
const LATER = '2026-06-24T08:55:00+08:00'
const { city, people, door, typed, told } = doorway()

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

test('when the last session ends names go from the telephone; whoever leaves late is checked out by number', async () => {
  const { page } = await door('12号门')
  onTestFinished(() => city.world.at(LATER))
  await typed(page, '孙小梅')
  await onward(page)
  city.world.at('2026-06-24T11:29:45+08:00')
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
})

test('at the end of the day nothing is left on the telephone, page open or not', async () => {
  const [open, shut] = [await door('6号门'), await door('7号门')]
  for (const { page } of [open, shut]) {
    await settled(page)
    expect(await keptOn(page)).toEqual({ databases: ['door'], caches: ['door'], workers: 1 })
  }
  // Doors stand until half past one; these two fetch their lists some seconds before, by which what is done must be done.
  onTestFinished(() => city.world.at(LATER))
  city.world.at('2026-06-24T13:29:40+08:00')
  await shut.page.reload()
  await shut.page.waitForSelector('.count')
  const over = Date.now() + 21_000
  await shut.context.setOffline(true)
  await typed(shut.page, '王小芳')
  await shut.page.goto('about:blank')
  city.world.at('2026-06-24T13:29:50+08:00')
  await open.page.reload()
  await open.page.waitForSelector('.count')
  await open.page.waitForSelector('text=活动已经结束')
  expect(await keptOn(open.page)).toEqual(NOTHING)
  await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(over)
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
