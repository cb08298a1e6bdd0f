import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { Secrets } from '../../api/secrets.ts'
import { find } from '../../api/survey/found.ts'
import { openTurn } from '../../api/survey/opening.ts'
import { release } from '../../api/survey/release.ts'
import { openStore } from '../../db/open.ts'
import { person } from '../support/ask.ts'
import { anyAnswer, closedSurvey, dice } from '../survey/filled.ts'
import { WIDE, wideAnswer } from '../survey/wide.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { main, press, signIn } from './people.ts'
import { portal } from './portal.ts'
import { sound, weighing } from './sound.ts'

const BODIES = 'SCJG ZFJ JTJ YJJ NYJ WLJ WJJ ZJJ ZRZY RSJ JTYJ GAJ MZJ SWJ XF'.split(' ')
const PLACES = ['379981001', '379981002', '379981003', '379981100']
const [WHOLE, SMALL] = ['CP-2026-80', 'CP-2026-81']
const NOTE = '不满意集中在告知权利。已交各单位在两个月内整改，9月公布整改情况。'
const results = (code: string, question?: string) =>
  `/surveys/${code}/results${question ? `?question=${question}` : ''}`

const dir = mkdtempSync(join(tmpdir(), 'yangguang-results-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Two surveys that ended and were counted: one as large as they get and published, one that waits for the chief. */
const city = portal(async () => {
  cpSync(inject('city')!, dir, { recursive: true })
  const store = await openStore({ url: `file:${join(dir, 'yangguang.db')}` })
  const world = { store, secrets: new Secrets(readFileSync(join(dir, 'demo.key'), 'utf8').trim()) }
  const roll = dice(5)
  const now = new Date()
  const many = Array.from({ length: 1200 }, () => wideAnswer(roll, BODIES, PLACES))
  const few = Array.from({ length: 200 }, () => anyAnswer(roll, PLACES))
  await closedSurvey(world, WHOLE, many, { title: '2026年第三季度群众满意度测评' }, WIDE)
  await closedSurvey(world, SMALL, few)
  await openTurn(world, now)
  const whole = (await find(world, WHOLE, person('chief')))!
  await release(world, whole, { n: whole.row.n, note: NOTE }, person('chief'), now)
  await store.close()
  return { DATA_DIR: dir }
})

/** What each drawing says in words, and what the tables beside it say. */
const drawings = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('figure:has(svg.chart)')].map((figure) => ({
      title: figure.querySelector('figcaption')?.textContent,
      said: [...figure.querySelectorAll('.val')].map((one) => one.textContent ?? ''),
      beside: [...(figure.parentElement?.querySelectorAll('table tbody td') ?? [])].map((td) => td.textContent ?? ''),
      /** Bars that are told apart from others: by stripes, and by words below. */
      striped: figure.querySelectorAll('rect[fill^="url("]').length,
      told: figure.textContent?.includes('带斜纹') ?? false,
    })),
  )

/** Every number of a drawing stands in the table beside it, and nothing is told by colour alone. */
async function told(page: Page, most = 100) {
  const all = await drawings(page)
  for (const { title, said, beside, striped, told } of all.slice(0, most)) {
    const numbers = beside.map((text) => Number.parseFloat(text))
    for (const text of said) expect(numbers, `${title}: ${text}`).toContain(Number.parseFloat(text))
    expect(told, title ?? '').toBe(striped > 0)
  }
  return all.length
}

/** Other faces for the words of drawings. */
const worded = (page: Page, style: Partial<CSSStyleDeclaration>) =>
  page.evaluate((style) => {
    for (const text of document.querySelectorAll<SVGTextElement>('.chart text')) Object.assign(text.style, style)
  }, style)
/** Words of drawings that leave the window. */
const outside = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.chart text')].flatMap((text) => {
      const { left, right } = text.getBoundingClientRect()
      return left < 0 || right > innerWidth ? [text.textContent] : []
    }),
  )

test('the chief publishes: refused without a word on what will be done, then everybody reads it', async () => {
  const [chief, citizen] = [await city.visit({ size: DESKTOP }), await city.visit({ script: false })]
  const { page } = chief
  expect((await citizen.page.goto(results(SMALL)))?.status()).toBe(404)
  await signIn(page, 'chief', `/desk/surveys/${SMALL}`)
  await page.getByRole('link', { name: '看结果' }).click()
  await page.waitForURL('**/results')
  expect(await main(page)).toContain('还没有公布，请不要外传')
  await sound(page)
  await page.click('summary:has-text("公布结果")')
  await page.evaluate(() => document.querySelector('main form')?.setAttribute('novalidate', ''))
  await page.fill('[name=note]', '好的')
  await press(page, '确认公布结果')
  await page.waitForSelector('.errors')
  expect(await page.inputValue('[name=note]')).toBe('好的')
  await sound(page)
  await page.fill('[name=note]', NOTE)
  await press(page, '确认公布结果')
  await page.waitForSelector('[role=status] >> text=已经公布')
  await sound(page)
  await page.click('text=看公布的页面')
  expect(await main(page)).toContain(NOTE)

  await citizen.page.goto('/surveys')
  await citizen.page.click(`main a[href="${results(SMALL)}"]`)
  expect(await main(citizen.page)).toContain('200份答卷计入结果')
  for (const { noise } of [chief, citizen]) expect(noise).toEqual([])
})

