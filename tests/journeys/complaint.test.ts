import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DESKTOP, launch, PHONE, visit } from './browser.ts'
import { ACCOUNT, act, at, fill, signIn, slip, submit, track } from './people.ts'
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

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const ANSWER = '经查，两名执法人员当时没有出示证件，情况属实。已责令改正，车辆请凭身份证到综合行政执法局取回。'

describe('a complaint from a phone without script', () => {
  test('mistakes are mended, the receipt is kept, staff answer, the citizen reads it', async () => {
    const citizen = await visit(browser, site, { size: PHONE, script: false })
    const { page } = citizen
    await page.goto('/')
    await page.click('main .task[data-first]')
    await page.check('[name="ask.about"][value=authority]')
    await page.check('[name=relation][value=own]')
    await submit(page)
    await page.check('input[name=family][value=manner]')
    await submit(page)
    expect(await page.title()).toMatch(/^有1处需要改正：/)
    expect(await page.locator('.errors a').allTextContents()).toEqual(['请填写类别'])
    expect(await page.isChecked('input[name=family][value=manner]')).toBe(true)
    await page.check('input[name=category-manner][value=T05]')
    await submit(page)
    await page.selectOption('select[name="about.department"]', 'ZFJ')
    await submit(page)
    await submit(page)
    await page.fill('[name=account]', ACCOUNT)
    await submit(page)
    await submit(page)
    await page.check('input[name=appears][value=named]')
    await page.fill('[name="person.name"]', '周女士')
    await page.fill('[name="person.phone"]', '12345')
    await submit(page)
    expect(await page.locator('.errors a').allTextContents()).toEqual(['手机号码应为11位数字，固定电话请加区号'])
    expect(await page.inputValue('[name="person.name"]')).toBe('周女士')
    await page.click('.errors a')
    expect(await page.locator('[name="person.phone"]').getAttribute('aria-invalid')).toBe('true')
    await page.fill('[name="person.phone"]', '19900001234')
    await submit(page)

    const told = (await page.textContent('main'))!
    for (const said of [ACCOUNT, '综合行政执法局', '澄河市司法局', '周女士', '告诉您是否受理', '不会告诉谁'])
      expect(told).toContain(said)
    await page.click('button[name=_go][value=whom]')
    expect(await page.inputValue('select[name="about.department"]')).toBe('ZFJ')
    await page.fill('[name="about.officer"]', '李某')
    await submit(page)
    expect(await page.textContent('main')).toContain('李某')
    await page.check('input[name=consent]')
    await submit(page)
    expect(new URL(page.url()).pathname).toBe('/complaint/receipt')
    const kept = await slip(page)
    expect(kept.no).toMatch(/^\d{4}-\d{8}[A-Z]$/)
    expect(kept.groups).toHaveLength(6)
    expect(await page.locator('.ticket svg.qr path').count()).toBe(1)

    // Another device: nothing but the slip.
    const later = await visit(browser, site, { size: PHONE, script: false })
    await track(later.page, { ...kept, code: `${'0000'.repeat(6)}` })
    expect(await later.page.textContent('.errors')).toContain('编号或查询码不对')
    expect(await later.page.inputValue('main [name=no]')).toBe(kept.no)
    await track(later.page, {
      no: `编号\n${kept.no}\n查询码\n${kept.groups.join(' ')}\n没有字母I、L、O、U。`,
      code: '',
    })
    expect(await later.page.textContent('main')).toContain('待受理')
    expect(later.page.url()).not.toContain(kept.code)

    const staff = await visit(browser, site, { size: DESKTOP })
    await signIn(staff.page, 'intake', `/desk/cases/${kept.no}`)
    expect(await staff.page.textContent('main')).toContain(ACCOUNT)
    expect(await staff.page.content()).not.toContain('19900001234')
    expect(await staff.page.textContent('details:has([value=accept])')).toMatch(/答复期限将是\d+月\d+日/)
    await act(staff.page, 'accept')
    expect(await staff.page.textContent('[role=status]')).toContain('已办：受理')
    for (const [login, action] of [
      ['assign', 'assign'],
      ['handler', 'sign'],
    ] as const) {
      await staff.context.clearCookies()
      await signIn(staff.page, login, `/desk/cases/${kept.no}`)
      await act(staff.page, action)
    }
    await act(staff.page, 'answer', { outcome: 'upheld', note: ANSWER })
    expect(await staff.page.textContent('h1 + p')).toContain('已答复')
    expect(staff.noise).toEqual([])

    await later.page.goto('/track')
    expect(await later.page.textContent('main')).toContain(ANSWER)
    await later.page.click('text=查另一件')
    expect(await later.page.textContent('h1')).toBe('查办理进度')
    expect([...citizen.noise, ...later.noise]).toEqual([])
  })

  test('in elder mode the same form is large, in one column, and goes through', async () => {
    const { page, noise } = await visit(browser, site, { script: false })
    await page.goto('/complaint')
    await page.click('.menu > summary')
    await page.click('.menu >> text=长者模式')
    expect(new URL(page.url()).pathname).toBe('/complaint')
    expect(await page.getAttribute('html', 'data-mode')).toBe('elder')
    // Out of it half-way and back again: what is typed, ticked and attached on this very page stays.
    const answers = () =>
      page.evaluate(() => {
        const form = document.querySelector<HTMLFormElement>('#complaint')
        return form && [...new FormData(form)].filter(([name, value]) => !name.startsWith('_') && value !== '')
      })
    const switched = async (step: string) => {
      if (step === 'evidence')
        await page.setInputFiles('#file', { name: '现场.png', mimeType: 'image/png', buffer: PNG })
      const before = await answers()
      for (const mode of ['standard', 'elder']) {
        await page.click(mode === 'standard' ? '.mode button' : '.footer button[name=_mode]')
        await at(page, step)
        expect(await page.getAttribute('html', 'data-mode'), step).toBe(mode)
      }
      if (step === 'evidence') expect(await page.textContent('main')).toContain('已经收下1个文件')
      else expect(await answers(), step).toEqual(before)
    }
    await fill(page, { look: switched })
    await submit(page)
    expect((await slip(page)).code).toHaveLength(24)
    await page.click('main >> text=查看办理进度')
    expect(await page.textContent('.clock')).toContain('最迟告诉您是否受理')
    await page.click('text=撤回 >> nth=0')
    await page.click('text=确认撤回')
    expect(await page.textContent('main')).toContain('您已撤回')
    expect(noise).toEqual([])
  })
})

