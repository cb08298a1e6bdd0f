import { beforeAll, expect, test } from 'vitest'
import { applied, objected } from '../supervisor/made.ts'
import type { Visit } from './browser.ts'
import { DESKTOP } from './browser.ts'
import { act, main, press, signIn, told } from './people.ts'
import { clocked } from './rows/portal.ts'
import { printed, WECHAT } from './scan.ts'
import { sound } from './sound.ts'

const city = clocked()
const NAME = '严正（示例）'
const OWN = 'correct horse battery'
/** The first day after the days in which anybody may object. */
const AFTER = '2026-06-23T09:10:00+08:00'

let id: string
beforeAll(async () => {
  const row = await applied(city.world, { listed: true }, { name: NAME, phone: '19900008801' })
  id = row.id
})

/** Somebody of the bureau at their desk, signed in anew: it may be another day. */
async function at(login: string, path = `/desk/supervisors/${id}`): Promise<Visit> {
  const seat = await city.stay({ size: DESKTOP })
  await signIn(seat.page, login, path)
  await seat.page.waitForURL(`**${path}`)
  return seat
}

test('somebody applies, is made public, appointed and printed; the picture is genuine until they are suspended', async () => {
  const handler = await at('handler', '/desk/supervisors?state=applied')
  await sound(handler.page)
  await handler.page.click(`main a:has-text("${NAME}")`)
  await sound(handler.page)
  await act(handler.page, 'pass', { remark: '五项资格都核对过。' })
  expect(await told(handler.page)).toContain('已资格审核通过，公示')
  await objected(city.world, id)
  const early = await at('chief')
  expect(await main(early.page)).toContain('还不能聘任：公示期还没有过；还有异议没有处理')
  expect(await early.page.locator('input[name=action][value=appoint]').count()).toBe(0)

  // Whoever let the application pass does not judge what is against it.
  await handler.page.reload()
  expect(await main(handler.page)).toContain('异议由别的同事核实')
  expect(await handler.page.locator('[name=decision]').count()).toBe(0)
  await sound(handler.page)
  await early.page.check('[name=decision][value=dismissed]')
  await sound(early.page)
  await early.page.fill('[name=answer]', '查过法院公布的名单，没有这个人。')
  await press(early.page, '处理这份异议')
  expect(await told(early.page)).toContain('异议已处理')
  await sound(early.page)

  city.world.at(AFTER)
  const chief = await at('chief')
  await act(chief.page, 'appoint', { from: '2026-06-23', to: '2029-06-22' })
  await chief.page.waitForSelector('h1:has-text("请把设置码交给本人")')
  await sound(chief.page)
  const [number = '', login = ''] = await chief.page.locator('.ticket .no').allTextContents()
  const token = (await chief.page.locator('.ticket .code span').allTextContents()).join(' ')
  expect(number).toMatch(/^JD2026\d{4}[A-Z]$/)
  // Shown once: the address itself holds nothing.
  await chief.page.goto('/desk/supervisors/appointed')
  expect(await main(chief.page)).not.toContain(token)

  await chief.page.goto(`/desk/supervisors/${id}`)
  await chief.page.click('main a:has-text("打印证件")')
  await chief.page.waitForSelector('.badge')
  await sound(chief.page)
  const scanned = new URL(await printed(chief.page, '.badge svg'))
  expect(scanned.pathname).toMatch(/^\/q\/\w{12}$/)

  const street = await city.stay(WECHAT)
  await street.page.goto(scanned.pathname)
  const verdict = () => main(street.page)
  expect(await verdict()).toMatch(/真实有效[\s\S]*严正（示例）/)
  expect(await verdict()).toContain(number)
  expect(await verdict()).not.toContain('19900008801')
  await sound(street.page)

  const own = await city.stay()
  await own.page.goto('/set-up')
  await own.page.fill('main [name=token]', token)
  await own.page.fill('main [name=password]', OWN)
  await press(own.page, '设定密码')
  await own.page.waitForURL((url) => url.pathname !== '/set-up')
  const enter = async () => {
    await own.page.goto('/desk/sign-in')
    await own.page.fill('main [name=login]', login)
    await own.page.fill('main [name=password]', OWN)
    await own.page.click('main form button[type=submit]')
  }
  await enter()
  await own.page.waitForURL('**/supervisor')
  expect(await main(own.page)).toContain(`${NAME}，您好`)
  await sound(own.page)

  await chief.page.goto(`/desk/supervisors/${id}`)
  await act(chief.page, 'suspend', { reason: '正在核实对本人的反映。' })
  expect(await told(chief.page)).toContain('已暂停履职')
  await sound(chief.page)
  await street.page.reload()
  expect(await verdict()).not.toContain('真实有效')
  expect(await verdict()).toContain('暂停')
  expect(await verdict()).not.toContain(NAME)
  await sound(street.page)
  await own.page.goto('/supervisor')
  await own.page.waitForURL('**/desk/sign-in**')
  await enter()
  await own.page.waitForSelector('main >> text=您现在暂停履职，不能登录')
  await sound(own.page)
  expect([handler, early, chief, street, own].flatMap(({ noise }) => noise)).toEqual([])
})
