import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SIZES } from '../../api/code/sheet.ts'
import { usccCheck } from '../../content/codes.ts'
import { codes } from '../../db/schema.ts'
import { asking, json, LEAK } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { archive, parts, workbook } from '../workbook/made.ts'

/** What somebody may call a shop to make a program of the paper it is printed on. */
const NAMES = [
  '=HYPERLINK("http://evil.example";"点我")',
  '＝1+1的店',
  '+1+1小卖部',
  '-2+3杂货',
  '@SUM(A1)饭馆',
  '|cmd店',
  '</text><script>alert(1)</script>',
  ']]></svg><foreignObject><b>店',
  '" onload="alert(1)" x="',
  "' onclick='alert(1)'",
  '<img src=x onerror=alert(1)>',
  '&#60;script&#62;&lt;b&gt;',
  '{{constructor.constructor}}#{7*7}',
  '"引号",逗号,"店"',
]
const uscc = (n: number) => {
  const first = `91379981MA${String(n).padStart(7, '0')}`
  return first + usccCheck(first)
}
const HEADS = ['企业名称', '统一社会信用代码', '行业', '地点', '领用']
const line = (n: number, name: string) => [name, uscc(n), '餐饮业', name.slice(0, 40), name.slice(0, 30)]
const API = '/api/desk/codes/batches'

let w: World
let batch: string
let ids: string[]
const get = (path: string) => asking(w, 'handler')(path)
beforeAll(async () => {
  w = await makeWorld({ render })
  const list = [HEADS, ...NAMES.map((name, i) => line(i, name))].map((cells) => cells.join('\t')).join('\n')
  const answer = await asking(w, 'handler')(API, json('POST', { type: 'ENT', validFrom: '2026-06-01', list }))
  expect(answer.status, await answer.clone().text()).toBe(201)
  batch = ((await answer.json()) as { batch: string }).batch
  ids = (await w.deps.store.read.select({ id: codes.id }).from(codes)).map(({ id }) => id)
})
afterAll(() => w.close())

