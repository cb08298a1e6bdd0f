import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { LEAST } from '../../api/antibot/posted.ts'
import { PHONE } from './browser.ts'
import { awake, slip } from './people.ts'
import { portal } from './portal.ts'

const city = portal({ ANTIBOT: 'altcha' })

const ACCOUNT = '建议在早市入口贴一张检查事项清单，让摊主知道要看哪些证照。'
const press = (page: Page) => page.click('#complaint .actions button >> nth=0')

/** The shortest way to the last page: a suggestion, without a name. */
async function walk(page: Page) {
  await page.goto('/complaint')
  await page.check('[name="ask.about"][value=suggestion]')
  await press(page)
  await page.fill('[name=account]', ACCOUNT)
  await press(page)
  await page.check('[name=appears][value=anonymous]')
  await press(page)
  await page.waitForSelector('#complaint[data-step=check]')
  if (await scripted(page)) await awake(page)
}
const scripted = (page: Page) => page.evaluate(() => !matchMedia('(scripting: none)').matches)
const agree = (page: Page) => page.check('[name=consent]')
const received = (page: Page) => page.waitForURL('**/complaint/receipt')

/** What the page asked of any server, and what its forms sent. */
function listen(page: Page) {
  const asked: URL[] = []
  const sent: URLSearchParams[] = []
  page.on('request', (request) => {
    asked.push(new URL(request.url()))
    if (request.method() === 'POST') sent.push(new URLSearchParams(request.postData() ?? ''))
  })
  const proving = () => asked.map((url) => url.pathname).filter((path) => /challenge|_solver/.test(path))
  return { asked, sent, proving }
}

describe('with script', () => {
  test('nothing is fetched before the first input; then a worker of ours solves it, and the form leaves with it', async () => {
    const { page, noise } = await city.visit({ size: PHONE })
    const { asked, sent, proving } = listen(page)
    await walk(page)
    await page.waitForLoadState('networkidle')
    expect(proving()).toEqual([])
    await agree(page)
    await press(page)
    await received(page)
    expect((await slip(page)).code).toHaveLength(24)
    expect(sent.at(-1)?.get('antibot')).toMatch(/^[\w+/]{400,1200}=*$/)
    expect(proving()).toEqual(['/api/challenge', expect.stringMatching(/^\/_assets\/_solver-.+\.js$/)])
    expect(new Set(asked.map((url) => url.origin))).toEqual(new Set([city.site.url]))
    expect(noise).toEqual([])
  })
  test('pressed before it is solved, the page says that it is busy and then sends by itself', async () => {
    const { page, noise } = await city.visit()
    const { sent } = listen(page)
    let free = () => {}
    const held = new Promise<void>((done) => {
      free = done
    })
    await page.route('**/api/challenge', async (route) => {
      await held
      await route.continue()
    })
    await walk(page)
    await page.waitForLoadState('networkidle')
    await agree(page)
    await press(page)
    await page.waitForSelector('text=正在确认不是自动程序')
    // Impatience changes nothing.
    await press(page)
    expect(new URL(page.url()).pathname).toBe('/complaint')
    free()
    await received(page)
    expect(sent.at(-1)?.get('antibot')).toBeTruthy()
    expect(noise).toEqual([])
  })
  test('changing an answer on the last page does not wait for it, and the new page has a proof of its own', async () => {
    const { page } = await city.visit()
    const { sent } = listen(page)
    await walk(page)
    await page.click('#complaint .actions button[formnovalidate]')
    await page.waitForSelector('#complaint[data-step=you]')
    await press(page)
    await page.waitForSelector('#complaint[data-step=check]')
    await awake(page)
    await agree(page)
    await press(page)
    await received(page)
    expect(sent.map((form) => form.get('antibot')).filter(Boolean)).toHaveLength(1)
  })
  test('gone back and sent again with a new proof, it is the same case', async () => {
    const { page } = await city.visit()
    await walk(page)
    await agree(page)
    await press(page)
    await received(page)
    const { no } = await slip(page)
    await page.goBack()
    await page.waitForSelector('#complaint[data-step=check]')
    await awake(page)
    await agree(page)
    await press(page)
    await received(page)
    expect((await slip(page)).no).toBe(no)
  })
  test('where no challenge can be had, the form goes the slower way and is taken', async () => {
    const { page } = await city.visit()
    const { sent } = listen(page)
    await page.route('**/api/challenge', (route) => route.abort())
    await walk(page)
    // The server counts from the first page, which came a moment after it was asked for.
    const opened = Date.now()
    await agree(page)
    await page.waitForTimeout(Math.max(0, LEAST - (Date.now() - opened)))
    await press(page)
    await received(page)
    expect(sent.at(-1)?.get('antibot')).toBe('')
  })
  test('no draft on the device keeps the proof', async () => {
    const { page } = await city.visit()
    await walk(page)
    await agree(page)
    await page.waitForTimeout(1500)
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(kept).not.toMatch(/antibot|_website|keySignature/)
  })
})

describe('without script', () => {
  test('too fast is told, with everything kept; when the time is up it is taken', async () => {
    const { page, noise } = await city.visit({ script: false })
    await walk(page)
    await agree(page)
    await press(page)
    // A slow machine may have taken its time already.
    if (new URL(page.url()).pathname === '/complaint') {
      expect(await page.textContent('.errors')).toContain('提交得太快了')
      expect(await page.textContent('main')).toContain(ACCOUNT)
      await page.waitForTimeout(LEAST)
      await agree(page)
      await press(page)
    }
    expect(new URL(page.url()).pathname).toBe('/complaint/receipt')
    expect(noise).toEqual([])
  })
  test('nobody sees or reaches the field for programs', async () => {
    const { page } = await city.visit({ script: false })
    await walk(page)
    const trap = page.locator('[name=_website]')
    expect(await trap.isVisible()).toBe(false)
    expect([await trap.getAttribute('autocomplete'), await trap.getAttribute('tabindex')]).toEqual(['off', '-1'])
    expect(await page.locator('.trap label').textContent()).toBe('请留空')
  })
})
