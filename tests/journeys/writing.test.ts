import { expect, test } from 'vitest'
import { complaint } from '../support/world.ts'
import { DESKTOP } from './browser.ts'
import { act, late, main, signIn, told } from './people.ts'
import { portal } from './portal.ts'
import { sound } from './sound.ts'

const city = portal()
const ACCOUNT = '两名执法人员没有出示证件就扣了我的三轮车，也没有给扣押清单。'

test('a template, a preview and the answer without a script; what is typed comes back with one', async () => {
  const staff = await city.visit({ size: DESKTOP, script: false })
  const sent = await staff.page.request.post('/api/complaints', {
    data: complaint({ account: ACCOUNT.repeat(100).slice(0, 3000) }),
  })
  const { no } = (await sent.json()) as { no: string }
  const as = async (login: string) => {
    await staff.context.clearCookies()
    await signIn(staff.page, login, `/desk/cases/${no}`)
  }
  await as('intake')
  await act(staff.page, 'accept')
  await as('handler')

  const { page } = staff
  const form = page.locator('#step-answer')
  if ((await form.getAttribute('open')) === null) await form.locator('summary').first().click()
  // A mistake has the focus, though the browser knows no script.
  await form.locator('[value=template]').click()
  expect(await page.textContent('.errors')).toContain('请先选一个模板')
  await page.waitForSelector('.errors:focus')
  await form.locator('[name=outcome][value=upheld]').check()
  await form.locator('[name=note]').fill('先写的一句。')
  await form.locator('[name=template]').selectOption('DF-SS-01')
  await form.locator('[value=template]').click()
  await page.waitForSelector('.put:focus')
  const note = form.locator('[name=note]')
  expect(await note.inputValue()).toMatch(/^先写的一句。\n\n您好。.*结论是属实/s)
  // What is not filled in is not shown to anybody, and nothing is lost by it.
  await form.locator('[value=preview]').click()
  expect(await page.textContent('.errors')).toContain('{事实}')
  await page.waitForSelector('.errors:focus')
  await note.fill((await note.inputValue()).replace('{事实}', '扣押没有清单。').replace('{措施}', '补发清单'))
  await form.locator('[value=preview]').click()
  const preview = await page.locator('section[aria-labelledby=preview]').textContent()
  for (const shown of ['给您的答复', '扣押没有清单。', '已答复', '您的评价']) expect(preview).toContain(shown)
  await page.waitForSelector('#preview:focus')
  await sound(page)
  expect(await page.textContent('h1 + p')).toContain('已受理')
  await form.locator('.actions button:not([name])').click()
  expect(await told(page)).toContain('已办：答复')

  const other = await city.visit({ size: DESKTOP })
  await signIn(other.page, 'handler', `/desk/cases/${no}`)
  const letter = other.page.locator('#step-message')
  const opened = async () => {
    if ((await letter.getAttribute('open')) === null) await letter.locator('summary').first().click()
  }
  await opened()
  await letter.locator('[name=note]').pressSequentially('请问当天还有谁')
  await other.page.waitForSelector('#step-message [role=status]:has-text("已保存")')
  await letter.locator('[name=note]').pressSequentially('在场？')
  // Left before the next saving: leaving saves.
  await other.page.goto('/desk')
  await other.page.goto(`/desk/cases/${no}`)
  expect(await letter.locator('[name=note]').inputValue()).toBe('请问当天还有谁在场？')
  expect(await letter.locator('[role=status]').textContent()).toMatch(/已保存 \d{1,2}:\d\d，还没有发出/)
  await sound(other.page)

  // Written before the script is here, where the network is slow: kept without another key.
  const come = await late(other.page)
  await other.page.goto(`/desk/cases/${no}`, { waitUntil: 'commit' })
  await opened()
  await letter.locator('[name=note]').fill('请问当天还有谁在场？车牌记得吗？')
  come()
  await other.page.waitForFunction(() =>
    /已保存 \d{1,2}:\d\d$/.test(document.querySelector('#step-message [role=status]')?.textContent ?? ''),
  )
  await other.page.reload()
  expect(await letter.locator('[name=note]').inputValue()).toBe('请问当天还有谁在场？车牌记得吗？')

  // However long the account: its end can be read while the answer is written.
  await letter.locator('[name=note]').scrollIntoViewIfNeeded()
  const beside = await other.page.evaluate(() => {
    const account = document.querySelector('.case .voice')
    const box = account?.getBoundingClientRect()
    return {
      top: box?.top ?? 9999,
      bottom: box?.bottom ?? 9999,
      longer: (account?.scrollHeight ?? 0) > innerHeight,
      window: innerHeight,
    }
  })
  expect(beside.longer).toBe(true)
  expect(beside.top).toBeLessThan(beside.window / 2)
  expect(beside.bottom).toBeLessThanOrEqual(beside.window + 1)
  // All else in its column passes below it: nothing scrolls inside, and what is tabbed to is not behind it.
  const [inside, hidden] = await other.page.evaluate(() => {
    const column = document.querySelector('.case > section:first-child') as HTMLElement
    document.documentElement.style.scrollBehavior = 'auto'
    const links = [...column.querySelectorAll<HTMLElement>('.voice ~ * a')]
    const covered = links.filter((link) => {
      link.focus()
      const { x, y, width, height } = link.getBoundingClientRect()
      return !link.contains(document.elementFromPoint(x + width / 2, y + height / 2))
    })
    return [column.scrollHeight - column.clientHeight, covered.length / links.length]
  })
  expect(inside).toBeLessThanOrEqual(0)
  expect(hidden).toBe(0)
  await act(other.page, 'message')
  await other.page.waitForSelector('main [role=status]:has-text("已办：给来件人留言")')
  expect(await letter.locator('[name=note]').inputValue()).toBe('')
  expect(await main(other.page)).toContain('请问当天还有谁在场？')
  expect([...staff.noise, ...other.noise]).toEqual([])
})
