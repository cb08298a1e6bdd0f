import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { paper } from '../file/drawable.ts'
import { picture } from '../file/made.ts'
import { complaint } from '../support/world.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { act, main, signIn } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()
let no: string
let papers: string
beforeAll(async () => {
  no = await sent(await picture('png', 400, 300))
  papers = await sent(paper({ pages: 3 }))
})

const ACCOUNT = '我叫王小明，在喜旺饭店门口摆摊，六月十三号被大胡子把鲁Q12345拖走了，没有给单子。'

/** A complaint with a picture, as a program sends it. */
async function sent(bytes: Buffer): Promise<string> {
  const tus = { 'tus-resumable': '1.0.0' }
  const begun = await fetch(`${city.site.url}/api/uploads`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length) },
  })
  const at = new URL(begun.headers.get('location') ?? '', city.site.url)
  await fetch(at, {
    method: 'PATCH',
    headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: new Uint8Array(bytes),
  })
  const attachments = [at.pathname.split('/').at(-1)]
  const answer = await fetch(`${city.site.url}/api/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(complaint({ account: ACCOUNT, attachments })),
  })
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as { no: string }).no
}

/** The brightest sign of a part of the picture behind a link, as the page's own person gets it. */
async function brightest(page: Page, link: string, part: { left: number; top: number; width: number; height: number }) {
  const href = await page.getAttribute(link, 'href')
  const answer = await page.request.get(href ?? '')
  expect(answer.status()).toBe(200)
  const pixels = await sharp(await answer.body())
    .extract(part)
    .removeAlpha()
    .raw()
    .toBuffer()
  return pixels.reduce((most, one) => Math.max(most, one), 0)
}

test('the account is read marked, what a person decides is blacked out, without a script', async () => {
  const { page } = await city.visit({ size: PHONE, script: false })
  page.setDefaultTimeout(8000)
  await signIn(page, 'intake', `/desk/cases/${no}`)
  await act(page, 'accept')
  await page.context().clearCookies()
  await signIn(page, 'handler', `/desk/cases/${no}`)
  await page.click('main >> text=隐去身份信息')
  const ticked = await page.locator('.veiling label:has(:checked)').allTextContents()
  for (const it of ['王小明', '喜旺饭店', '六月十三号', '大胡子', '鲁Q12345']) expect(ticked.join()).toContain(it)
  // One is let stand, another word goes too.
  await page.uncheck('.veiling label:has-text("大胡子") input')
  await page.fill('[name=also]', '没有给单子')
  await page.click('main form .actions button')
  const hidden = (await page.textContent('#hidden-account')) ?? ''
  expect(hidden).toContain('大胡子')
  for (const it of ['王小明', '喜旺', '十三号', '12345', '没有给单子']) expect(hidden).not.toContain(it)
  expect(hidden).toContain('〔车牌〕')
  expect(await page.locator('.veiling label:has-text("大胡子") input').isChecked()).toBe(false)
  expect(await page.inputValue('[name=also]')).toBe('没有给单子')
  expect(new URL(page.url()).search).toBe('')
  // The same pages under the instrument, which needs a script itself.
  const { page: seen } = await city.visit({ size: PHONE })
  await signIn(seen, 'handler', `/desk/cases/${no}/redaction`)
  await sound(seen)
  await seen.click('main form .actions button')
  await seen.waitForSelector('#hidden-account')
  await sound(seen)
})

test('a picture is covered in numbers without a script, and mistakes come back with what was typed', async () => {
  const { page } = await city.visit({ size: PHONE, script: false })
  page.setDefaultTimeout(8000)
  await signIn(page, 'handler', `/desk/cases/${no}`)
  await page.click('main >> text=遮盖第1项')
  await page.click('main form .actions button')
  expect(await page.textContent('.errors')).toContain('还没有遮盖任何地方')
  const fill = async (...numbers: string[]) => {
    for (const [i, side] of ['left', 'top', 'width', 'height'].entries())
      await page.fill(`[name="boxes.0.${side}"]`, numbers[i] ?? '')
  }
  await fill('80', '十', '30', '25')
  await page.click('main form .actions button')
  expect(await page.textContent('.errors')).toContain('应是0到100之间的数')
  expect(await page.inputValue('[name="boxes.0.left"]')).toBe('80')
  expect(await page.inputValue('[name="boxes.0.top"]')).toBe('十')
  await fill('50', '0', '50', '50%')
  await page.click('main form .actions button')
  expect(await page.textContent('[role=status]')).toContain('已存成遮盖件1')
  const link = 'a:has-text("下载遮盖件1")'
  expect(await brightest(page, link, { left: 200, top: 0, width: 200, height: 150 })).toBe(0)
  expect(await brightest(page, link, { left: 0, top: 0, width: 190, height: 300 })).toBeGreaterThan(60)
})

test('with a script it is drawn with the mouse and moved with the keyboard; the body gets it and no more', async () => {
  const { page, noise } = await city.visit({ size: DESKTOP })
  page.setDefaultTimeout(8000)
  await signIn(page, 'handler', `/desk/cases/${no}/attachments/1`)
  await page.click('main >> text=遮盖图片上的人脸')
  await page.waitForSelector('.plate[data-ready]')
  await page.click('main form .actions button >> nth=-1')
  expect(await page.textContent('.errors')).toContain('还没有遮盖任何地方')
  await page.waitForSelector('.plate[data-ready]')
  await sound(page)
  const plate = await page.locator('.plate svg').boundingBox()
  if (!plate) throw new Error('no picture')
  const spot = (x: number, y: number) => [plate.x + plate.width * x, plate.y + plate.height * y] as const
  await page.mouse.move(...spot(0.1, 0.1))
  await page.mouse.down()
  await page.mouse.move(...spot(0.3, 0.2))
  await page.mouse.move(...spot(0.5, 0.5))
  await page.mouse.up()
  expect(Number(await page.inputValue('[name="boxes.0.width"]'))).toBeCloseTo(40, 0)
  // A second by keyboard alone: the button, then arrows in the numbers.
  await page.focus('#add-box')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[name="boxes.1.left"]:focus')
  const before = Number(await page.inputValue('[name="boxes.1.left"]'))
  await page.keyboard.press('ArrowUp')
  expect(Number(await page.inputValue('[name="boxes.1.left"]'))).toBeGreaterThan(before)
  expect(await page.locator('.plate rect').nth(1).getAttribute('x')).toBe(
    await page.inputValue('[name="boxes.1.left"]'),
  )
  await sound(page)
  await page.click('[aria-label="去掉第2块"]')
  expect(await page.locator('.plate rect').count()).toBe(1)
  await page.click('main form .actions button >> nth=-1')
  expect(await page.textContent('[role=status] >> nth=0')).toContain('已存成遮盖件')
  const made = (await page.locator('a:has-text("下载遮盖件")').count()) - 1
  const link = `a:has-text("下载遮盖件") >> nth=${made}`
  expect(await brightest(page, link, { left: 44, top: 34, width: 150, height: 110 })).toBe(0)

  await page.goto(`/desk/cases/${no}`)
  const form = page.locator('details:has(input[name=action][value=enquire])')
  await form.locator('summary').click()
  await sound(page)
  await form.locator(`[name="files.1.${made + 1}"]`).check()
  // A name in the digest comes back, the choice is kept.
  const digest = '请说明这一时期扣押车辆的依据、程序和清单交付情况。'
  await act(page, 'enquire', { digest: `${digest}请王队长书面答复。` })
  expect(await page.textContent('.errors')).toContain('姓名或称呼')
  expect(await form.locator(`[name="files.1.${made + 1}"]`).isChecked()).toBe(true)
  await act(page, 'enquire', { digest })
  expect(await main(page)).toContain('附去1个遮盖件')

  const body = await city.visit({ size: PHONE })
  await signIn(body.page, 'zfj', '/desk/enquiries')
  await body.page.click('main tr:has-text("清单交付情况") a')
  await sound(body.page)
  const sentLink = 'main a:has-text("下载附件1")'
  expect(await brightest(body.page, sentLink, { left: 44, top: 34, width: 150, height: 110 })).toBe(0)
  expect(await body.page.content()).not.toContain(no)
  const other = await city.visit({ size: PHONE })
  const href = (await body.page.getAttribute(sentLink, 'href')) ?? ''
  await signIn(other.page, 'scjg')
  expect((await other.page.request.get(href)).status()).toBe(404)
  expect(noise).toEqual([])
})

test('a paper is covered page by page without a script: chosen, confirmed, and what is left out is said', async () => {
  const { page } = await city.visit({ size: PHONE, script: false })
  page.setDefaultTimeout(8000)
  await signIn(page, 'intake', `/desk/cases/${papers}`)
  await act(page, 'accept')
  await page.context().clearCookies()
  await signIn(page, 'handler', `/desk/cases/${papers}/attachments/1`)
  await page.click('main >> text=遮盖第2页')
  expect(await page.textContent('h1')).toBe('遮盖附件1第2页')
  expect(await page.textContent('nav[aria-label=第几页] [aria-current=page]')).toBe('第2页')
  expect(await page.getAttribute('.plate img', 'src')).toContain('page=2')
  // What is wrong comes back on the same page.
  await page.click('main form .actions button')
  expect(await page.textContent('.errors')).toContain('还没有遮盖任何地方')
  expect(await page.textContent('h1')).toBe('遮盖附件1第2页')
  for (const [side, number] of Object.entries({ left: '0', top: '0', width: '100', height: '50' }))
    await page.fill(`[name="boxes.0.${side}"]`, number)
  await page.click('main form .actions button')
  expect(await page.textContent('[role=status]')).toContain('已存成遮盖件1')
  expect(await page.textContent('nav[aria-label=第几页]')).toContain('还没有遮盖件的：第1、3页，别的单位看不到')
  const link = 'a:has-text("下载遮盖件1")'
  expect(await brightest(page, link, { left: 0, top: 0, width: 1200, height: 890 })).toBeLessThan(4)
  await page.click('nav[aria-label=第几页] >> text=第3页')
  expect(await page.locator(link).count()).toBe(0)
  await page.check('[name=clear]')
  await page.click('main form .actions button')
  expect(await page.textContent('[role=status]')).toContain('已存成遮盖件2')
  await page.goto(`/desk/cases/${papers}`)
  const offered = await page.locator('details:has(input[name=action][value=enquire]) label').allTextContents()
  expect(offered.join()).toMatch(/附件1第2页的遮盖件1.*附件1第3页的遮盖件2/s)
  expect(offered.join()).not.toContain('第1页')
  const { page: seen } = await city.visit({ size: PHONE })
  await signIn(seen, 'handler', `/desk/cases/${papers}/attachments/1/redaction?page=2`)
  await sound(seen)
})
