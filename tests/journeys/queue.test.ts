import { expect, test } from 'vitest'
import { complaint } from '../support/world.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { main, press, signIn, told } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()

test('several cases are accepted at once, looked at first; one that moved is said; without a script', async () => {
  const { page, noise } = await city.visit({ size: DESKTOP, script: false })
  const nos: string[] = []
  for (let i = 0; i < 3; i++) {
    const answer = await page.request.post('/api/complaints', { data: complaint() })
    nos.push(((await answer.json()) as { no: string }).no)
  }
  const [a = '', b = '', c = ''] = nos
  const other = await city.visit({ size: PHONE })
  await signIn(page, 'intake', '/desk?view=received&department=ZFJ')
  await sound(page)

  // The list is kept under a name; nothing ticked, or no step chosen, comes back in words.
  await page.click('summary:has-text("存下这个列表")')
  await page.fill('[name=name]', '城管的')
  await press(page, '存下')
  expect(await page.textContent('.views')).toMatch(/我存的.*城管的/s)
  await page.selectOption('#bulk-action', { label: '受理' })
  await press(page, '先看能不能办')
  expect(await main(page)).toContain('请先勾选办件')
  for (const no of nos) await page.check(`[name="case.${no}"]`)
  await page.selectOption('#bulk-action', '')
  await press(page, '先看能不能办')
  expect(await main(page)).toContain('请选择要一起办哪一步')
  expect(await page.isChecked(`[name="case.${a}"]`)).toBe(true)

  await page.selectOption('#bulk-action', { label: '受理' })
  await press(page, '先看能不能办')
  const row = (no: string) => page.locator(`main tr:has-text("${no}")`)
  for (const no of nos) expect(await row(no).textContent()).toMatch(/能办.*已受理.*月/s)
  await sound(page)
  // Somebody else takes one of them meanwhile.
  await signIn(other.page, 'intake', `/desk/cases/${b}`)
  await other.page.locator('details[name=step]:has(input[value=accept]) button').click()
  await other.page.waitForSelector('[role=status] >> text=已办')
  await press(page, '确认受理3件')
  expect(await told(page)).toContain('办成2件，1件没有办成')
  expect(await row(b).textContent()).toContain('别人刚刚处理过')
  for (const no of [a, c]) expect(await row(no).textContent()).toMatch(/已办.*已受理.*2/s)
  // Sent again by reloading: the same answer, and no second step.
  await page.reload()
  expect(await told(page)).toContain('办成2件，1件没有办成')
  await page.click(`main a:has-text("${a}")`)
  expect(await page.locator('.timeline').getByText('受理', { exact: true }).count()).toBe(1)

  // What the address narrows by stays when more is asked, is said, and goes one by one; what is wrong is said beside it.
  await page.goto(`/desk?view=all&status=accepted&channel=WEB&assignee=handler&limit=100`)
  await page.fill('.filters [name=q]', '三轮车')
  await press(page, '筛选')
  const asked = () => Object.fromEntries(new URL(page.url()).searchParams)
  expect(asked()).toMatchObject({
    view: 'all',
    status: 'accepted',
    channel: 'WEB',
    assignee: 'handler',
    limit: '100',
    q: '三轮车',
  })
  await page.click('.chosen li:has-text("承办人：handler") a')
  expect(asked()).toEqual({ view: 'all', status: 'accepted', channel: 'WEB', q: '三轮车', limit: '100' })
  await sound(page)
  const wrong = await page.goto('/desk?view=all&status=accepted&due=2026-13-40')
  expect(wrong?.status()).toBe(422)
  expect(await page.textContent('.errors a[href="#filter-due"]')).toContain('到期日')
  expect(await page.inputValue('[name=status]')).toBe('accepted')

  await page.goto('/desk/views')
  await page.fill('[name=name]', '执法局的')
  await page.click('main button:has-text("改名")')
  expect(await main(page)).toContain('执法局的')
  await sound(page)
  await page.click('main button:has-text("删除")')
  expect(await main(page)).toContain('还没有存下列表')
  expect([...noise, ...other.noise]).toEqual([])
})

test('keys tick, open and come back, help says which, and typing is left alone', async () => {
  const { page, noise } = await city.visit({ size: DESKTOP })
  await page.request.post('/api/complaints', { data: complaint() })
  await signIn(page, 'intake', '/desk?view=received')
  await page.waitForSelector('summary:has-text("键盘快捷键")')
  // Quiet at the end of the page until somebody asks.
  expect(await page.isVisible('text=使用单键快捷键')).toBe(false)
  await page.keyboard.press('?')
  expect(await page.textContent('dialog[open]')).toContain('勾选或取消这一件')
  await sound(page)
  await page.keyboard.press('x')
  await page.keyboard.press('Escape')
  expect(await page.locator('.tick :checked').count()).toBe(0)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  expect(await page.locator('.queue tr:first-child .tick :checked').count()).toBe(1)
  await page.keyboard.press('/')
  await page.keyboard.type('jxo?')
  expect(await page.inputValue('[name=q]')).toBe('jxo?')
  expect(await page.locator('.tick :checked').count()).toBe(1)
  await page.focus('.queue th a')
  await page.keyboard.press('o')
  await page.waitForURL(/\/desk\/cases\//)
  await page.waitForSelector('summary:has-text("键盘快捷键")')
  await page.locator('textarea:visible').first().pressSequentially('us?')
  expect(await page.locator('textarea:visible').first().inputValue()).toBe('us?')
  await page.locator('h1').click()
  await page.keyboard.press('u')
  await page.waitForURL(/\/desk\?view=received/)
  await page.click('summary:has-text("键盘快捷键")')
  await page.uncheck('text=使用单键快捷键')
  await page.keyboard.press('j')
  await page.keyboard.press('?')
  expect(await page.locator('dialog[open]').count()).toBe(0)
  expect(noise).toEqual([])
})
