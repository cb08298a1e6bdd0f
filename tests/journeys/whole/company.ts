import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { usccCheck } from '../../../content/codes.ts'
import { film } from '../../file/made.ts'
import { DESKTOP, PHONE } from '../browser.ts'
import { fill, main, open, press, slip, submit, told } from '../people.ts'
import { trail, unheard } from '../trail.ts'
import { city, does, facing, judgement, look, received, sms } from './city.ts'

/** Who answers companies, and where. */
const CONTACT = /首席联络员[^。]*0000-1234568[^。]*工作日/

/** A company on a desktop, with a film that breaks off on the way and a code that changes hands. */
export async function company() {
  const company = await city.visit({ size: DESKTOP })
  const { page } = company
  const ways = [trail(company)]
  const uscc = `91379900MA3C12345${usccCheck('91379900MA3C12345')}`
  const { bytes, kept: pictures } = film({ size: 6_000_000 })
  const offsets: number[] = []
  await page.route('**/api/uploads/*', async (route) => {
    const request = route.request()
    if (request.method() !== 'PATCH') return route.continue()
    const offset = Number(request.headers()['upload-offset'])
    offsets.push(offset)
    if (offset === 0 || offsets.filter((one) => one === offset).length > 1) return route.continue()
    // The line goes away once two thirds are there.
    await page.waitForSelector('text=/正在传，[67]\\d%/')
    expect(await page.getAttribute('progress', 'aria-label')).toBe('经过.mp4的进度')
    return route.abort('connectionreset')
  })
  await page.goto('/')
  await page.click('main .task[data-first]')
  await page.check('[name="ask.mine"][value=enterprise]')
  const onStep: Record<string, () => Promise<void>> = {
    evidence: async () => {
      await page.waitForSelector('astro-island:not([ssr]) #evidence')
      await page.setInputFiles('#evidence', { name: '经过.mp4', mimeType: 'video/mp4', buffer: bytes })
      await page.waitForSelector('text=已经收下1个文件')
      expect(offsets).toEqual([0, 4_194_304, 4_194_304])
    },
    you: async () => {
      await page.fill('[name="person.phone"]', '19900005678')
      await page.fill('[name="enterprise.name"]', '澄河示例小吃店')
      await page.fill('[name="enterprise.uscc"]', `${uscc.slice(0, 17)}${uscc.endsWith('0') ? '1' : '0'}`)
      await page.selectOption('[name="enterprise.industry"]', 'H62')
      await page.selectOption('[name="enterprise.effect"]', 'some')
      await submit(page)
      await page.waitForSelector('.errors >> text=统一社会信用代码不对')
      await page.fill('[name="enterprise.uscc"]', uscc)
    },
  }
  await fill(page, {
    department: 'SCJG',
    category: ['inspection', 'T14'],
    appears: 'named',
    account: '一个月里来了四次，每次都查同样的台账，没有出示检查通知书。',
    look: async (step) => {
      await look(page, step)
      await onStep[step]?.()
    },
  })
  expect(await page.textContent('.answers')).toMatch(/重复检查[\s\S]*1个文件[\s\S]*澄河示例小吃店/)
  expect(await main(page)).toMatch(/不会告诉谁[\s\S]*市场监督管理局/)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/小吃店|周女士/)
  expect(await page.textContent('.panel')).toMatch(CONTACT)
  await submit(page)
  await received(page)
  expect(await main(page)).toMatch(CONTACT)
  const { no, code } = await slip(page)
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('text=保存成图片')])
  expect(saved.suggestedFilename()).toBe(`阳光执法凭证${no}.png`)

  // The handler reads who the company is, and the copy of the film without what the telephone had written into it.
  await does('intake', no, 'accept')
  await does('assign', no, 'assign')
  await does('handler', no, 'sign')
  const handler = await facing('handler', `/desk/cases/${no}`)
  for (const said of ['涉企快道', '澄河示例小吃店', uscc, '重复检查']) expect(await main(handler)).toContain(said)
  expect(await handler.content()).not.toMatch(/周女士|19900005678|经过\.mp4/)
  await expect
    .poll(async () => (await handler.reload()) && handler.locator('a[href$="/attachments/1"]').count())
    .toBe(1)
  await handler.click('a[href$="/attachments/1"]')
  const [copy] = await Promise.all([handler.waitForEvent('download'), handler.click('text=下载副本')])
  const cleaned = readFileSync(await copy.path())
  expect(bytes.includes('CANARY')).toBe(true)
  expect(cleaned.includes('CANARY')).toBe(false)
  for (const part of pictures) expect(cleaned.includes(part)).toBe(true)

  // On the telephone of somebody else there, from the picture of the slip.
  const later = await city.visit({ size: PHONE })
  ways.push(trail(later))
  const { page: phone } = later
  await phone.goto('/')
  await phone.click('.menu summary')
  await phone.click('.menu a[href="/track"]')
  await phone.setInputFiles('[data-scan] input', await saved.path())
  await phone.waitForSelector('text=已经读出')
  await press(phone, '查询')
  await phone.waitForSelector('.clock')
  expect(await phone.textContent('.clock')).toMatch(/最迟答复日期[\s\S]*还有\d个工作日/)
  expect(await main(phone)).toContain('有进展时发短信')
  await phone.fill('#messages-text', '请尽快。')
  await press(phone, '发送')
  expect(await told(phone)).toContain('留言已经送到')
  await does('handler', no, 'answer', { outcome: 'upheld', note: '经查，四次检查没有合并进行，已经责令改正。' })
  await phone.click('text=看和下载我的全部内容')
  expect(await main(phone)).toContain('19900005678')
  await look(phone, 'copy')
  await phone.click('main .back')
  expect(await main(phone)).toContain('已经责令改正')
  await phone.check('[name=grade][value="4"]')
  await phone.check('[name="good.clear"]')
  await press(phone, '提交评价')
  expect(await main(phone)).toContain('满意（说得清楚）')
  expect(await judgement('handler', no)).toContain('满意：说得清楚')

  // The slip has been in two hands: a new code, and the old one opens nothing.
  await open(phone, '换一个查询码')
  await press(phone, '换查询码')
  const renewed = await slip(phone)
  await look(phone, 'new code')
  await phone.click('text=保存好了')
  expect(await main(phone)).toContain('您换了查询码')
  await expect
    .poll(() => sms.taken.filter(({ body }) => body.includes(no)).length, { timeout: 15_000 })
    .toBeGreaterThan(0)
  await unheard(city.site, ways, [code, renewed.code, '19900005678', '周女士', '小吃店'])
  for (const { body } of sms.taken) expect(body).not.toMatch(new RegExp(`${code}|${renewed.code}|小吃店|周女士`))
  expect([...company.noise, ...later.noise].filter((line) => !/ERR_CONNECTION_RESET/.test(line))).toEqual([])
}
