import type { Page } from 'playwright-core'
import { PASSWORD } from './server.ts'

export const ACCOUNT = '前天上午两名执法人员没有出示证件，把我的三轮车拉走了，没有给扣押清单，也没有说到哪里处理。'

/** Fills the short form as somebody would who knows which body it was. */
export async function fill(
  page: Page,
  more: { account?: string; appears?: 'anonymous' | 'confidential' | 'named' } = {},
) {
  const { account = ACCOUNT, appears = 'anonymous' } = more
  await page.check('input[name=family][value=manner]')
  await page.check('input[name=category-manner][value=T05]')
  await page.selectOption('select[name="about.department"]', 'ZFJ')
  await page.fill('[name="about.place"]', '文昌路与河滨路路口东侧')
  await page.fill('[name=account]', account)
  await page.check(`input[name=appears][value=${appears}]`)
  await page.check('input[name=consent]')
}

export const submit = (page: Page) => page.click('#complaint .actions button')

/** The slip as it stands on the receipt. */
export async function slip(page: Page) {
  const no = (await page.textContent('.ticket .no'))?.trim() ?? ''
  const groups = await page.locator('.ticket .code span').allTextContents()
  return { no, groups, code: groups.join('') }
}

export async function track(page: Page, { no, code }: { no: string; code: string }) {
  await page.goto('/track')
  await page.fill('main [name=no]', no)
  await page.fill('main [name=code]', code)
  await page.click('main form .actions button')
}

export async function signIn(page: Page, login: string, next = '/desk') {
  await page.goto(`/desk/sign-in?next=${encodeURIComponent(next)}`)
  await page.fill('[name=login]', login)
  await page.fill('[name=password]', PASSWORD)
  await page.click('main form button[type=submit]')
}

/** Opens one of the things that may be done, says what it needs, confirms. */
export async function act(page: Page, action: string, said: Record<string, string> = {}) {
  const form = page.locator(`details:has(input[name=action][value=${action}])`)
  if ((await form.getAttribute('open')) === null) await form.locator('summary').click()
  for (const [name, value] of Object.entries(said)) {
    const radio = form.locator(`input[type=radio][name=${name}][value="${value}"]`)
    if (await radio.count()) await radio.check()
    else await form.locator(`[name=${name}]`).fill(value)
  }
  await form.locator('button').last().click()
}
