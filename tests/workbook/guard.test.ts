import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { listing } from '../../api/workbook/archive.ts'
import { NOT_A_WORKBOOK, refusal, TOO_MANY_ROWS } from '../../api/workbook/guard.ts'
import { readTable } from '../../api/workbook/table.ts'
import { anything, archive, parts, SYNONYM, synonym, workbook } from './made.ts'

const plain = () => parts({ 检索同义词: [SYNONYM, synonym(1)] })
const fine = () => archive(plain())
const read = (bytes: Uint8Array, name = '词.xlsx') => readTable(bytes, name, 'synonym', anything)
/** The one sentence a file is refused with. */
const said = async (bytes: Uint8Array, name?: string) => {
  const { problems, records, rows } = await read(bytes, name)
  expect(records).toEqual([])
  expect(rows).toBe(0)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({ sheet: '', row: 0, column: '' })
  return problems[0]!.message
}
/** Where the lines of the directory begin. */
const directory = (bytes: Buffer) => {
  const found: number[] = []
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 4)) found.push(at)
  return found
}
const MARK = Buffer.from('504b0102', 'hex')
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex')

test('a workbook that is one is read: what follows is refused for what was done to it', async () => {
  expect(refusal(await fine(), '词.xlsx')).toBeUndefined()
  expect((await read(await fine())).records).toHaveLength(1)
})

describe('what is no workbook', () => {
  test('random bytes, text, a picture, nothing, a cut-off file', async () => {
    const cut = (await fine()).subarray(0, 900)
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919 + (i >> 3)) % 256))
    for (const bytes of [
      noise,
      Buffer.from('事项编码,名称'),
      Buffer.from('89504e470d0a1a0a', 'hex'),
      Buffer.alloc(0),
      cut,
    ])
      expect(await said(bytes)).toBe(NOT_A_WORKBOOK)
    expect(await said(noise, '词.csv')).toBe(NOT_A_WORKBOOK)
  })

  test('old formats, protected files and other offices’ files say what to do', async () => {
    expect(await said(Buffer.concat([OLE, Buffer.alloc(600)]), '词.xls')).toMatch(
      /旧格式（\.xls）.*另存为“Excel 工作簿（\.xlsx）”/,
    )
    const secret = Buffer.concat([OLE, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')])
    expect(await said(secret)).toMatch(/加了密码.*取消密码/)
    expect(await said(await archive({ mimetype: 'application/vnd.oasis', 'content.xml': '<a/>' }))).toMatch(/\.ods/)
    expect(await said(await archive({ ...plain(), 'xl/workbook.bin': '' }))).toMatch(/\.xlsb/)
    expect(await said(await archive({ '[Content_Types].xml': '<a/>', 'word/document.xml': '<a/>' }))).toBe(
      NOT_A_WORKBOOK,
    )
  })

  test('a part marked as encrypted', async () => {
    const bytes = await fine()
    bytes[directory(bytes).at(-1)! + 8]! |= 1
    expect(await said(bytes)).toMatch(/加了密码/)
  })

  test('broken XML within a whole archive', async () => {
    expect(await said(await archive({ ...plain(), 'xl/workbook.xml': '<workbook><' }))).toMatch(/损坏|没有内容/)
  })
})

describe('what may do something', () => {
  test('macros, by their part, by their type, by the name of the file', async () => {
    expect(await said(await archive({ ...plain(), 'xl/vbaProject.bin': 'x' }))).toMatch(/带有宏/)
    const types = plain()['[Content_Types].xml']!.replace('sheet.main', 'sheet.macroEnabled.main')
    expect(await said(await archive({ ...plain(), '[Content_Types].xml': types }))).toMatch(/带有宏/)
    expect(await said(await fine(), '词.xlsm')).toMatch(/带有宏/)
  })

  test('links to other files, connections, things embedded', async () => {
    const link = 'xl/externalLinks/externalLink1.xml'
    expect(await said(await archive({ ...plain(), [link]: '<a/>' }))).toMatch(/引用了别的文件/)
    expect(await said(await archive({ ...plain(), 'xl/connections.xml': '<a/>' }))).toMatch(/外部数据/)
    expect(await said(await archive({ ...plain(), 'xl/embeddings/oleObject1.bin': 'x' }))).toMatch(/嵌入/)
  })
})

