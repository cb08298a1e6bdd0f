import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { answer, WAYS } from '../bench/answering.ts'
import { Hand } from '../bench/keystroke.ts'
import { held, NOW, openDay } from '../open-day/made.ts'
import { asking, json } from '../support/ask.ts'
import { openSurvey } from '../survey/fixture.ts'
import { DESKTOP } from './browser.ts'
import { main, press, signIn, slip } from './people.ts'
import { clocked } from './rows/portal.ts'
import { printed, WECHAT } from './scan.ts'
import { sound } from './sound.ts'

const CODE = 'KF-2026-009'
const SURVEY = 'CP-2026-81'
const OPEN = '2026-06-24T08:50:00+08:00'
const AFTER = '2026-06-24T11:40:00+08:00'
const city = clocked({ start: NOW })

beforeAll(async () => {
  const { world } = city
  await held(world, openDay(CODE, { resident: 30 }))
  await openSurvey(world.deps, { code: SURVEY, purpose: 'visited', entry: 'invited' }, 'WJ-KF')
})

/** What the poster hung up and the sign at the door lead to, each read from its picture. */
async function onPaper(): Promise<{ poster: string; sign: string }> {
  const { page } = await city.stay({ size: DESKTOP })
  await page.goto(`/open-days/${CODE}/poster`)
  const poster = new URL(await printed(page, 'img.poster')).pathname
  const issued = { type: 'EVENT', event: CODE, issuedTo: '办公室', validFrom: '2026-06-01' }
  const answer = await asking(city.world, 'handler')('/api/desk/codes', json('POST', issued))
  const { id } = (await answer.json()) as { id: string }
  await signIn(page, 'handler', `/desk/codes/${id}/print`)
  await sound(page)
  return { poster, sign: new URL(await printed(page, 'svg >> nth=-1')).pathname }
}

/** Registers, and notes number and ticket as they stand on the page. */
async function register(page: Page, telephone: string) {
  await page.fill('main [name=name]', '周明')
  await page.fill('main [name=phone]', telephone)
  await page.check('main [name=group][value=resident]')
  await page.check('main [name=consent]')
  await press(page, '提交报名')
  await page.waitForURL('**/registrations')
  const { no, groups } = await slip(page)
  return { number: no, ticket: groups.join('') }
}

/** Goes through the questions as a visitor would, and sends them. */
async function fill(page: Page) {
  await press(page, '填写问卷')
  await page.waitForSelector('main [name=_at]:not([value=".begin"])', { state: 'attached' })
  await answer(new Hand(page), page, WAYS['a visitor']!.says, true)
  await press(page, '交卷')
}

test.each([
  { how: 'with script', script: true, telephone: '19900007701' },
  { how: 'without', script: false, telephone: '19900007702' },
])('from the poster to the questionnaire $how', async ({ script, telephone }) => {
  city.world.at(NOW)
  const { poster, sign } = await onPaper()
  const { page, noise } = await city.stay({ ...WECHAT, script })
  await page.goto(poster)
  const mine = await register(page, telephone)

  // At the door, nine days later: this telephone has forgotten the ticket, its owner has not forgotten the number.
  city.world.at(OPEN)
  await page.goto(sign)
  expect(await main(page)).toContain('真实有效')
  await sound(page)
  await page.fill('main [name=number]', mine.number.toLowerCase())
  await page.fill('main [name=phone]', '19900000000')
  await press(page, '签到')
  await page.waitForSelector('main >> text=编号和手机号码对不上')
  expect(await page.inputValue('main [name=number]')).toBe(mine.number.toLowerCase())
  const desk = await city.stay({ size: DESKTOP })
  await signIn(desk.page, 'zfj', `/desk/open-days/${CODE}`)
  await desk.page.click('main a:has-text("签到口和到场")')
  const came = desk.page.locator('[data-count="am.came"]')
  const before = Number(await came.textContent())
  await page.fill('main [name=phone]', telephone)
  await press(page, '签到')
  await page.waitForSelector('main [role=status] >> text=签到成功')
  await sound(page)
  // Whoever watches the desk sees them come, and touches nothing.
  await expect.poll(async () => Number(await came.textContent())).toBe(before + 1)
  await desk.page.reload()
  expect(await main(desk.page)).toContain('本人扫码')
  await sound(desk.page)
  await desk.page.goto(`/desk/open-days/${CODE}/badges`)
  await sound(desk.page)
  const pdf = (await desk.page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)

  city.world.at(AFTER)
  const asked = async () => {
    await page.goto('/registrations')
    if (await page.isVisible('main [name=ticket]')) {
      await page.fill('main [name=ticket]', mine.ticket)
      await press(page, '查询')
    }
    await page.waitForSelector('main >> text=已参加')
  }
  await asked()
  await sound(page)
  await fill(page)
  await page.waitForSelector('h1:has-text("收下了")')
  // Once: whoever comes again is told so.
  await asked()
  // With a ballot nobody looks until it is sent.
  if (script) await fill(page)
  else await press(page, '填写问卷')
  await page.waitForSelector('main >> text=/邀请码已经(用|答)过/')

  await asked()
  await page.click('main a:has-text("把意见变成办件")')
  await page.waitForSelector('#complaint')
  expect(await page.inputValue('#complaint [name="about.department"]')).toBe('ZFJ')
  expect(await page.content()).not.toContain(mine.ticket)
  expect(await page.content()).not.toContain(mine.number)
  expect([...noise, ...desk.noise]).toEqual([])
})
