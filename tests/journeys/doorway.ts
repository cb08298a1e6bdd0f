import type { Page } from 'playwright-core'
import { beforeAll, onTestFinished } from 'vitest'
import { lines, make, registered } from '../open-day/doors.ts'
import { held, NOW, openDay } from '../open-day/made.ts'
import type { visit } from './browser.ts'
import { press } from './people.ts'
import { clocked } from './rows/portal.ts'

export const OPEN = '2026-06-24T08:50:00+08:00'
export const CODE = 'KF-2026-009'

/** An open day this morning, people who registered for it, and telephones that stand at its doors. */
export function doorway(flags: string[] = []) {
  const city = clocked({ start: NOW, flags })
  const people: Record<string, { id: string; number: string }> = {}

  beforeAll(async () => {
    await held(city.world, openDay(CODE, { resident: 30 }))
    for (const [name, companions] of [
      ['王小芳', 0],
      ['张三', 1],
      ['李明华', 0],
      ['赵六', 0],
      ['钱多多', 0],
      ['孙小梅', 0],
    ] as const)
      people[name] = await registered(city.world, CODE, { name, companions })
    city.world.at(OPEN)
  })

  const code = async (label: string) => ((await (await make(city.world, CODE, label)).json()) as { code: string }).code

  /** A telephone of its own, paired with the picture the desk shows. */
  async function door(label: string, how: Parameters<typeof visit>[2] = {}) {
    const phone = await city.stay(how)
    onTestFinished(() => phone.context.close())
    await enter(phone.page, label)
    return phone
  }
  async function enter(page: Page, label: string) {
    await page.goto(`/door#${await code(label)}`)
    await page.waitForSelector('.count')
  }
  /** Looks for a number as somebody types it who is in a hurry. */
  async function typed(page: Page, name: string) {
    await page.check('[name=way][value=number]', { force: true })
    await page.fill('#number', people[name]!.number.toLowerCase().replace(/^(.{4})/, '$1 '))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.answer')
    return answer(page)
  }
  const told = async () => (await lines(city.world, CODE)).length
  return { city, people, code, door, enter, typed, told }
}

export const answer = async (page: Page) => ({
  title: (await page.textContent('.answer h1'))?.trim(),
  tone: await page.getAttribute('.answer', 'data-tone'),
  say: (await page.locator('.answer .say').allTextContents()).join(),
})
export const onward = (page: Page) => press(page, '下一位')
/** The page says that it opens without a line: it must be true from then on. */
export const settled = (page: Page) => page.waitForSelector('text=断网、关掉再开都能用')