describe.each([
  { how: 'at 320 pixels, without script', size: { width: 320, height: 640 }, script: false, elder: false },
  { how: 'in elder mode on a phone', size: PHONE, script: true, elder: true },
  { how: 'at a desk', size: DESKTOP, script: true, elder: false },
])('$how', ({ size, script, elder }) => {
  test('results are sound, and no drawing says what the table beside it does not', async () => {
    const { page, noise } = await city.visit({ size, script, elder })
    await page.goto(results(WHOLE))
    await sound(page)
    expect(await told(page)).toBe(2)
    await page.getByRole('link', { name: '亮证件、两人执法，这方面您满意吗？（1）' }).click()
    await sound(page)
    expect(await told(page)).toBeGreaterThanOrEqual(4)
    // No word of a drawing leaves the window, in the fonts of telephones and in wider ones.
    for (const fontFamily of ['', '"DejaVu Sans", Verdana, sans-serif', 'monospace']) {
      await worded(page, { fontFamily })
      expect(await outside(page), fontFamily).toEqual([])
    }
    // The control: words that are too wide are seen.
    await worded(page, { letterSpacing: '10em' })
    expect(await outside(page)).not.toEqual([])
    await page.getByRole('link', { name: '下一题' }).click()
    expect(await main(page)).toContain('语言和态度')
    expect(noise).toEqual([])
  })
})

test('a number that stands in the drawing only would be noticed', async () => {
  const { page } = await city.visit({ size: DESKTOP })
  await page.goto(results(WHOLE))
  await page.evaluate(() => {
    for (const td of document.querySelectorAll('td')) td.textContent = ''
  })
  await expect(told(page)).rejects.toThrow('各方面')
})

test('fifteen bodies and twenty questions weigh at most 60 kB a page, everything included', async () => {
  const { page } = await city.visit()
  const weighed = await weighing(page)
  for (const question of [undefined, 'g0', 'overall', 'wish']) {
    weighed.bytes = 0
    await page.goto(results(WHOLE, question), { waitUntil: 'networkidle' })
    expect(await page.locator('main table').count()).toBeGreaterThan(1)
    console.info(`${question ?? 'all'}: ${weighed.bytes} bytes`)
    expect(weighed.bytes, question).toBeGreaterThan(5_000)
    expect(weighed.bytes, question).toBeLessThanOrEqual(60_000)
  }
})

describe('on paper', () => {
  /** A sheet of A4 less its margins, at 96 pixels an inch. */
  const SHEET = { width: 673, height: 987 }
  /** Everything that would be cut off at the edge of the sheet, or by a window that cannot be scrolled on paper. */
  const cut = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('main :is(table, svg, .scroll, figure text)')].flatMap((one) => {
        const wide = one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        return wide || (one.matches('.scroll') && one.scrollWidth > one.clientWidth + 1)
          ? [`${one.tagName} ${one.textContent?.slice(0, 30)}`]
          : []
      }),
    )

  test('neither the page nor the full report has a table or drawing cut off, and nothing stays folded', async () => {
    const { page, noise } = await city.visit({ size: SHEET })
    const paper = async (path: string) => {
      await page.emulateMedia({ media: 'print' })
      await page.goto(path)
      expect(await cut(page), path).toEqual([])
      for (const fold of await page.locator('main details > :not(summary)').all())
        expect((await fold.boundingBox())?.height, path).toBeGreaterThan(0)
      const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
      await page.emulateMedia({ media: 'screen' })
      return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0
    }
    expect(await paper(results(WHOLE))).toBeLessThanOrEqual(6)
    expect(await paper(results(WHOLE, 'g0'))).toBeLessThanOrEqual(6)
    await signIn(page, 'chief', `/desk/surveys/${WHOLE}/report`)
    await page.waitForSelector('h1 >> text=完整报告')
    expect(await paper(`/desk/surveys/${WHOLE}/report`)).toBeGreaterThan(20)
    expect(await main(page)).toContain(NOTE)
    // The control: a table wider than the sheet is seen.
    await page.evaluate(() => {
      const table = document.querySelector<HTMLElement>('main .scroll table')
      if (table) table.style.inlineSize = '1000px'
    })
    await page.emulateMedia({ media: 'print' })
    expect(await cut(page)).not.toEqual([])
    expect(noise).toEqual([])
  })
})

test('a body reads of itself what was published, and of no other body', async () => {
  const { page, noise } = await city.visit({ size: { width: 320, height: 640 } })
  await signIn(page, 'zfj', '/desk/survey-results')
  await page.waitForSelector('h1 >> text=本单位的测评结果')
  await sound(page)
  expect(await told(page)).toBeGreaterThan(0)
  const text = await main(page)
  expect(text).toContain(NOTE)
  expect(text).not.toMatch(/市场监督管理局|应急管理局/)
  await page.getByRole('link', { name: '亮证件、两人执法，这方面您满意吗？（1）' }).click()
  await page.waitForURL('**/results?question=g0')
  expect(noise).toEqual([])
})
