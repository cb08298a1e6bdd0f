import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESKTOP, launch, PHONE, visit } from './browser.ts'
import { fill, signIn, slip, submit, track } from './people.ts'
import { type Site, serve } from './server.ts'

let site: Site
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([serve(), launch()])
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
  await page.fill('[name=account]', '很短的经过也要十个字才行')
  await page.check('input[name=family][value=manner]')
  await page.check('input[name=appears][value=named]')
  await page.check('input[name=consent]')
  await submit(page)
  await page.waitForSelector('.errors')
  await look('complaint with mistakes')
  await fill(page)
  await submit(page)
  await page.waitForSelector('.ticket')
  await look('receipt')
  const kept = await slip(page)
  await track(page, { no: kept.no, code: 'wrong' })
  await look('track with mistakes')
  await track(page, kept)
  await page.waitForSelector('.clock')
  await look('track')
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

test('the keyboard reaches every control of the form, in the order of the page', async () => {
  const { page } = await visit(browser, site, { size: DESKTOP, script: false })
  await page.goto('/complaint')
  const reached: string[] = []
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => {
      const at = document.activeElement
      return at instanceof HTMLElement && at.closest('#complaint')
        ? (at.getAttribute('name') ?? at.tagName.toLowerCase())
        : ''
    })
    if (name && reached.at(-1) !== name) reached.push(name)
    if (name === 'button') break
  }
  expect(reached).toEqual([
    'family',
    'about.department',
    'about.text',
    'about.officer',
    'about.place',
    'account',
    'happenedOn',
    'summary',
    'appears',
    'a',
    'consent',
    'button',
  ])
})

test('after a mistake the summary has the focus and leads to the field', async () => {
  const { page } = await visit(browser, site, { size: DESKTOP })
  await page.goto('/complaint')
  await fill(page, { appears: 'named' })
  await submit(page)
  await page.waitForSelector('.errors')
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('errors')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('person.name')
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

test('the complaint page weighs at most 60 kB, everything included', async () => {
  const { page, context } = await visit(browser, site)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  let bytes = 0
  devtools.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength
  })
  await page.goto('/complaint', { waitUntil: 'networkidle' })
  await page.waitForSelector('text=公用手机')
  await page.locator('#account').scrollIntoViewIfNeeded()
  await page.waitForSelector('text=已写0字')
  console.info(`complaint page: ${bytes} bytes`)
  expect(bytes).toBeGreaterThan(5_000)
  expect(bytes).toBeLessThanOrEqual(60_000)
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
