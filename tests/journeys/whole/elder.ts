import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PHONE } from '../browser.ts'
import { fill, main, press, slip, submit } from '../people.ts'
import { trail, unheard } from '../trail.ts'
import { answered, city, heading, judgement, look, received, smallest } from './city.ts'

/** Somebody with large letters, from the link that brings them to the last page. */
export async function elder() {
  const elder = await city.visit({ size: PHONE })
  const { page } = elder
  const ways = [trail(elder)]
  await page.goto('/')
  const usual = await smallest(page)
  await page.click('.menu summary')
  await page.click('.menu >> text=长者模式')
  expect(new URL(page.url()).pathname).toBe('/')
  const enlarged = async (of: Page, where: string) => {
    expect(await of.textContent('.mode')).toContain('现在是长者模式')
    expect(await smallest(of), where).toBeGreaterThanOrEqual(Math.max(20, usual * 1.3))
    await look(of, where)
  }
  await enlarged(page, 'home')
  expect(await main(page)).toMatch(/打电话反映[\s\S]*工作人员替您填写/)
  await page.click('main .task[data-first]')
  await fill(page, { appears: 'named', look: (step) => enlarged(page, step) })
  await submit(page)
  await received(page)
  await enlarged(page, 'receipt')
  const { no, groups, code } = await slip(page)
  await answered(no, '经查，情况属实，已经批评教育，三轮车可以取回。')
  await page.close()

  // Weeks later on the same telephone, typed from the paper into the home page.
  const again = await elder.context.newPage()
  await again.goto('/')
  await again.fill('main [name=no]', no)
  await again.fill('main [name=code]', groups.join(' ').toLowerCase())
  await press(again, '查询')
  expect(await heading(again)).toBe('办理进度')
  await enlarged(again, 'answered')
  expect(await main(again)).toMatch(/给您的答复[\s\S]*三轮车可以取回/)
  await again.check('[name=grade][value="3"]')
  await press(again, '提交评价')
  expect(await main(again)).toContain('您的评价：基本满意')
  await enlarged(again, 'rated')
  expect(await judgement('handler', no)).toContain('基本满意')
  await unheard(city.site, ways, [code, groups.join(' ').toLowerCase(), '周女士'])
  expect(elder.noise).toEqual([])
}
