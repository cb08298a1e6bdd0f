import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESKTOP, launch, PHONE, visit } from './browser.ts'
import { ACCOUNT, at, fill, signIn, slip, submit, track } from './people.ts'
import { type Site, serve } from './server.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([serve(), launch()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('a market trader on a phone without script, back and forth, with a photo', { timeout: 90_000 }, async () => {
  const { page, noise } = await visit(browser, site, { size: PHONE, script: false })
  await page.goto('/')
  await page.click('main .task[data-first]')
  await page.check('[name="ask.about"][value=authority]')
  await page.check('[name=relation][value=own]')
  await page.check('[name=before][value=court]')
  await submit(page)
  expect(await page.textContent('main')).toMatch(/正在打官司[\s\S]*12348[\s\S]*15日内上诉/)
  await submit(page)
  await page.check('[name=family][value=money]')
  await page.check('[name=category-money][value=T19]')
  await submit(page)
  // Whom, she does not know: what she saw finds a candidate.
  await page.fill('[name="about.text"]', '城管的车')
  await page.click('text=按我写的找单位')
  await page.click('button[name=_pick][value=ZFJ]')
  expect(await page.inputValue('[name="about.department"]')).toBe('ZFJ')
  await submit(page)
  await page.selectOption('[name="about.township"]', { label: '滨河街道' })
  await page.fill('[name="about.place"]', '文昌路口')
  await submit(page)
  await page.fill('[name=account]', ACCOUNT)
  await page.click('button[value=back]')
  expect(await page.inputValue('[name="about.place"]')).toBe('文昌路口')
  await page.goBack()
  expect(await page.inputValue('[name=account]')).toBe(ACCOUNT)
  await submit(page)
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  await page.setInputFiles('#file', { name: '现场.png', mimeType: 'image/png', buffer: png })
  await submit(page)
  await page.check('[name=appears][value=confidential]')
  await page.fill('[name="person.name"]', '周女士')
  await page.fill('[name="person.phone"]', '19900001234')
  await submit(page)
  expect(await page.textContent('.answers')).toMatch(/乱查封[\s\S]*综合行政执法局[\s\S]*滨河街道[\s\S]*1个文件/)
  expect(await page.textContent('main')).toMatch(/谁来办[\s\S]*澄河市司法局[\s\S]*不会告诉谁[\s\S]*综合行政执法局/)
  await page.check('[name=consent]')
  await submit(page)
  const kept = await slip(page)
  expect(kept.code).toHaveLength(24)
  await track(page, kept)
  expect(await page.textContent('main')).toContain('待受理')
  const staff = await visit(browser, site, { size: DESKTOP })
  await signIn(staff.page, 'intake', `/desk/cases/${kept.no}`)
  expect(await staff.page.textContent('main')).toContain('来件人称正在诉讼')
  expect(await staff.page.textContent('details:has([value=refuse])')).toMatch(/可以告诉来件人找哪里[\s\S]*12315/)
  expect(noise).toEqual([])
})

/** Who answers companies, and where. */
const CONTACT = /首席联络员[^。]*0000-1234568[^。]*工作日/

test('a company takes the fast lane, and a wrong code is told before sending', async () => {
  const { page, noise } = await visit(browser, site, { size: DESKTOP })
  await page.goto('/complaint?category=T14')
  await page.check('[name="ask.mine"][value=enterprise]')
  await submit(page)
  await at(page, 'what')
  expect(await page.isChecked('[name=category-inspection][value=T14]')).toBe(true)
  for (const step of ['whom', 'where', 'account']) {
    await submit(page)
    await at(page, step)
  }
  await page.fill('[name=account]', ACCOUNT)
  await submit(page)
  await at(page, 'evidence')
  await submit(page)
  await at(page, 'you')
  await page.check('[name=appears][value=named]')
  expect(await page.textContent('main')).toMatch(CONTACT)
  await page.fill('[name="person.name"]', '周经理')
  await page.fill('[name="enterprise.name"]', '澄河示例小吃店')
  await page.fill('[name="enterprise.uscc"]', '91371300MA3C0000X1')
  await page.selectOption('[name="enterprise.industry"]', 'H62')
  await page.selectOption('[name="enterprise.effect"]', 'some')
  await submit(page)
  await page.waitForSelector('.errors')
  expect(await page.textContent('.errors')).toContain('统一社会信用代码不对')
  await page.fill('[name="enterprise.uscc"]', '')
  await submit(page)
  await at(page, 'check')
  expect(await page.textContent('.answers')).toMatch(/澄河示例小吃店；餐饮业；有些影响/)
  expect(await page.textContent('.panel')).toMatch(CONTACT)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/小吃店|周经理/)
  await page.check('[name=consent]')
  await submit(page)
  const { no } = await slip(page)
  expect(await page.textContent('main')).toMatch(CONTACT)
  const download = page.waitForEvent('download')
  await page.click('text=保存成图片')
  expect((await download).suggestedFilename()).toBe(`阳光执法凭证${no}.png`)
  await page.click('main >> text=查看办理进度')
  expect(await page.textContent('aside')).toMatch(CONTACT)
  const staff = await visit(browser, site, { size: DESKTOP })
  await signIn(staff.page, 'intake', `/desk/cases/${no}`)
  expect(await staff.page.textContent('main')).toContain('涉企快道')
  expect(noise).toEqual([])
})

test('an anonymous report of bribery goes to the sealed lane, and nobody else sees it', {
  timeout: 60_000,
}, async () => {
  const account = '示例事项：一名执法人员查完以后索要两条烟，说给了就不罚。'
  const { page, noise } = await visit(browser, site)
  await page.goto('/complaint')
  await fill(page, { about: 'integrity', category: ['integrity', 'T28'], account })
  const told = (await page.textContent('main'))!
  expect(told).toMatch(/专门人员/)
  expect(told).toMatch(/不会告诉谁[\s\S]*综合行政执法局/)
  await submit(page)
  const kept = await slip(page)
  const see = async (login: string) => {
    const staff = await visit(browser, site, { size: DESKTOP })
    await signIn(staff.page, login, `/desk/cases/${kept.no}`)
    await staff.page.waitForLoadState()
    const seen = (await staff.page.textContent('main'))!.includes(account)
    await staff.context.close()
    return seen
  }
  for (const login of ['intake', 'handler', 'chief', 'zfj']) expect([login, await see(login)]).toEqual([login, false])
  expect(await see('sealed1')).toBe(true)
  await track(page, kept)
  expect(await page.textContent('main')).toContain('正在依法处理')
  expect(await page.textContent('main')).not.toMatch(CONTACT)
  expect(noise).toEqual([])
})

describe('the light kinds', () => {
  test.each([
    ['praise', '冒雨帮我把货搬开，还教我怎么整改，谢谢他们。', true],
    ['site', '执法单位页上的电话打不通，请改正一下。', false],
  ])('%s takes a few presses', async (about, account, named) => {
    const { page } = await visit(browser, site, { script: false })
    let presses = 0
    const press = async () => {
      presses++
      await submit(page)
    }
    await page.goto('/complaint')
    await page.check(`[name="ask.about"][value=${about}]`)
    await press()
    if (named) await press()
    await page.fill('[name=account]', account)
    await press()
    if (named) {
      await page.check('[name=appears][value=anonymous]')
      await press()
    }
    await page.check('[name=consent]')
    await press()
    expect((await slip(page)).code).toHaveLength(24)
    expect(presses).toBeLessThanOrEqual(5)
  })
})
