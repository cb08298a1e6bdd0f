import { existsSync } from 'node:fs'
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
  const noise: string[] = []
  // A page that comes back as 4xx is what the journey asked for; Chromium writes a line about it all the same.
  page.on(
    'console',
    (m) => ['error', 'warning'].includes(m.type()) && !/status of 4\d\d/.test(m.text()) && noise.push(m.text()),
  )
  page.on('pageerror', (error) => noise.push(error.message))
  return { page, context, noise }
}
