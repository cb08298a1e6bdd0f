import { expect } from 'vitest'
import { act } from '../people.ts'
import type { desk } from '../portal.ts'

/** 监督意见书: drafted from the case, reviewed, signed, served, answered by the body and verified; its number. */
export async function opinion({ facing }: Pick<ReturnType<typeof desk>, 'facing'>, no: string): Promise<string> {
  const page = await facing('handler', `/desk/cases/${no}`)
  await page.click('main >> text=起草监督文书')
  await page.click('main .tasks a:has-text("行政执法监督意见书")')
  await page.fill('[name=subject]', '规范扣押物品的手续')
  await page.fill('[name=facts]', '近期扣押物品的手续和登记不完整，清单交付没有记录。')
  await page.fill('[name=demands]', '逐项核查这一时期的扣押手续，补全清单，写出书面说明。')
  await page.click('main form .actions button')
  await page.waitForSelector('[role=status] >> text=草稿已保存')
  const address = new URL(page.url()).pathname
  const on = async (by: string, action: string, says: Record<string, string> = {}) => {
    const its = await facing(by, address)
    await act(its, action, says)
    await its.waitForSelector('main [role=status]')
    return its
  }
  await on('handler', 'submit')
  await on('review', 'approve', { note: '同意。' })
  const signed = await on('chief', 'sign')
  const number = (await signed.locator('h1 ~ .case dd .nb').first().textContent()) ?? ''
  expect(number).toMatch(/^澄司监意〔2026〕\d+号$/)
  await on('handler', 'serve', { how: 'platform' })
  await on('zfj', 'receive')
  await on('zfj', 'feed', { note: '已逐项核查，补办手续十二件，清单存档在第三册。' })
  await on('handler', 'verify', { result: 'done', note: '看过台账，补办齐全。' })
  await on('handler', 'close')
  return number
}