describe('what would not end', () => {
  const TOO_LARGE = /超过 100 MB，或压缩比异常/
  const bomb = (megabytes: number) => archive({ ...plain(), 'xl/media/a.xml': 'a'.repeat(megabytes * 1024 * 1024) })

  test('a part that unpacks to a hundred times its size', async () => {
    expect(await said(await bomb(20))).toMatch(TOO_LARGE)
    expect(refusal(await bomb(0.5), 'a.xlsx')).toBeUndefined()
  })

  test('a directory that states less than there is', async () => {
    const bytes = await bomb(20)
    const last = directory(bytes).at(-1)!
    expect(bytes.readUInt32LE(last + 24)).toBe(20 * 1024 * 1024)
    bytes.writeUInt32LE(9000, last + 24)
    expect(await said(bytes)).toMatch(TOO_LARGE)
  })

  test('more than a thousand parts', async () => {
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`xl/media/${i}.png`, 'x']))
    expect(await said(await archive({ ...plain(), ...many(1000) }))).toMatch(TOO_LARGE)
    expect(refusal(await archive({ ...plain(), ...many(900) }), 'a.xlsx')).toBeUndefined()
  })

  test('parts that share their bytes', async () => {
    const bytes = await archive({ ...plain(), 'xl/media/a.png': 'same', 'xl/media/b.png': 'same' })
    const [a, b] = directory(bytes).slice(-2) as [number, number]
    expect(listing(bytes)).toHaveProperty('entries')
    bytes.writeUInt32LE(bytes.readUInt32LE(a + 42), b + 42)
    expect(listing(bytes)).toEqual({ broken: 'overlapping' })
    expect(await said(bytes)).toMatch(TOO_LARGE)
  })

  test('the same part twice', async () => {
    const bytes = await archive({ ...plain(), 'xl/media/a.png': 'x', 'xl/media/b.png': 'y' })
    for (let at = bytes.indexOf('media/b'); at >= 0; at = bytes.indexOf('media/b')) bytes.write('media/a', at)
    expect(listing(bytes)).toEqual({ broken: 'overlapping' })
  })

  test('a hundred thousand rows, and one row at the end of the sheet', async () => {
    const rows = (n: number) => Array.from({ length: n }, (_, i) => synonym(i))
    const begun = performance.now()
    const many = await workbook({ 检索同义词: [SYNONYM, ...rows(100_000)] })
    const made = performance.now()
    expect(await said(many)).toBe(TOO_MANY_ROWS)
    expect(performance.now() - made, `making it took ${made - begun} ms`).toBeLessThan(2000)
    const far = plain()
    const sheet = 'xl/worksheets/sheet1.xml'
    far[sheet] = far[sheet]!.replace('</sheetData>', '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')
    expect(await said(await archive(far))).toBe(TOO_MANY_ROWS)
    const styled = plain()
    styled[sheet] = styled[sheet]!.replace('</sheetData>', '<row r="1048576" ht="15"/></sheetData>')
    expect((await read(await archive(styled))).problems).toEqual([])
    expect(TOO_MANY_ROWS).toMatch(/超过 50,000 行.*分成几个文件/)
  })

  test('a cell in the last column of many rows is not read into memory', async () => {
    const wide = plain()
    const cells = Array.from({ length: 3000 }, (_, i) => `<row r="${i + 9}"><c r="XFD${i + 9}"><v>${i}</v></c></row>`)
    const sheet = 'xl/worksheets/sheet1.xml'
    wide[sheet] = wide[sheet]!.replace('</sheetData>', `${cells.join('')}</sheetData>`)
    expect(await said(await archive(wide))).toMatch(/范围太大/)
  })

  test('every cell merged with every other', async () => {
    const merged = plain()
    const sheet = 'xl/worksheets/sheet1.xml'
    const all = '<mergeCell ref="A1:XFD1048576"/>'.repeat(600_000)
    merged[sheet] = merged[sheet]!.replace('</worksheet>', `<mergeCells>${all}</mergeCells></worksheet>`)
    expect(await said(await archive(merged))).toMatch(/合并的单元格太多|压缩比/)
  })
})

test('the books of LibreOffice pass', () => {
  expect(refusal(readFileSync('tests/workbook/books/tiers.xlsx'), 'tiers.xlsx')).toBeUndefined()
})
