import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { act, open, signIn, told, track } from './people.ts'
import { portal } from './portal.ts'
import { sent } from './sent.ts'

const city = portal()

const ANSWER = '经查，当时没有出示证件，情况属实。已责令改正，车辆请凭身份证取回。'

/** From the receipt through an edit, messages and an answer to a rating and a recheck by somebody else. */
async function through(script: boolean) {
  const of = await sent(city)
  const { page, noise } = await city.visit({ size: PHONE, script })
  await track(page, of)

  await page.click('text=现在就改')
  expect(await page.inputValue('[name=account]')).toContain('扣了我的三轮车')
  const wrong = `我的查询码是${of.code.match(/.{4}/g)?.join(' ')}，请帮我看看。`
  await page.fill('[name=account]', wrong)
  await page.click('.actions >> text=保存修改')
  expect(await page.textContent('.errors')).toContain('好像写了查询码')
  expect(await page.inputValue('[name=account]')).toBe(wrong)
  await page.fill('[name=account]', '两名执法人员没有出示证件就拉走三轮车，第三个人在旁边录像。')
  await page.fill('[name="about.place"]', '文昌路路口')
  await page.fill('[name="about.officer"]', '37000000001')
  await page.click('text=核对证号')
  expect(await page.textContent('main [role=status]')).toContain('证号后四位0001')
  expect(await page.inputValue('[name=account]')).toContain('第三个人在旁边录像')
  await page.check('[name=appears][value=confidential]')
  await page.fill('[name="person.name"]', '周女士')
  await page.click('.actions >> text=保存修改')
  expect(await told(page)).toContain('已经按您改的重新登记')
  expect(await page.textContent('main')).toContain('您修改了内容')

  await page.fill('#messages-text', `我的查询码是${of.code.match(/.{4}/g)?.join(' ')}`)
  await page.click('button:has-text("发送")')
  expect(await page.textContent('.errors')).toContain('查询码')
  expect(await page.inputValue('#messages-text')).toContain('我的查询码')
  await page.fill('#messages-text', '早餐店的店主也看到了。')
  await page.click('button:has-text("发送")')
  expect(await told(page)).toContain('留言已经送到')
  expect(await page.textContent('.thread')).toContain('早餐店的店主也看到了。')

  await open(page, '补充材料')
  await page.fill('#supplement-text', '车停在路口东侧。')
  const buffer = await page.screenshot()
  await page.setInputFiles(script ? '#evidence' : '#supplement-file', {
    name: '周女士的照片.png',
    mimeType: 'image/png',
    buffer,
  })
  if (script) await page.waitForSelector('text=传好了')
  await page.click('text=提交补充')
  expect(await told(page)).toContain('补充的材料已经收到')
  expect(await page.textContent('main')).toContain('附件1')
  expect(await page.content()).not.toContain('周女士的照片')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('button:has-text("下载附件1")')])
  expect(saved.suggestedFilename()).toBe('附件1.png')
  expect(readFileSync(await saved.path()).equals(buffer)).toBe(true)

  const staff = await city.visit({ size: DESKTOP })
  for (const [login, action, words] of [
    ['intake', 'accept', {}],
    ['handler', 'message', { note: '收到，我们去找店主核实。' }],
    ['handler', 'answer', { outcome: 'upheld', note: ANSWER }],
  ] as const) {
    await staff.context.clearCookies()
    await signIn(staff.page, login, `/desk/cases/${of.no}`)
    await act(staff.page, action, words)
  }
  await page.goto('/track')
  expect(await page.textContent('main')).toContain(ANSWER)
  expect(await page.textContent('.thread')).toContain('我们去找店主核实')

  await page.check('[name=grade][value="1"]')
  await page.check('[name="bad.unfair"]')
  await page.fill('#rating-text', '只还车，没有说法。')
  await page.click('text=提交评价')
  expect(await told(page)).toContain('您的评价已经收到')
  expect(await page.textContent('main')).toContain('非常不满意（处理不公正）')
  expect(await page.locator('[name=grade]').count()).toBe(0)

  await open(page, '要求复核')
  await page.fill('#recheck-text', '录像没有看，请重新看。')
  await page.click('button:has-text("要求复核")')
  expect(await told(page)).toContain('会换人复核')
  expect(await page.textContent('.clock')).toContain('最迟复核日期')

  await staff.context.clearCookies()
  await signIn(staff.page, 'chief', `/desk/cases/${of.no}`)
  await act(staff.page, 'recheck', { decision: 'uphold', note: '重新看过录像，维持原来的答复，理由见附页。' })
  await page.goto('/track')
  expect(await page.textContent('main')).toContain('重新看过录像')
  expect(await page.locator('summary:has-text("要求复核")').count()).toBe(0)
  expect(page.url()).not.toContain(of.code)
  expect(noise).toEqual([])
}

describe('from the receipt to rating and recheck', () => {
  test('without script', () => through(false), 120_000)
  test('with script', () => through(true), 120_000)
})

describe('a page left open', () => {
  test('until the case is forgotten here loses nothing that was written', async () => {
    const of = await sent(city)
    const { page, context } = await city.visit({ size: PHONE, script: false })
    await track(page, of)
    await page.fill('#messages-text', '早餐店的店主也看到了，她姓陈。')
    await context.clearCookies()
    await page.click('button:has-text("发送")')
    expect(await told(page)).toContain('还没有送到')
    expect(await told(page)).toContain('早餐店的店主也看到了，她姓陈。')
    expect(await page.locator('.errors').count()).toBe(0)
    await page.fill('main [name=no]', of.no)
    await page.fill('main [name=code]', of.code)
    await page.click('main form .actions button')
    expect(await page.textContent('h1')).toBe('办理进度')
    expect(await page.locator('.thread').count()).toBe(0)
  })
})

describe('one’s own file', () => {
  test('is shown whole, printed, and taken along', async () => {
    const of = await sent(city, { person: { name: '周女士', phone: '19900001234' }, confidential: true })
    const { page } = await city.visit({ size: DESKTOP, script: false })
    await track(page, of)
    await page.click('text=看和下载我的全部内容')
    expect(await page.textContent('main')).toContain('19900001234')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=下载（JSON）')])
    expect(download.suggestedFilename()).toBe(`case-${of.no}.json`)
    const stream = await download.createReadStream()
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).toString()).toContain('周女士')
    expect(Buffer.concat(chunks).toString()).not.toContain(of.code)
  })
})
