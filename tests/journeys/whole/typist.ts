import { expect } from 'vitest'
import { DESKTOP } from '../browser.ts'
import { keyboard } from '../keys.ts'
import { ACCOUNT, at, main, slip } from '../people.ts'
import { trail, unheard } from '../trail.ts'
import { answered, city, facing, judgement, received } from './city.ts'

/** Somebody who has a keyboard and nothing else. */
export async function typist() {
  const typist = await city.visit({ size: DESKTOP })
  const { page } = typist
  const ways = [trail(typist)]
  const { enter, type, pick, reach } = keyboard(page)
  await page.goto('/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文')
  await page.keyboard.press('Enter')
  await enter('main .task[data-first]')
  await at(page, 'triage')
  const onward = async (step: string) => {
    await enter('#complaint .actions button:not([formnovalidate])')
    await at(page, step)
  }
  await pick('[name="ask.about"]')
  await onward('what')
  await pick('[name=family]')
  await pick('[name=category-manner]', 1)
  await onward('whom')
  await reach('[name="about.department"]')
  await page.keyboard.press('ArrowDown')
  await type('[name="about.officer"]', '李某')
  // Enter in a field goes on, never back.
  await page.keyboard.press('Enter')
  await at(page, 'where')
  await onward('account')
  await type('[name=account]', ACCOUNT)
  await onward('evidence')
  await onward('you')
  await pick('[name=appears]')
  await onward('check')
  expect(await page.textContent('.answers')).toMatch(/运动式执法[\s\S]*李某/)
  await pick('[name=consent]')
  await enter('#complaint .actions button:not([formnovalidate])')
  await received(page)
  const { no, code } = await slip(page)
  await answered(no, '经查，当天的集中检查没有批准，已经责令改正。')

  await enter('a[href="/"]')
  await page.waitForURL('**/')
  await type('main [name=no]', no)
  await type('main [name=code]', code)
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:has-text("办理进度")')
  expect(await main(page)).toContain('已经责令改正')
  await pick('[name=grade]', 1)
  await type('#rating-text', '说清楚了。')
  await enter('form[action="/track/rating"] button')
  await page.waitForSelector('[role=status] >> text=您的评价已经收到')
  expect(await main(page)).toContain('您的评价：满意')
  expect(await judgement('handler', no)).toContain('满意')
  expect(await main(await facing('handler', `/desk/cases/${no}`))).toContain('说清楚了。')
  await unheard(city.site, ways, [code, '李某', '说清楚了'])
  expect(typist.noise).toEqual([])
}
