import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Site } from './server.ts'

const CHROMIUM = '/usr/bin/chromium'

/** A real browser. Where it is missing the journeys fail and say what to do; they are never skipped. */
export async function launch(...args: string[]): Promise<Browser> {
  if (!existsSync(CHROMIUM))
    throw new Error(
      `没有找到浏览器 ${CHROMIUM}。请先安装：apt-get install -y --no-install-recommends chromium fonts-wqy-microhei`,
    )
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...args] })
}

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 900 }

/** A press is over when the page it leads to is there. That comes in pieces: looked at once, it may lack the last of them. */
function patient(page: Page) {
  const frame = page.mainFrame()
  const { click, press } = frame
  const state = () => frame.evaluate(() => document.readyState).catch(() => 'loading')
  const whole = async () => {
    while (!page.isClosed() && (await state()) === 'loading') await wait(10)
  }
  frame.click = (...how) => click.apply(frame, how).then(whole)
  frame.press = (...how) => press.apply(frame, how).then(whole)
}

export interface Visit {
  page: Page
  context: BrowserContext
  /** Everything the browser complained about, refusals of forms aside. */
  noise: string[]
}

/** Somebody with a device of their own. */
export async function visit(
  browser: Browser,
  site: Site,
  how: { size?: typeof PHONE; script?: boolean; elder?: boolean; userAgent?: string } = {},
): Promise<Visit> {
  const { size = PHONE, script = true, elder = false, userAgent } = how
  const context = await browser.newContext({
    viewport: size,
    javaScriptEnabled: script,
    baseURL: site.url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // What happens is looked at, not how it glides there: a press on what still moves lands beside it.
    reducedMotion: 'reduce',
    ...(userAgent && { userAgent }),
  })
  if (elder) await context.addCookies([{ name: 'mode', value: 'elder', url: site.url }])
  // Sooner than a test runs out of time, so that what was waited for is named.
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  patient(page)
  const noise: string[] = []
  // A page that comes back as 4xx is what the journey asked for; Chromium writes a line about it all the same.
  page.on(
    'console',
    (m) => ['error', 'warning'].includes(m.type()) && !/status of 4\d\d/.test(m.text()) && noise.push(m.text()),
  )
  page.on('pageerror', (error) => noise.push(error.message))
  return { page, context, noise }
}
