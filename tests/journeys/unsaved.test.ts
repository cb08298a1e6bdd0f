import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DESKTOP } from './browser.ts'
import { signIn } from './people.ts'
import { portal } from './portal.ts'

const city = portal()

const EDIT = '/desk/publications/synonym/TYC-980/edit'
const reason = '#reason'
const save = (page: Page) => page.getByRole('button', { name: '保存', exact: true }).first().click()
const here = (page: Page) => new URL(page.url()).pathname

/** An editor at the form of an entry, and what the browser asks on the way out. */
async function writing(how: { script?: boolean } = {}) {
  const { page, context, noise } = await city.visit({ size: DESKTOP, ...how })
  const asked: string[] = []
  let answer: 'stay' | 'leave' = 'stay'
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type())
    await (answer === 'stay' ? dialog.dismiss() : dialog.accept())
  })
  await signIn(page, 'editor', EDIT)
  await page.waitForURL(`**${EDIT}`)
  /** Presses a link that leads away, and gives the page time to go or to stay. */
  const leave = async (say: typeof answer) => {
    answer = say
    asked.length = 0
    await page.getByRole('link', { name: '导入', exact: true }).first().click()
    if (say === 'leave') await page.waitForURL('**/desk/imports')
    else await expect.poll(() => asked).not.toEqual([])
    return [...asked]
  }
  return { page, context, noise, leave, asked }
}

test('whoever leaves with something unsaved is asked, and nobody else is', async () => {
  const { page, context, noise, leave, asked } = await writing()
  expect(await leave('leave')).toEqual([])
  // The longest form there is, with every sort of control; a key makes it one that somebody has used.
  await page.goto('/desk/publications/guide/ZY-E47')
  await page.getByRole('button', { name: '开始修改' }).click()
  await page.waitForURL('**/edit')
  await page.keyboard.press('Tab')
  expect(await leave('leave')).toEqual([])

  await page.goto(EDIT)
  await page.fill(reason, '写了一半')
  expect(await leave('stay')).toEqual(['beforeunload'])
  expect([here(page), await page.inputValue(reason)]).toEqual([EDIT, '写了一半'])
  await page.fill(reason, '')
  expect(await leave('leave')).toEqual([])

  await page.goto(EDIT)
  await page.fill(reason, '写好了')
  asked.length = 0
  await save(page)
  await page.getByText('已保存').first().waitFor()
  expect(asked).toEqual([])
  expect(await leave('leave')).toEqual([])

  await page.goto(EDIT)
  await page.fill(reason, '不要了')
  expect(await leave('leave')).toEqual(['beforeunload'])
  expect(noise).toEqual([])
  await context.close()
})

test('what came back because somebody else was first is not saved either', async () => {
  const [one, two] = [await writing(), await writing()]
  for (const { page } of [one, two]) await page.goto(EDIT)
  await one.page.fill(reason, '先存的')
  await save(one.page)
  await one.page.getByText('已保存').first().waitFor()
  await two.page.fill(reason, '后存的')
  await save(two.page)
  await two.page.getByText('这次没有保存').first().waitFor()
  expect(await two.leave('stay')).toEqual(['beforeunload'])
  expect(await two.page.inputValue(reason)).toBe('后存的')
  await save(two.page)
  await two.page.getByText('已保存').first().waitFor()
  expect(await two.leave('leave')).toEqual([])
  for (const { context } of [one, two]) await context.close()
})

test('without a script nobody is asked anything', async () => {
  const { page, context, leave } = await writing({ script: false })
  await page.fill(reason, '写了一半')
  expect(await leave('leave')).toEqual([])
  await context.close()
})
