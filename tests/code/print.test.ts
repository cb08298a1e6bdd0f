import { readdirSync, readFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawn, type Label, SIZE, SIZES, type Size, svgOf, usualSize, wrapped } from '../../api/code/sheet.ts'
import { launch } from '../journeys/browser.ts'
import { read } from '../journeys/scan.ts'
import { asking, json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { codesOf } from './made.ts'

const HOST = 'yangguang.example.gov.cn'

let w: World
let code: string
let batch: string
let browser: Awaited<ReturnType<typeof launch>>
beforeAll(async () => {
  w = await makeWorld({ render, env: { PUBLIC_URL: `https://${HOST}` } })
  ;[code, batch] = await codesOf(w, 'SCJG')
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await w.close()
})

const LONGEST: Label = {
  id: 'K7M29QXR4T8W',
  shown: 'K7M2-9QXR-4T8W',
  type: 'ENT',
  label: '澄河市示例餐饮管理服务有限责任公司城东街道第一分公司（个体工商户改制）'.padEnd(60, '店'),
  department: '澄河市市场监督管理局城东街道市场监督管理所',
  number: '91379981MA3XXXXX0W',
  place: '澄河市城东街道示例路1288号示例商业广场地下一层东区'.padEnd(60, '号'),
  version: 12,
  batch: 'PC-0123ABCD',
  validTo: '2029-12-31',
  demo: true,
  address: 'https://yangguang.supervision.chenghe.daidong.example.gov.cn:8443/q/K7M29QXR4T8W',
  bureau: { name: '澄河市司法局', phone: '0000-1234501' },
}

describe('a label', () => {
  test.each(SIZES)('as %s fits its size however long its words are, and can be scanned and read', (size) => {
    const { width, height, code, lines, centred } = drawn(LONGEST, size)
    expect(code.square).toBeGreaterThanOrEqual(0.4)
    for (const { x, y, size: letter, text } of lines) {
      const wide = [...text].reduce((sum, sign) => sum + (/[\u2e80-\uffef]/.test(sign) ? 1 : 0.6), 0) * letter
      expect(centred ? x - wide / 2 : x, text).toBeGreaterThanOrEqual(0)
      expect(centred ? x + wide / 2 : x + wide, text).toBeLessThanOrEqual(width)
      expect(y, text).toBeLessThanOrEqual(height)
      // Five points: the smallest print people can be expected to read.
      expect(letter, text).toBeGreaterThanOrEqual(1.75)
    }
  })

  test('says what it is, where, whom to call, and how to know one that was swapped', () => {
    for (const size of SIZES) {
      const text = drawn({ ...LONGEST, address: `https://${HOST}/q/K7M29QXR4T8W` }, size)
        .lines.map((line) => line.text)
        .join('')
      for (const said of [
        `${HOST}/q/K7M2-9QXR-4T8W`,
        '编号K7M2-9QXR-4T8W',
        '0000-1234501',
        '（示例）扫一扫',
        LONGEST.label,
        LONGEST.place,
      ])
        expect(text, size).toContain(said)
      expect(text).toMatch(new RegExp(`网址应当以${HOST}开头，页面上写的企业和地点就是这里`))
    }
  })

  test('as a file is plain shapes and words, whatever it is called', () => {
    const label = { ...LONGEST, label: '</text><script>alert(1)</script>&"\'' }
    const svg = svgOf(drawn(label, 'sticker'), 'x')
    expect(svg).not.toMatch(/<script|foreignObject|href|url\(|@import|<style/)
    expect(svg).toContain('width="70mm" height="90mm" viewBox="0 0 70 90"')
  })

  test.each([
    ['一二三四，五', 4, ['一二三四，', '五']],
    ['ab.example/q/K7M2-9QXR', 9, ['ab.example', '/q/K7M2-9QXR']],
  ])('%s is broken where it may be', (text, width, lines) => {
    expect(wrapped(text, width)).toEqual(lines)
  })
})

/** The page as a browser gets it, from the application itself. */
async function opened(path: string) {
  const context = await browser.newContext({ deviceScaleFactor: 300 / 96, baseURL: `https://${HOST}` })
  const page = await context.newPage()
  await page.route('**/*', async (route) => {
    const { pathname, search } = new URL(route.request().url())
    if (pathname.startsWith('/_assets/'))
      return route.fulfill({
        body: readFileSync(`dist/client${pathname}`),
        contentType: pathname.endsWith('.css') ? 'text/css' : 'text/javascript',
      })
    const answer = await asking(w, 'handler')(pathname + search)
    return route.fulfill({
      status: answer.status,
      body: await answer.text(),
      headers: Object.fromEntries(answer.headers),
    })
  })
  await page.goto(path)
  await page.emulateMedia({ media: 'print' })
  return page
}

const PAPER: Record<Size, [width: number, height: number]> = {
  sign: [420, 595],
  badge: [595, 842],
  sticker: [842, 595],
  footer: [595, 842],
}

describe('on paper', () => {
  // In Chromium a page without a name takes the size and the margins of those with one that were loaded before it.
  test('every page rule of the styles has a name', () => {
    const rules = readdirSync('site/styles').flatMap(
      (file) => readFileSync(`site/styles/${file}`, 'utf8').match(/@page[^{]*/g) ?? [],
    )
    expect(rules.length).toBeGreaterThan(6)
    for (const rule of rules) expect(rule).toMatch(/^@page [a-z]/)
  })

  test.each(SIZES)('a %s is as large as it says and is read back, blurred and askew too', async (size) => {
    const page = await opened(`/desk/codes/${code}/print?size=${size}`)
    const label = page.locator('svg.label')
    const box = await label.boundingBox()
    const mm = (px = 0) => (px / 96) * 25.4
    expect(mm(box?.width)).toBeCloseTo(SIZE[size].width, 1)
    expect(mm(box?.height)).toBeCloseTo(SIZE[size].height, 1)
    const picture = await label.screenshot()
    const address = `https://${HOST}/q/${code}`
    expect(await read(sharp(picture))).toBe(address)
    const worse = await sharp(picture).rotate(4, { background: '#fff' }).blur(1.5).toBuffer()
    expect(await read(sharp(worse))).toBe(address)
    // The control: a picture in which nobody could see a code is read as none.
    if (size === 'badge') expect(await read(sharp(await sharp(picture).blur(30).toBuffer()))).toBeUndefined()
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const [, wide, high] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []
    expect([Math.round(Number(wide)), Math.round(Number(high))]).toEqual(PAPER[size])
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await page.context().close()
  })

  test('a batch lies on one sheet, each code its own', async () => {
    const page = await opened(`/desk/codes/batches/${batch}/print?size=badge`)
    const labels = await page.locator('svg.label').all()
    const codes = await Promise.all(labels.map(async (label) => read(sharp(await label.screenshot()))))
    expect(new Set(codes).size).toBe(2)
    for (const one of codes) expect(one).toMatch(new RegExp(`^https://${HOST}/q/[0-9A-Z]{12}$`))
    await page.context().close()
  })
})

describe('who prints', () => {
  const get = (who: string | null, path: string) => asking(w, who)(path)
  test.each([
    ['handler', 200],
    ['stats', 200],
    ['scjg', 200],
    ['zfj', 404],
    ['intake', 403],
    [null, 401],
  ])('%s: %i', async (who, status) => {
    expect((await get(who, `/api/desk/codes/${code}/code.svg?size=badge`)).status).toBe(status)
    expect((await get(who, `/api/desk/codes/batches/${batch}/codes.csv`)).status).toBe(status)
  })

  test('the file has a safe name and is never shown as a page', async () => {
    const answer = await get('handler', `/api/desk/codes/${code}/code.svg`)
    expect(answer.headers.get('content-type')).toMatch('image/svg+xml')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+-sign\.svg"$/)
    expect((await get('handler', `/api/desk/codes/${code}/code.svg?size=poster`)).status).toBe(422)
    expect(usualSize('OFFICER')).toBe('badge')
  })

  test('what is not good is not printed', async () => {
    const [other] = await codesOf(w, 'ZFJ')
    const step = json('POST', { action: 'lose', n: 1, note: '被人撕走了' })
    expect((await asking(w, 'handler')(`/api/desk/codes/${other}/steps`, step)).status).toBe(200)
    expect((await get('handler', `/api/desk/codes/${other}/code.svg`)).status).toBe(409)
    const page = await get('handler', `/desk/codes/${other}/print`)
    expect([page.status, await page.text()]).toEqual([409, expect.stringContaining('这个码现在不能打印')])
  })
})
