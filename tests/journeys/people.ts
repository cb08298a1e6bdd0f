import type { Page } from 'playwright-core'
import { PASSWORD } from './server.ts'

export const ACCOUNT = '前天上午两名执法人员没有出示证件，把我的三轮车拉走了，没有给扣押清单，也没有说到哪里处理。'

export const main = (page: Page) => page.textContent('main')
/** What the page says was just done. */
export const told = (page: Page) => page.textContent('main [role=status]')
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
/** Unfolds what stands under a title. */
export const open = (page: Page, title: string) => page.click(`summary:has-text("${title}")`)

/** A day in the city, so many days from now. */
export const day = (from: number) => new Date(Date.now() + (8 + 24 * from) * 3_600_000).toISOString().slice(0, 10)

/** The first button is the way on; on the last page it sends. */
export const submit = (page: Page) => page.click('#complaint .actions button:visible >> nth=0')

/** Waits for a step of the form to be there. */
export const at = (page: Page, step: string) => page.waitForSelector(`#complaint[data-step=${step}]`)

/** Waits for what runs on the page by itself; what waits to be seen comes when it is. */
export const awake = (page: Page) =>
  page.waitForFunction(() => document.querySelector('astro-island[ssr]:not([client=visible])') === null)

/** Holds every script of the page back, as a slow network does, until it is called. */
export async function late(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route('**/*.js', (route) => promise.then(() => route.continue()))
  return resolve
}

/** What somebody says on each step; a step nothing is said on is passed by. */
interface Said {
  about?: string
  account?: string
  department?: string
  appears?: 'anonymous' | 'confidential' | 'named'
  category?: [family: string, code: string]
  /** Looks around on each page before it is left, and says what else there is to say on it. */
  look?: (step: string) => Promise<void>
}

/** Walks through the form to the page that sends, as somebody would who knows which body it was. */
export async function fill(page: Page, more: Said = {}) {
  const {
    about = 'authority',
    account = ACCOUNT,
    department = 'ZFJ',
    appears = 'anonymous',
    category = ['manner', 'T05'],
    look,
  } = more
  const onward = async (from: string, to: string) => {
    await look?.(from)
    await submit(page)
    await at(page, to)
  }
  await page.check(`[name="ask.about"][value=${about}]`)
  await onward('triage', 'what')
  const [family, code] = category
  await page.check(`[name=family][value=${family}]`)
  await page.check(`[name=category-${family}][value=${code}]`)
  await onward('what', 'whom')
  await page.selectOption('[name="about.department"]', department)
  await onward('whom', 'where')
  await page.fill('[name="about.place"]', '文昌路与河滨路路口东侧')
  await onward('where', 'account')
  await page.fill('[name=account]', account)
  await onward('account', 'evidence')
  await onward('evidence', 'you')
  await page.check(`[name=appears][value=${appears}]`)
  if (appears !== 'anonymous') await page.fill('[name="person.name"]', '周女士')
  await onward('you', 'check')
  await page.check('[name=consent]')
}

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
  const form = page.locator(`details[name=step]:has(input[name=action][value=${action}])`)
  const rare = page.locator('details:has(> details)').filter({ has: form })
  if ((await rare.count()) && (await rare.getAttribute('open')) === null) await rare.locator('> summary').click()
  if ((await form.getAttribute('open')) === null) await form.locator('> summary').click()
  for (const [name, value] of Object.entries(said)) {
    const tick = form.locator(`:is([type=radio][name="${name}"][value="${value}"], [type=checkbox][name="${name}"])`)
    const list = form.locator(`select[name="${name}"]`)
    if (await tick.count()) await tick.check()
    else if (await list.count()) await list.selectOption(value)
    else await form.locator(`[name="${name}"]`).fill(value)
  }
  await form.locator('button:not([name])').last().click()
}
