import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { at, awake, fill, signIn, slip, submit, track } from './people.ts'
import { portal } from './portal.ts'
import { cramped, faults, weighing } from './sound.ts'

const city = portal({ SMS_URL: 'http://127.0.0.1:9/', SMS_SECRET: 'a secret both sides know' })

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

const NARROW = { width: 320, height: 640 }

/** Each size and each mode is looked through by the instrument once; every page is tried in every window it may have. */
test.each([
  { device: 'a phone', mode: 'elder', size: PHONE, others: [DESKTOP] },
  { device: 'a desk', mode: 'standard', size: DESKTOP, others: [PHONE, NARROW] },
])(
  'every page is accessible and quiet on $device in $mode mode, and fits every window',
  { timeout: 240_000 },
  async (one) => {
    const { page, noise } = await city.visit({ size: one.size, elder: one.mode === 'elder' })
    const found: string[] = []
    await everywhere(page, async (where) => {
      found.push(...(await faults(page)))
      for (const size of await cramped(page, [one.size, ...one.others])) found.push(`${where}: wider than ${size}`)
    })
    expect(found).toEqual([])
    expect(noise).toEqual([])
  },
)

test('a page that shuts people out would be noticed', async () => {
  const { page } = await city.visit()
  await page.goto('/complaint')
  await page.evaluate(() => {
    for (const label of document.querySelectorAll('label')) label.replaceWith(...label.children)
  })
  expect((await faults(page)).join('\n')).toContain('label at')
})

test('a page wider than a window would be noticed', async () => {
  const { page } = await city.visit({ size: DESKTOP })
  await page.goto('/complaint')
  const sizes = [DESKTOP, PHONE, NARROW]
  expect(await cramped(page, sizes)).toEqual([])
  await page.evaluate(() => {
    document.body.style.minWidth = '380px'
  })
  expect(await cramped(page, sizes)).toEqual([NARROW.width])
  expect(page.viewportSize()).toEqual(DESKTOP)
})

test('whoever is led down a page is there at once, so that nothing moves away under their hand', async () => {
  const { page } = await city.visit()
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto('/sitemap')
  const led = () =>
    page.evaluate(() => {
      scrollTo(0, 300)
      return scrollY
    })
  expect(await led()).toBe(300)
  // Negative control: gliding it would still be on its way.
  await page.evaluate(() => {
    scrollTo(0, 0)
    document.documentElement.style.scrollBehavior = 'smooth'
  })
  expect(await led()).toBeLessThan(300)
})

test('after a mistake the summary has the focus and leads to the field', async () => {
  const { page } = await city.visit({ size: DESKTOP })
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
  const { page } = await city.visit({ size: DESKTOP })
  await signIn(page, 'handler', '/desk?view=all')
  await page.waitForSelector('text=键盘快捷键')
  const at = () => page.evaluate(() => document.activeElement?.textContent)
  const numbers = await page.locator('.queue tbody th a').allTextContents()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await at()).toBe(numbers[1])
  await page.keyboard.press('k')
  expect(await at()).toBe(numbers[0])
  await page.keyboard.press('/')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('q')
  await page.click('text=键盘快捷键')
  await page.uncheck('text=使用单键快捷键')
  await page.reload()
  await page.waitForSelector('text=键盘快捷键')
  await page.keyboard.press('j')
  expect(numbers).not.toContain(await at())
})

test('every page of the form weighs at most 60 kB on its own, everything included', { timeout: 120_000 }, async () => {
  const { page } = await city.visit()
  const weighed = await weighing(page)
  const weights: [step: string, bytes: number][] = []
  const look = async (step: string) => {
    await awake(page)
    await page.waitForLoadState('networkidle')
    weights.push([step, weighed.bytes])
    weighed.bytes = 0
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
  const { page } = await city.visit()
  await page.goto('/complaint')
  await fill(page)
  await submit(page)
  await page.waitForSelector('.ticket')
  // Late in the year it says more: dates with their year, and that holidays are not known yet.
  await page.locator('.timeline').evaluate((list) => {
    for (let line = 0; line < 2; line++)
      list.after(document.createElement('p').appendChild(new Text('又一行。')).parentElement!)
  })
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
})
