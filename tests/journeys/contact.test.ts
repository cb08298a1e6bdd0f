import { afterAll, expect, test, vi } from 'vitest'
import { company } from '../contact/pointing.ts'
import { ACCOUNT } from '../lead/made.ts'
import { smsSink } from '../notice/sinks.ts'
import { DESKTOP } from './browser.ts'
import { awake, day, main, press, signIn, told } from './people.ts'
import { portal } from './portal.ts'
import { printed } from './scan.ts'
import { sound } from './sound.ts'

let sms: Awaited<ReturnType<typeof smsSink>>
const city = portal(async () => {
  sms = await smsSink()
  return { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' }
})
afterAll(() => sms?.close())

const PHONE = '13912340077'
const USCC = company()
const NAME = '启明门业（示例）'
/** What came to a telephone, the newest. */
const came = () =>
  sms.taken.map(({ body }) => JSON.parse(body) as { to: string; text: string }).findLast(({ to }) => to === PHONE)?.text

test('a company becomes a contact point, its plaque is read, and its contact signs in by link and sends a lead', async () => {
  const { page: desk } = await city.visit({ size: DESKTOP })
  await signIn(desk, 'handler', '/desk/contacts')
  await desk.click('main a:has-text("设立联系点")')
  await desk.waitForSelector('main [name=uscc]')
  await sound(desk)
  const said = {
    name: NAME,
    uscc: `${USCC.slice(0, 17)}${USCC.endsWith('1') ? '2' : '1'}`,
    document: '澄司〔示例〕10号',
    from: day(0),
    to: day(700),
    person: '程门（示例）',
    phone: PHONE,
  }
  for (const [name, value] of Object.entries(said)) await desk.fill(`main [name=${name}]`, value)
  await desk.selectOption('main [name=industry]', 'other')
  await desk.selectOption('main [name=township]', '379981001')
  await desk.check('main [name=listed]', { force: true })
  await press(desk, '设立联系点')
  // What is wrong with the number is said, and nothing typed is gone.
  await desk.waitForSelector('main [role=alert]')
  expect(await desk.inputValue('main [name=person]')).toBe('程门（示例）')
  await desk.fill('main [name=uscc]', USCC)
  await press(desk, '设立联系点')
  await desk.waitForURL('**/desk/contacts/LX-*')
  expect(await told(desk)).toContain('已设立联系点')
  expect(await main(desk)).not.toContain(PHONE)
  const point = desk.url()
  await sound(desk)

  await desk.click('main a:has-text("打印铭牌")')
  await desk.waitForSelector('svg.label')
  await sound(desk)
  const plaque = await printed(desk, 'svg.label')
  expect(plaque).toMatch(/\/q\/[0-9A-Z]{12}/)

  const { page, noise } = await city.visit({ size: { width: 360, height: 780 } })
  await page.goto(new URL(plaque).pathname)
  for (const words of ['真实有效', '联系点铭牌码', NAME]) expect(await main(page)).toContain(words)
  await page.goto('/enterprise')
  await page.click('main a:has-text("企业联系点")')
  await page.waitForURL('**/enterprise/contacts')
  expect(await main(page)).toContain(NAME)
  expect(await main(page)).not.toContain('程门')
  await sound(page)

  await page.click('main a:has-text("联络员登录")')
  await page.waitForSelector('main [name=login]')
  await page.click('main a[href="/desk/sign-in/link"]')
  await page.waitForSelector('main [name=who]')
  await sound(page)
  await page.fill('main [name=who]', PHONE)
  await press(page, '发一个登录链接到我手机')
  await page.waitForSelector('text=登录链接正发到登记的手机上')
  await vi.waitFor(() => expect(came()).toContain('登录阳光执法请打开'), { timeout: 10_000 })
  const [, secret = ''] = /#([0-9A-Z]{24})/.exec(came() ?? '') ?? []
  await page.goto(`/desk/sign-in/link#${secret}`)
  await awake(page)
  await expect.poll(() => page.inputValue('main [name=token]')).toBe(secret)
  expect(page.url()).not.toContain(secret)
  await press(page, '登录')
  await page.waitForURL('**/contact')
  expect(await main(page)).toContain(NAME)
  expect(await main(page)).toContain('还没有问卷')
  await sound(page)

  await page.click('main a:has-text("提交线索")')
  await page.waitForSelector('#lead')
  await awake(page)
  await page.selectOption('#category', 'T05')
  await page.fill('#account', ACCOUNT)
  await page.check('[name=source][value=witnessed]', { force: true })
  await page.selectOption('[name="about.department"]', 'ZFJ')
  await page.check('[name=consent]', { force: true })
  await press(page, '提交线索')
  await page.waitForSelector('text=线索已经收到')
  await page.goto('/contact')
  await page.click('main a:has-text("1条")')
  await page.waitForURL('**/lead/mine')
  expect(await main(page)).toContain('共1条')
  await sound(page)
  expect(noise).toEqual([])

  // The same link lets nobody in again.
  const { page: thief } = await city.visit({ script: false })
  await thief.goto('/desk/sign-in/link')
  await thief.fill('main [name=token]', secret)
  await press(thief, '登录')
  await thief.waitForSelector('main [role=alert]')
  await sound(thief)

  await desk.goto(point)
  expect((await main(desk))?.replace(/\s+/g, '')).toContain('提交线索1条')
  await desk.goto('/desk/contacts')
  expect(await desk.textContent(`tr:has-text("${NAME}")`)).toContain('1条线索')
})
