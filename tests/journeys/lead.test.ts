import type { Page } from 'playwright-core'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { cases, leads } from '../../db/schema.ts'
import { film } from '../file/made.ts'
import { ACCOUNT, appointed, declared } from '../lead/made.ts'
import { awake, press, signIn } from './people.ts'
import { clocked } from './rows/portal.ts'
import { sound } from './sound.ts'

const city = clocked()
beforeAll(() => appointed(city.world))

const count = async () => (await city.world.deps.store.read.select().from(leads)).length
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A telephone of its own, signed in and at the form. */
async function phone(login: string, how: Parameters<typeof city.stay>[0] = {}) {
  const one = await city.stay(how)
  onTestFinished(() => one.context.close())
  await signIn(one.page, login, '/lead')
  await one.page.waitForSelector('#lead')
  return one
}
async function write(page: Page, account = ACCOUNT) {
  await page.selectOption('#category', 'T05')
  await page.fill('#account', account)
  await page.check('[name=source][value=witnessed]', { force: true })
  await page.selectOption('[name="about.department"]', 'ZFJ')
  await page.check('[name=consent]', { force: true })
}
const keptHere = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string>((done) => {
        const opened = indexedDB.open('lead')
        opened.onupgradeneeded = () => opened.transaction?.abort()
        opened.onerror = () => done('')
        opened.onsuccess = () => {
          const all = opened.result.transaction('draft').objectStore('draft').getAll()
          all.onsuccess = () => done(all.result.length > 0 ? JSON.stringify(all.result) : '')
          opened.result.close()
        }
      }),
  )
/** The page says that it opens without a network: it must be true from then on. */
const stays = (page: Page) => page.waitForSelector('text=没有网络也能打开')
const wrote = (page: Page, words: string) => expect.poll(() => keptHere(page), { timeout: 10_000 }).toContain(words)

test('without script a lead with a picture goes out from one page and is followed by signing in', async () => {
  const { page } = await phone('supervisor1', { script: false })
  await sound(page)
  await page.fill('#account', '太短')
  await page.evaluate(() => document.querySelector('form#lead')?.setAttribute('novalidate', ''))
  await page.click('#lead .actions button')
  await page.waitForSelector('.errors')
  expect(await page.inputValue('#account')).toBe('太短')
  await write(page)
  await page.setInputFiles('#file', { name: 'a.png', mimeType: 'image/png', buffer: PNG })
  await page.click('#lead .actions button')
  await page.waitForURL('**/complaint/receipt')
  expect(await page.textContent('main')).toMatch(/线索已经收到.*不经初筛，直接受理.*查询码/s)
  await sound(page)
  await page.click('text=登录着看这条线索')
  await page.waitForURL(/\/lead\/mine\/2026-/)
  expect(await page.textContent('main')).toContain('不登录也能看')
  await sound(page)
  await page.fill('[name=text] >> nth=0', '当天还有一段录像。')
  await press(page, '发送')
  await page.waitForSelector('text=留言已经送到')
  await page.goto('/lead/mine')
  expect(await page.textContent('main')).toContain('共1条')
  await sound(page)
})

test('with the network cut the form opens from the worker, and what was written goes out once when it is back', async () => {
  const { page, context } = await phone('supervisor1')
  await awake(page)
  await stays(page)
  const before = await count()
  await context.setOffline(true)
  await page.reload()
  await page.waitForSelector('text=现在没有网络，照样可以写')
  await awake(page)
  expect(await page.textContent('body')).not.toContain('白露')
  await write(page, `断网时写的。${ACCOUNT}`)
  await page.setInputFiles('#file', [
    { name: '街上.png', mimeType: 'image/png', buffer: PNG },
    { name: '现场.m4a', mimeType: 'audio/mp4', buffer: film({ brand: 'M4A ', video: false }).bytes },
  ])
  await wrote(page, '断网时写的')
  // Shut and opened again, still without a network.
  await page.reload()
  await page.waitForSelector('text=接着上次没写完的')
  expect(await page.inputValue('#account')).toContain('断网时写的')
  expect(await page.textContent('main')).toMatch(/街上\.png.*现场\.m4a/s)
  await press(page, '存下来，有网络时自动送出')
  await page.waitForSelector('text=写好了，等着送出')
  await sound(page)
  expect(await count()).toBe(before)
  await context.setOffline(false)
  await page.waitForSelector('text=线索已经收到')
  expect(await page.textContent('main')).toContain('不经初筛，已经直接受理')
  expect(await page.textContent('main')).toMatch(/查询码[0-9A-Z]{4}( [0-9A-Z]{4})+。请现在抄下来/)
  expect(await count()).toBe(before + 1)
  expect(await keptHere(page)).toBe('')
  await page.click('text=看办理进度')
  await page.waitForSelector('text=附件1')
  await page.waitForSelector('text=附件2')
})

