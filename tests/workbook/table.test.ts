import { describe, expect, test } from 'vitest'
import { lookup } from '../../api/workbook/lookup.ts'
import { sample } from '../../api/workbook/sample.ts'
import { readTable } from '../../api/workbook/table.ts'
import { writeTable } from '../../api/workbook/write.ts'
import type { Kind } from '../../content/schema.ts'
import { anything, archive, csv, parts, SYNONYM, synonym, workbook } from './made.ts'

const read = async (sheets: Record<string, string[][]>, kind: Kind = 'synonym', look = anything) =>
  readTable(await workbook(sheets), '表.xlsx', kind, look)
const sentences = (problems: { row: number; column: string; message: string }[]) =>
  problems.map(({ row, column, message }) => `${row} ${column}: ${message}`)

describe('heads', () => {
  test('are known by title or field name, in any width, with stars, spaces and remarks', async () => {
    const heads = ['*词条 编码', 'words', '规范说法（每行一个）：', '生效日期 [YYYY-MM-DD]']
    expect((await read({ 表: [heads, synonym(1)] })).problems).toEqual([])
  })

  test('stand below a title and remarks; numbers before rows do not matter', async () => {
    const table = [['检索同义词表'], ['填表人：某某'], ['序号', ...SYNONYM], ['1', ...synonym(1)]]
    const { records, problems } = await read({ 表: table })
    expect(problems).toEqual([])
    expect(records[0]!.place).toBe('“表”第 4 行')
  })

  test('none at all: what they should be', async () => {
    expect(
      sentences(
        (
          await read({
            表: [
              ['甲', '乙'],
              ['1', '2'],
            ],
          })
        ).problems,
      ),
    ).toEqual([
      '1 : 找不到表头。表头里应有：词条编码、老百姓的说法、规范说法、生效日期。请用下载的模板填写；如果这张工作表不用导入，请删掉它',
    ])
  })

  test('a column with content and no head', async () => {
    expect(
      sentences(
        (
          await read({
            表: [
              [...SYNONYM, ''],
              [...synonym(1), '什么'],
            ],
          })
        ).problems,
      ),
    ).toEqual(['1 E: 这一列有内容，却没有表头。请补上表头，或删掉这一列'])
  })

  test('说明 of a category is not 说明 of its version', async () => {
    const made = async function* () {
      yield [{ from: '2026-03-01', reason: '为什么', data: { ...sample('category'), explain: '是什么' } }]
    }
    const about = { licence: { name: '', text: '' }, on: '2026-03-01', source: '' }
    const bytes = Buffer.concat(await Array.fromAsync(writeTable('category', made(), about)))
    const { records } = await readTable(bytes, '表.xlsx', 'category', anything)
    expect(records[0]).toMatchObject({ envelope: { reason: '为什么' }, data: { explain: '是什么' } })
  })

  test('of two lists with equal columns: the row above decides, without it nobody can', async () => {
    const main = ['指引编码', '标题']
    const two = [
      [...main, '二、日常必须做', '三、常见违法行为'],
      ['', '', '依据', '依据'],
    ]
    const found = await read({ 表: [...two, ['ZY-H62', '餐饮']] }, 'guide')
    expect(found.problems.map((p) => p.message).filter((m) => m.includes('几个列表'))).toEqual([])
    const one = await read(
      {
        表: [
          [...main, '依据'],
          ['ZY-H62', '餐饮', '甲'],
        ],
      },
      'guide',
    )
    expect(sentences(one.problems)).toContain(
      '1 C 依据: 几个列表里都有“依据”，不知道是哪一个。请在它上面一行写明列表的名称',
    )
  })
})

