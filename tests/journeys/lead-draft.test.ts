import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { leads } from '../../db/schema.ts'
import { ACCOUNT, appointed, declared } from '../lead/made.ts'
import { awake, main, press, signIn } from './people.ts'
import { clocked } from './rows/portal.ts'
import { sound } from './sound.ts'

const city = clocked()
beforeAll(() => appointed(city.world))

const count = async () => (await city.world.deps.store.read.select().from(leads)).length
async function phone(login: string) {
  const one = await city.stay()
  onTestFinished(() => one.context.close())
  await signIn(one.page, login, '/lead')
  await one.page.waitForSelector('#lead')
  await awake(one.page)
  return one
}
async function write(page: Page, account = ACCOUNT) {
  await page.selectOption('#category', 'T05')
  await page.fill('#account', account)
  await page.check('[name=source][value=witnessed]', { force: true })
  await page.selectOption('[name="about.department"]', 'ZFJ')
  await page.check('[name=consent]', { force: true })
}
const stays = (page: Page) => page.waitForSelector('text=没有网络也能打开')
const kept = (page: Page, words: string) =>
  expect
    .poll(
      () =>
        page.evaluate(
          () =>
            new Promise<string>((done) => {
              const opened = indexedDB.open('lead')
              opened.onupgradeneeded = () => opened.transaction?.abort()
              opened.onerror = () => done('')
              opened.onsuccess = () => {
                const all = opened.result.transaction('draft').objectStore('draft').getAll()
                all.onsuccess = () => done(JSON.stringify(all.result))
                opened.result.close()
              }
            }),
        ),
      { timeout: 10_000 },
    )
    .toContain(words)
const signedOut = async (context: BrowserContext) => {
  const names = (await context.cookies()).map(({ name }) => name).filter((name) => name.endsWith('sid'))
  expect(names).toHaveLength(1)
  for (const name of names) await context.clearCookies({ name })
}
const WAITS = 'text=这台手机上有一份没有送出的线索'
const at = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '')

/** The server gets what is sent, the telephone never hears so, until it is let hear. */
async function deaf(context: BrowserContext) {
  let deaf = true
  let sent = 0
  await context.route('**/api/leads', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    sent++
    if (!deaf) return route.continue()
    await route.fetch()
    await route.abort()
  })
  return {
    sent: () => sent,
    hears: () => {
      deaf = false
    },
  }
}

test('a lead whose answer was lost is not edited before it is known to be there, and then it is the receipt', async () => {
  const { page, context } = await phone('supervisor1')
  const before = await count()
  const ear = await deaf(context)
  await write(page, `回音丢了再改。${ACCOUNT}`)
  await press(page, '提交线索')
  await page.waitForSelector('text=可能已经送到')
  expect(await count()).toBe(before + 1)
  await press(page, '再改一改')
  await page.waitForSelector('text=问清楚了才能改')
  expect(await page.isDisabled('#account')).toBe(true)
  ear.hears()
  await press(page, '再改一改')
  await page.waitForSelector('text=上次已经送到')
  expect(await main(page)).toMatch(/编号2026-.*不经初筛，已经直接受理.*查询码.*到这条线索里补充材料/s)
  expect(await at(page)).toBe('sent')
  await sound(page)
  expect(await count()).toBe(before + 1)
})

test('what was written after a lost answer in another window is neither sent nor lost', async () => {
  const { page, context } = await phone('supervisor1')
  const before = await count()
  const ear = await deaf(context)
  await write(page, `第一次写的。${ACCOUNT}`)
  await kept(page, '第一次写的')
  const second = await context.newPage()
  await second.goto('/lead')
  await second.waitForSelector('text=接着上次没写完的')
  await press(page, '提交线索')
  await page.waitForSelector('text=可能已经送到')
  await page.close()
  await second.fill('#account', `后来改成这样。${ACCOUNT}`)
  await second.setInputFiles('#file', {
    name: '后来.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4'),
  })
  ear.hears()
  await press(second, '提交线索')
  await second.waitForSelector('text=上次已经送到')
  expect(await second.inputValue('#left')).toBe(`事情经过：后来改成这样。${ACCOUNT}`)
  expect(await main(second)).toContain('存下后来.pdf')
  await sound(second)
  // Read by nobody yet, it is still there.
  await second.reload()
  await second.waitForSelector('text=接着上次没写完的')
  expect(await second.inputValue('#account')).toContain('后来改成这样')
  await press(second, '提交线索')
  await second.waitForSelector('text=上次已经送到')
  await press(second, '抄好了，清掉草稿')
  await second.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#account')?.value === '')
  expect(await count()).toBe(before + 1)
})

