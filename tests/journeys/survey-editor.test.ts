import { expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { keyboard } from './keys.ts'
import { day, main, press, signIn } from './people.ts'
import { desk, portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()
const seats = desk(city)
const RECORD = '/desk/publications/questionnaire/WJ-KF'
const QUESTION = '下次您愿意带家人一起来吗？'

test('a questionnaire without a script: a new question with a condition, a dead end refused, tried, reviewed, published', async () => {
  const [editor, publisher, citizen] = [
    await city.visit({ size: PHONE, script: false }),
    await city.visit({ size: DESKTOP, script: false }),
    await city.visit({ script: false }),
  ]
  const { page } = editor
  await signIn(page, 'editor', RECORD)
  await press(page, '开始修改')
  expect(new URL(page.url()).pathname).toBe(`${RECORD}/edit`)

  // Before the second question of the second part; so few parts stand open.
  const Q = 'data.sections.1.questions'
  const turn = (act: string) => page.click(`button[name=_do][value="${act}"]`)
  const set = (name: string, value: string) => page.fill(`[name="${Q}.1.${name}"]`, value)
  await turn(`add:${Q}.1`)
  expect(new URL(page.url()).hash).toBe(`#${Q}.1`)
  await set('id', 'family')
  await set('text', QUESTION)
  await page.selectOption(`[name="${Q}.1.asks"]`, 'single')
  await turn(`stay:${Q}.1`)
  for (const [i, [id, text]] of [
    ['yes', '愿意'],
    ['no', '不方便'],
  ].entries()) {
    await turn(`add:${Q}.1.options`)
    await set(`options.${i}.id`, id!)
    await set(`options.${i}.text`, text!)
  }
  await turn(`add:${Q}.1.show`)
  await set('show.0.question', 'again')
  await set('show.0.is', 'perhaps')
  await page.fill('[name=from]', day(0))
  await page.fill('[name=reason]', '增加一题，看家庭参加的意愿。')
  await page.getByRole('button', { name: '保存，回到这一条' }).click()

  // The condition names an option that is not there: nobody would ever be asked.
  expect(await main(page)).toContain('“perhaps”不是题again的选项')
  await page.locator('.errors a').first().click()
  expect(new URL(page.url()).hash).toBe(`#${Q}.1.show.0.is`)
  await sound(page)
  await set('show.0.is', 'maybe')
  await page.getByRole('button', { name: '保存并预览' }).first().click()

  expect(await main(page)).toContain('预览，尚未公布')
  expect(await main(page)).toContain('第7题选了“看时间和内容”才问')
  await sound(page)
  await page.getByRole('link', { name: '一题一题走一遍' }).click()
  await page.check('[value=friend]')
  await press(page, '下一题')
  await press(page, '跳过这一题')
  await sound(page)
  await page.check('[value=no]')
  await press(page, '下一题')
  await press(page, '跳过这一题')
  await press(page, '下一题')
  expect(await main(page)).toContain('这一题需要回答')
  await page.check('[value="5"]')
  await press(page, '下一题')
  await page.check('[value=maybe]')
  await press(page, '下一题')
  expect(await main(page)).toContain(QUESTION)
  await sound(page)
  await press(page, '跳过这一题')
  await page.selectOption('[name="answers.wish.food"]', '1')
  await page.selectOption('[name="answers.wish.patrol"]', '1')
  await press(page, '下一题')
  expect(await main(page)).toContain('两项排在了同一位')
  await page.selectOption('[name="answers.wish.patrol"]', '2')
  await press(page, '下一题')
  for (const _ of ['advice', 'who']) await press(page, '跳过这一题')
  expect(await main(page)).toContain('食品安全抽检、跟着巡查看执法')

  await page.goto(RECORD)
  await press(page, '提交审核')
  expect(await main(page)).toContain('已提交审核')
  await citizen.page.goto('/questionnaires/WJ-KF')
  expect(await main(citizen.page)).not.toContain(QUESTION)

  await signIn(publisher.page, 'publisher', RECORD)
  expect(await publisher.page.locator('ins').allTextContents()).toContainEqual(expect.stringContaining(QUESTION))
  await press(publisher.page, '发布')
  await publisher.page.getByText('已发布，群众现在就能看到').waitFor()
  await citizen.page.goto('/questionnaires/WJ-KF')
  expect(await main(citizen.page)).toContain(QUESTION)
  await sound(citizen.page)
  await citizen.page.goto('/questionnaires/WJ-KF/history')
  expect(await main(citizen.page)).toContain('增加一题，看家庭参加的意愿。')
  for (const { noise, context } of [editor, publisher, citizen]) {
    expect(noise).toEqual([])
    await context.close()
  }
})

const NEW = '/desk/publications/questionnaire/WJ-CK'
const FIRST = 'data.sections.0.questions'
const ASKED = '您今天来窗口办过事吗？'

test('a questionnaire from nothing with the preview beside it: a dead end seen and mended, moved, tried, published, asked', {
  timeout: 120_000,
}, async () => {
  const { page, noise, context } = await city.visit({ size: DESKTOP })
  const hand = keyboard(page)
  const turn = (act: string) => page.click(`button[name=_do][value="${act}"]`)
  const set = (name: string, value: string) => page.fill(`[name="${name}"]`, value)
  const seen = (text: string) => page.locator('#seen-now', { hasText: text }).waitFor()
  await signIn(page, 'editor', '/desk/publications/questionnaire/new')
  await set('code', 'WJ-CK')
  await press(page, '开始填写')

  // Who has a keyboard only: what is said of it as a whole, its first part, its first question.
  await hand.type('[name=from]', day(0).replace(/(\d+)-(\d+)-(\d+)/, '$2$3$1'))
  await hand.type('[name="data.name"]', '窗口服务问卷')
  await hand.pick('[name="data.audience"]')
  await hand.type('[name="data.minutes"]', '2')
  await hand.type('[name="data.intro"]', '想请您说说今天办事的感受。')
  await hand.enter('[value="add:data.sections"]')
  await page.waitForURL('**/edit?open=data.sections.0#*')
  await hand.type('[name="data.sections.0.title"]', '今天办事')
  await hand.enter('[value="add:data.sections.0.questions"]')
  await page.waitForURL(`**/edit?open=${FIRST}.0#*`)
  await hand.type(`[name="${FIRST}.0.id"]`, 'came')
  const part = (name: string) => page.locator(`.part:has([id="${FIRST}.0.${name}"])`).first()
  expect(await part('options').isVisible()).toBe(false)
  await hand.reach(`[name="${FIRST}.0.asks"]`)
  for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
  expect([await part('options').isVisible(), await part('rows').isVisible()]).toEqual([true, false])
  await hand.type(`[name="${FIRST}.0.text"]`, ASKED)
  await seen(ASKED)
  // Nothing took the focus away, and the count alone was said.
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe(ASKED)
  expect(await page.textContent('#seen-said')).toMatch(/^还有\d+处要补或改$/)
  const LOUD = ':is([aria-live], [role=status], [role=alert])'
  expect(await page.locator(`#seen ${LOUD}, ${LOUD}:has(#seen)`).count()).toBe(0)

  for (const [i, [id, text]] of Object.entries([
    ['yes', '办过'],
    ['no', '没有'],
  ])) {
    await turn(`add:${FIRST}.0.options`)
    await set(`${FIRST}.0.options.${i}.id`, id!)
    await set(`${FIRST}.0.options.${i}.text`, text!)
  }
  await turn(`add:${FIRST}`)
  await set(`${FIRST}.1.id`, 'polite')
  await page.selectOption(`[name="${FIRST}.1.asks"]`, 'grade')
  await set(`${FIRST}.1.text`, '工作人员的态度，您满意吗？')
  await turn(`add:${FIRST}.0.skip`)
  await page.locator(`[id="${FIRST}.0"] .more > summary`).first().click()
  await page.selectOption(`[name="${FIRST}.0.required"]`, 'true')
  await set(`${FIRST}.0.skip.0.is`, 'yes\nno')
  await set(`${FIRST}.0.skip.0.to`, 'end')

  // A dead end is named at once, and its link leads there.
  await seen('第2题：怎样回答都到不了题polite')
  await sound(page)
  await page.click('#seen .errors a')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe(`${FIRST}.1.id`)
  // Of two looks under way only the later one counts, however late the earlier one comes.
  let held: Promise<void> | undefined
  await page.route('**/look', (route) => {
    const onward = () => route.continue().catch(() => undefined)
    if (held) return onward()
    held = new Promise((resolve) => setTimeout(resolve, 2000)).then(onward)
    return held
  })
  const asked = page.waitForRequest('**/look')
  await set(`${FIRST}.0.skip.0.is`, 'no\nyes')
  await asked
  await set(`${FIRST}.0.skip.0.is`, 'no')
  await page.locator('#seen .errors').waitFor({ state: 'detached' })
  await held
  await page.waitForTimeout(800)
  expect(await page.locator('#seen .errors').count()).toBe(0)
  await page.unroute('**/look')

  // Another type: what it does not use stays, and is said to be of no use.
  await page.selectOption(`[name="${FIRST}.0.asks"]`, 'text')
  expect(await part('options').locator('> .unused').isVisible()).toBe(true)
  expect(await page.inputValue(`[name="${FIRST}.0.options.1.text"]`)).toBe('没有')
  await page.selectOption(`[name="${FIRST}.0.asks"]`, 'single')
  expect(await part('options').locator('> .unused').isVisible()).toBe(false)

  await turn('add:data.sections')
  await set('data.sections.1.title', '以后')
  await turn('add:data.sections.1.questions')
  const last = 'data.sections.1.questions'
  await set(`${last}.0.id`, 'say')
  await page.selectOption(`[name="${last}.0.asks"]`, 'text')
  await set(`${last}.0.text`, '您还有什么建议？')
  await turn(`forth:${FIRST}.1`)
  expect(new URL(page.url()).hash).toBe(`#${last}.0`)
  expect(await page.locator('.outline ol').nth(1).textContent()).toMatch(/^\s*2\. 工作人员的态度.*3\. 您还有什么建议/s)
  expect(await page.textContent('#seen-said')).toBe('没有发现问题')
  await page.setViewportSize({ width: 320, height: 720 })
  await sound(page)
  await context.addCookies([{ name: 'mode', value: 'elder', url: city.site.url }])
  await page.reload()
  await sound(page)
  await page.setViewportSize(DESKTOP)
  await page.getByRole('button', { name: '保存，回到这一条' }).click()
  await page.getByRole('link', { name: '一题一题走一遍' }).click()
  await page.check('[value=no]')
  await press(page, '下一题')
  expect(await main(page)).toContain('走完了，一共问了1题')
  await page.goto(NEW)
  await press(page, '提交审核')
  expect(await main(page)).toContain('已提交审核')

  const publisher = (await city.visit({ size: DESKTOP })).page
  await signIn(publisher, 'publisher', NEW)
  await press(publisher, '发布')
  await publisher.getByText('已发布，群众现在就能看到').waitFor()

  const said = { title: '窗口服务满意度测评', questionnaire: 'WJ-CK', entry: 'open', opensOn: day(0), closesOn: day(9) }
  const drawn = await takes('stats', '', { ...said, method: '在服务窗口现场邀请办事的人扫码。' })
  const proposed = await takes('stats', `/${drawn.code}/steps`, { action: 'propose', n: drawn.n })
  await takes('chief', `/${drawn.code}/steps`, { action: 'approve', n: proposed.n })
  const citizen = await city.visit()
  await citizen.page.goto(`/surveys/${drawn.code}`)
  await citizen.page.click('main form .actions button >> nth=0')
  await citizen.page.waitForSelector('[name=_at][value=came]', { state: 'attached' })
  expect(await main(citizen.page)).toContain(ASKED)
  expect([...noise, ...citizen.noise]).toEqual([])
})

/** A step of a survey, as its page takes it. */
async function takes(login: string, path: string, data: object) {
  const { request } = await seats.facing(login, '/desk/surveys')
  const answer = await request.post(`/api/desk/surveys${path}`, { headers: { origin: city.site.url }, data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as { code: string; n: number }
}
