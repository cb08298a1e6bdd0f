import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESKTOP, launch, PHONE, visit } from './browser.ts'
import { ACCOUNT, at, fill, signIn, slip, submit, track } from './people.ts'
import { type Site, serve } from './server.ts'

let site: Site
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([
    serve({ SMS_URL: 'http://127.0.0.1:9/', SMS_SECRET: 'a secret both sides know' }),
    launch(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  return violations.flatMap((v) =>
    v.nodes.map((node) => `${new URL(page.url()).pathname}: ${v.id} at ${node.target.join(' ')}`),
  )
}
/** How far the page is wider than the window. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/** Every place a person gets to, in the order of a journey; the page is looked at in each. */
async function everywhere(page: Page, look: (where: string) => Promise<void>) {
  await page.goto('/sitemap')
  const links = await page.locator('main a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).pathname))
  for (const path of new Set([...links, '/departments/ZFJ', '/departments/ZFJ/history', '/nowhere'])) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(path === '/nowhere' ? 404 : 200)
    await look(path)
  }
  await page.goto('/complaint?category=T11')
  await page.check('[name=danger]')
  await submit(page)
  await at(page, 'door')
  await look('the right door')
  await submit(page)
  await at(page, 'what')
  await page.check('input[name=family][value=manner]')
  await submit(page)
  await page.waitForSelector('.errors')
  await look('a step with mistakes')
  await page.goto('/complaint')
  await fill(page, { look, appears: 'named' })
  await look('the summary')
  await submit(page)
  await page.waitForSelector('.ticket')
  await look('receipt')
  const kept = await slip(page)
  await track(page, { no: kept.no, code: 'wrong' })
  await look('track with mistakes')
  await track(page, kept)
  await page.waitForSelector('.clock')
  await look('track')
  for (const fold of await page.locator('main details').all())
    await fold.evaluate((d: HTMLDetailsElement) => d.setAttribute('open', ''))
  await look('track, unfolded')
  for (const path of ['/track/edit', '/track/copy', '/track/recover', '/track/recover/code', '/track/code']) {
    await page.goto(path)
    await look(path)
  }
  await signIn(page, 'intake')
  await page.waitForSelector('.queue')
  await look('desk')
  await page.goto('/desk?view=overdue&q=没有这样的词')
  await look('desk, empty')
  await page.goto(`/desk/cases/${kept.no}`)
  await look('case')
}

describe.each([
  { device: 'phone', size: PHONE },
  { device: 'desktop', size: DESKTOP },
])('on a $device', ({ size }) => {
  test.each([{ mode: 'standard' }, { mode: 'elder' }])(
    'every page is accessible and quiet in $mode mode',
    { timeout: 240_000 },
    async ({ mode }) => {
      const { page, noise } = await visit(browser, site, { size, elder: mode === 'elder' })
      const found: string[] = []
      await everywhere(page, async (where) => {
        found.push(...(await faults(page)))
        if ((await overflow(page)) > 0) found.push(`${where}: wider than the window`)
      })
      expect(found).toEqual([])
      expect(noise).toEqual([])
    },
  )
})

test('a page that shuts people out would be noticed', async () => {
  const { page } = await visit(browser, site)
  await page.goto('/complaint')
  await page.evaluate(() => {
    for (const label of document.querySelectorAll('label')) label.replaceWith(...label.children)
  })
  expect((await faults(page)).join('\n')).toContain('label at')
})

test('at 320 pixels nothing has to be scrolled sideways', { timeout: 120_000 }, async () => {
  const { page } = await visit(browser, site, { size: { width: 320, height: 640 } })
  const wide: string[] = []
  await everywhere(page, async (where) => {
    if ((await overflow(page)) > 0) wide.push(where)
  })
  expect(wide).toEqual([])
})

test('with the keyboard alone, from the first question to the receipt', { timeout: 120_000 }, async () => {
  const { page } = await visit(browser, site, { size: DESKTOP, script: false })
  await page.goto('/complaint')
  /** Tabs to a control, back to the start of the page when it is not met. */
  const reach = async (selector: string) => {
    for (let i = 0; i < 120; i++) {
      if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach ${selector}`)
  }
  const onward = async (step: string) => {
    await reach('#complaint .actions button:not([formnovalidate])')
    await page.keyboard.press('Enter')
    await at(page, step)
  }
  const pick = async (name: string, downs: number) => {
    await reach(`[name="${name}"]`)
    await page.keyboard.press('Space')
    for (let i = 0; i < downs; i++) await page.keyboard.press('ArrowDown')
  }
  await pick('ask.about', 0)
  await onward('what')
  await pick('family', 0)
  await pick('category-manner', 1)
  await onward('whom')
  await reach('[name="about.department"]')
  await page.keyboard.press('ArrowDown')
  await reach('[name="about.officer"]')
  await page.keyboard.type('李某')
  // Enter in a field goes on, never back.
  await page.keyboard.press('Enter')
  await at(page, 'where')
  await onward('account')
  await reach('[name=account]')
  await page.keyboard.type(ACCOUNT)
  await onward('evidence')
  await onward('you')
  await pick('appears', 0)
  await onward('check')
  expect(await page.textContent('.answers')).toMatch(/运动式执法[\s\S]*李某/)
  await reach('[name=consent]')
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.waitForURL(/receipt$/)
  expect((await slip(page)).code).toHaveLength(24)
})

test('after a mistake the summary has the focus and leads to the field', async () => {
  const { page } = await visit(browser, site, { size: DESKTOP })
  await page.goto('/complaint?category=T93')
  await page.fill('[name=account]', '字'.repeat(20))
  await page.evaluate(() => document.querySelector('[name=account]')?.removeAttribute('minlength'))
  await page.fill('[name=account]', '太短')
  await submit(page)
  await page.waitForSelector('.errors')
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('errors')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('account')
})

test('the desk’s list is walked with J and K, and the keys can be turned off', async () => {
  const { page } = await visit(browser, site, { size: DESKTOP })
  await signIn(page, 'handler', '/desk?view=all')
  await page.waitForSelector('text=使用单键快捷键')
  const at = () => page.evaluate(() => document.activeElement?.textContent)
  const numbers = await page.locator('.queue tbody th a').allTextContents()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await at()).toBe(numbers[1])
  await page.keyboard.press('k')
  expect(await at()).toBe(numbers[0])
  await page.keyboard.press('/')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('q')
  await page.uncheck('text=使用单键快捷键')
  await page.reload()
  await page.waitForSelector('text=使用单键快捷键')
  await page.keyboard.press('j')
  expect(numbers).not.toContain(await at())
})

test('every page of the form weighs at most 60 kB on its own, everything included', { timeout: 120_000 }, async () => {
  const { page, context } = await visit(browser, site)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  devtools.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength
  })
  const weights: [step: string, bytes: number][] = []
  const look = async (step: string) => {
    await page.waitForLoadState('networkidle')
    weights.push([step, bytes])
    bytes = 0
  }
  await page.goto('/complaint')
  await fill(page, { look })
  await look('check')
  console.info(weights.map(([step, n]) => `${step}: ${n} bytes`).join('\n'))
  expect(weights).toHaveLength(8)
  for (const [step, weight] of weights) {
    expect(weight, step).toBeGreaterThan(5_000)
    expect(weight, step).toBeLessThanOrEqual(60_000)
  }
})

test('the receipt fits one sheet of A4', async () => {
  const { page } = await visit(browser, site)
  await page.goto('/complaint')
  await fill(page)
  await submit(page)
  await page.waitForSelector('.ticket')
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
})
