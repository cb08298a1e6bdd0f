import * as fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { PUBLIC_OFFICER } from '../../api/publication/publication.ts'
import { listing } from '../../api/workbook/archive.ts'
import { refusal } from '../../api/workbook/guard.ts'
import { sample } from '../../api/workbook/sample.ts'
import { readTable } from '../../api/workbook/table.ts'
import { template } from '../../api/workbook/template.ts'
import { type Written, writeTable } from '../../api/workbook/write.ts'
import { fields } from '../../content/fields.ts'
import { KINDS, type Kind, SHEETED } from '../../content/schema.ts'
import { entry } from './arbitrary.ts'
import { anything, workbook } from './made.ts'

const ABOUT = { licence: { name: '自由使用', text: '注明来源' }, on: '2026-03-01', source: '阳光执法平台' }
const kinds = SHEETED

async function write(kind: Kind, entries: readonly Written[], of = fields(KINDS[kind].schema)) {
  const chunks = async function* () {
    for (const one of entries) yield [one]
  }
  return Buffer.concat(await Array.fromAsync(writeTable(kind, chunks(), ABOUT, of)))
}
const rowsOf = async (bytes: Uint8Array) =>
  Object.fromEntries((await readXlsx(bytes)).sheets.map((s) => [s.name, s.rows]))

describe('what is written reads back equal', () => {
  test.each(kinds)('%s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry(kind), { minLength: 1, maxLength: 3 }), async (all) => {
        // Versions of one code, one after the other: lists in sheets of their own must find theirs.
        const written = all.map((data, i) => ({
          from: `202${i}-01-01`,
          to: i < all.length - 1 ? `202${i + 1}-01-01` : null,
          source: '=来源',
          filingNo: i === 0 ? '备1' : null,
          reason: i === 1 ? '改了' : null,
          reviewOn: null,
          version: i + 1,
          status: 'effective' as const,
          data: { ...data, code: all[0]!.code },
        }))
        const { records, problems } = await readTable(await write(kind, written), '表.xlsx', kind, anything)
        expect(problems).toEqual([])
        expect(records.map((r) => r.data)).toEqual(written.map((w) => w.data))
        expect(records.map((r) => ({ to: null, filingNo: null, reason: null, ...r.envelope }))).toEqual(
          written.map(({ from, to, source, filingNo, reason }) => ({ from, to, source, filingNo, reason })),
        )
      }),
      { numRuns: 25 },
    )
  })

  test('a cancelled entry is shown, but not taken for something to publish', async () => {
    const data = { ...sample('limit'), code: 'OLD' }
    const kept = { from: '2026-01-01', status: 'effective' as const, data: sample('limit') }
    const bytes = await write('limit', [{ from: '2026-01-01', status: 'cancelled', data }, kept])
    const sheets = await rowsOf(bytes)
    expect(sheets.办理期限!.map((r) => r.at(-1))).toEqual(['版本状态', '已取消', '现行有效'])
    const { records, problems } = await readTable(bytes, '表.xlsx', 'limit', anything)
    expect(problems).toEqual([])
    expect(records.map((r) => r.data.code)).toEqual([kept.data.code])
  })

  test('fields the public does not get are not there', async () => {
    const data = { code: 'RY-0A1B2C3D', department: 'SCJG', surname: '欧阳', tail: '1234' }
    const { 执法人员证件: rows } = await rowsOf(
      await write('officer', [{ from: '2026-01-01', data }], [...PUBLIC_OFFICER]),
    )
    expect(rows![0]!.slice(0, 4)).toEqual(['人员编码', '单位', '姓', '证号后四位'])
    expect(rows![1]!.slice(0, 4)).toEqual(Object.values(data))
  })
})

