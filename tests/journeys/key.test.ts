import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { smsSink } from '../notice/sinks.ts'
import { DESKTOP, launch, PHONE, visit } from './browser.ts'
import { late, open, slip, track } from './people.ts'
import { portal } from './portal.ts'
import { sent } from './sent.ts'

let sms: Awaited<ReturnType<typeof smsSink>>
const city = portal(async () => {
  sms = await smsSink()
  return { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' }
})
afterAll(() => sms?.close())

/** A new slip, as a photograph of the screen, and its square alone. */
async function photographed() {
  const { page, context } = await city.visit({ size: DESKTOP, script: false })
  await track(page, await sent(city))
  await open(page, '换一个查询码')
  await page.click('button:has-text("换查询码")')
  const renewed = await slip(page)
  const [picture, square] = [await page.screenshot(), await page.locator('.ticket .qr').screenshot()]
  await context.close()
  return { renewed, picture, square }
}

/** What a camera sees that is held before a picture: one grey frame of a film (Y4M), over and over. */
async function film(picture: Buffer) {
  const [width, height] = [640, 480]
  const held = sharp(picture).resize({ width, height: 300, fit: 'contain', background: '#fff' })
  const around = { top: 90, bottom: 90, background: '#ddd' }
  const grey = await held.extend(around).removeAlpha().toColourspace('b-w').raw().toBuffer()
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, Buffer.alloc((width * height) / 2, 128)])
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
    ...Array(5).fill(frame),
  ])
}

describe('the key', () => {
  test('is replaced on a page of its own; a double click and the back button give the same one', async () => {
    const of = await sent(city)
    const { page } = await city.visit({ size: PHONE, script: false })
    await track(page, of)
    await open(page, '换一个查询码')
    await page.click('button:has-text("换查询码")', { clickCount: 2 })
    expect(new URL(page.url()).pathname).toBe('/track/code')
    const renewed = await slip(page)
    expect(renewed.no).toBe(of.no)
    await page.click('text=保存好了')
    expect(await page.textContent('main')).toContain('您换了查询码')
    await page.click('text=查另一件')
    await track(page, of)
    expect(await page.textContent('.errors')).toContain('编号或查询码不对')
    await track(page, renewed)
    expect(await page.textContent('h1')).toBe('办理进度')
  })

  test('comes back by telephone, honestly not for who left none', async () => {
    const of = await sent(city, { person: { name: '周女士', phone: '19900001234' } })
    const { page } = await city.visit({ size: PHONE, script: false })
    await page.goto('/track')
    await page.click('text=查询码丢了怎么办')
    expect(await page.textContent('main')).toContain('谁也帮不了')
    await page.fill('[name=phone]', '1990000')
    await page.click('text=发找回码给我')
    expect(await page.textContent('.errors')).toContain('手机号码')
    await page.fill('[name=phone]', '19900001234')
    await page.click('text=发找回码给我')
    await expect.poll(() => sms.taken.length).toBeGreaterThan(0)
    const { text } = JSON.parse(sms.taken.at(-1)!.body) as { text: string }
    const [, code = ''] = /找回码(\w{8})/.exec(text) ?? []
    await page.fill('[name=no]', of.no)
    await page.fill('[name=code]', code)
    await page.click('text=换新的查询码')
    expect((await slip(page)).code).toHaveLength(24)
  })

  test('is read from a picture of the slip, in the browser alone', async () => {
    const { renewed, picture } = await photographed()
    const { page, noise } = await city.visit({ size: PHONE })
    const posted: string[] = []
    page.on('request', (r) => r.method() !== 'GET' && posted.push(r.url()))
    let bytes = 0
    page.on('response', async (r) => {
      if (/decode/.test(r.url())) bytes = Number((await r.allHeaders())['content-length'] ?? 0)
    })
    // Chosen before the script is there, as where the network is slow: it is read all the same.
    const come = await late(page)
    await page.goto('/track', { waitUntil: 'commit' })
    const nothing = { create: { width: 400, height: 300, channels: 3 as const, background: '#fff' } }
    await page.setInputFiles('[data-scan] input', {
      name: 'blank.png',
      mimeType: 'image/png',
      buffer: await sharp(nothing).png().toBuffer(),
    })
    come()
    await page.waitForSelector('text=没有读出')
    await page.setInputFiles('[data-scan] input', { name: 'slip.png', mimeType: 'image/png', buffer: picture })
    await page.waitForSelector('text=已经读出')
    expect(await page.inputValue('main [name=no]')).toBe(renewed.no)
    expect(await page.inputValue('main [name=code]')).toBe(renewed.code)
    expect(posted).toEqual([])
    expect(bytes).toBeLessThan(40_000)
    await page.click('main form .actions button')
    expect(await page.textContent('h1')).toBe('办理进度')
    expect(noise).toEqual([])
  })

  test('is read through the camera, in the browser alone', async () => {
    const { renewed, square } = await photographed()
    const dir = mkdtempSync(join(tmpdir(), 'yangguang-camera-'))
    const seen = join(dir, 'slip.y4m')
    writeFileSync(seen, await film(square))
    const looking = await launch(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${seen}`,
    )
    try {
      const { page, noise } = await visit(looking, city.site, { size: PHONE })
      const posted: string[] = []
      page.on('request', (r) => r.method() !== 'GET' && posted.push(r.url()))
      await page.goto('/track')
      await page.click('text=用摄像头扫')
      await page.waitForSelector('text=已经读出')
      expect(await page.inputValue('main [name=no]')).toBe(renewed.no)
      expect(await page.inputValue('main [name=code]')).toBe(renewed.code)
      expect(posted).toEqual([])
      // The camera is let go, and the button that asks is where the keyboard is.
      expect(await page.evaluate(() => document.querySelector('video')?.srcObject)).toBeNull()
      expect(await page.isVisible('video')).toBe(false)
      await page.keyboard.press('Enter')
      await page.waitForSelector('h1:has-text("办理进度")')
      expect(noise).toEqual([])
    } finally {
      await looking.close()
      rmSync(dir, { recursive: true, force: true })
    }
  })

  test('a camera that is refused, or that there is none, leaves the picture and the fields', async () => {
    const { renewed, picture } = await photographed()
    for (const without of [false, true]) {
      const { page, noise } = await city.visit({ size: PHONE })
      if (without)
        await page.addInitScript(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }))
      await page.goto('/track')
      await page.click('text=用摄像头扫')
      await page.waitForSelector('text=没有打开摄像头')
      expect(await page.textContent('[data-scan] [role=status]')).toContain('在微信里打不开的，请选一张图片')
      expect(await page.isVisible('video')).toBe(false)
      await page.setInputFiles('[data-scan] input', { name: 'slip.png', mimeType: 'image/png', buffer: picture })
      await page.waitForSelector('text=已经读出')
      expect(await page.inputValue('main [name=code]')).toBe(renewed.code)
      expect(noise).toEqual([])
    }
  })
})
