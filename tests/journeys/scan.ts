import type { Page } from 'playwright-core'
import decode from 'qr/decode.js'
import sharp, { type Sharp } from 'sharp'
import { PHONE } from './browser.ts'

/** A cheap telephone, in the browser most codes are opened with. */
export const WECHAT = {
  size: PHONE,
  userAgent:
    'Mozilla/5.0 (Linux; Android 10; M2006C3LC Build/QP1A.190711.020; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x2800313D) WeChat/arm64 Weixin NetType/2G Language/zh_CN ABI/arm64',
}

/** What a phone would read; it shares nothing with what draws. */
export async function read(picture: Sharp): Promise<string | undefined> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  try {
    return decode(
      { width: info.width, height: info.height, data: new Uint8Array(data) },
      { timeLimit: 5000, effort: 9 },
    )
  } catch {
    return undefined
  }
}

/** What is read from a part of a page as it is printed. */
export async function printed(page: Page, selector: string): Promise<string> {
  await page.emulateMedia({ media: 'print' })
  const picture = await page.locator(selector).screenshot()
  await page.emulateMedia({ media: null })
  const address = await read(sharp(picture))
  if (address === undefined) throw new Error(`no code is read from ${selector} of ${page.url()}`)
  return address
}
