import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { Secrets } from '../../api/secrets.ts'
import { openStore } from '../../db/open.ts'
import { appointed } from '../duty/made.ts'
import { SECRET } from '../support/world.ts'
import { PHONE } from './browser.ts'
import { act, day, main, open, press, signIn, told } from './people.ts'
import { desk, portal } from './portal.ts'

/** The city of all journeys, in which one of its supervisors serves. */
async function withSupervisor() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-duty-'))
  const city = inject('city')
  if (city) cpSync(city, dir, { recursive: true })
  const store = await openStore({ url: `file:${join(dir, 'yangguang.db')}` })
  await store.writes.commit([
    { sql: 'delete from supervisors where login = ?', args: ['supervisor1'] },
    appointed(new Secrets(SECRET), 'supervisor1', { from: day(-30), to: day(300) }),
  ])
  await store.close()
  return { DATA_DIR: dir }
}
const city = portal(withSupervisor)
const { facing, noise } = desk(city)

const clock = (minutes: number) => new Date(Date.now() + 8 * 3_600_000 + minutes * 60_000).toISOString().slice(11, 16)
const TITLE = '餐饮店检查跟随观察（示例）'

/** One that begins within the hour: its door is open. Just before midnight there is none such. */
async function made() {
  const page = await facing('handler', '/desk/duties/new')
  await page.selectOption('[name=kind]', 'check')
  await page.fill('[name=title]', TITLE)
  await page.fill('[name=brief]', '跟随检查两家餐饮店，看是否亮证、告知和记录。')
  await page.fill('[name=place]', '城东街道示例路8号门口集合')
  await page.fill('[name=on]', day(0))
  await page.fill('[name=starts]', clock(20))
  await page.fill('[name=ends]', clock(30))
  await page.fill('[name=reportBy]', day(3))
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
  const { page: phone } = await city.visit({ size: PHONE, script: false })
  await signIn(phone, 'supervisor1', '/duty')
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
  const { page: phone } = await city.visit({ size: PHONE })
  await signIn(phone, 'supervisor1', '/duty/announcements')
  await phone.click(`text=任务取消：${TITLE}`)
  expect(await main(phone)).toContain('场地停电')
})
