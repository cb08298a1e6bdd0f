import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What an instrument finds wrong with a page. It waits on timers, and where scripts are off none ever rings: there it is
 * called back at once and waits for nothing. No rule of these reads style sheets, so none is fetched again. Legacy mode only saves it a blank page: there are no frames.
 */
export async function faults(page: Page): Promise<string[]> {
  const still = await page.evaluate(() => {
    const { matches } = matchMedia('(scripting: none)')
    if (matches) Object.assign(globalThis, { setTimeout: (then: () => void) => void Promise.resolve().then(then) })
    return matches
  })
  const axe = new AxeBuilder({ page })
    .options({ preload: !still && { assets: ['media'] }, resultTypes: ['violations'] })
    .withTags(TAGS)
    .setLegacyMode()
  const { violations } = await axe.analyze()
  return violations.flatMap((v) =>
    v.nodes.map((node) => `${new URL(page.url()).pathname}: ${v.id} at ${node.target.join(' ')}`),
  )
}

/** How far the page is wider than the window. */
export const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/** Which of these windows the page is wider than, tried as it stands; at last it has its own again. */
export async function cramped(page: Page, sizes: { width: number; height: number }[]): Promise<number[]> {
  const own = page.viewportSize()
  const found: number[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    expect(await page.evaluate(() => innerWidth)).toBe(size.width)
    if ((await overflow(page)) > 0) found.push(size.width)
  }
  if (own) await page.setViewportSize(own)
  return found
}

/** Nothing an instrument finds, nothing wider than the window. */
export async function sound(page: Page) {
  expect(await faults(page)).toEqual([])
  expect(await overflow(page), `${page.url()} is wider than the window`).toBeLessThanOrEqual(0)
}

/** The same page to the same person with a script, in a window of its own. */
export async function soundWithScript(of: Page, viewport = of.viewportSize(), path = of.url()) {
  const storageState = await of.context().storageState()
  const context = await of.context().browser()?.newContext({ storageState, viewport })
  const page = await context?.newPage()
  if (!page) throw new Error('no browser')
  await page.goto(new URL(path, of.url()).href)
  await sound(page)
  await page.context().close()
}

/** Counts what comes over the wire from here on, nothing out of a cache. */
export async function weighing(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  const weighed = { bytes: 0 }
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    weighed.bytes += encodedDataLength
  })
  return weighed
}
