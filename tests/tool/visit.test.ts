import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { visitsOf } from '../../api/tool/visit.ts'
import { INSPECTION_TYPE, type Inspection } from '../../content/kinds/inspection.ts'

const item = (code: string, department: string, cap: number, more: Partial<Inspection> = {}): Inspection => ({
  code,
  name: code,
  department,
  matter: 'CH-SCJG-JC-001',
  type: 'daily',
  industries: ['H62'],
  target: '餐馆',
  standards: [{ item: '许可证', standard: '有效' }],
  methods: ['onsite'],
  basis: ['《中华人民共和国食品安全法》第一百零九条第一款'],
  cap,
  grading: '按风险',
  oneVisit: false,
  announcedOn: '2026-03-01',
  ...more,
})

describe('visits of a sector in a year', () => {
  test('items of one body share its cap; bodies add up', () => {
    const { bodies, total } = visitsOf([item('A', 'SCJG', 2), item('B', 'SCJG', 1), item('C', 'XF', 1)])
    expect(bodies.map(({ department, most }) => [department, most])).toEqual([
      ['SCJG', 2],
      ['XF', 1],
    ])
    expect(total).toBe(3)
  })
  test('single cases are not counted, and are shown', () => {
    const { bodies, total } = visitsOf([item('A', 'SCJG', 2), item('B', 'YJJ', 9, { type: 'case' })])
    expect([total, bodies.map((b) => b.most)]).toEqual([2, [2, 0]])
  })
  test('what may be joined needs as many visits as its most frequent body', () => {
    const joined = { oneVisit: true }
    const { total, least } = visitsOf([item('A', 'SCJG', 2, joined), item('B', 'XF', 1, joined), item('C', 'GAJ', 4)])
    expect([total, least]).toEqual([7, 6])
  })
  test('joint plans are told apart', () => {
    const joint = {
      plan: 'LH-1',
      field: '餐饮',
      partners: ['XF'],
      ratio: '5%',
      period: '5月',
      organised: 'county' as const,
      weight: 'key' as const,
    }
    expect(
      visitsOf([item('A', 'SCJG', 1, { type: 'joint', joint }), item('B', 'XF', 1)]).joint.map((i) => i.code),
    ).toEqual(['A'])
  })
  test('nothing published is nobody coming', () => {
    expect(visitsOf([])).toEqual({ bodies: [], joint: [], total: 0, least: 0 })
  })

  test('joining never asks for more, nor for less than the most frequent body', () => {
    const some = fc.array(
      fc.record({
        department: fc.constantFrom('SCJG', 'XF', 'YJJ', 'ZFJ'),
        cap: fc.nat(12),
        oneVisit: fc.boolean(),
        type: fc.constantFrom(...(Object.keys(INSPECTION_TYPE) as Inspection['type'][])),
      }),
    )
    fc.assert(
      fc.property(some, (parts) => {
        const { bodies, total, least } = visitsOf(parts.map((p, i) => item(`I${i}`, p.department, p.cap, p)))
        expect(total).toBe(bodies.reduce((n, b) => n + b.most, 0))
        expect(least).toBeLessThanOrEqual(total)
        expect(least).toBeGreaterThanOrEqual(Math.max(0, ...bodies.map((b) => b.most)))
        expect(bodies.flatMap((b) => b.items)).toHaveLength(parts.length)
      }),
    )
  })
})
