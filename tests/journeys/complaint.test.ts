import { describe, expect, test } from 'vitest'
import { DESKTOP } from './browser.ts'
import { ACCOUNT, act, at, awake, fill, late, signIn, slip, submit } from './people.ts'
import { portal } from './portal.ts'

const city = portal()

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('the mode of display is switched half-way without script, and nothing typed is lost', async () => {
  const { page, noise } = await city.visit({ script: false })
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
    if (step === 'evidence') await page.setInputFiles('#file', { name: '现场.png', mimeType: 'image/png', buffer: PNG })
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
  expect(noise).toEqual([])
})

describe('a complaint from a desktop with script', () => {
  test('a draft survives closing the page, and is gone once sent', async () => {
    const { page, context, noise } = await city.visit({ size: DESKTOP })
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
    const { page } = await city.visit({ size: DESKTOP })
    await page.goto('/complaint?category=T93')
    await awake(page)
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

  test.each([false, true])('what was done before the script is here holds; said to be shared: %s', async (shared) => {
    const { page } = await city.visit({ size: DESKTOP })
    const come = await late(page)
    await page.goto('/complaint?category=T93', { waitUntil: 'commit' })
    await page.fill('[name=account]', ACCOUNT)
    if (shared) await page.check('text=公用手机')
    come()
    await page.waitForSelector('text=已写')
    await awake(page)
    expect(await page.isChecked('[name="ask.shared"]')).toBe(shared)
    const kept = await page.evaluate(() => localStorage.getItem('complaint'))
    if (shared) expect(kept).toBeNull()
    else expect(kept).toContain('三轮车')
  })

  test('pressing twice, going back and sending again is one case', async () => {
    const { page } = await city.visit({ size: DESKTOP })
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

    const staff = await city.visit({ size: DESKTOP })
    await signIn(staff.page, 'intake', `/desk?view=all&q=${encodeURIComponent('渡口边的栏杆')}`)
    expect(await staff.page.locator('.queue tbody th a').allTextContents()).toEqual([first.no])
  })

  test('two people at one case: the second sees what happened and keeps what was typed', async () => {
    const citizen = await city.visit()
    await citizen.page.goto('/complaint')
    await fill(citizen.page)
    await submit(citizen.page)
    const { no } = await slip(citizen.page)
    const [a, b] = [await city.visit({ size: DESKTOP }), await city.visit({ size: DESKTOP })]
    for (const { page } of [a, b]) await signIn(page, 'intake', `/desk/cases/${no}`)
    await act(a.page, 'accept')
    await act(b.page, 'refuse', { reason: 'RJ5', note: '这是消费纠纷，请拨打12315，由市场监管局处理。' })
    const words = await b.page.textContent('main')
    expect(words).toContain('别人刚刚处理过这件事')
    expect(words).toContain('现在的状态是“已受理”')
    expect(words).toContain('请拨打12315')
  })

  test('who was signed out while writing keeps what was written', async () => {
    const { page, context } = await city.visit({ size: DESKTOP })
    await signIn(page, 'intake', '/desk?view=received')
    await page.click('.queue tbody th a >> nth=0')
    await context.clearCookies()
    await act(page, 'refuse', { reason: 'RJ5', note: '这是消费纠纷，请拨打12315，由市场监管局处理。' })
    expect(await page.textContent('main')).toMatch(/已退出[\s\S]*请拨打12315/)
  })

  test('without an invitation the receipt says it is over', async () => {
    const { page } = await city.visit()
    await page.goto('/complaint/receipt')
    expect(await page.textContent('h1')).toBe('凭证已经收起来了')
  })
})

describe('the light kinds', () => {
  test.each([
    ['praise', '冒雨帮我把货搬开，还教我怎么整改，谢谢他们。', true],
    ['site', '执法单位页上的电话打不通，请改正一下。', false],
  ])('%s takes a few presses, and is taken back as easily', async (about, account, named) => {
    const { page } = await city.visit({ script: false })
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
    await page.click('main >> text=查看办理进度')
    await page.click('text=撤回 >> nth=0')
    await page.click('text=确认撤回')
    expect(await page.textContent('main')).toContain('您已撤回')
  })
})
