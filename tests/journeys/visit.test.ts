import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { usccCheck } from '../../content/codes.ts'
import { DESKTOP } from './browser.ts'
import { act, day, main, open, press, signIn } from './people.ts'
import { desk, portal } from './portal.ts'
import { printed, WECHAT } from './scan.ts'

const city = portal()
const { facing, noise } = desk(city)

/** A company nobody inspected yet. */
const company = (nth: number) => {
  const stem = `91370000MA4444${nth.toString().padStart(3, '0')}`
  return `${stem}${usccCheck(stem)}`
}
const NAME = '示例小馆'

/** What the API of the desk answers, asked as the page would. */
async function asked(login: string, path: string, data: object) {
  const { request } = await facing(login, '/desk/account')
  const answer = await request.post(path, { headers: { origin: city.site.url }, data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as { no: string; n: number; id: string; code: { id: string } }
}

/** An inspection of that body alone; how one is planned has a journey of its own. */
async function planned(uscc: string, on = day(0)) {
  const page = await facing('scjg', '/desk/account')
  const found = await page.request.get(`/api/desk/visits/choices?uscc=${uscc}`)
  const { officers } = (await found.json()) as { officers: { value: string }[] }
  return asked('scjg', '/api/desk/visits', {
    uscc,
    company: NAME,
    industry: 'H62',
    place: '城东街道示例路8号',
    cause: 'plan',
    items: ['JC-SCJG-H62'],
    officers: officers.slice(0, 2).map(({ value }) => value),
    on,
  })
}
const entered = async (uscc: string) => {
  const { no, n, code } = await planned(uscc)
  await asked('scjg', `/api/desk/visits/${no}/steps`, { action: 'enter', n })
  return code.id
}
/** The alarms about a company, as the bureau’s list names them. */
async function alarms(uscc: string): Promise<{ page: Page; names: string[] }> {
  const page = await facing('handler', `/desk/visits/alarms?uscc=${uscc}`)
  return { page, names: await page.locator('main tbody th a').allTextContents() }
}
const verdict = async (page: Page, address: string) => {
  await page.goto(address)
  return page.textContent('main h1')
}

test('a joint inspection is planned in seconds, scanned at the door, entered; the third in thirty days is looked into', async () => {
  const uscc = company(1)
  await entered(uscc)
  await entered(uscc)
  const page = await facing('scjg', '/desk')
  let touched = 0
  const tap = (selector: string) => {
    touched++
    return page.click(selector)
  }
  await tap('text=入企检查')
  await tap('text=安排检查')
  await page.fill('[name=uscc]', uscc.toLowerCase())
  await tap('summary:has-text("和别的单位联合检查")')
  await tap('[name="with.XF"]')
  await tap('main form .actions button')
  // Known from the last time: nothing of the company is typed again.
  expect(await page.inputValue('[name=company]')).toBe(NAME)
  expect(await main(page)).toContain('市场监督管理局今年已经查过2次，上限2次')
  await tap('[name="items.JC-SCJG-H62"]')
  await tap('[name="items.JC-XF-H62"]')
  await tap('label:has-text("市场监督管理局") > [name^="officers."] >> nth=0')
  await tap('label:has-text("消防救援大队") > [name^="officers."] >> nth=0')
  await tap('text=建任务，发任务码')
  await page.waitForSelector('.task-code')
  console.info(`an inspection of a company that is known: ${touched} taps, 1 field typed`)
  expect(touched).toBeLessThanOrEqual(12)
  expect(page.url()).toMatch(/\/desk\/visits\/JC-/)

  // From the telephone held out and from the paper the same.
  const address = await printed(page, '.task-code .qr')
  await page.click('text=打印页脚')
  expect(await printed(page, '.notice-foot')).toBe(address)
  expect(await page.textContent('.notice-foot')).toContain(address)
  await page.goBack()

  const scanner = await city.visit(WECHAT)
  expect(await verdict(scanner.page, address)).toBe('真实有效')
  const before = await main(scanner.page)
  for (const words of [
    /市场监督管理局（牵头）[\s\S]*消防救援大队（联合）/,
    /食品经营（餐饮）日常监督检查/,
    /市场监督管理局：\s*本年第3次，\s*上限2次，超过上限/,
    /消防救援大队：\s*本年第1次/,
    /还没有。应当先登记，再进门/,
    /证号尾号\d{4}[\s\S]*证件有效[\s\S]*证号尾号\d{4}[\s\S]*证件有效/,
  ])
    expect(before).toMatch(words)
  await open(scanner.page, '检查时您的权利')
  expect(await scanner.page.isVisible('text=来的人不能少于两个')).toBe(true)
  await scanner.page.click(`main a[href="/inspections/JC-SCJG-H62"]`)
  expect(await main(scanner.page)).toContain('日常监督检查')

  await act(page, 'enter')
  await page.waitForSelector('[role=status] >> text=已进门登记')
  expect(await verdict(scanner.page, address)).toBe('真实有效')
  expect(await main(scanner.page)).toMatch(/进门登记\s*已登记/)

  // The company counts for itself, by the code on its wall.
  const wall = await asked('handler', '/api/desk/codes', {
    type: 'ENT',
    label: NAME,
    subject: uscc,
    industry: 'H62',
    place: '城东街道示例路8号',
    issuedTo: '店主',
    validFrom: day(0),
  })
  expect(await verdict(scanner.page, `/q/${wall.id}`)).toBe('真实有效')
  expect(await main(scanner.page)).toMatch(/一共3次[\s\S]*3次，\s*一年最多2次[\s\S]*超过上限/)
  await scanner.page.click('text=有人来查，没有出示任务码')
  expect(await scanner.page.inputValue('#complaint [name=code]')).toBe(wall.id)

  const { page: bureau, names } = await alarms(uscc)
  expect(names.sort()).toEqual(['30日内第三次及以上入企', '超过年度频次上限'])
  await bureau.click('main tbody a:has-text("30日内第三次")')
  await act(bureau, 'look', { note: '向两个单位调取检查通知书，核对能不能合并。' })
  await bureau.waitForSelector('[role=status] >> text=已开始核查')
  await act(bureau, 'close', { note: '第三次本来可以合并，已提醒市场监督管理局。' })
  await bureau.waitForSelector('[role=status] >> text=已办结')
  // Who is looked into does not see it.
  const refused = await (await facing('scjg', '/desk/visits/alarms')).textContent('main')
  expect(refused).toContain('您的岗位不看预警')
  expect(scanner.noise).toEqual([])
  expect(await noise()).toEqual([])
})

test('the code of a day that has not come, and of an inspection that was called off, opens no door', async () => {
  const later = await planned(company(2), day(2))
  const now = await planned(company(2))
  const { page, noise } = await city.visit(WECHAT)
  expect(await verdict(page, `/q/${later.code.id}`)).toBe('还没到启用的日子')
  expect(await verdict(page, `/q/${now.code.id}`)).toBe('真实有效')
  const lead = await facing('scjg', `/desk/visits/${now.no}`)
  await act(lead, 'cancel', { note: '企业当天停业。' })
  await lead.waitForSelector('[role=status] >> text=已取消')
  expect(await lead.locator('.task-code').count()).toBe(0)
  expect(await verdict(page, `/q/${now.code.id}`)).toBe('已作废')
  expect(await main(page)).toContain('可以不接受检查')
  expect(noise).toEqual([])
})

test.each([
  { how: 'with script', script: true },
  { how: 'without', script: false },
])('whoever was inspected rates it in two taps $how, once; a bad grade leads on to a complaint', async ({ script }) => {
  const id = await entered(company(script ? 4 : 5))
  const { page, noise } = await city.visit({ ...WECHAT, script })
  const sent: string[] = []
  page.on(
    'request',
    (r) =>
      r.method() === 'POST' && r.url().includes('/surveys/CP-') && sent.push(`${r.headers().referer} ${r.postData()}`),
  )
  await page.goto(`/q/${id}`)
  const token = await page.inputValue('#rate form [name=token] >> nth=0')
  expect(token).toHaveLength(24)
  await page.click('#rate label:has-text("非常不满意")')
  await press(page, '提交评价')
  await page.waitForSelector('h1:has-text("收下了")')
  // What is sent says neither which code it was nor, where a ballot can be made, whose invitation.
  const answers = sent.filter((one) => one.includes('answers.'))
  expect(answers).toHaveLength(1)
  expect(answers.join()).not.toContain(id)
  expect(answers.join().includes(token)).toBe(!script)
  await page.click('main button:has-text("去反映")')
  await page.waitForSelector('#complaint')
  expect(await page.inputValue('#complaint [name="about.department"]')).toBe('SCJG')
  expect(await page.content()).not.toContain(id)
  await page.goto(`/q/${id}`)
  // Whoever looks again, as officers can, does not see that it was rated; whoever sends again is told.
  expect(await main(page)).toContain('查完了，请评一评')
  await page.click('#rate label:has-text("非常满意")')
  await press(page, '提交评价')
  await page.waitForSelector('h1:has-text("这个邀请码已经答过了")')
  expect(noise).toEqual([])
})

test('after an outage it is written down without script, with its reason, and looked into', async () => {
  const uscc = company(3)
  const { page, noise } = await city.visit({ size: DESKTOP, script: false })
  await signIn(page, 'scjg', '/desk/visits')
  await page.click('text=补录没有任务的检查')
  await page.fill('[name=uscc]', uscc)
  await page.click('main form .actions button')
  await page.fill('[name=company]', NAME)
  await page.selectOption('[name=industry]', 'H62')
  await page.fill('[name=place]', '城东街道示例路8号')
  await page.check('[name="items.JC-SCJG-H62"]')
  await page.locator('[name^="officers."]').first().check()
  await page.fill('[name=enteredOn]', day(-12))
  await page.fill('[name=clock]', '09:30')
  await page.fill('[name=restoredOn]', day(-11))
  await page.fill('[name=reason]', '机房断电，平台整天打不开。')
  await press(page, '补录')
  expect(await page.textContent('.errors')).toContain('故障恢复已经超过10日')
  expect(await page.inputValue('[name=reason]')).toContain('机房断电')
  expect(await page.isChecked('[name="items.JC-SCJG-H62"]')).toBe(true)
  await page.fill('[name=enteredOn]', day(-1))
  await page.fill('[name=restoredOn]', day(0))
  await press(page, '补录')
  expect(await main(page)).toMatch(/已补录[\s\S]*事先没有任务[\s\S]*补录：机房断电/)

  // One that had its task is written down in it.
  const { no } = await planned(uscc)
  await page.goto(`/desk/visits/${no}`)
  await act(page, 'backfill', {
    enteredOn: day(0),
    clock: '00:00',
    restoredOn: day(0),
    reason: '门前没有网络，登记不上。',
  })
  expect(await main(page)).toMatch(/已补录[\s\S]*补录：门前没有网络/)

  const { names } = await alarms(uscc)
  expect(names).toEqual(['事先没有检查任务'])
  expect(noise).toEqual([])
})
