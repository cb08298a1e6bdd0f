import { expect, test } from 'vitest'
import { DESKTOP, PHONE } from './browser.ts'
import { day, main, press, signIn } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()
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
