import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { DESKTOP } from './browser.ts'
import { main, open, press, told } from './people.ts'
import { portal } from './portal.ts'
import { cramped, sound } from './sound.ts'

const city = portal()

const STATEMENT =
  '我退休前在学校工作，住在老城，每天都在街上走，摊贩和店主都熟。时间充裕，愿意把看到的好的和不好的都写下来，参加培训和开放日。'

/** Types what is asked for; nothing is sent yet. */
async function fill(page: Page, more: Record<string, string> = {}) {
  const said = { name: '周明（示例）', phone: '19900003301', birth: '1970-05-01', statement: STATEMENT, ...more }
  for (const [name, value] of Object.entries(said)) await page.fill(`main [name="${name}"]`, value)
  await page.check('main [name="areas.379981001"]')
  await page.check('main [name=declared]')
  await page.check('main [name=consent]')
}
const code = async (page: Page) => ((await page.locator('.ticket .code').textContent()) ?? '').replace(/\s/g, '')

describe('somebody who wants to be a supervisor', () => {
  test.each([
    { how: 'with script', script: true, phone: '19900003301' },
    { how: 'without', script: false, phone: '19900003302' },
  ])(
    '$how: applies, is told what is wrong, mends it, follows it by the ticket and takes it back',
    async ({ script, phone }) => {
      const { page, noise, context } = await city.visit({ script })
      await page.goto('/')
      await page.click('main a:has-text("社会监督员")')
      await sound(page)
      await page.click('main a:has-text("我要报名")')
      await page.waitForURL('**/supervisors/apply')
      await sound(page)
      await fill(page, { phone })
      await page.selectOption('main [name=education]', 'senior')
      await page.check('main [name="record.debtor"]')
      await press(page, '提交报名')
      await page.waitForSelector('main [role=alert] >> text=有2处需要改正')
      expect(await main(page)).toMatch(/大专以上学历/)
      // Nothing typed is gone.
      expect(await page.inputValue('main [name=statement]')).toBe(STATEMENT)
      expect(await page.isChecked('main [name="areas.379981001"]')).toBe(true)
      await sound(page)

      await page.selectOption('main [name=education]', 'bachelor')
      await page.uncheck('main [name="record.debtor"]')
      await press(page, '提交报名')
      await page.waitForURL('**/supervisors/application')
      expect(await told(page)).toContain('报名收到了')
      expect(await main(page)).toContain('待资格审核')
      expect(await main(page)).not.toMatch(/周明|19900003/)
      await sound(page)
      const ticket = await code(page)
      expect(ticket).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/)

      await press(page, '离开并清除')
      await page.waitForSelector('text=已经清除')
      expect((await context.cookies()).filter(({ name }) => name === 'held')).toEqual([])
      await page.fill('main [name=ticket]', 'K7MQ2W9XK7MQ2W9XK7MQ2W9X')
      await press(page, '查询')
      await page.waitForSelector('text=没有找到。请对照凭证')
      await page.fill('main [name=ticket]', ticket.toLowerCase().match(/.{4}/g)?.join(' ') ?? '')
      await press(page, '查询')
      await page.waitForSelector('text=待资格审核')
      expect(page.url()).not.toContain(ticket)

      await press(page, '同意列进公开名册')
      await page.waitForSelector('main [role=status] >> text=已经改好')
      await open(page, '撤回报名')
      await press(page, '撤回报名')
      await page.waitForSelector('main [role=status] >> text=报名已经撤回')
      expect(await main(page)).toContain('已撤回报名')
      await sound(page)
      expect(noise).toEqual([])
    },
  )
})

test('somebody objects to one in publicity, and follows it', async () => {
  const { page, noise } = await city.visit({ size: DESKTOP })
  await page.goto('/supervisors')
  await page.click('main a:has-text("正在公示")')
  await sound(page)
  await page.click('main tr:has-text("邵清") a')
  await sound(page)
  await page.fill('main [name=text]', '他的经历和报名表上写的不一样，可以向原单位核实（示例）。')
  await press(page, '提出异议')
  await page.waitForURL('**/supervisors/objection')
  expect(await told(page)).toContain('异议收到了')
  expect(await main(page)).not.toMatch(/邵清|经历/)
  await sound(page)
  const ticket = await code(page)
  await press(page, '离开并清除')
  await page.fill('main [name=ticket]', ticket)
  await press(page, '查询')
  await page.waitForSelector('text=正在核实')
  expect(noise).toEqual([])
})

test('a certificate is checked by its number, which comes into no address', async () => {
  const { page, noise } = await city.visit({ script: false })
  await page.goto('/supervisors')
  await page.fill('main [name=number]', 'JD20259999D')
  await press(page, '核验')
  await page.waitForSelector('text=查不到')
  expect(page.url()).not.toContain('JD')
  await page.fill('main [name=number]', 'JD20259998D')
  await press(page, '核验')
  await page.waitForSelector('main [role=alert] >> text=没有查到这个号')
  await page.fill('main [name=number]', '31')
  await press(page, '核验')
  await page.waitForSelector('main [role=alert] >> text=证号是JD加8位数字')
  await sound(page)
  expect(noise).toEqual([])
})

test('all of it fits the narrowest telephone and large letters', async () => {
  for (const elder of [false, true]) {
    const { page } = await city.visit({ elder })
    for (const path of ['/supervisors', '/supervisors/apply', '/supervisors/publicity', '/supervisors/application']) {
      await page.goto(path)
      expect(await cramped(page, [{ width: 320, height: 640 }, DESKTOP]), path).toEqual([])
      await sound(page)
    }
  }
})
