import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { listing } from '../../api/workbook/archive.ts'
import { archive } from '../workbook/made.ts'
import { WRONG } from '../workbook/wrong.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { day, main, press, signIn } from './people.ts'
import { portal } from './portal.ts'

const city = portal()

const BOOK = 'tests/workbook/books/scripts.xlsx'
const NEWS = '企业反映三个月里来了九次，每次都没有说明理由'
/** The workbook that LibreOffice wrote, mended as its editor would: the cells named are right, all the others as they were. */
async function mended() {
  const bytes = readFileSync(BOOK)
  const found = listing(bytes)
  if ('broken' in found) throw new Error('the book is no archive')
  const parts = Object.fromEntries(
    found.entries.map(({ name, method, start, packed }) => {
      const body = bytes.subarray(start, start + packed)
      return [name, (method === 8 ? inflateRawSync(body) : body).toString()]
    }),
  )
  const cell = (text: string) => `<si><t>${text}</t></si>`
  const right: [RegExp, string][] = [
    [/&lt;script&gt;/, `某${NEWS}`],
    [/javascript:/, '见情况说明。'],
    [/!\[/, '发出通知书。'],
    [/onerror/, '检查要有计划，也要有理由。'],
    [/&lt;B&gt;/, 'AL-2026-904'],
    [/2026-03-01/, day(0)],
  ]
  const strings = parts['xl/sharedStrings.xml']!.replace(/<si>.*?<\/si>/g, (si) => {
    const fix = right.find(([wrong]) => wrong.test(si))
    return fix ? cell(fix[1]) : si
  })
  return archive({ ...parts, 'xl/sharedStrings.xml': strings })
}

/** Chooses a workbook and hands it in. */
async function hand(page: Page, name: string, buffer: Buffer) {
  await page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer })
  await page.getByRole('button', { name: '上传并检查' }).click()
}

