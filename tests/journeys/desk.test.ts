import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { DESKTOP } from './browser.ts'
import { signIn } from './people.ts'
import { portal } from './portal.ts'
import { faults, overflow } from './sound.ts'

const city = portal()
const PAGE = '/desk/cases/new'

describe('the ways of the desk', () => {
  /** The heights at which something of the navigation stands. */
  const rows = (page: Page) =>
    page.evaluate(() => {
      const shown = [...document.querySelectorAll('.tools > *')].map((one) => one.getBoundingClientRect())
      return new Set(shown.filter(({ width }) => width > 0).map(({ top, height }) => Math.round(top + height / 2))).size
    })
  test.each(['review', 'chief', 'admin'])('of %s stand in one row at 1280 pixels', async (login) => {
    const { page } = await city.visit({ size: DESKTOP })
    await signIn(page, login, '/desk/account')
    await page.waitForURL('**/desk/account')
    expect(await rows(page)).toBe(1)
    // Negative control: with twice as many there would be two.
    await page.evaluate(() => {
      const nav = document.querySelector('.tools')
      nav?.append(...[...nav.children].map((one) => one.cloneNode(true)))
    })
    expect(await rows(page)).toBeGreaterThan(1)
  })

  test.each([true, false])('are all reached by keyboard, with a script: %s', async (script) => {
    const { page } = await city.visit({ size: DESKTOP, script })
    await signIn(page, 'chief', '/desk/notices')
    await page.waitForURL('**/desk/notices')
    const nav = page.getByRole('navigation', { name: '工作台导航' })
    await nav.getByText('更多').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('开放日')
    await nav.locator('summary', { hasText: '梁正' }).focus()
    await page.keyboard.press('Space')
    expect(await nav.getByText('保存期限').isVisible()).toBe(false)
    for (const name of ['我的账号', '公众页面']) expect(await nav.getByRole('link', { name }).isVisible()).toBe(true)
    if (script) {
      expect(await faults(page)).toEqual([])
      await page.keyboard.press('Escape')
      expect(await nav.getByRole('link', { name: '我的账号' }).isVisible()).toBe(false)
      await page.keyboard.press('Enter')
    }
    await nav.getByRole('button', { name: '退出' }).click()
    await page.waitForURL('**/desk/sign-in')
  })

  test.each([390, 320])('stand under one word at %i pixels', async (width) => {
    const { page } = await city.visit({ size: { width, height: 800 }, elder: width === 320 })
    await signIn(page, 'admin', '/desk/account')
    await page.waitForURL('**/desk/account')
    await page.locator('.menu > summary').click()
    const nav = page.getByRole('navigation', { name: '工作台菜单' })
    expect(await nav.getByRole('link').allTextContents()).toEqual(
      expect.arrayContaining(['人员账号', '后台任务', '我的账号', '公众页面']),
    )
    expect(await overflow(page)).toBe(0)
  })
})

describe('before a session ends', () => {
  const typed = '来访人说，前天上午没有给清单。'
  /** At the form of the window, something typed, the page’s clock in hand. */
  async function writing() {
    const { page, noise } = await city.visit({ size: DESKTOP })
    await page.clock.install()
    await signIn(page, 'intake', PAGE)
    await page.waitForURL(`**${PAGE}`)
    const field = page.locator('textarea').first()
    await field.fill(typed)
    const asked = page.getByRole('alertdialog')
    return { page, noise, field, asked }
  }

  test('it is said two minutes before; a press keeps it, and nothing typed is lost', async () => {
    const { page, noise, field, asked } = await writing()
    await page.clock.fastForward('27:50')
    expect(await asked.isVisible()).toBe(false)
    await page.clock.fastForward('00:15')
    await asked.waitFor()
    expect(await asked.textContent()).toContain('两分钟后自动退出')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('继续使用')
    expect(await faults(page)).toEqual([])
    const told = page.waitForResponse('**/api/session')
    await page.keyboard.press('Enter')
    expect((await told).status()).toBe(200)
    await asked.waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
    // It lasts as long as from the beginning.
    await page.clock.fastForward('27:50')
    expect(await asked.isVisible()).toBe(false)
    // And left alone it ends, with what was typed still there.
    await page.clock.fastForward('02:15')
    await asked.getByText('已经自动退出').waitFor()
    await asked.getByRole('button', { name: '回到页面' }).click()
    expect(await field.inputValue()).toBe(typed)
    expect(noise).toEqual([])
  })

  test('who types or works in another window is not asked', async () => {
    const { page, asked, field } = await writing()
    await page.clock.fastForward('20:00')
    const told = page.waitForResponse('**/api/session')
    await field.press('End')
    await (await told).finished()
    await page.clock.fastForward('20:00')
    expect(await asked.isVisible()).toBe(false)
    const other = await page.context().newPage()
    await page.clock.fastForward('08:30')
    await asked.waitFor()
    await other.goto('/desk/account')
    await asked.waitFor({ state: 'hidden' })
  })

  test('the end of eight hours is said too, and that nothing makes it longer', async () => {
    const { page, asked } = await writing()
    await page.route('**/api/session', (route) =>
      route.fulfill({ json: { left: { idle: 1_800_000, whole: 290_000 } } }),
    )
    await page.clock.fastForward('06:00')
    await page.keyboard.press('End')
    await asked.getByText('不能延长').waitFor()
    await asked.getByRole('button', { name: '知道了' }).click()
    expect(await asked.isVisible()).toBe(false)
    await page.clock.fastForward('05:00')
    await asked.getByText('已经自动退出').waitFor()
  })
})
