import type { Page } from 'playwright-core'

/** Somebody who has a keyboard and nothing else. */
export function keyboard(page: Page) {
  /** Tabs to a control, once around the page if need be. */
  const reach = async (selector: string) => {
    for (let i = 0; i < 120; i++) {
      if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach ${selector}`)
  }
  const enter = async (selector: string) => {
    await reach(selector)
    await page.keyboard.press('Enter')
  }
  const type = async (selector: string, text: string) => {
    await reach(selector)
    await page.keyboard.type(text)
  }
  /** The first of several, or one so far below it. */
  const pick = async (selector: string, downs = 0) => {
    await reach(selector)
    await page.keyboard.press('Space')
    for (let i = 0; i < downs; i++) await page.keyboard.press('ArrowDown')
  }
  return { reach, enter, type, pick }
}
