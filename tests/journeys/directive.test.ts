import { expect, test } from 'vitest'
import { complaint } from '../support/world.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { act, main, signIn } from './people.ts'
import { portal } from './portal.ts'
import { soundWithScript } from './sound.ts'

const city = portal()

test('from a case a document is drafted, reviewed, signed, served, answered, verified, made public and closed', async () => {
  // No script anywhere; the body reads on a phone.
  const { page } = await city.visit({ size: DESKTOP, script: false })
  const body = await city.visit({ size: PHONE, script: false })
  const looks = await city.visit({ size: PHONE })
  for (const one of [page, body.page, looks.page]) one.setDefaultTimeout(15_000)
  const sent = await page.request.post('/api/complaints', { data: complaint({ happenedOn: '2026-01-20' }) })
  const { no } = (await sent.json()) as { no: string }
  const as = async (login: string, next: string) => {
    await page.context().clearCookies()
    await signIn(page, login, next)
  }
  await signIn(body.page, 'zfj', '/desk/directives?view=all')
  await soundWithScript(body.page)
  const before = await body.page.locator('main tbody tr').count()

  await as('intake', `/desk/cases/${no}`)
  await act(page, 'accept')
  await as('handler', `/desk/cases/${no}`)
  await page.click('main >> text=起草监督文书')
  await page.click('main .tasks a:has-text("行政执法监督意见书")')
  await soundWithScript(page)
  expect(await page.inputValue('[name=department]')).toBe('ZFJ')
  expect(await page.inputValue('[name=cases]')).toBe(no)
  // What tells who spoke comes back with a sentence and everything typed.
  await page.fill('[name=subject]', '规范扣押物品的手续')
  await page.fill('[name=facts]', '有人说没有出示证件就扣了我的三轮车，请核实有关情况。')
  await page.click('main form .actions button')
  expect(await page.textContent('.errors')).toMatch(/事由和来件原文有连续八个字/)
  expect(await page.inputValue('[name=subject]')).toBe('规范扣押物品的手续')
  await page.fill('[name=facts]', '近期扣押物品的手续和登记不完整，清单交付没有记录。')
  await page.click('main form .actions button')
  expect(await page.textContent('[role=status]')).toContain('草稿已保存')
  const address = new URL(page.url()).pathname
  await page.click('main >> text=修改草稿')
  await page.fill('[name=demands]', '逐项核查这一时期的扣押手续，补全清单，写出书面说明。')
  await page.click('main form .actions button')
  expect(await page.textContent('[role=status]')).toContain('修改已保存')
  await act(page, 'submit')
  expect(await main(page)).toContain('您没有要办的事')

  await as('review', address)
  await act(page, 'approve', { note: '同意。' })
  await as('chief', address)
  await act(page, 'sign')
  const number = (await page.locator('h1 ~ .case dd .nb').first().textContent()) ?? ''
  expect(number).toMatch(/^澄司监意〔20\d\d〕\d+号$/)
  expect((await body.page.goto(address))?.status()).toBe(404)

  await page.goto(`${address}/print`)
  await soundWithScript(page)
  await page.emulateMedia({ media: 'print' })
  expect(await page.isVisible('.masthead')).toBe(false)
  expect(await page.isVisible('.official .agency')).toBe(true)
  const pdf = await page.pdf({ preferCSSPageSize: true })
  // A4 in points, one page: what the paper is told.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(2)
  await page.emulateMedia({ media: 'screen' })

  await as('handler', address)
  await act(page, 'serve', { how: 'platform' })
  expect(await main(page)).toContain('待反馈')
  await soundWithScript(page)
  await body.page.goto('/desk/directives')
  expect(await body.page.locator('main tbody tr').count()).toBe(before === 0 ? 1 : before + 1)
  await body.page.click(`main tr:has-text("${number}") a`)
  const seen = await body.page.content()
  expect(seen).toContain('清单交付没有记录')
  for (const hidden of [no, '三轮车', '林知行', '梁正', '拟稿', '同意。']) expect(seen, hidden).not.toContain(hidden)
  await soundWithScript(body.page)
  await act(body.page, 'receive')
  await act(body.page, 'feed', { note: '已逐项核查，补办手续十二件，清单存档在第三册。' })
  expect(await main(body.page)).toContain('待核验')
  await body.page.goto(`${address}/print`)
  expect(await body.page.textContent('.official')).toContain(number)

  await page.reload()
  expect(await main(page)).toContain('清单存档在第三册')
  await act(page, 'verify', { result: 'done', note: '看过台账，补办齐全。' })
  await act(page, 'propose', { digest: '对扣押物品手续和清单不全的问题提出意见，已整改。' })
  await act(page, 'close')
  expect(await main(page)).toContain('已办结')
  await page.goto(`/desk/cases/${no}`)
  expect(await main(page)).toContain(number)
  await as('chief', address)
  await act(page, 'publish')
  await looks.page.goto('/publications')
  await looks.page.click('main >> text=监督文书')
  expect(await main(looks.page)).toContain('手续和清单不全')
  expect(await main(looks.page)).toContain(number)
  for (const hidden of [no, '三轮车']) expect(await looks.page.content()).not.toContain(hidden)
  await soundWithScript(looks.page)
  expect([...body.noise, ...looks.noise]).toEqual([])
})