describe('a complaint from a desktop with script', () => {
  test('a draft survives closing the page, and is gone once sent', async () => {
    const { page, context, noise } = await visit(browser, site, { size: DESKTOP })
    await page.goto('/complaint')
    await fill(page, { appears: 'named', account: `${ACCOUNT}我的电话是19900001234。` })
    expect(await page.textContent('main')).toContain('好像写了手机号码')
    await page.click('button[name=_go][value=account]')
    await page.waitForSelector('[role=status] >> text=好像写了手机号码')
    expect(await page.textContent('main')).toMatch(/已写\d+字/)
    await page.waitForFunction(() => localStorage.getItem('complaint')?.includes('三轮车'))
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('周女士')
    await page.close()

    const again = await context.newPage()
    await again.goto('/complaint')
    await again.click('text=接着写')
    await at(again, 'account')
    expect(await again.inputValue('[name=account]')).toContain(ACCOUNT)
    await submit(again)
    await at(again, 'evidence')
    await submit(again)
    // Who somebody is was not kept, so it is asked again; everything else is there.
    await at(again, 'you')
    expect(await again.isChecked('[name=appears][value=named]')).toBe(true)
    expect(await again.inputValue('[name="person.name"]')).toBe('')
    await again.fill('[name="person.name"]', '周女士')
    await submit(again)
    await at(again, 'check')
    expect(await again.textContent('.answers')).toMatch(/执法程序不规范[\s\S]*综合行政执法局/)
    await again.check('[name=consent]')
    await submit(again)
    await again.waitForSelector('.ticket')
    await again.waitForFunction(() => localStorage.getItem('complaint') === null)
    expect(noise).toEqual([])
  })

  test('on a shared device nothing is kept', async () => {
    const { page } = await visit(browser, site, { size: DESKTOP })
    await page.goto('/complaint?category=T93')
    await page.waitForSelector('text=已写0字')
    await page.fill('[name=account]', ACCOUNT)
    await page.waitForFunction(() => localStorage.getItem('complaint') !== null)
    await page.check('text=公用手机')
    await page.fill('[name=account]', `${ACCOUNT}还有。`)
    expect(await page.evaluate(() => localStorage.getItem('complaint'))).toBeNull()
    const turned = page.waitForResponse((answer) => answer.request().method() === 'POST')
    await submit(page)
    expect((await turned).headers()['cache-control']).toBe('no-store')
    await page.waitForSelector('[name=consent]')
    expect(await page.evaluate(() => localStorage.getItem('complaint'))).toBeNull()
  })

  test('pressing twice, going back and sending again is one case', async () => {
    const { page } = await visit(browser, site, { size: DESKTOP })
    const account = '渡口边的栏杆旁，一名执法人员独自检查，没有亮证。'
    await page.goto('/complaint')
    await fill(page, { account })
    await page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('#complaint')!
      form.requestSubmit()
      form.requestSubmit()
    })
    await page.waitForSelector('.ticket')
    const first = await slip(page)
    await page.goBack()
    expect(await page.textContent('.answers')).toContain(account)
    await page.check('[name=consent]')
    await submit(page)
    await page.waitForSelector('.ticket')
    expect(await slip(page)).toEqual(first)

    const staff = await visit(browser, site, { size: DESKTOP })
    await signIn(staff.page, 'intake', `/desk?view=all&q=${encodeURIComponent('渡口边的栏杆')}`)
    expect(await staff.page.locator('.queue tbody th a').allTextContents()).toEqual([first.no])
  })

  test('two people at one case: the second sees what happened and keeps what was typed', async () => {
    const citizen = await visit(browser, site)
    await citizen.page.goto('/complaint')
    await fill(citizen.page)
    await submit(citizen.page)
    const { no } = await slip(citizen.page)
    const [a, b] = [await visit(browser, site, { size: DESKTOP }), await visit(browser, site, { size: DESKTOP })]
    for (const { page } of [a, b]) await signIn(page, 'intake', `/desk/cases/${no}`)
    await act(a.page, 'accept')
    await act(b.page, 'refuse', { reason: 'RJ5', note: '这是消费纠纷，请拨打12315，由市场监管局处理。' })
    const words = await b.page.textContent('main')
    expect(words).toContain('别人刚刚处理过这件事')
    expect(words).toContain('现在的状态是“已受理”')
    expect(words).toContain('请拨打12315')
  })

  test('who was signed out while writing keeps what was written', async () => {
    const { page, context } = await visit(browser, site, { size: DESKTOP })
    await signIn(page, 'intake', '/desk?view=received')
    await page.click('.queue tbody th a >> nth=0')
    await context.clearCookies()
    await act(page, 'refuse', { reason: 'RJ5', note: '这是消费纠纷，请拨打12315，由市场监管局处理。' })
    expect(await page.textContent('main')).toMatch(/已退出[\s\S]*请拨打12315/)
  })

  test('without an invitation the receipt says it is over', async () => {
    const { page } = await visit(browser, site)
    await page.goto('/complaint/receipt')
    expect(await page.textContent('h1')).toBe('凭证已经收起来了')
  })
})
