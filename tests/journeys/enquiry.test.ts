import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { complaint } from '../support/world.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { act, main, signIn } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()

/** As a program without cookies calls the API. */
const call = async (page: Page, path: string, data: unknown, headers: Record<string, string> = {}) => {
  const answer = await page.request.post(path, { data, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as { no: string; queryCode: string }
}
test('the handler asks a body, the body answers, the handler answers, another rechecks, then it is sealed', async () => {
  const { page: citizen } = await city.visit()
  const { no, queryCode } = await call(citizen, '/api/complaints', complaint({ happenedOn: '2026-01-20' }))
  const staff = await city.visit({ size: DESKTOP, script: false })
  const body = await city.visit({ size: PHONE })
  for (const { page } of [staff, body]) page.setDefaultTimeout(8000)
  const as = async (login: string) => {
    await staff.context.clearCookies()
    await signIn(staff.page, login, `/desk/cases/${no}`)
  }

  await signIn(body.page, 'zfj')
  expect(await main(body.page)).toContain('不看办件')
  await body.page.click('main >> text=函询')
  expect(await main(body.page)).not.toContain('扣押车辆')
  await body.page.goto(`/desk/cases/${no}`)
  expect(await main(body.page)).not.toContain('三轮车')

  await as('intake')
  await act(staff.page, 'accept')
  await as('handler')
  // The proposal stands there; what a person makes worse comes back with a sentence and all that was typed.
  const form = staff.page.locator('details:has(input[name=action][value=enquire])')
  await form.locator('summary').click()
  expect(await form.locator('[name=digest]').inputValue()).toContain('综合行政执法局')
  expect(await form.locator('[name=department]').inputValue()).toBe('ZFJ')
  await act(staff.page, 'enquire', { digest: '两名执法人员没有出示证件就扣了车，电话13911112222。' })
  const faults = await staff.page.locator('.errors').textContent()
  expect(faults).toMatch(/电话/)
  expect(await form.locator('[name=digest]').inputValue()).toContain('没有出示证件')
  await act(staff.page, 'enquire', { digest: '请说明这一时期扣押车辆的依据、程序和清单交付情况。' })
  expect(await staff.page.textContent('[role=status]')).toContain('已办：函询')
  expect(await main(staff.page)).toContain('等待反馈')

  await body.page.goto('/desk/enquiries')
  await sound(body.page)
  // On a phone two days stand beside each other: each says which it is, in front of it.
  const days = await body.page.locator('main td:has(> time)').evaluateAll((cells) =>
    cells.map((cell) => {
      const { content, position } = getComputedStyle(cell, '::before')
      return `${position} ${content}`
    }),
  )
  expect(days.slice(0, 2)).toEqual([expect.stringMatching(/^static.*发来/), expect.stringMatching(/^static.*反馈期限/)])
  await body.page.click('main tr:has-text("扣押车辆") a')
  const seen = await main(body.page)
  for (const told of ['请说明这一时期扣押车辆的依据', '2026年1月下半月', 'HX-', '请不要打听'])
    expect(seen).toContain(told)
  for (const hidden of [no, '三轮车', '清单，也没有', '1月20日'])
    expect(await body.page.content()).not.toContain(hidden)
  await sound(body.page)
  await act(body.page, 'sign')
  expect(await body.page.textContent('[role=status]')).toContain('已签收')
  await act(body.page, 'answer', { note: '经核实，当日扣押两辆，清单存档在第三册，可以调阅。' })
  expect(await body.page.textContent('[role=status]')).toContain('已反馈')

  await staff.page.reload()
  expect(await main(staff.page)).toContain('清单存档在第三册')
  await act(staff.page, 'message', { note: '请问扣车的时候有没有别人在场？' })
  await act(staff.page, 'answer', { outcome: 'unfounded', note: '经核实，扣押有清单，程序合法。' })
  const appeal = { text: '清单是事后补的，请别的人再看' }
  await call(citizen, `/api/track/${no}/recheck`, appeal, { 'X-Query-Code': queryCode })
  await staff.page.reload()
  expect(await main(staff.page)).toContain('复核中')
  expect(await staff.page.locator('input[name=action][value=recheck]').count()).toBe(0)
  const other = await city.visit({ size: PHONE })
  await signIn(other.page, 'chief', `/desk/cases/${no}`)
  await sound(other.page)
  await as('review')
  expect(await main(staff.page)).toContain('清单是事后补的')
  await act(staff.page, 'recheck', { decision: 'redo', note: '清单时间对不上，重新办理。' })
  expect(await staff.page.textContent('h1 + p')).toContain('办理中')

  await as('handler')
  expect(await staff.page.textContent('details:has([value=seal])')).toContain('您和其他同事都看不到这件')
  await act(staff.page, 'seal', { note: '补充材料里写到给过好处' })
  expect(new URL(staff.page.url()).pathname).toBe('/desk')
  expect(await staff.page.textContent('[role=status]')).toContain('已转为密件')
  expect((await staff.page.goto(`/desk/cases/${no}`))?.status()).toBe(404)
  await as('sealed1')
  expect(await main(staff.page)).toContain('三轮车')
  expect([...staff.noise, ...body.noise]).toEqual([])
})