test('a draft whose answer was lost is sent again, from two windows too, and is one case', async () => {
  const { page, context } = await phone('supervisor1')
  await awake(page)
  const before = await count()
  let lost = 0
  await context.route('**/api/leads', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue()
    lost++
    // The server has it; the telephone never hears so.
    await route.fetch()
    await route.abort()
  })
  await write(page, `回执丢了。${ACCOUNT}`)
  await press(page, '提交线索')
  await page.waitForSelector('text=有网络时自动送出')
  expect(await count()).toBe(before + 1)
  const second = await context.newPage()
  await second.goto('/lead')
  await Promise.race([page, second].map((one) => one.waitForSelector('text=线索已经收到', { timeout: 25_000 })))
  expect(lost).toBe(1)
  expect(await count()).toBe(before + 1)
})

test('whoever signs in next on the same telephone finds nothing of the one before, with and without a network', async () => {
  const { page, context } = await phone('supervisor1')
  await awake(page)
  await stays(page)
  await write(page, `别人看不到。${ACCOUNT}`)
  await wrote(page, '别人看不到')
  // Negative control: it is there for its own writer, without a network too.
  await context.setOffline(true)
  await page.reload()
  await page.waitForSelector('text=接着上次没写完的')
  await context.setOffline(false)
  // Nobody signs out; the next one just signs in.
  const other = await context.newPage()
  await signIn(other, 'supervisor2', '/lead')
  await other.waitForSelector('#lead')
  await awake(other)
  expect(await other.inputValue('#account')).toBe('')
  expect(await keptHere(other)).toBe('')
  await stays(other)
  await context.setOffline(true)
  await other.reload()
  await other.waitForSelector('text=现在没有网络，照样可以写')
  await awake(other)
  expect(await other.inputValue('#account')).toBe('')
  await context.setOffline(false)
})

test('signing out leaves no draft, no page and no mark on the telephone', async () => {
  const { page, context } = await phone('supervisor1')
  await awake(page)
  await stays(page)
  await write(page, `退出就没有。${ACCOUNT}`)
  await wrote(page, '退出就没有')
  await press(page, '退出登录')
  await page.waitForSelector('text=您已退出')
  expect(await keptHere(page)).toBe('')
  expect(
    await page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]),
  ).toEqual([[], 0])
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('lead-owner')
})

test('a lead against one’s own employer says before and after that it goes the ordinary way', async () => {
  await declared(city.world, 'supervisor2', 'department', 'ZFJ')
  onTestFinished(async () => {
    await city.world.deps.store.writes.commit([{ sql: "delete from interests where person = 'supervisor2'", args: [] }])
  })
  const { page } = await phone('supervisor2', { elder: true })
  await awake(page)
  expect(await page.textContent('main')).toContain('反映自己的工作单位')
  await write(page)
  await press(page, '提交线索')
  await page.waitForSelector('text=线索已经收到')
  expect(await page.textContent('main')).toContain('按普通举报先甄别，不计入履职评分')
  await sound(page)
  expect(
    (await city.world.deps.store.read.select().from(cases)).filter(({ channel }) => channel === 'WEB'),
  ).toHaveLength(1)
})
