import type { Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { smsSink } from '../../notice/sinks.ts'
import { desk, portal } from '../portal.ts'
import { faults, overflow } from '../sound.ts'

/** The one portal of all whole journeys, with every protection on that is on where it serves. */
export let sms: Awaited<ReturnType<typeof smsSink>>
export const city = portal(async () => {
  sms = await smsSink()
  return { LOG_LEVEL: 'trace', ANTIBOT: 'altcha', SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' }
})
export const { facing, acts, does, noise } = desk(city)
afterAll(() => sms?.close())

export const LEFT = /今天.*还有\d+(天|个工作日)/
export const received = (page: Page) => page.waitForURL('**/complaint/receipt')
export const heading = (page: Page) => page.textContent('h1')

const HEADING: Record<string, string> = {
  triage: '投诉举报',
  door: '先看这里',
  what: '是哪一类问题',
  whom: '您要反映谁',
  where: '在哪里、什么时候',
  account: '发生了什么',
  evidence: '有照片、录像或文件吗',
  you: '要不要留姓名',
  check: '请核对，再提交',
}
const looked = new Set<string>()
/** Every page fits its window and says what it is; each that is new to these journeys is looked at by an instrument too. */
export async function look(page: Page, where: string) {
  expect(await overflow(page), `${where} is wider than the window`).toBeLessThanOrEqual(0)
  if (HEADING[where]) expect(await heading(page)).toBe(HEADING[where])
  if (looked.has(where)) return
  looked.add(where)
  expect(await faults(page), where).toEqual([])
}

/** The size of the smallest letters on a page. */
export const smallest = (page: Page) =>
  page.locator('main').evaluate((main) => {
    const spoken = [...main.querySelectorAll('*')].filter(
      (e) =>
        e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim()),
    )
    // What has no size is spoken to screen readers only.
    return Math.min(...spoken.map((e) => Number.parseFloat(getComputedStyle(e).fontSize)).filter((size) => size > 0))
  })

/** Screened, assigned, signed for and answered. */
export async function answered(no: string, note: string) {
  await does('intake', no, 'accept')
  await does('assign', no, 'assign')
  await does('handler', no, 'sign')
  await does('handler', no, 'answer', { outcome: 'upheld', note })
}
/** What the desk reads of the sender's judgement. */
export async function judgement(login: string, no: string) {
  const page = await facing(login, `/desk/cases/${no}`)
  await look(page, 'case')
  return page.locator('h3:has-text("来件人的评价") + p').textContent()
}
