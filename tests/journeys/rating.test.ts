import { expect, test } from 'vitest'
import { sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { rate } from '../support/rating.ts'
import { PHONE } from './browser.ts'
import { press, told, track } from './people.ts'
import { desk } from './portal.ts'
import { clocked } from './rows/portal.ts'

const city = clocked()
const { step } = moving(() => city.world)
const ANSWER = '经查，扣押没有依据，三轮车已经退还。'
const MENDED = '车已经送到家里，当面道了歉，收条有来件人签字。'

/** A case of the body that was answered; the way there has journeys of its own. */
async function answered() {
  const of = await sent(city.world, { about: { department: 'ZFJ' }, person: { name: '周女士', phone: '19900001234' } })
  expect((await step('intake', of.no, 'accept')).status).toBe(200)
  expect((await step('handler', of.no, 'answer', { note: ANSWER })).status).toBe(200)
  return of
}

// Without script: nothing here needs any.
test('unhappy, called, mended, answered, judged again, and in the totals when the month is over', {
  timeout: 120_000,
}, async () => {
  city.world.at('2026-06-15T10:24:00+08:00')
  const of = await answered()
  const { page, noise } = await city.stay({ size: PHONE, script: false })
  await track(page, { no: of.no, code: of.queryCode })
  await page.check('[name=grade][value="1"]')
  await page.check('[name="bad.unsolved"]')
  await page.check('[name=improve]')
  await page.fill('#rating-text', '答复说退了，可是三轮车到今天也没有还给我。')
  await press(page, '提交评价')
  expect(await told(page)).toContain('您的评价已经收到')
  expect(await page.textContent('section[aria-labelledby=improvement]')).toContain('6月18日')

  const seats = desk(city)
  const list = await seats.facing('intake', '/desk?view=received')
  await list.click('tr:has-text("来件人对办理结果的评价") a')
  await list.waitForURL(/\/desk\/cases\//)
  const no = list.url().split('/').at(-1) ?? ''
  expect(no).not.toBe(of.no)
  await seats.acts('intake', no, 'accept')
  await seats.acts('assign', no, 'assign', { person: 'handler' })
  const handler = await seats.acts('handler', no, 'sign')
  expect(await handler.textContent('main')).toContain('差评整改')
  // Nobody is answered before being heard; the step is not even offered.
  expect(await handler.locator('form:has(input[name=action][value=answer])').count()).toBe(0)
  await seats.acts('handler', no, 'record', { activity: 'recall', note: '电话回访，来件人说车没有还。' })
  await seats.acts('handler', no, 'message', { note: '请问哪天在家，我们把车送去。' })

  await page.goto('/track')
  const part = page.locator('section[aria-labelledby=improvement]')
  expect(await part.textContent()).toContain('请问哪天在家')
  await page.fill('[id="improvement/messages-text"]', '周六在家。')
  await press(page, '给改进人员发送')
  expect(await told(page)).toContain('留言已经送到')
  await seats.acts('handler', no, 'answer', { 'measures.refund': 'on', note: MENDED })

  await page.goto('/track')
  expect(await part.textContent()).toContain(MENDED)
  await part.locator('[name=grade][value="4"]').check()
  await press(page, '提交第二次评价')
  expect(await told(page)).toContain('前后两次都保留')
  expect(await part.textContent()).toContain('您的第二次评价：满意')
  expect(await page.textContent('main')).toContain('您的评价：非常不满意')

  // Others judge too: of fewer than five nothing would be told.
  for (let i = 0; i < 5; i++) expect((await rate(city.world, await answered(), { grade: 5 })).status).toBe(200)
  await page.goto('/publications')
  await page.click('main a:has-text("评价和整改")')
  expect(await page.textContent('main')).toContain('2026年1月至5月的评价')
  city.world.at('2026-07-01T09:00:00+08:00')
  await page.goto('/ratings')
  const rows = await page.locator('main table').first().locator('tr').allTextContents()
  expect(rows.at(-1)?.replace(/\s/g, '')).toBe('合计6')
  expect(rows.join()).toContain('不公布')
  expect(await page.textContent('main')).toContain('综合行政执法局')
  expect(await page.textContent('main')).toContain('误评申诉：5个工作日')
  expect(noise).toEqual([])
  await page.context().close()
})
