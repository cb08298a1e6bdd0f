import { expect, test } from 'vitest'
import { complaint } from '../support/world.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { act, day, main, press, signIn, told } from './people.ts'
import { portal } from './portal.ts'
import { soundWithScript } from './sound.ts'

const city = portal()

test('a special is opened from the desk, cases are ticked in the list, and it closes with a summary', async () => {
  // No script anywhere.
  const { page } = await city.visit({ size: DESKTOP, script: false })
  page.setDefaultTimeout(10_000)
  const send = async () =>
    ((await (await page.request.post('/api/complaints', { data: complaint() })).json()) as { no: string }).no
  const [one, two] = [await send(), await send()] as const
  await signIn(page, 'assign', '/desk')
  await page.click('nav >> text=专项监督')
  await page.click('main >> text=开展专项监督')
  await page.fill('[name=title]', '搬离占道物品专项监督')
  await page.fill('[name=basis]', '《行政执法监督条例》第六条')
  await page.selectOption('[name=person]', 'assign')
  await page.fill('[name=dueOn]', day(-1))
  await page.fill('[name=sector]', '城市管理')
  await press(page, '开展')
  expect(await page.textContent('.errors')).toContain('完成日期不能早于今天')
  expect(await page.inputValue('[name=title]')).toBe('搬离占道物品专项监督')
  await page.fill('[name=dueOn]', day(30))
  await press(page, '开展')
  expect(await told(page)).toContain('已经开展')
  const address = new URL(page.url()).pathname

  // Which one was forgotten: what is ticked stays so.
  await page.goto(`/desk?view=all&q=${two}`)
  await page.getByLabel(`勾选${two}`).check()
  await press(page, '列入')
  expect(await page.textContent('.errors')).toContain('请选择列入哪个专项监督')
  expect(await page.getByLabel(`勾选${two}`).isChecked()).toBe(true)

  await page.goto(`/desk?view=all&q=${one}`)
  await soundWithScript(page, PHONE)
  await page.getByLabel(`勾选${one}`).check()
  await page.selectOption('#special', { label: '搬离占道物品专项监督' })
  await press(page, '列入')
  expect(await told(page)).toContain('已经列入')
  expect(await main(page)).toContain(one)
  // By number, typed wrong first: everything typed stays.
  await page.fill('[name=cases]', `${two} 2026-00000000A`)
  await press(page, '列入')
  expect(await main(page)).toContain('没有“2026-00000000A”这一件')
  expect(await page.inputValue('[name=cases]')).toContain(two)
  await page.fill('[name=cases]', two)
  await press(page, '列入')
  expect(await main(page)).toMatch(/列入2件/)
  await page.getByLabel(`勾选${two}`).check()
  await press(page, '移出勾选的办件')
  expect(await main(page)).not.toContain(two)
  await soundWithScript(page, PHONE, address)
  await page.click(`main a:has-text("${one}")`)
  await page.click('main >> text=搬离占道物品专项监督 >> nth=0')
  expect(new URL(page.url()).pathname).toBe(address)
  await act(page, 'result', { note: '多数没有出具清单，已要求逐件补办。' })

  const chief = await city.visit({ size: DESKTOP, script: false })
  await signIn(chief.page, 'chief', address)
  await act(chief.page, 'close', { note: '已经制定搬离物品登记办法，逐月抽查。' })
  expect(await main(chief.page)).toContain('逐月抽查')
  expect(await main(chief.page)).toContain('已结束')
  const body = await city.visit({ size: DESKTOP, script: false })
  await signIn(body.page, 'zfj', '/desk/enquiries')
  expect((await body.page.goto(address))?.status()).toBe(403)
})
