import type { Page } from 'playwright-core'
import { type Action, step } from '../../../api/case/workflow.ts'
import type { Row, Standing } from './table.ts'

/** What the case's own page says: where it stands, by when what is owed, and what was done last. */
interface OnDesk {
  stands: Standing
  last: string
}

/** What its sender's page says. */
export interface Told {
  stands: Standing
  /** What happened, newest first. */
  labels: string[]
  text: string
}

const dateIn = async (page: Page, selector: string) => {
  const day = page.locator(`${selector} time`).first()
  return (await day.count()) ? await day.getAttribute('datetime') : null
}
const tagIn = async (page: Page) => (await page.locator('h1 + p .tag').first().textContent())?.trim() ?? ''
const history = 'section[aria-labelledby=history] li'

export const onDesk = async (page: Page): Promise<OnDesk> => ({
  stands: [await tagIn(page), await dateIn(page, `${history}[data-next]`)],
  last: (await page.locator(`${history}:not([data-next]) h3`).first().textContent()) ?? '',
})

export async function told(page: Page): Promise<Told> {
  await page.goto('/track')
  return {
    stands: [await tagIn(page), await dateIn(page, '.clock b')],
    labels: await page.locator('main .cols li:not([data-next]) > h3').allTextContents(),
    text: ((await page.textContent('main')) ?? '').replace(/\s+/g, ' '),
  }
}

/** The words somebody of the desk wrote: nobody else's page shows them unless the row says that they are spoken. */
const written = ({ by, says = {} }: Row) =>
  by === 'sender' ? [] : [says.note, says.opinion].filter((words) => words !== undefined)

/** All in which the pages differ from what the row says. */
export function differences(action: Action, row: Row, desk: OnDesk, before: Told, after: Told): string[] {
  const found: string[] = []
  const same = (what: string, is: unknown, ought: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(ought))
      found.push(`${action}: ${what} is ${JSON.stringify(is)}, not ${JSON.stringify(ought)}`)
  }
  const { label, speaks, told: tells } = step(action)
  same('the case', desk.stands, row.stands)
  same('the last entry on the desk', desk.last, label)
  same('the sender’s case', after.stands, row.sender ?? before.stands)
  same('what the sender is told', after.labels, [...(row.told ? [row.told] : []), ...before.labels])
  if (!row.told && !row.shows && !row.sender) same('the sender’s page', after.text, before.text)
  if (row.shows && !after.text.includes(row.shows)) found.push(`${action}: the sender is not shown “${row.shows}”`)
  const spoken = (speaks && tells && row.told) || row.shows
  for (const words of written(row))
    if (after.text.includes(words) !== (spoken ? words !== row.says?.opinion : false))
      found.push(`${action}: the sender is ${spoken ? 'not told' : 'told'} “${words}”`)
  return found
}
