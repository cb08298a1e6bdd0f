import { describe, expect, test } from 'vitest'
import { lookup } from '../../api/workbook/lookup.ts'
import { plan, tidy } from '../../api/workbook/plan.ts'
import { join, reading } from '../../api/workbook/value.ts'
import { type FieldSpec, fields } from '../../content/fields.ts'
import { KINDS, SHEETED } from '../../content/schema.ts'

const look = lookup({ department: [['SCJG', '某某局（甲）']] })
const field = (kind: FieldSpec['kind'], more: Partial<FieldSpec> = {}): FieldSpec => ({
  name: 'x',
  title: '某',
  kind,
  required: true,
  ...more,
})
const value = (spec: FieldSpec, cell: Parameters<typeof reading>[1]) => {
  const { value, wrong } = reading(spec, cell, look)
  return wrong === undefined ? value : `wrong: ${wrong}`
}

describe('a cell as its field', () => {
  test.each([
    [46082, '2026-03-01'],
    ['46082', '2026-03-01'],
    [new Date('2026-03-01T08:00:00Z'), '2026-03-01'],
    ['2026年3月1日', '2026-03-01'],
    ['2026.3.1', '2026-03-01'],
    ['２０２６／３／１', '2026-03-01'],
    ['20260301', '2026-03-01'],
    ['2026-02-29', 'wrong: “2026-02-29”不是日期，或这一天不存在。请写成 2026-03-01 的样子'],
    ['3/1/2026', 'wrong: “3/1/2026”不是日期，或这一天不存在。请写成 2026-03-01 的样子'],
    [new Date(Number.NaN), 'wrong: 这不是日期，或这一天不存在。请写成 2026-03-01 的样子'],
    ['2026年', 'wrong: “2026年”不是日期，或这一天不存在。请写成 2026-03-01 的样子'],
    ['—', undefined],
    ['', undefined],
  ])('day %j', (cell, expected) => {
    expect(value(field('day'), cell)).toBe(expected)
  })

  test.each([
    ['５，０００', 5000],
    ['1.5', 1.5],
    [-3, -3],
    ['——', undefined],
    ['1万', 'wrong: “1万”不是数字。请只写数字，不写单位和文字'],
    ['1e5', 'wrong: “1e5”不是数字。请只写数字，不写单位和文字'],
  ])('number %j', (cell, expected) => {
    expect(value(field('number'), cell)).toBe(expected)
  })

  test.each<[string | boolean, boolean | string]>([
    ...['是', '√', '✓', '有', 'Y', true, '１'].map((yes): [string | boolean, boolean] => [yes, true]),
    ...['否', '×', '✗', '无', false, '0'].map((no): [string | boolean, boolean] => [no, false]),
    ['大概', 'wrong: “大概”看不懂。请写“是”或“否”'],
  ])('flag %j', (cell, expected) => {
    expect(value(field('flag'), cell)).toBe(expected)
  })

  test('choices by code or label; signs that divide may be part of a label', () => {
    const labels = { CF: '行政处罚', R90: '娱乐业（网吧、歌舞厅）' }
    expect(value(field('choice', { labels }), '行政处罚')).toBe('CF')
    expect(value(field('choice', { labels }), 'ｃｆ')).toBe('CF')
    expect(value(field('choices', { labels }), '娱乐业(网吧、歌舞厅)；行政处罚')).toEqual(['R90', 'CF'])
    expect(value(field('choices', { labels }), '行政处罚、CF')).toEqual(['CF', 'CF'])
    expect(value(field('choice', { labels }), '处罚')).toMatch(
      /^wrong: “处罚”不在可选的范围里。请从这些里选：行政处罚、/,
    )
  })

  test('references by code or whole name, never by part of one', () => {
    const ref = field('ref', { ref: 'department' })
    expect(value(ref, 'ＳＣＪＧ')).toBe('SCJG')
    expect(value(ref, '某某局(甲)')).toBe('SCJG')
    expect(value(ref, '某某局')).toMatch(/^wrong: “某某局”不在执法主体里/)
  })

  test('text that a spreadsheet took for something else', () => {
    expect(value(field('text'), new Date('2026-03-05'))).toMatch(/^wrong: .*把它当成了日期/)
    expect(value(field('text'), '甲\r\n乙')).toBe('甲\n乙')
    expect(value(field('text'), '０１２')).toBe('０１２')
    expect(value(field('text', { name: 'code' }), 'Ａ—１')).toBe('A-1')
  })

  test('lists come back as they went, whatever is in their items', () => {
    for (const list of [['甲'], ['甲；乙'], ['甲', '乙；丙'], ['甲\n乙', '丙'], ['甲\n乙']])
      expect(value(field('texts'), join(list))).toEqual(list)
    expect(value(field('texts'), '甲；乙;丙')).toEqual(['甲', '乙', '丙'])
  })
})

describe('the plan of a kind', () => {
  test.each(SHEETED.map((kind) => [kind, KINDS[kind]] as const))(
    '%s: no two columns of a sheet have the same head, no list is within a list',
    (_, kind) => {
      const { main, parts } = plan(kind.title, fields(kind.schema))
      for (const { columns } of [main, ...parts]) {
        const heads = columns.map((c) => tidy(c.title))
        expect(new Set(heads).size, heads.join()).toBe(heads.length)
      }
      expect(new Set(parts.map((p) => tidy(p.title))).size).toBe(parts.length)
      expect(parts.every((p) => p.title.length <= 31)).toBe(true)
      const inner = parts.flatMap((p) => p.part?.of ?? [])
      expect(inner.filter((f) => ['rows', 'map', 'group'].includes(f.kind))).toEqual([])
    },
  )
})
