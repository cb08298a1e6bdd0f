import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { picture } from '../file/made.ts'
import { PHONE } from './browser.ts'
import { day, main, press, told } from './people.ts'
import { desk, portal } from './portal.ts'

const city = portal()
const { facing, noise } = desk(city)

const DAY = 'KF-2025-004'
const ALT = '执法人员在后厨讲解检查表'
const faults = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)

interface Draft {
  draft: { n: number; data: { report: object }; source: string }
}

/** A step of the publishing desk, as its page asks for it. */
async function step(page: Page, path: string, data: object): Promise<Draft> {
  const answer = await page.request.post(`/api/desk/publications/open-day/${DAY}${path}`, {
    headers: { origin: city.site.url },
    data,
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as Draft
}

test('a photograph with its place goes up, the report is reviewed by somebody else, and everybody sees it without', async () => {
  const photo = await picture('jpg', 1600, 1200)
  expect((await sharp(photo).metadata()).exif?.includes('CANARY')).toBe(true)
  const page = await facing('editor', `/desk/publications/open-day/${DAY}`)
  await page.getByRole('link', { name: '照片、意见和来了多少人，写报告时用' }).click()
  expect(await faults(page)).toEqual([])
  const file = { name: '后厨.jpg', mimeType: 'image/jpeg', buffer: photo }
  await page.setInputFiles('#file', file)
  await page.getByLabel('照片里是什么').fill(ALT)
  // Whoever did not look who is in it is told so, and what was typed stays.
  await page.evaluate(() => document.querySelector('form[enctype]')?.setAttribute('novalidate', ''))
  await press(page, '上传')
  await page.getByText('请先核对：照片里没有不愿意出镜的人，再勾选').first().waitFor()
  expect(await page.getByLabel('照片里是什么').inputValue()).toBe(ALT)
  await page.setInputFiles('#file', file)
  await page.getByLabel('已核对：照片里没有不愿意出镜的人').check()
  await press(page, '上传')
  await page.getByText('照片收好了').waitFor()
  expect(await told(page)).toContain('已经去掉拍摄地点、时间和手机型号')
  expect(await faults(page)).toEqual([])
  const id = (await page.textContent('figcaption strong')) ?? ''
  expect((await page.request.get(`/api/open-days/${DAY}/photographs/${id}-1280.webp`)).status()).toBe(404)

  const { draft } = await step(page, '/steps', { action: 'begin', n: 0, intent: 'publish' })
  const report = { ...draft.data.report, photographs: [{ photo: id, alt: ALT, caption: '后厨' }] }
  const said = { n: draft.n, from: day(0), reason: '补上照片。', source: draft.source }
  const saved = await step(page, '', { ...said, data: { ...draft.data, report } })
  const sent = await step(page, '/steps', { action: 'submit', n: saved.draft.n })
  const publisher = await facing('publisher', `/desk/publications/open-day/${DAY}`)
  await step(publisher, '/steps', { action: 'publish', n: sent.draft.n })

  const anybody = await city.visit({ size: PHONE })
  await anybody.page.goto('/open-days')
  await anybody.page.getByText('往期回顾：有活动报告').first().waitFor()
  await anybody.page.goto(`/open-days/${DAY}`)
  const shown = anybody.page.getByRole('img', { name: ALT })
  await shown.scrollIntoViewIfNeeded()
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0)
  expect(await main(anybody.page)).toContain('提了什么，怎样办的')
  expect(await faults(anybody.page)).toEqual([])
  const bytes = await (await anybody.page.request.get(`/api/open-days/${DAY}/photographs/${id}-1280.webp`)).body()
  const { exif, xmp, width } = await sharp(bytes).metadata()
  expect([exif, xmp, width, bytes.includes('CANARY')]).toEqual([undefined, undefined, 1280, false])
  expect([...anybody.noise, ...(await noise())]).toEqual([])
})
