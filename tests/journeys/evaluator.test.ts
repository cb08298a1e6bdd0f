import { expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { keyboard } from './keys.ts'
import { day, main, press, signIn } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()
const LIST = '/desk/surveys'
/** The survey the demonstration begins with, numbered in the year of its first start. */
const RUNS = `CP-${day(0).slice(0, 4)}-01`

/** Draws up a survey for the evaluating body, and puts it forward; the chief lets it begin when its frame is set. */
async function drawn() {
  const { page } = await city.visit({ size: DESKTOP })
  await signIn(page, 'stats', `${LIST}/new`)
  await page.fill('[name=title]', '入户访问测评')
  await page.selectOption('[name=questionnaire]', 'WJ-QZ')
  await page.selectOption('[name=entry]', 'both')
  await page.fill('[name=opensOn]', day(0))
  await page.fill('[name=closesOn]', day(20))
  await page.fill('[name=method]', '由测评机构按镇街人口比例入户随机抽取。')
  await page.selectOption('[name=evaluator]', 'evaluator1')
  await press(page, '保存')
  await page.waitForSelector('[role=status] >> text=已经起草')
  const path = new URL(page.url()).pathname
  await page.click('summary:has-text("提请批准")')
  await press(page, '确认提请批准')
  await page.waitForSelector('[role=status] >> text=已办')
  return path
}

test('the evaluating body sets its frame, enters answers by keyboard, is told what is wrong, and sees nothing else', async () => {
  const path = await drawn()
  const { page, noise } = await city.visit({ size: DESKTOP })
  const { enter, type, pick, reach } = keyboard(page)
  await signIn(page, 'evaluator1')
  await page.waitForSelector('h1 >> text=工作台')
  await sound(page)
  await enter(`main a[href="${LIST}"]`)
  await page.waitForURL(`**${LIST}`)
  expect((await page.locator('main table tbody th').allTextContents()).map((text) => text.trim())).toEqual([
    expect.stringContaining('入户访问测评'),
    expect.stringContaining(RUNS),
  ])
  await sound(page)
  await enter(`main a[href="${path}"]`)
  await page.waitForURL(`**${path}`)
  expect(await main(page)).not.toContain('收到答卷')
  await sound(page)

  await page.waitForSelector('details[open] [name=frame]')
  const frame = '城区，215000，160\n乡镇，三十万，220'
  await type('[name=frame]', frame)
  await reach('[name=frame] ~ *, main form button')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.errors')
  expect(await page.inputValue('[name=frame]')).toBe(frame)
  await sound(page)
  await page.fill('[name=frame]', frame.replace('三十万', '308000'))
  await enter('main form button')
  await page.waitForSelector('[role=status] >> text=已办')
  expect(await page.locator('main table tbody th').allTextContents()).toEqual(['城区', '乡镇'])
  // Not before it began.
  expect((await page.goto(`${path}/enter`))?.status()).toBe(403)

  const chief = await city.visit({ size: DESKTOP })
  await signIn(chief.page, 'chief', path)
  await chief.page.click('summary:has-text("批准并开始")')
  await press(chief.page, '确认批准并开始')
  await chief.page.waitForSelector('[role=status] >> text=已办')

  await page.goto(path)
  await enter(`main a[href="${path}/enter"]`)
  await page.waitForSelector('h1 >> text=录入答卷')
  await sound(page)
  // Somebody visited met a body, and said too little of it.
  await reach('[name=stratum]')
  await page.keyboard.press('ArrowDown')
  await pick('[name=channel]')
  await pick('[name="answers.contact"]')
  await page.selectOption('[id="answers.body"]', 'ZFJ')
  await enter('button[value=rows]')
  await page.waitForSelector('[name="answers.graded.ZFJ/lawful"]')
  expect(await page.inputValue('[name=stratum]')).toBe('s01')
  expect(await page.isChecked('[name="answers.contact"]')).toBe(true)
  await pick('[name="answers.graded.ZFJ/lawful"]', 1)
  await enter('main form .actions button')
  await page.waitForSelector('.errors')
  await sound(page)
  expect(await page.isChecked('[name="answers.graded.ZFJ/lawful"][value="4"]')).toBe(true)
  expect(await page.inputValue('[id="answers.body"]')).toBe('ZFJ')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toMatch(/^answers\./)
  for (const link of await page.locator('.errors a').all()) {
    const id = (await link.getAttribute('href'))?.slice(1) ?? ''
    await pick(`[id="${id}"]`)
  }
  await enter('main form .actions button')
  await page.waitForSelector('[role=status] >> text=已经录入')
  expect(await page.isChecked('[name="answers.contact"]')).toBe(false)
  expect(await main(page)).toContain('城区（已录入1，要访问160）')

  // The next by telephone, of somebody who met nobody.
  await reach('[name=stratum]')
  await page.keyboard.press('ArrowDown')
  await page.check('[name=channel][value=telephone]')
  await pick('[name="answers.contact"]', 2)
  await pick('[name="answers.overall"]', 1)
  await enter('main form .actions button')
  await page.waitForSelector('option:has-text("乡镇（已录入1，要访问220）")', { state: 'attached' })

  for (const other of [
    `${path}/results`,
    `${path}/odd`,
    `${path}/report`,
    `${path}/letters`,
    `${LIST}/new`,
    '/desk/survey-results',
    '/desk/staff',
    '/desk/directives',
    '/desk/publications',
  ]) {
    const answer = await page.goto(other)
    expect([403, 404, 409], other).toContain(answer?.status())
  }
  expect(noise).toEqual([])
})

test('on a phone without script an answer is entered as well, and one sent late is lost to nobody', async () => {
  const { page, context, noise } = await city.visit({ size: PHONE, script: false })
  await signIn(page, 'evaluator1', `${LIST}/${RUNS}/enter`)
  await sound(page)
  await page.selectOption('[name=stratum]', 's02')
  await page.check('[name=channel][value=telephone]')
  await page.check('[name="answers.contact"][value=no]')
  await page.check('[name="answers.overall"][value="3"]')
  // Signed out meanwhile: what was said waits on the page until somebody signed in beside it.
  await context.clearCookies()
  await page.click('main form .actions button')
  expect(await main(page)).toContain('离开太久，已退出')
  await sound(page)
  await signIn(await context.newPage(), 'evaluator1', LIST)
  await press(page, '登录好了，再录入')
  expect(await main(page)).toContain('已经录入')
  expect(noise).toEqual([])
})
