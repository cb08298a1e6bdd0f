import { describe, expect, test } from 'vitest'
import { delimited } from '../../api/workbook/delimited.ts'
import { TOO_MANY_ROWS } from '../../api/workbook/guard.ts'
import { readTable } from '../../api/workbook/table.ts'
import { effort } from '../support/effort.ts'
import { anything, csv, SYNONYM, synonym } from './made.ts'

const rows = (text: string | Uint8Array) => delimited(typeof text === 'string' ? Buffer.from(text) : text)

describe('CSV', () => {
  test.each([
    [
      'quotes, commas and line breaks within',
      'a,"b ""c"", d"\r\n"e\nf",g\r\n',
      [
        ['a', 'b "c", d'],
        ['e\nf', 'g'],
      ],
    ],
    [
      'LF, CR, no line end at last',
      'a,b\nc,d\re,f',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    ['a quote within a cell', 'a"b,c', [['a"b', 'c']]],
    [
      'empty cells',
      'a,,b\n,,\n',
      [
        ['a', '', 'b'],
        ['', '', ''],
      ],
    ],
    [
      'tabs',
      'a\tb\nc\td',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a byte order mark', '\ufeff编码,b', [['编码', 'b']]],
    ['what our own download put before a formula', `"'=1+1","'a"`, [['=1+1', "'a"]]],
  ])('%s', (_, text, expected) => {
    expect(rows(text)).toEqual({ rows: expected })
  })

  test('GB18030 and UTF-16 as Excel and WPS save them', () => {
    // “编码,裁量” in GBK.
    expect(rows(Buffer.from('b1e0c2eb2cb2c3c1bf', 'hex'))).toEqual({ rows: [['编码', '裁量']] })
    // A four-byte sign that only GB18030 has: 𠀀.
    expect(rows(Buffer.from('95328236', 'hex'))).toEqual({ rows: [['𠀀']] })
    expect(rows(Buffer.from('\ufeff编码\t裁量', 'utf16le'))).toEqual({ rows: [['编码', '裁量']] })
    // The same bytes read as UTF-8 alone would be no text.
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from('b1e0c2eb', 'hex'))).toThrow()
  })

  test('a quote that never closes names its row', () => {
    expect(rows('a,b\nc,"d\n')).toEqual({
      refused: '第 2 行的引号不成对（从“"d\n”起）。请用 Excel 或 WPS 打开，另存为 CSV 后再导入',
    })
    expect(rows('"a"b,c')).toHaveProperty('refused')
  })

  test('a cell of a megabyte, and a hundred thousand rows, take no time', () => {
    const took = effort(() => {
      expect(rows(`"${'文""'.repeat(300_000)}",b`)).toEqual({ rows: [['文"'.repeat(300_000), 'b']] })
      expect(rows('a,b\n'.repeat(100_000))).toEqual({ refused: TOO_MANY_ROWS })
    })
    expect(took).toBeLessThan(2000)
  })

  test('is read like a workbook; its rows are counted as an editor shows them', async () => {
    const bad = [...synonym(3)]
    bad[3] = '三月一日'
    const table = [SYNONYM, synonym(1), ['', '', '', ''], bad]
    const { records, problems } = await readTable(csv(table), '词表.csv', 'synonym', anything)
    expect(records.map((r) => r.data.code)).toEqual(['TYC-00001'])
    expect(problems).toEqual([
      {
        sheet: '词表.csv',
        row: 4,
        column: 'D 生效日期',
        message: '“三月一日”不是日期，或这一天不存在。请写成 2026-03-01 的样子',
      },
    ])
  })
})
