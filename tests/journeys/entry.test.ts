import { expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { day, main, press, signIn } from './people.ts'
import { portal } from './portal.ts'

const city = portal()

test('one entry without a script: written, mended, returned, timed, taken back, published, withdrawn with its reason', async () => {
  const [editor, publisher, citizen] = [
    await city.visit({ size: PHONE, script: false }),
    await city.visit({ size: DESKTOP, script: false }),
    await city.visit({ script: false }),
  ]
  const { page } = editor
  await signIn(page, 'editor', '/desk/publications')
  await page.goto('/desk/publications/benchmark')
  await page.getByRole('link', { name: '新建' }).click()
  await page.getByLabel('基准编码').fill('jz-scjg-970')
  await press(page, '开始填写')
  const RECORD = '/desk/publications/benchmark/JZ-SCJG-970'
  expect(new URL(page.url()).pathname).toBe(`${RECORD}/edit`)
  const set = (name: string, value: string) => page.fill(`[name="data.${name}"]`, value)

  // Half of it, and a row: nothing is lost on the way.
  await set('name', '经营散装食品没有标明保质期')
  await page.check('input[name="data.type"][value=penalty]')
  await page.getByRole('button', { name: /^加一项/ }).click()
  expect(await page.inputValue('[name="data.name"]')).toBe('经营散装食品没有标明保质期')
  await page.selectOption('[name="data.tiers.0.grade"]', 'normal')
  await page.getByRole('button', { name: '保存', exact: true }).first().click()
  expect(await main(page)).toMatch(/已保存，还有\d+处要补/)
  await page.getByRole('link', { name: '看还缺什么' }).click()
  await page.locator('.errors a', { hasText: '生效日期' }).click()
  expect(new URL(page.url()).hash).toBe('#from')

  const law = '《中华人民共和国食品安全法》第一百二十五条第一款第（二）项'
  const tier = async (i: number, grade: string, penalty: string, max: string) => {
    const at = `tiers.${i}`
    for (const [name, value] of [
      ['grade', grade],
      ['degree', 'normal'],
      ['match', 'any'],
      ['unit', 'yuan'],
    ] as const)
      await page.selectOption(`[name="data.${at}.${name}"]`, value)
    await set(`${at}.conditions`, '货值不足一千元\n逾期没有改正')
    await page.check(`[name="data.${at}.kinds.fine"]`)
    await set(`${at}.penalty`, penalty)
    await set(`${at}.min`, '０')
    await set(`${at}.max`, max)
  }
  await page.fill('[name=from]', day(0))
  await page.fill('[name=source]', '《市场监管领域裁量基准》（示例）')
  await set('violates', law)
  await set('basis', law)
  await tier(0, 'normal', '处五千元以下罚款', '５０００')
  await page.getByRole('button', { name: /^加一项/ }).click()
  await tier(1, 'heavier', '处五千元以上二万元以下罚款', '两万')
  await set('authority', '澄河市市场监督管理局')
  await set('docNo', '澄市监规〔2026〕9号（示例）')
  await page.check('[name="data.levels.city"]')
  await set('note', '首次发现并当场改正的，先看不予处罚清单。')
  await page.locator('[name="data.matter"]').fill('CH-SCJG-CF-001')
  await page.getByRole('button', { name: '保存', exact: true }).first().click()
  await page.getByRole('link', { name: '看还缺什么' }).click()
  expect(await page.locator('.errors').textContent()).toContain('上限')
  expect(await page.inputValue('[name="data.tiers.1.max"]')).toBe('两万')
  await set('tiers.1.max', '20000')
  await page.getByRole('button', { name: '保存并预览' }).first().click()
  expect(await main(page)).toContain('处五千元以上二万元以下罚款')
  await page.getByRole('link', { name: '回到这一条' }).first().click()
  await press(page, '提交审核')
  expect(await main(page)).toContain('已提交审核')
  expect(await page.getByRole('button', { name: '发布', exact: true }).count()).toBe(0)

  const { page: other } = publisher
  await signIn(other, 'publisher', RECORD)
  await other.locator('summary', { hasText: '退回修改' }).click()
  await other.getByLabel('退回的理由').fill('下限写0不对，请删掉。')
  await press(other, '退回修改')
  await page.goto('/desk/publications')
  await page.getByRole('link', { name: '经营散装食品没有标明保质期' }).first().click()
  expect(await main(page)).toContain('下限写0不对，请删掉。')
  await page.getByRole('link', { name: '编辑', exact: true }).click()
  for (const i of [0, 1]) await set(`tiers.${i}.min`, i === 0 ? '' : '5000')
  await page.getByRole('button', { name: '保存，回到这一条' }).click()
  await press(page, '提交审核')

  // On a later day: nobody sees it before.
  const OUT = '/benchmarks/JZ-SCJG-970'
  await other.goto(RECORD)
  await other.getByLabel('哪一天公布').fill(day(3))
  await press(other, '发布')
  expect(await main(other)).toContain('已定时，到那天零点自动公布')
  const status = async (path: string) => (await citizen.page.goto(path))?.status()
  expect(await status(OUT)).toBe(404)
  expect(await status(`${OUT}?on=${day(3)}`)).toBe(404)
  await other.goto('/desk/publications?view=scheduled')
  await other.getByRole('link', { name: '经营散装食品没有标明保质期' }).click()
  await press(other, '撤回定时发布')
  await page.goto(RECORD)
  await press(page, '提交审核')
  await other.goto(RECORD)
  await press(other, '发布')
  expect(await main(other)).toContain('已发布，群众现在就能看到')
  expect(await status(OUT)).toBe(200)
  expect(await main(citizen.page)).toContain('处五千元以上二万元以下罚款')

  await page.goto(RECORD)
  await press(page, '取消（下架）')
  await page.fill('[name=from]', day(0))
  await page.fill('[name=reason]', '并入新的基准，不再单独适用（示例）。')
  await page.getByRole('button', { name: '保存，回到这一条' }).click()
  await press(page, '提交审核')
  await other.goto(RECORD)
  await press(other, '发布')
  expect(await status(OUT)).toBe(200)
  expect(await main(citizen.page)).toContain('并入新的基准，不再单独适用（示例）。')
  for (const { noise, context } of [editor, publisher, citizen]) {
    expect(noise).toEqual([])
    await context.close()
  }
})