test('what is refused is said beside its answer, with its name and a way there, and takes the focus', async () => {
  const { page } = await phone('supervisor1')
  await write(page)
  await page.check('[name=conflict]', { force: true })
  await page.evaluate(() => document.querySelector('form#lead')?.setAttribute('novalidate', ''))
  await page.fill('#account', '太短')
  await press(page, '提交线索')
  await page.waitForSelector('.errors >> text=有2处需要改正')
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('errors')
  await page.click('.errors a:has-text("事情经过：")')
  expect(await at(page)).toBe('account')
  expect(await page.getAttribute('#account', 'aria-invalid')).toBe('true')
  expect(await page.getAttribute('#account', 'aria-describedby')).toBe('account-h account-e')
  expect(await page.textContent('#account-e')).not.toBe('')
  await sound(page)
  await page.fill('#account', ACCOUNT)
  await press(page, '提交线索')
  await page.waitForSelector('.errors >> text=有1处需要改正')
  expect(await page.textContent('.errors a')).toBe('是什么关系：请写明是什么关系')
  // What was put right is marked no more.
  expect(await page.getAttribute('#account', 'aria-invalid')).toBe(null)
  expect(await page.locator('#account-e').count()).toBe(0)
  await page.fill('#conflictWhy', '亲属在那里工作')
  await press(page, '提交线索')
  await page.waitForSelector('text=线索已经收到')
  expect(await at(page)).toBe('sent')
})

test('a draft is shown to nobody who is not signed in, and without a network to its owner of the last day', async () => {
  const { page, context } = await phone('supervisor1')
  await stays(page)
  await write(page, `没有登录看不到。${ACCOUNT}`)
  await page.setInputFiles('#file', {
    name: '证据名字.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4'),
  })
  await kept(page, '没有登录看不到')
  await signedOut(context)
  const hides = async () => {
    await page.waitForSelector(WAITS)
    expect(await page.inputValue('#account')).toBe('')
    expect(await main(page)).not.toContain('证据名字')
    expect(await page.isVisible('#account')).toBe(false)
  }
  await page.goto('/lead/offline')
  await hides()
  await sound(page)
  // Without a network nobody can be asked: who signed in within a day goes on writing.
  await context.setOffline(true)
  await page.goto('/lead')
  await page.waitForSelector('text=接着上次没写完的')
  expect(await page.inputValue('#account')).toContain('没有登录看不到')
  // What never went out is edited at once.
  await press(page, '存下来，有网络时自动送出')
  await press(page, '再改一改')
  await page.waitForSelector('#account:enabled')
  // A day later they do not, and what lies there is not written over.
  await context.clearCookies({ name: 'lead-day' })
  await page.goto('/lead')
  await hides()
  await context.setOffline(false)
  await signIn(page, 'supervisor1', '/lead')
  await page.waitForSelector('text=接着上次没写完的')
  expect(await page.inputValue('#account')).toContain('没有登录看不到')
})

test('a session that ended while somebody wrote hides what they wrote until they are back; then it goes out', async () => {
  const { page, context } = await phone('supervisor2')
  const before = await count()
  await write(page, `写得太久。${ACCOUNT}`)
  await signedOut(context)
  await press(page, '提交线索')
  await page.waitForSelector(WAITS)
  expect(await page.inputValue('#account')).toBe('')
  expect(await count()).toBe(before)
  await signIn(page, 'supervisor2', '/lead')
  await page.waitForSelector('text=线索已经收到')
  expect(await count()).toBe(before + 1)
})

test('of a hidden sender the desk reads that there is an interest, and not how it is known', async () => {
  await declared(city.world, 'supervisor2', 'department', 'ZFJ')
  const { page } = await phone('supervisor2')
  await write(page)
  await page.check('[name=protect]', { force: true })
  await press(page, '提交线索')
  await page.waitForSelector('text=您登记过和它的利害关系')
  const no = (await page.textContent('#sent'))?.match(/2026-\w+/)?.[0]
  const { page: theirs, context } = await city.stay({ script: false })
  onTestFinished(() => context.close())
  await signIn(theirs, 'intake', `/desk/cases/${no}`)
  expect(await main(theirs)).toContain('与被反映方有利害关系，按普通举报办理')
  expect(await main(theirs)).not.toContain('登记过利害关系')
})
