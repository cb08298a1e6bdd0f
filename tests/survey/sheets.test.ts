import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { addressesIn } from '../../api/survey/address.ts'
import type { Release } from '../../api/survey/release.ts'
import { csvOf, tableOf, workbookOf } from '../../api/survey/sheet.ts'
import { tablesOf } from '../../api/survey/table.ts'
import { delimited } from '../../api/workbook/delimited.ts'
import { readPlain } from '../../api/workbook/plain.ts'
import { archive, parts, workbook } from '../workbook/made.ts'
import { anyAnswer, COUNTED, dice } from './filled.ts'
import { countedOf } from './joint.ts'

describe('a list of addresses as a workbook', () => {
  const SHEET = 'xl/worksheets/sheet1.xml'
  const read = async (bytes: Uint8Array, name = '名单.xlsx') => {
    const plain = await readPlain(bytes, name)
    if ('refused' in plain) return { refused: plain.refused }
    return addressesIn(plain.rows, ['sms', 'mail'], new Map(plain.broken.map(({ row, message }) => [row, message])))
  }
  /** A sheet of cells as they are kept: numbers, formulas, texts. */
  const cells = async (rows: readonly string[], change: (files: Record<string, string>) => void = () => {}) => {
    const files = parts({ 名单: [['手机号']] })
    const text = (files[SHEET] ?? '').replace(
      /<sheetData>.*<\/sheetData>/s,
      `<sheetData>${rows.map((row, i) => `<row r="${i + 1}">${row.replaceAll('~', String(i + 1))}</row>`).join('')}</sheetData>`,
    )
    change(Object.assign(files, { [SHEET]: text }))
    return archive(files)
  }
  /** Read well, and still too few to be one list. */
  const FEW = [expect.stringContaining('至少要30个')]
  const words = (text: string, column = 'A') => `<c r="${column}~" t="inlineStr"><is><t>${text}</t></is></c>`
  const number = (n: string) => `<c r="A~"><v>${n}</v></c>`

  test('takes numbers kept as numbers, digits of full width, blanks between, and what stands twice once', async () => {
    const book = await cells([
      words('手机号'),
      number('13800001234'),
      number('1.3800001235E10'),
      '',
      words('１３８００００１２３６'),
      words(' 138-0000 1234 '),
      words('Zhou@Example.cn'),
    ])
    expect(await read(book)).toEqual({
      addresses: [
        { to: '13800001234', channel: 'sms' },
        { to: '13800001235', channel: 'sms' },
        { to: '13800001236', channel: 'sms' },
        { to: 'zhou@example.cn', channel: 'mail' },
      ],
      repeated: 1,
      wrong: FEW,
    })
  })
  test('names the row of a formula, of a number cut short and of a name beside it, and says nothing of them', async () => {
    const book = await cells([
      words('手机号'),
      '<c r="A~"><f>13800001200+34</f><v>13800001234</v></c>',
      number('1380000123'),
      words('张三') + words('13800001234', 'B'),
      words('13800001234') + words('张三', 'B'),
    ])
    const { wrong } = (await read(book)) as { wrong: string[] }
    expect(wrong).toHaveLength(4)
    expect(wrong.map((said) => said.slice(0, 4))).toEqual(['第2行：', '第3行：', '第4行：', '第5行：'])
    expect(wrong[2]).toContain('不止一列')
    expect(wrong.join()).not.toMatch(/1380000|张三/)
  })
  test('reads what is shown: a hidden sheet is none, a second one is too many', async () => {
    const two = { 名单: [['13800001234']], 旧的: [['13800009999']] }
    expect(await read(await workbook(two))).toEqual({ refused: expect.stringContaining('几张表') })
    const files = parts(two)
    const book = files['xl/workbook.xml'] ?? ''
    files['xl/workbook.xml'] = book.replace('name="旧的"', 'name="旧的" state="hidden"')
    expect(files['xl/workbook.xml']).not.toBe(book)
    expect(await read(await archive(files))).toMatchObject({ addresses: [{ to: '13800001234' }], wrong: FEW })
  })
  test('of two thousand rows is read; another file, an empty one and half of one are refused with a sentence', async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => [`138${String(i).padStart(8, '0')}`])
    const book = await workbook({ 名单: rows })
    expect(((await read(book)) as { addresses: unknown[] }).addresses).toHaveLength(2000)
    for (const bytes of [Buffer.from('%PDF-1.7 nothing'), Buffer.alloc(0), book.subarray(0, book.length / 2)]) {
      const { refused } = (await read(bytes)) as { refused: string }
      expect(refused).toMatch(/。|，/)
    }
    expect(await read(await workbook({ 名单: [['手机号']] }))).toMatchObject({
      wrong: ['名单是空的，请写手机号或邮箱'],
    })
  })
})

