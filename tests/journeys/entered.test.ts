import { expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { main, open, press, signIn, slip, track } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const at = portal()

test('somebody calls: the window enters it, reads out number and code, hands it over; the caller follows it', async () => {
  const clerk = await at.visit({ size: DESKTOP })
  const { page } = clerk
  await signIn(page, 'intake')
  await page.click('main >> text=登记来访、来电、来信')
  await sound(page)
  // Enter does what the main button does, here asking for what is missing, not what the first of the others does.
  await page.press('[name="about.place"]', 'Enter')
  expect(await page.evaluate(() => [location.hash, document.activeElement?.getAttribute('name')])).toEqual([
    '',
    'channel',
  ])
  await page.check('[name=channel][value=CALL]')
  await page.selectOption('[name=category]', 'T05')
  await page.selectOption('[name="about.department"]', 'ZFJ')
  await page.fill('[name="about.officer"]', '王铁军')
  await page.fill('[name=account]', '来电人说占道经营的三轮车被扣，两名执法人员没有出示证件，也没有给清单。')
  await page.fill('[name="ask.matter"]', '占道经营')
  await page.click('button[value=look]')
  await page.check('fieldset:has-text("要反映的是") [type=radio] >> nth=0')
  await page.check('[name=appears][value=named]')
  await page.fill('[name="person.name"]', '周女士')
  await page.fill('[name="person.phone"]', '13911112222')
  await open(page, '涉及企业或个体工商户')
  // What was forgotten comes back with everything that was said.
  await press(page, '登记并给出凭证')
  expect(await page.textContent('.errors')).toContain('请先告诉来件人')
  expect(await page.inputValue('[name="person.phone"]')).toBe('13911112222')
  await page.check('[name=told]')
  await press(page, '登记并给出凭证')
  await page.waitForURL('**/desk/cases/receipt')
  await sound(page)
  const { no, groups, code } = await slip(page)
  expect([no, groups.length]).toEqual([expect.stringMatching(/^\d{4}-\d{8}[A-Z]$/), 6])
  await page.emulateMedia({ media: 'print' })
  expect([await page.isVisible('.ticket'), await page.isVisible('main form')]).toEqual([true, false])
  await page.emulateMedia({ media: null })

  const caller = await at.visit({ size: PHONE })
  await track(caller.page, { no, code })
  await caller.page.waitForSelector('main >> text=工作人员已替您登记')

  await page.click('main >> text=打开这一件')
  expect(await main(page)).toContain('陈安（示例） 受理岗')
  for (const title of ['相近的办件', '当时的规定']) expect(await main(page)).toContain(title)
  await sound(page)
  await page.click('main >> text=打印')
  await page.waitForURL('**/print')
  await sound(page)
  const pdf = await page.pdf({ preferCSSPageSize: true })
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)

  await page.goto('/desk/cases/receipt')
  await press(page, '已经交给来件人，收起')
  await page.waitForSelector('[role=status] >> text=凭证已收起')
  await page.goto('/desk/cases/receipt')
  expect(await main(page)).not.toContain(groups[0])
  expect([...clerk.noise, ...caller.noise]).toEqual([])
})