describe('a workbook', () => {
  test('with mistakes is mended, reviewed by somebody else, and found by a citizen within a second', async () => {
    const [editor, publisher, citizen] = [
      await city.visit({ size: DESKTOP }),
      await city.visit({ size: DESKTOP }),
      await city.visit({ size: PHONE }),
    ]
    const ENTRY = '/exemplars/AL-2026-001'
    const { page } = editor
    await signIn(page, 'editor', '/desk/imports?kind=exemplar')
    await hand(page, '典型案例.xlsx', readFileSync(BOOK))
    await page.getByText('有5处错误，一条也没有发布').waitFor()
    const told = await page
      .locator('table tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)))
    expect(told).toEqual(
      WRONG.scripts!.problems.map(([sheet, row, column, message]) => [`${sheet}第${row}行`, column, message]),
    )
    expect(await page.getByRole('button', { name: '提交审核' }).count()).toBe(0)

    await page.getByRole('link', { name: '上传一次' }).click()
    expect(await page.inputValue('#kind')).toBe('exemplar')
    await hand(page, '典型案例（改好）.xlsx', await mended())
    await page.getByText('没有错误。').waitFor()
    for (const count of ['新增 1', '有改动 4', '取消 0']) expect(await main(page)).toContain(count)
    await page.getByRole('link', { name: '有改动 4' }).click()
    expect(await page.locator('.plan ins').allTextContents()).toContainEqual(expect.stringContaining(NEWS))
    await press(page, '提交审核')
    await page.getByText('等着审核。').waitFor()
    expect(await main(page)).toContain('自己上传的不能自己发布')
    expect(await page.getByRole('button', { name: '全部发布' }).count()).toBe(0)

    // Somebody who looked before must not be left with what they saw then.
    const looks = citizen.page
    const find = () => looks.goto(`/search?q=${encodeURIComponent('三个月里来了九次')}`)
    await looks.goto(ENTRY)
    const before = (await looks.locator('main .prose').first().textContent())!.trim()
    expect(before).not.toContain(NEWS)
    await find()
    expect(await looks.locator(`.results a[href^="${ENTRY}"]`).count()).toBe(0)

    await signIn(publisher.page, 'publisher', '/desk/publications')
    await publisher.page
      .getByRole('region', { name: /等您办的导入/ })
      .getByRole('link', { name: /典型案例（改好）/ })
      .click()
    await publisher.page.getByRole('link', { name: '有改动 4' }).click()
    const seen = publisher.page.locator('.plan', { hasText: 'AL-2026-001' })
    expect(await seen.locator('ins').allTextContents()).toContainEqual(expect.stringContaining(NEWS))
    expect(await seen.locator('del').count()).toBeGreaterThan(0)
    await press(publisher.page, '全部发布')
    await publisher.page.getByText('已发布5条').waitFor()
    // Whoever asks a second later finds it, however long their own page takes.
    const said = performance.now()
    for (let found = 0; found === 0; ) {
      const asked = performance.now() - said
      await find()
      found = await looks.locator(`.results a[href^="${ENTRY}"]`).count()
      if (found === 0) expect(asked).toBeLessThanOrEqual(1000)
    }

    await looks.locator(`.results a[href^="${ENTRY}"]`).click()
    expect(await main(looks)).toContain(NEWS)
    await looks.goto(`${ENTRY}?on=${day(-1)}`)
    expect(await main(looks)).toContain(before)
    expect(await main(looks)).not.toContain(NEWS)
    await looks.goto(`${ENTRY}/history`)
    const changed = looks.locator('section', { has: looks.getByRole('heading', { name: '第2版', exact: true }) })
    expect(await changed.locator('ins').allTextContents()).toContainEqual(expect.stringContaining(NEWS))
    expect(await changed.locator('del').count()).toBeGreaterThan(0)
    for (const { noise, context } of [editor, publisher, citizen]) {
      expect(noise).toEqual([])
      await context.close()
    }
  })
})

describe('without a script', () => {
  test('a workbook is handed in, returned, and thrown away', async () => {
    const [editor, publisher] = [await city.visit({ script: false }), await city.visit({ script: false })]
    const { page } = editor
    await signIn(page, 'editor', '/desk/imports?kind=synonym')
    const book = '词条编码,生效日期,老百姓的说法,规范说法\r\nTYC-990,2026-11-01,城管队,综合行政执法局\r\n'
    await hand(page, '说法.csv', Buffer.from(book))
    // The page looks again by itself, without a script too.
    await page.getByText('没有错误。').waitFor()
    await press(page, '提交审核')
    const at = new URL(page.url()).pathname
    await signIn(publisher.page, 'publisher', at)
    await publisher.page.locator('summary', { hasText: '退回' }).click()
    await publisher.page.getByLabel('退回的理由').fill('说法太少，再补几个。')
    await press(publisher.page, '退回')
    await page.goto(at)
    expect(await main(page)).toContain('说法太少，再补几个。')
    await page.locator('summary', { hasText: '放弃这次导入' }).click()
    await press(page, '确认放弃')
    expect(await main(page)).toContain('已放弃，什么也没有发布')
    for (const { noise, context } of [editor, publisher]) {
      expect(noise).toEqual([])
      await context.close()
    }
  })
})

test('with nothing but a keyboard: from the home page to a complaint about one matter', async () => {
  const { page, context, noise } = await city.visit({ size: DESKTOP })
  /** Tabs on until something has the focus, as somebody would who sees where it is. */
  const reach = async (wanted: string) => {
    for (let i = 0; i < 90; i++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate((css) => document.activeElement?.matches(css), wanted)) return
    }
    throw new Error(`the keyboard did not reach ${wanted}`)
  }
  await page.goto('/')
  await reach('#q')
  await page.keyboard.type('食品')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?.*q=/)
  await reach('.results a[href^="/matters/"]')
  const title = (await page.evaluate(() => document.activeElement?.textContent))!
  expect(title).toContain('食品')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/matters\//)
  const code = new URL(page.url()).pathname.split('/').at(-1)!
  await reach('a[href^="/complaint?matter="]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/complaint/)
  const body = code.split('-')[1]
  expect(await page.inputValue('#complaint [name="about.department"]')).toBe(body)
  expect(await main(page)).toContain(title)
  expect(await page.inputValue('#complaint [name=matter]')).toBe(code)
  expect(noise).toEqual([])
  await context.close()
})