describe('sheets', () => {
  test('several of entries, explanations, empty ones', async () => {
    const sheets = { 城管: [SYNONYM, synonym(1)], 市场: [SYNONYM, synonym(2)], 说明: [['怎么填']], Sheet3: [] }
    const { records, problems } = await read(sheets)
    expect(problems).toEqual([])
    expect(records.map((r) => r.place)).toEqual(['“城管”第 2 行', '“市场”第 2 行'])
  })

  test('a hidden one is not read and not passed over', async () => {
    const made = parts({ 表: [SYNONYM, synonym(1)], 旧: [SYNONYM, synonym(1)] })
    const file = 'xl/workbook.xml'
    made[file] = made[file]!.replace('name="旧"', 'name="旧" state="hidden"')
    const { records, problems } = await readTable(await archive(made), '表.xlsx', 'synonym', anything)
    expect(records).toHaveLength(1)
    expect(problems).toEqual([
      {
        sheet: '旧',
        row: 1,
        column: '',
        message: '这张工作表是隐藏的，没有读取。请取消隐藏，核对后再导入，或者删掉它',
      },
    ])
  })

  test('nothing filled in', async () => {
    expect((await read({ 表: [SYNONYM] })).problems[0]!.message).toMatch(/没有内容/)
  })
})

describe('lists within entries', () => {
  const TERM = ['GEN', '受理或不予受理告知', '5', '工作日', '825号令', '否']
  const HEADS = ['期限表编码', '项目', '期限', '计算方式', '依据', '示例']
  const main = [
    ['期限表编码', '名称', '生效日期', '失效日期'],
    ['GEN', '一般', '2026-01-01', '2026-07-01'],
  ]

  test('in a sheet of their own, by code, the code left blank downwards', async () => {
    const { records, problems } = await read(
      { 办理期限: main, 各环节期限: [HEADS, TERM, ['', '移送', '3', '日', '825号令', '是']] },
      'limit',
    )
    expect(problems).toEqual([])
    expect(records[0]!.data).toMatchObject({
      steps: {
        accept: { days: 5, counting: 'workdays', demo: false },
        transfer: { days: 3, counting: 'days', demo: true },
      },
    })
  })

  test('of two versions: by their day, and not without it', async () => {
    const both = [...main, ['GEN', '一般', '2026-07-01', '']]
    const without = await read({ 办理期限: both, 各环节期限: [HEADS, TERM] }, 'limit')
    expect(sentences(without.problems)).toContain('2 : 编码 GEN 有几个版本。请写上这一行属于哪一天生效的版本')
    const dated = [
      [...HEADS, '生效日期'],
      [...TERM, '2026-01-01'],
      [...TERM.with(2, '9'), '2026-07-01'],
    ]
    const { records, problems } = await read({ 办理期限: both, 各环节期限: dated }, 'limit')
    expect(problems).toEqual([])
    expect(records.map((r) => (r.data as { steps: { accept: { days: number } } }).steps.accept.days)).toEqual([5, 9])
    const astray = await read({ 办理期限: both, 各环节期限: [...dated, [...TERM, '2026-02-01']] }, 'limit')
    expect(sentences(astray.problems)).toEqual([
      '4 G 生效日期: 编码 GEN 没有 2026-02-01 生效的版本。请与那张工作表的生效日期核对',
    ])
  })

  test('the same key twice, and a key that is none', async () => {
    const twice = await read({ 办理期限: main, 各环节期限: [HEADS, TERM, TERM] }, 'limit')
    expect(sentences(twice.problems)).toEqual(['3 B 项目: “受理或不予受理告知”写了两次。请删掉一行'])
    const none = await read({ 办理期限: main, 各环节期限: [HEADS, TERM, TERM.with(1, '发呆')] }, 'limit')
    expect(none.problems).toMatchObject([{ sheet: '各环节期限', row: 3, column: 'B 项目' }])
  })

  test('nowhere, although every entry must have them', async () => {
    expect(sentences((await read({ 办理期限: main }, 'limit')).problems)).toEqual([
      '1 : 缺少“各环节期限”。请加一张名为“各环节期限”的工作表，或把它的各列写在这张表里',
    ])
  })

  test('in a file that has one table only, said once and not for every entry', async () => {
    const lines = [...main, ['ENT', '涉企', '2026-01-01']]
    const { problems } = await readTable(csv(lines), '期限.csv', 'limit', anything)
    expect(sentences(problems)).toEqual([
      '1 : 缺少“各环节期限”。这种文件只有一张表，放不下。请下载 .xlsx 模板填写，或把它的各列写在这张表里',
    ])
  })

  test('beside the entries, repeated downwards; what differs is said', async () => {
    const heads = ['期限表编码', '名称', '生效日期', '项目', '期限', '计算方式', '依据', '示例']
    const row = (name: string, step: string) => ['GEN', name, '2026-01-01', step, '5', '工作日', '甲', '否']
    const fine = await read({ 表: [heads, row('一般', '受理或不予受理告知'), row('一般', '移送')] }, 'limit')
    expect(fine.problems).toEqual([])
    expect(fine.records).toHaveLength(1)
    const other = await read({ 表: [heads, row('一般', '受理或不予受理告知'), row('两般', '移送')] }, 'limit')
    expect(sentences(other.problems)).toEqual([
      '3 B 名称: 与第 2 行是同一条（编码 GEN），这里写的却不同。请改成一样或留空；是另一条的，请写上它的编码',
    ])
  })
})

