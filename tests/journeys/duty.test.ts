import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { appointed } from '../duty/made.ts'
import { PHONE } from './browser.ts'
import { act, main, open, press, signIn, told } from './people.ts'
import { desk } from './portal.ts'
import { clocked } from './rows/portal.ts'

/** A Monday at 10:24: what begins within the hour ends on the same day, whenever this is run. */
const city = clocked()
beforeAll(() => city.world.deps.store.writes.commit([appointed(city.world.deps.secrets, 'supervisor1')]))
const { facing, noise } = desk(city)

const TITLE = '餐饮店检查跟随观察（示例）'

/** The telephone of the supervisor, signed in. */
async function telephone(next: string, script = true) {
  const { page, context } = await city.stay({ size: PHONE, script })
  onTestFinished(() => context.close())
  await signIn(page, 'supervisor1', next)
  return page
}

/** One that begins within the hour: its door is open. */
async function made() {
  const page = await facing('handler', '/desk/duties/new')
  await page.selectOption('[name=kind]', 'check')
  await page.fill('[name=title]', TITLE)
  await page.fill('[name=brief]', '跟随检查两家餐饮店，看是否亮证、告知和记录。')
  await page.fill('[name=place]', '城东街道示例路8号门口集合')
  await page.fill('[name=on]', '2026-06-15')
  await page.fill('[name=starts]', '10:40')
  await page.fill('[name=ends]', '11:30')
  await page.fill('[name=reportBy]', '2026-06-18')
  await press(page, '保存，去邀请')
  await page.check('[name=all]')
  await press(page, '发出邀请')
  return page
}

test('a supervisor is asked, answers on a telephone, checks in with the code of the door, reports; the bureau reads it', async () => {
  const page = await made()
  expect(await told(page)).toMatch(/新邀请了\d+人/)
  await page.click('text=看名单')
  const code = /签到码(\d{6})/.exec((await main(page)) ?? '')?.[1] ?? ''
  const phone = await telephone('/duty', false)
  expect(await main(phone)).toContain('项邀请等您答复')
  await phone.goto('/duty/announcements')
  await phone.click(`text=请您参加：${TITLE}`)
  await phone.goto('/duty/announcements')
  const opened = phone.locator('article', { hasText: `请您参加：${TITLE}` })
  expect(await opened.textContent()).not.toContain('没看')
  await phone.goto('/duty')
  await phone.click(`text=${TITLE}`)
  await act(phone, 'accept')
  expect(await told(phone)).toContain('已接受')
  await act(phone, 'checkIn', { code: code === '000000' ? '000001' : '000000' })
  expect(await main(phone)).toContain('签到码不对')
  await phone.fill('#checkIn-code', code)
  await press(phone, '确认签到')
  expect(await told(phone)).toContain('已签到')
  const words = '两名执法人员都亮了证，说明了来意。'
  await act(phone, 'report', { findings: words, minutes: '60' })
  expect(await told(phone)).toContain('报告已交')
  await phone.goto('/duty/calendar')
  expect(await main(phone)).toContain(TITLE)
  await phone.goto('/duty/library')
  expect(await main(phone)).toContain('社会监督员上岗学习资料')
  for (const at of ['/duty', '/duty/calendar', '/duty/announcements', '/duty/library']) {
    await phone.goto(at)
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
  }
  await page.reload()
  await page.click('th a:has-text("白露")')
  expect(await main(page)).toContain(words)
  expect(await noise()).toEqual([])
})

test('a task called off is told, and can be answered no more', async () => {
  const page = await made()
  await page.click('text=看名单')
  await open(page, '取消')
  await act(page, 'cancel', { reason: '场地停电，改日再办。' })
  expect(await told(page)).toContain('已取消')
  const phone = await telephone('/duty/announcements')
  await phone.click(`text=任务取消：${TITLE}`)
  expect(await main(phone)).toContain('场地停电')
})