describe('the table for the print shop', () => {
  test('holds every code in its columns, no cell a formula, each marked as the demonstration’s', async () => {
    const answer = await get(`${API}/${batch}/codes.csv`)
    const text = await answer.text()
    const table = text
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\r\n')
    const [head = [], ...rows] = table.map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = '']) => cell.replaceAll('""', '"')),
    )
    expect(rows).toHaveLength(NAMES.length)
    for (const row of rows) {
      expect(row).toHaveLength(head.length)
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@＝＋－＠|%\t\r]/)
      expect(row[head.indexOf('哪一种')]).toBe('企业码（示例）')
    }
    const told = rows.map((row) => row[head.indexOf('名称')]?.replace(/^'/, ''))
    expect(new Set(told)).toEqual(new Set(NAMES.map((name) => name.replace(/^'/, ''))))
    // The control: what was said does begin formulas.
    expect(NAMES.filter((name) => /^[=+\-@＝|]/.test(name))).toHaveLength(6)
  })

  test('tells nothing but what is printed and who keeps it', async () => {
    const text = await (await get(`${API}/${batch}/codes.csv`)).text()
    const [row] = await w.deps.store.read.select().from(codes)
    expect(text).toContain(row?.id)
    for (const secret of [row?.keyId ?? '', w.deps.secrets.ticket('form', 'x', 1).slice(0, 12), 'session', 'token'])
      expect(text).not.toContain(secret)
  })
})

/** Everything a file for a print shop may be made of. */
const TAG = /<(\/?)(\?xml|svg|title|rect|path|g|text)((?:\s[\w:-]+="[^"<>]*")*)\s*(?:\/|\?)?>/g
const ATTRIBUTES = new Set(
  'version encoding xmlns width height viewBox fill transform shape-rendering d font-family text-anchor x y font-size font-weight'.split(
    ' ',
  ),
)

test.each(SIZES)('a drawing as %s is shapes and words, whatever it is called', async (size) => {
  for (const id of ids) {
    const answer = await get(`/api/desk/codes/${id}/code.svg?size=${size}`)
    const svg = await answer.text()
    expect(answer.status).toBe(200)
    for (const [, , , attributes = ''] of svg.matchAll(TAG))
      for (const [, name = ''] of attributes.matchAll(/\s([\w:-]+)=/g)) expect(ATTRIBUTES, name).toContain(name)
    expect(svg.replace(TAG, '')).not.toMatch(/[<>]/)
    expect(svg).toContain('示例')
  }
})

test('pages that show or print them show what they are called, and run nothing', async () => {
  const paths = ids.flatMap((id) => [`/desk/codes/${id}`, `/desk/codes/${id}/print`, `/q/${id}`])
  // Between quotes nothing but a quote ends a value, and a quote would leave its words out here.
  const text = (html: string) => html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/="[^"]*"/g, '')
  const plain = text(await (await get('/desk/codes/new?type=ORG')).text())
  const scripts = (html: string) => (html.match(/<script/g) ?? []).length
  for (const path of [...paths, '/desk/codes', `/desk/codes/batches/${batch}`, `/desk/codes/batches/${batch}/print`]) {
    const answer = await get(path)
    expect(answer.status, path).toBe(200)
    const html = text(await answer.text())
    expect(html, path).not.toMatch(/<script>alert|<img src|<foreignObject|<b>店|<[a-z][^>]*\son\w/)
    expect(scripts(html), path).toBeLessThanOrEqual(scripts(plain) + 1)
  }
  expect(await (await get('/desk/codes')).text()).toContain('&lt;script&gt;alert(1)')
})

describe('a workbook handed in', () => {
  const SHEET = 'xl/worksheets/sheet1.xml'
  const preview = async (bytes: Buffer, file = '名单.xlsx') => {
    const query = new URLSearchParams({ type: 'ENT', validFrom: '2026-06-01', file })
    const answer = await asking(w, 'handler')(`${API}/preview?${query}`, {
      method: 'POST',
      body: new Uint8Array(bytes),
    })
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    expect(text.replaceAll('node_modules', '')).not.toMatch(LEAK)
    return JSON.parse(text) as { lines: { label: string }[]; wrong: string[]; list: string }
  }
  /** A good line, with cells beside it or instead of it as they are kept in the file. */
  const cells = async (change: (sheet: string) => string, more: Record<string, string> = {}) => {
    const files = parts({ 名单: [HEADS, line(500, '好的店')] })
    return archive({ ...files, [SHEET]: change(files[SHEET] ?? ''), ...more })
  }
  const first = (cell: string) => (sheet: string) => sheet.replace(/<c r="A2".*?<\/c>/s, cell)

  test('that is good is read, its names as text', async () => {
    const book = await workbook({ 名单: [HEADS, ...NAMES.map((name, i) => line(600 + i, name))] })
    const { lines, wrong } = await preview(book)
    expect(wrong).toEqual([])
    expect(lines.map(({ label }) => label)).toEqual(NAMES)
  })

  test.each<[string, () => Promise<Buffer>]>([
    ['a formula', () => cells(first('<c r="A2" t="str"><f>HYPERLINK("http://evil.example","店")</f><v>店</v></c>'))],
    ['a formula that asks another program', () => cells(first(`<c r="A2"><f>cmd|'/c calc'!A0</f></c>`))],
    ['an error', () => cells(first('<c r="A2" t="e"><v>#REF!</v></c>'))],
    [
      'a text of a hundred thousand signs',
      () => cells(first(`<c r="A2" t="inlineStr"><is><t>${'店'.repeat(100_000)}</t></is></c>`)),
    ],
    ['a sign nobody sees', () => cells(first('<c r="A2" t="inlineStr"><is><t>店\u202e\u200b铺</t></is></c>'))],
    [
      'a number rounded',
      () => cells((sheet) => sheet.replace(/<c r="B2".*?<\/c>/s, '<c r="B2"><v>9.13799810000005E17</v></c>')),
    ],
    ['two tables', () => workbook({ 名单: [HEADS, line(501, '甲店')], 另一张: [HEADS, line(502, '乙店')] })],
    [
      'a million rows of nothing',
      () => cells((sheet) => sheet.replace('</sheetData>', `${'<row r="1048576"/>'.repeat(1)}</sheetData>`)),
    ],
    [
      'a text that means a file',
      () =>
        cells(
          (sheet) =>
            `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${first('<c r="A2" t="inlineStr"><is><t>&e;</t></is></c>')(sheet)}`,
        ),
    ],
    ['a program in it', () => cells((sheet) => sheet, { 'xl/vbaProject.bin': 'x'.repeat(5000) })],
    [
      'forty megabytes packed into little',
      () => cells((sheet) => sheet, { 'xl/media/a.xml': 'a'.repeat(40 * 1024 * 1024) }),
    ],
    ['a picture by that name', async () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['half of it', async () => (await cells((sheet) => sheet)).subarray(0, 700)],
    ['nothing', async () => Buffer.alloc(0)],
  ])('with %s is said to be wrong in plain words, or read as text; nothing is issued', async (_, make) => {
    const before = await w.deps.store.read.$count(codes)
    const { lines, wrong, list } = await preview(await make())
    for (const message of wrong) expect(message).toMatch(/\p{Script=Han}/u)
    expect(list).not.toMatch(/root:|evil\.example/)
    if (wrong.length === 0) expect(lines.map(({ label }) => label)).toEqual([expect.stringMatching(/^(好的店|&e;)$/)])
    expect(await w.deps.store.read.$count(codes)).toBe(before)
  })
})