describe('a workbook of ours', () => {
  const bytes = write('guide', [{ from: '2026-01-01', source: '=1+1', data: { ...sample('guide'), name: '@=cmd|x' } }])

  test('has text cells only: no formula, no link, no author', async () => {
    const found = listing(await bytes)
    if ('broken' in found) throw new Error(found.broken)
    expect(found.entries.map((e) => e.name).filter((n) => !n.startsWith('xl/worksheets/'))).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
    ])
    expect(refusal(await bytes, 'a.xlsx')).toBeUndefined()
    const { sheets } = await readXlsx(await bytes)
    expect(sheets.flatMap((s) => s.rows.flat()).filter((c) => c !== null && typeof c !== 'string')).toEqual([])
    expect(sheets.flatMap((s) => [...(s.cells ?? [])])).toEqual([])
    expect(sheets[0]!.rows[1]).toContain('@=cmd|x')
    // A formula would be seen by the same look.
    expect((await readXlsx(await withFormula())).sheets[0]!.cells?.size).toBe(1)
  })

  test('has heads that stay, lists in sheets of their own, and says what it is', async () => {
    const { sheets } = await readXlsx(await bytes)
    expect(sheets[0]!.freezePane).toMatchObject({ rows: 1 })
    expect(sheets.map((s) => s.name)).toEqual([
      '合规指引（一业一册）',
      '一、开业前办什么',
      '二、日常必须做',
      '三、常见违法行为',
      '五、谁来查、查什么、一年最多几次',
      '七、自查表',
      '九、咨询与投诉',
      '说明',
    ])
    expect(sheets.at(-1)!.rows).toEqual([
      ['内容', '合规指引（一业一册）'],
      ['数据日期', '2026-03-01'],
      ['来源', '阳光执法平台'],
      ['许可', '自由使用。注明来源'],
      ['再导入', '在这份表格里修改后可以直接导入；各工作表按编码对应'],
    ])
  })

  test('is the same bytes for the same content', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => write('rule', [{ from: '2026-01-01', data: sample('rule') }])))
    expect(a!.equals(b!)).toBe(true)
  })

  test('is written as it goes, and stops when nobody reads', async () => {
    let asked = 0
    const endless = async function* () {
      for (;;) {
        asked += 1
        yield Array.from({ length: 500 }, () => ({ from: '2026-01-01', data: sample('rule') }))
      }
    }
    let bytes = 0
    for await (const piece of writeTable('rule', endless(), ABOUT)) {
      bytes += piece.length
      if (asked > 20) break
    }
    expect(asked).toBe(21)
    expect(bytes).toBeGreaterThan(1000)
  })
})

async function withFormula() {
  const { archive, parts, SYNONYM, synonym } = await import('./made.ts')
  const made = parts({ 表: [SYNONYM, synonym(1)] })
  const sheet = 'xl/worksheets/sheet1.xml'
  return archive({ ...made, [sheet]: made[sheet]!.replace(/<c r="B2".*?<\/c>/, '<c r="B2"><f>1+1</f><v>2</v></c>') })
}

describe('the template', () => {
  test.each(kinds)('of %s: its explanations are not imported, its example would be right', async (kind) => {
    const bytes = await template(kind)
    expect((await readTable(bytes, '模板.xlsx', kind, anything)).problems).toMatchObject([{ row: 0, sheet: '' }])
    const filled = Object.fromEntries(
      Object.entries(await rowsOf(bytes)).map(([name, [heads, hints, ...examples]]) => {
        if (name !== '说明') expect(hints?.[0]).toMatch(/^说明：必填/)
        const rows = examples.map((r) => r.map((c) => String(c ?? '').replace(/^示例：/, '')))
        return [name, [heads!.map(String), ...rows]]
      }),
    )
    const { records, problems } = await readTable(await workbook(filled), '表.xlsx', kind, anything)
    expect(problems).toEqual([])
    expect(records.map((r) => r.data)).toEqual([sample(kind)])
  })

  test('says what each column takes and offers what there is to choose', async () => {
    const { sheets } = await readXlsx(await template('matter'))
    const [heads, hints] = sheets[0]!.rows as string[][]
    const said = Object.fromEntries(heads!.map((h, i) => [h, hints![i]]))
    expect(said).toMatchObject({
      事项编码: '说明：必填；文字；最多 40 字',
      事项类型:
        '必填；选一项；可选：行政处罚、行政许可、行政强制、行政检查、行政征收、行政征用、行政给付、行政确认、行政裁决、行政奖励、其他行政权力',
      实施主体: '必填；编码或全称；来自执法主体',
      赋权乡镇街道: '选填；编码或全称，每个一行；来自执法主体',
      生效日期: '必填；日期，如 2026-03-01；从这一天起有效',
    })
    const lists = sheets[0]!.dataValidations!.map((v) => [v.range, v.values?.length])
    expect(lists).toContainEqual([`D4:D2004`, 11])
  })
})
