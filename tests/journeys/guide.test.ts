import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readContent } from '../../content/load.ts'
import { DESKTOP } from './browser.ts'
import { awake, day, late } from './people.ts'
import { portal } from './portal.ts'

const city = portal()

const { publications } = readContent('content')
const GUIDE = '/guides/ZY-H62'

describe('the self-check', () => {
  test('stays on the device: through a reload, into a table, and away when asked; nothing is sent', async () => {
    const { page, context, noise } = await city.visit()
    await page.goto(GUIDE)
    await page.getByRole('link', { name: /自己查一遍/ }).click()
    await page.waitForLoadState('networkidle')
    await awake(page)
    const sent: string[] = []
    page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`))
    const first = page.locator('#q1')
    await first.getByText('否', { exact: true }).click()
    await first.getByLabel('备注（选填）').fill('=叫老板来改')
    await page.locator('#q2').getByText('不适用', { exact: true }).click()
    expect(await page.locator('.tally').textContent()).toContain('答了2项')
    expect(await first.getByLabel('哪天前改好').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(await page.getByRole('heading', { name: '要改的1项，按期限排' }).count()).toBe(1)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载成表格' }).click(),
    ])
    expect(readFileSync(await download.path(), 'utf8')).toContain(`"'=叫老板来改"`)
    expect(sent).toEqual([])

    await page.reload()
    await page.waitForFunction(() => document.querySelector('.tally')?.textContent?.includes('答了2项'))
    expect(await page.locator('#q1').getByLabel('备注（选填）').inputValue()).toBe('=叫老板来改')

    // A shared device keeps nothing from the moment it is said to be one.
    await page.getByLabel(/这是公用手机或电脑/).check()
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('checklist')))).toEqual(
      [],
    )
    await page.locator('#q3').getByText('是', { exact: true }).click()
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('checklist')))).toEqual(
      [],
    )
    expect(noise).toEqual([])
    await context.close()
  })
  test('what is answered before the script is here counts', async () => {
    const { page, context } = await city.visit()
    const come = await late(page)
    await page.goto(`${GUIDE}/checklist`, { waitUntil: 'commit' })
    await page.locator('#q1').getByText('否', { exact: true }).click()
    await page.locator('#q3').getByText('是', { exact: true }).click()
    come()
    await page.waitForFunction(() => document.querySelector('.tally')?.textContent?.includes('答了2项'))
    expect(await page.locator('#q3').getByLabel('是', { exact: true }).isChecked()).toBe(true)
    expect(await page.locator('#q1').getByLabel('哪天前改好').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    await page.reload()
    await page.waitForFunction(() => document.querySelector('.tally')?.textContent?.includes('答了2项'))
    await context.close()
  })
  test('answers to an earlier version are carried over, and it says so', async () => {
    const { page, context } = await city.visit()
    await page.goto(`${GUIDE}/checklist`)
    await page.waitForLoadState('networkidle')
    const item = await page.locator('#q1 legend').evaluate((legend) => legend.lastChild?.textContent ?? '')
    await page.evaluate(
      (q) =>
        localStorage.setItem(
          'checklist/ZY-H62/1',
          JSON.stringify({ [q]: { reply: 'yes' }, 早就没有的一问: { reply: 'no' } }),
        ),
      item,
    )
    await page.reload()
    await page.getByText('指引换了新版').waitFor()
    expect(await page.getByRole('status').textContent()).toMatch(/有1项照搬过来了；另有1项/)
    expect(await page.locator('#q1').getByLabel('是', { exact: true }).isChecked()).toBe(true)
    await context.close()
  })
  test('without a script it is a table with boxes', async () => {
    const { page, context } = await city.visit({ script: false })
    await page.goto(`${GUIDE}/checklist`)
    // Locators by text pass over `noscript`.
    expect(await page.locator('.boxes').filter({ visible: true }).count()).toBeGreaterThanOrEqual(30)
    expect(await page.getByRole('radio').filter({ visible: true }).count()).toBe(0)
    await context.close()
  })
})

test('structured data is no script: the policy is not broken, and the data is JSON', async () => {
  const { page, context, noise } = await city.visit({ size: DESKTOP })
  for (const path of [GUIDE, '/bulletins/GG-2026-007', '/exemplars/AL-2026-001', '/data']) {
    await page.goto(path)
    const data = await page.locator('script[type="application/ld+json"]').allTextContents()
    expect(data).toHaveLength(1)
    expect(JSON.parse(data[0]!)).toMatchObject({ '@context': 'https://schema.org' })
  }
  expect(noise).toEqual([])
  // Negative control: a script that runs is refused aloud.
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "ran"'
    document.head.append(script)
  })
  await expect.poll(() => noise.join()).toContain('Content Security Policy')
  await context.close()
})

describe('a certificate', () => {
  const officers = publications.filter((p) => p.kind === 'officer').map((p) => p.data)
  const valid = officers.find((o) => o.status === 'valid' && o.validTo > day(1))!
  const suspended = officers.find((o) => o.status === 'suspended')!

  test('is verified without a script, and the number is in no address', async () => {
    const { page, context } = await city.visit({ script: false })
    const seen: string[] = []
    page.on('request', (request) => seen.push(request.url()))
    for (const [number, says] of [
      [valid.certificate.replace(/(\d{4})/g, '$1 '), '有效'],
      [suspended.certificate, '暂扣'],
      ['99999999999999', '查不到'],
    ] as const) {
      await page.goto('/officers')
      await page.getByLabel('证号', { exact: true }).fill(number)
      await page.getByRole('button', { name: '核验' }).click()
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(says)
      expect(new URL(page.url()).pathname).toBe('/officers/verdict')
    }
    expect(seen.join('\n')).not.toContain(valid.certificate)
    await page.goto('/officers')
    expect(await page.locator('body').textContent()).not.toContain(valid.name)
    // Somebody else’s browser is told nothing.
    const other = await city.visit({ script: false })
    await other.page.goto('/officers/verdict')
    expect(await other.page.getByRole('heading', { level: 1 }).textContent()).toBe('核验结果已经收起来了')
    await other.context.close()
    await context.close()
  })
  test('a number mistyped comes back to be mended', async () => {
    const { page, context } = await city.visit()
    await page.goto('/officers')
    await page.getByLabel('证号', { exact: true }).fill('12345')
    await page.getByRole('button', { name: '核验' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('证号是11到14位数字')
    expect(await page.getByLabel('证号', { exact: true }).inputValue()).toBe('12345')
    await context.close()
  })
})
