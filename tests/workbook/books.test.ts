import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { lookup } from '../../api/workbook/lookup.ts'
import { readTable } from '../../api/workbook/table.ts'
import type { Kind } from '../../content/schema.ts'
import { WRONG } from './wrong.ts'

// Written by LibreOffice, not by us: make.py says how.
const look = lookup({
  department: [
    ['SCJG', '澄河市市场监督管理局'],
    ['ZFJ', '澄河市综合行政执法局（城市管理局）'],
    ['JTJ', '澄河市交通运输局'],
    ['SFJ', '澄河市司法局'],
    ['379900001', '城东街道'],
    ['379900002', '城西街道'],
  ],
  matter: [
    ['CH-SCJG-CF-001', '对经营过期食品的处罚'],
    ['CH-SCJG-JC-001', '对食品经营的检查'],
  ],
  bulletin: [['GG-2026-001', '电子监控设备公告']],
})
const read = <K extends Kind>(name: string, kind: K) =>
  readTable(readFileSync(`tests/workbook/books/${name}.xlsx`), `${name}.xlsx`, kind, look)

const LAW = '《中华人民共和国食品安全法》第一百二十四条第一款第（五）项'

describe('workbooks as offices keep them', () => {
  test('there are twelve', () => {
    expect(globSync('tests/workbook/books/*.xlsx')).toHaveLength(12)
  })

  test('a title over heads of two rows, a blank row, entries over several rows', async () => {
    const { records, problems } = await read('headed', 'inspection')
    expect(problems).toEqual([])
    expect(records.map((r) => r.place)).toEqual([5, 7, 8].map((n) => `“2026年清单”第 ${n} 行`))
    expect(records[0]!.data).toEqual({
      code: 'JCSX-SCJG-001',
      name: '餐饮服务食品安全检查',
      department: 'SCJG',
      matter: 'CH-SCJG-JC-001',
      type: 'daily',
      industries: ['H62'],
      target: '餐饮服务提供者',
      standards: [
        { item: '健康证明', standard: '在有效期内' },
        { item: '进货查验记录', standard: '票证齐全，可以追溯' },
      ],
      methods: ['onsite'],
      basis: [LAW],
      cap: 2,
      grading: '风险等级A级每两年一次',
      oneVisit: true,
      announcedOn: '2026-01-15',
    })
    expect(records[1]!.data).toMatchObject({
      industries: ['H62', 'H61'],
      methods: ['onsite', 'remote'],
      oneVisit: false,
    })
    expect(records[2]!.data.joint).toEqual({
      plan: '澄双随机〔2026〕3号',
      field: '校外培训',
      partners: ['ZFJ', 'SFJ'],
      ratio: '5%，每年一次',
      period: '4至6月',
      organised: 'county',
      weight: 'key',
    })
  })

  test('full-width digits and brackets, labels for codes, names for references', async () => {
    const { records, problems } = await read('fullwidth', 'matter')
    expect(problems).toEqual([])
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({
      envelope: { from: '2026-03-01' },
      data: {
        code: 'CH-SCJG-CF-001',
        // Prose stays as it was written.
        name: '对（示例）违法行为的处罚',
        plain: '卖了１份过期食品会怎样',
        type: 'CF',
        subitems: ['经营过期食品', '经营变质食品'],
        department: 'ZFJ',
        exercise: 'empowered',
        townships: ['379900001', '379900002'],
        basis: ['《中华人民共和国食品安全法》第124条第1款第(5)项'],
        procedure: ['立案', '调查', '告知；听证', '决定'],
        phone: '0000-1234502',
        status: 'effective',
      },
    })
  })

  test('a benchmark with its tiers beside it in merged rows', async () => {
    const { records, problems } = await read('tiers', 'benchmark')
    expect(problems).toEqual([])
    expect(records.map((r) => r.data.tiers.map((t) => [t.grade, t.min, t.max, t.unit]))).toEqual([
      [
        ['waive', undefined, undefined, undefined],
        ['lighter', 5000, 20000, 'yuan'],
        ['heavier', 10, 20, 'times'],
      ],
      [
        ['normal', undefined, undefined, undefined],
        ['heavier', 1000, 1000, 'yuan'],
      ],
    ])
    expect(records[0]!.data.tiers[1]!.conditions).toEqual(['货值不足一千元', '主动召回'])
    expect(records[0]!.data.levels).toEqual(['city', 'county'])
  })

  test('days as cells, as serial numbers, and as people write them', async () => {
    const { records, problems } = await read('days', 'device')
    expect(problems).toEqual([])
    const days = {
      legalReviewOn: '2026-01-05',
      technicalReviewOn: '2026-01-06',
      calibratedUntil: '2027-01-06',
      startedOn: '2026-02-01',
    }
    expect(records.map((r) => r.data)).toMatchObject([days, days])
    expect(records.map((r) => r.envelope)).toEqual([{ from: '2026-03-01' }, { from: '2026-03-01', to: '2027-03-01' }])
  })
})

describe('workbooks with mistakes', () => {
  test.each(Object.entries(WRONG))('%s', async (name, { kind, right, problems }) => {
    const found = await read(name, kind)
    expect(found.problems).toEqual(problems.map(([sheet, row, column, message]) => ({ sheet, row, column, message })))
    expect(found.records).toHaveLength(right)
  })

  test('a department that is known is no stranger, nor one that the name of one entry means', async () => {
    const bytes = readFileSync('tests/workbook/books/strangers.xlsx')
    const wider = lookup({
      department: [
        ['SCJG', '市场监管局'],
        ['SCJJ', '另一局'],
        ['BCZ', '澄河市不存在局'],
      ],
      matter: [['CH-SCJG-CF-001', '甲']],
    })
    const { records, problems } = await readTable(bytes, 'a.xlsx', 'leniency', wider)
    expect(problems).toEqual([])
    expect(records[2]!.data.departments).toEqual(['SCJG', 'BCZ'])
    const twins = lookup({
      department: [
        ['SCJG', '市场监管局'],
        ['SCJJ', '另一局'],
        ['BCZ', '澄河市不存在局'],
        ['BCZ2', '澄河市不存在局'],
      ],
      matter: [['CH-SCJG-CF-001', '甲']],
    })
    expect((await readTable(bytes, 'a.xlsx', 'leniency', twins)).problems).toHaveLength(1)
  })
})
