import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { smsSink } from '../notice/sinks.ts'
import { complaint } from '../support/world.ts'
import { DESKTOP, launch, PHONE, visit } from './browser.ts'
import { act, late, open, signIn, slip, told, track } from './people.ts'
import { portal } from './portal.ts'

let sms: Awaited<ReturnType<typeof smsSink>>
const city = portal(async () => {
  sms = await smsSink()
  return { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' }
})
afterAll(() => sms?.close())

const ANSWER = '经查，当时没有出示证件，情况属实。已责令改正，车辆请凭身份证取回。'
/** A complaint that arrived: the form has journeys of its own. */
async function sent(more: Record<string, unknown> = {}) {
  const answer = await fetch(`${city.site.url}/api/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(complaint(more)),
  })
  const { no, queryCode } = (await answer.json()) as { no: string; queryCode: string }
  return { no, code: queryCode }
}

/** A new slip, as a photograph of the screen, and its square alone. */
async function photographed() {
  const { page, context } = await city.visit({ size: DESKTOP, script: false })
  await track(page, await sent())
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

/** From the receipt through an edit, messages and an answer to a rating and a recheck by somebody else. */
async function through(script: boolean) {
  const of = await sent()
  const { page, noise } = await city.visit({ size: PHONE, script })
  await track(page, of)

  await page.click('text=现在就改')
  expect(await page.inputValue('[name=account]')).toContain('扣了我的三轮车')
  const wrong = `我的查询码是${of.code.match(/.{4}/g)?.join(' ')}，请帮我看看。`
  await page.fill('[name=account]', wrong)
  await page.click('.actions >> text=保存修改')
  expect(await page.textContent('.errors')).toContain('好像写了查询码')
  expect(await page.inputValue('[name=account]')).toBe(wrong)
  await page.fill('[name=account]', '两名执法人员没有出示证件就拉走三轮车，第三个人在旁边录像。')
  await page.fill('[name="about.place"]', '文昌路路口')
  await page.fill('[name="about.officer"]', '37000000001')
  await page.click('text=核对证号')
  expect(await page.textContent('main [role=status]')).toContain('证号后四位0001')
  expect(await page.inputValue('[name=account]')).toContain('第三个人在旁边录像')
  await page.check('[name=appears][value=confidential]')
  await page.fill('[name="person.name"]', '周女士')
  await page.click('.actions >> text=保存修改')
  expect(await told(page)).toContain('已经按您改的重新登记')
  expect(await page.textContent('main')).toContain('您修改了内容')

  await page.fill('#messages-text', `我的查询码是${of.code.match(/.{4}/g)?.join(' ')}`)
  await page.click('button:has-text("发送")')
  expect(await page.textContent('.errors')).toContain('查询码')
  expect(await page.inputValue('#messages-text')).toContain('我的查询码')
  await page.fill('#messages-text', '早餐店的店主也看到了。')
  await page.click('button:has-text("发送")')
  expect(await told(page)).toContain('留言已经送到')
  expect(await page.textContent('.thread')).toContain('早餐店的店主也看到了。')

  await open(page, '补充材料')
  await page.fill('#supplement-text', '车停在路口东侧。')
  const buffer = await page.screenshot()
  await page.setInputFiles(script ? '#evidence' : '#supplement-file', {
    name: '周女士的照片.png',
    mimeType: 'image/png',
    buffer,
  })
  if (script) await page.waitForSelector('text=传好了')
  await page.click('text=提交补充')
  expect(await told(page)).toContain('补充的材料已经收到')
  expect(await page.textContent('main')).toContain('附件1')
  expect(await page.content()).not.toContain('周女士的照片')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('button:has-text("下载附件1")')])
  expect(saved.suggestedFilename()).toBe('附件1.png')
  expect(readFileSync(await saved.path()).equals(buffer)).toBe(true)

  const staff = await city.visit({ size: DESKTOP })
  for (const [login, action, words] of [
    ['intake', 'accept', {}],
    ['handler', 'message', { note: '收到，我们去找店主核实。' }],
    ['handler', 'answer', { outcome: 'upheld', note: ANSWER }],
  ] as const) {
    await staff.context.clearCookies()
    await signIn(staff.page, login, `/desk/cases/${of.no}`)
    await act(staff.page, action, words)
  }
  await page.goto('/track')
  expect(await page.textContent('main')).toContain(ANSWER)
  expect(await page.textContent('.thread')).toContain('我们去找店主核实')

  await page.check('[name=grade][value="1"]')
  await page.check('[name="bad.unfair"]')
  await page.fill('#rating-text', '只还车，没有说法。')
  await page.click('text=提交评价')
  expect(await told(page)).toContain('您的评价已经收到')
  expect(await page.textContent('main')).toContain('非常不满意（处理不公正）')
  expect(await page.locator('[name=grade]').count()).toBe(0)

  await open(page, '要求复核')
  await page.fill('#recheck-text', '录像没有看，请重新看。')
  await page.click('button:has-text("要求复核")')
  expect(await told(page)).toContain('会换人复核')
  expect(await page.textContent('.clock')).toContain('最迟复核日期')

  await staff.context.clearCookies()
  await signIn(staff.page, 'chief', `/desk/cases/${of.no}`)
  await act(staff.page, 'recheck', { decision: 'uphold', note: '重新看过录像，维持原来的答复，理由见附页。' })
  await page.goto('/track')
  expect(await page.textContent('main')).toContain('重新看过录像')
  expect(await page.locator('summary:has-text("要求复核")').count()).toBe(0)
  expect(page.url()).not.toContain(of.code)
  expect(noise).toEqual([])
}

describe('from the receipt to rating and recheck', () => {
  test('without script', () => through(false), 120_000)
  test('with script', () => through(true), 120_000)
})

describe('a page left open', () => {
  test('until the case is forgotten here loses nothing that was written', async () => {
    const of = await sent()
    const { page, context } = await city.visit({ size: PHONE, script: false })
    await track(page, of)
    await page.fill('#messages-text', '早餐店的店主也看到了，她姓陈。')
    await context.clearCookies()
    await page.click('button:has-text("发送")')
    expect(await told(page)).toContain('还没有送到')
    expect(await told(page)).toContain('早餐店的店主也看到了，她姓陈。')
    expect(await page.locator('.errors').count()).toBe(0)
    await page.fill('main [name=no]', of.no)
    await page.fill('main [name=code]', of.code)
    await page.click('main form .actions button')
    expect(await page.textContent('h1')).toBe('办理进度')
    expect(await page.locator('.thread').count()).toBe(0)
  })
})

describe('the key', () => {
  test('is replaced on a page of its own; a double click and the back button give the same one', async () => {
    const of = await sent()
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
    const of = await sent({ person: { name: '周女士', phone: '19900001234' } })
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

describe('one’s own file', () => {
  test('is shown whole, printed, and taken along', async () => {
    const of = await sent({ person: { name: '周女士', phone: '19900001234' }, confidential: true })
    const { page } = await city.visit({ size: DESKTOP, script: false })
    await track(page, of)
    await page.click('text=看和下载我的全部内容')
    expect(await page.textContent('main')).toContain('19900001234')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=下载（JSON）')])
    expect(download.suggestedFilename()).toBe(`case-${of.no}.json`)
    const stream = await download.createReadStream()
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).toString()).toContain('周女士')
    expect(Buffer.concat(chunks).toString()).not.toContain(of.code)
  })
})