describe('results taken away', () => {
  const roll = dice(5)
  const answers = Array.from({ length: 260 }, () => anyAnswer(roll, ['CD', 'CX', 'CN']))
  // Titles and words that a spreadsheet would calculate.
  const NASTY = '=HYPERLINK("http://x")'
  const questionnaire = {
    ...COUNTED,
    sections: COUNTED.sections.map((s) => ({
      ...s,
      questions: s.questions.map((q) => (q.id === 'known' ? { ...q, text: NASTY } : q)),
    })),
  }
  const tables = tablesOf(questionnaire, countedOf(questionnaire, answers), (_, code) =>
    code === 'ZFJ' ? '+1,"执法"局' : code,
  )
  const release: Release = {
    code: 'CP-1',
    title: '@SUM(1)',
    questionnaire: { code: 'WJ-1', name: '问卷', version: 1 },
    entry: '谁都可以答',
    method: '随机抽取。',
    answers: { received: 260, counted: 260, invited: 0, byInvitation: 0, visited: 0, rate: null },
    odd: [],
    dimensions: [],
    total: null,
    totals: [],
    weighted: [],
    strata: [],
    trend: [],
    note: '照此整改。',
    opensOn: '2026-06-01',
    closesOn: '2026-06-10',
    publishedAt: '2026-06-12T00:00:00.000Z',
    release: 1,
    tables,
    words: [{ key: 'say', title: '还有什么建议？', items: [{ word: '公开', n: 20 }] }],
  }
  const book = async () => {
    const pieces: Uint8Array[] = []
    for await (const piece of workbookOf(release, ['-1+1'])) pieces.push(piece)
    return new Uint8Array(Buffer.concat(pieces))
  }

  test('are every number the page shows, and no other', () => {
    const rows = tableOf(release).slice(1)
    let at = 0
    for (const { title, all, cuts } of tables)
      for (const [cut, line] of [
        ['全部', all] as const,
        ...cuts.flatMap((c) => c.lines.map((l) => [c.title, l] as const)),
      ]) {
        for (const cell of line.cells.length ? line.cells : [undefined]) {
          const [t, c, part, n, answered, option, count, mean, low, high, rate] = rows[at++]!
          expect([t, c, part]).toEqual([title, cut, line.label])
          expect(n).toBe(line.n === null ? '样本不足' : String(line.n))
          expect(answered).toBe(
            line.n === null ? '样本不足' : line.answered === null ? '不显示' : String(line.answered),
          )
          expect([option, count]).toEqual(cell ? [cell.label, cell.n === null ? '不显示' : String(cell.n)] : ['', ''])
          expect([mean, rate]).toEqual([String(line.mean?.mean ?? ''), String(line.satisfied?.rate ?? '')])
          expect([low, high]).toEqual(
            line.mean && 'low' in line.mean ? [String(line.mean.low), String(line.mean.high)] : ['', ''],
          )
        }
      }
    expect(at).toBe(rows.length)
    expect(rows.some((row) => row[6] === '不显示')).toBe(true)
    expect(rows.some((row) => row[7] !== '')).toBe(true)
  })
  test('are the same in both files, where nothing is calculated and nobody’s words stand', async () => {
    const csv = csvOf(release)
    const read = delimited(Buffer.from(csv))
    expect('rows' in read && read.rows.length).toBe(tableOf(release).length)
    // What a spreadsheet would begin to calculate it takes for text.
    for (const line of csv.slice(1).split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@-]/)
    expect(csv).toContain('HYPERLINK')
    const { sheets } = await readXlsx(await book())
    expect(sheets.map(({ name }) => name)).toEqual(['结果', '大家用的词', '说明'])
    const told = sheets[0]!.rows.map((row) => row.map((cell) => String(cell ?? '')))
    expect(told.map((row) => row.join('|').replace(/\|+$/, ''))).toEqual(
      tableOf(release).map((row) => row.join('|').replace(/\|+$/, '')),
    )
    const cellsOf = sheets.flatMap(({ cells }) => [...(cells?.values() ?? [])])
    expect(cellsOf.filter((cell) => 'formula' in cell && cell.formula)).toEqual([])
    const everything = csv + JSON.stringify(sheets.map(({ rows }) => rows))
    for (const { answers: said } of answers) if (said.say) expect(everything).not.toContain(said.say)
  })
})