describe('references and counts', () => {
  test('what the same workbook defines exists', async () => {
    const heads = [
      '单位编码',
      '单位名称',
      '简称',
      '类别',
      '主要执法领域',
      '所属单位',
      '是否设工作台',
      '电话',
      '地址',
      '生效日期',
    ]
    const row = (code: string, parent: string) => [
      code,
      '某局',
      '某',
      '外部机关',
      '甲',
      parent,
      '是',
      '0000-1234501',
      '某路',
      '2026-01-01',
    ]
    const nothing = lookup({})
    expect((await read({ 表: [heads, row('A1', ''), row('A2', 'A1')] }, 'department', nothing)).problems).toEqual([])
    expect((await read({ 表: [heads, row('A2', 'A1')] }, 'department', nothing)).problems).toMatchObject([
      { row: 2, column: 'F 所属单位' },
    ])
  })

  test('five hundred mistakes are listed, the rest is counted', async () => {
    const rows = Array.from({ length: 620 }, (_, i) => synonym(i).with(3, '某日'))
    const { problems } = await readTable(csv([SYNONYM, ...rows]), '表.csv', 'synonym', anything)
    expect(problems).toHaveLength(501)
    expect(problems.at(-1)).toEqual({
      sheet: '',
      row: 0,
      column: '',
      message: '还有 120 处问题没有列出。请先改正上面这些，再导入一次',
    })
  })

  test('numbers in text columns: as shown, unless the spreadsheet has spoilt them', async () => {
    const made = parts({ 表: [SYNONYM, synonym(1)] })
    const sheet = 'xl/worksheets/sheet1.xml'
    const number = (n: string) => ({
      ...made,
      [sheet]: made[sheet]!.replace(/<c r="B2".*?<\/c>/, `<c r="B2"><v>${n}</v></c>`),
    })
    const take = async (n: string) => readTable(await archive(number(n)), '表.xlsx', 'synonym', anything)
    expect((await take('12345')).records[0]!.data.words).toEqual(['12345'])
    expect((await take('12345678901234567890')).problems[0]!.message).toMatch(/数字太长.*“文本”格式/)
  })

  test('progress is told while rows are checked, to the last', async () => {
    const told: [number, number][] = []
    const rows = Array.from({ length: 500 }, (_, i) => synonym(i))
    await readTable(csv([SYNONYM, ...rows]), '表.csv', 'synonym', anything, (done, total) => told.push([done, total]))
    expect(told).toEqual([0, 200, 400, 500].map((done) => [done, 500]))
  })
})
