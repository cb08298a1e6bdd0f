import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aboutOf, keyOf } from '../../api/tool/condition.ts'
import { bodyOf, circumstancesOf, figuresOf, pointedTo, stretchOf } from '../../api/tool/scale.ts'
import { GRADE, type Tier } from '../../content/kinds/benchmark.ts'
import { readContent } from '../../content/load.ts'

const tier = (grade: Tier['grade'], match: Tier['match'], conditions: string[], more: Partial<Tier> = {}): Tier => ({
  grade,
  degree: 'normal',
  match,
  conditions,
  kinds: ['fine'],
  penalty: '罚款',
  ...more,
})
const TIERS = [
  tier('waive', 'all', ['第一次', '当天改正', '没有后果']),
  tier('lighter', 'any', ['货值不满1000元', '当天改正']),
  tier('heavier', 'any', ['一年内第二次', '拒不改正']),
]
const ticked = (...texts: string[]) => new Set(texts.map(keyOf))
const met = (...texts: string[]) => pointedTo(TIERS, ticked(...texts)).met.map((t) => t.tier.grade)

describe('what ticked circumstances point to', () => {
  test.each([
    ['nothing', [], 'untold', []],
    ['one of those any of which will do', ['货值不满1000元'], 'one', ['lighter']],
    ['some of those all of which are needed', ['第一次', '没有后果'], 'short', []],
    ['all that is needed, one of it shared', ['第一次', '当天改正', '没有后果'], 'several', ['waive', 'lighter']],
    [
      'what contradicts itself: both tiers, neither preferred',
      ['货值不满1000元', '拒不改正'],
      'several',
      ['lighter', 'heavier'],
    ],
  ] as const)('%s', (_, texts, verdict, grades) => {
    expect(pointedTo(TIERS, ticked(...texts)).verdict).toBe(verdict)
    expect(met(...texts)).toEqual(grades)
  })
  test('what is missing is said', () => {
    expect(pointedTo(TIERS, ticked('第一次')).near).toMatchObject([
      { ticked: ['第一次'], missing: ['当天改正', '没有后果'] },
    ])
  })
  test('negative control: with any for all, the first alone would already waive', () => {
    const loose = TIERS.map((t) => ({ ...t, match: 'any' as const }))
    expect(pointedTo(loose, ticked('第一次')).verdict).toBe('one')
  })

  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  const some = fc.array(
    fc.record({
      grade: fc.constantFrom(...(Object.keys(GRADE) as Tier['grade'][])),
      match: fc.constantFrom('any' as const, 'all' as const),
      conditions: fc.uniqueArray(text, { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 2, maxLength: 8 },
  )
  test('whatever is ticked: met exactly by its own rule, and never both met and near', () => {
    fc.assert(
      fc.property(some, fc.array(fc.nat(30)), (parts, picks) => {
        const tiers = parts.map((p) => tier(p.grade, p.match, p.conditions))
        const all = tiers.flatMap((t) => t.conditions)
        const chosen = new Set(picks.map((i) => all[i % all.length]!))
        const { met, near, verdict } = pointedTo(tiers, ticked(...chosen))
        for (const t of tiers) {
          const holds =
            t.match === 'all' ? t.conditions.every((c) => chosen.has(c)) : t.conditions.some((c) => chosen.has(c))
          expect(met.some((m) => m.tier === t)).toBe(holds)
          expect(near.some((m) => m.tier === t)).toBe(!holds && t.conditions.some((c) => chosen.has(c)))
        }
        expect(verdict === 'untold').toBe(chosen.size === 0)
        expect(verdict === 'several').toBe(met.length > 1)
      }),
    )
  })
  test('more ticks never take a tier away', () => {
    fc.assert(
      fc.property(some, fc.array(fc.nat(30)), fc.nat(30), (parts, picks, more) => {
        const tiers = parts.map((p) => tier(p.grade, p.match, p.conditions))
        const all = tiers.flatMap((t) => t.conditions)
        const chosen = picks.map((i) => all[i % all.length]!)
        const before = pointedTo(tiers, ticked(...chosen)).met.map((m) => m.tier)
        const after = pointedTo(tiers, ticked(...chosen, all[more % all.length]!)).met.map((m) => m.tier)
        for (const t of before) expect(after).toContain(t)
      }),
    )
  })
})

describe('the circumstances to tick', () => {
  test('each stands once, whichever tiers have it, and all of them stand', () => {
    const items = circumstancesOf(TIERS).flatMap((g) => g.items.map((i) => i.text))
    expect(items.toSorted()).toEqual([...new Set(TIERS.flatMap((t) => t.conditions))].toSorted())
  })
  test('their order does not follow the tiers', () => {
    expect(circumstancesOf(TIERS)).toEqual(circumstancesOf(TIERS.toReversed()))
  })
  test.each([
    ['第一次，占用不超过5平方米、2小时', 'times'],
    ['两年内因同样行为被处罚过', 'times'],
    ['货值3000元以上不满8000元', 'amount'],
    ['没有人因此身体不适', 'harm'],
    ['造成食源性疾病', 'harm'],
    ['责令停业后按期停止', 'mend'],
    ['伪造许可证，或者暴力阻挠检查', 'intent'],
    ['占用盲道', 'other'],
  ] as const)('%s is about %s', (text, about) => {
    expect(aboutOf(text)).toBe(about)
  })
  test('no two circumstances of a published benchmark share a key', () => {
    const benchmarks = readContent('content').publications.filter((p) => p.kind === 'benchmark')
    expect(benchmarks.length).toBeGreaterThan(0)
    for (const { code, data } of benchmarks) {
      const texts = new Set(data.tiers.flatMap((t) => t.conditions))
      expect(new Set([...texts].map(keyOf)).size, code).toBe(texts.size)
    }
  })
  test('a key is safe in an address and in an attribute', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => /^[a-z0-9]{1,7}$/.test(keyOf(text))))
  })
})

describe('the range', () => {
  test.each([
    [{ min: 6000, max: 14000, unit: 'yuan' }, '6000–14000元'],
    [{ min: 0, max: 1500, unit: 'yuan' }, '1500元以内'],
    [{ max: 30, unit: 'percent' }, '30%以内'],
    [{ min: 10, max: 13, unit: 'times' }, '10–13倍'],
    [{ min: 500, unit: 'yuan' }, '500元起'],
    [{ min: 500, max: 500, unit: 'yuan' }, '500元'],
    [{}, undefined],
  ] as const)('%o in figures: %s', (range, figures) => {
    expect(figuresOf(tier('normal', 'any', ['x'], range))).toBe(figures)
  })
  test('a bar compares only tiers of the same unit', () => {
    const half = tier('normal', 'any', ['x'], { min: 5000, max: 10000, unit: 'yuan' })
    const top = tier('heavier', 'any', ['y'], { min: 10000, max: 20000, unit: 'yuan' })
    const times = tier('heavier', 'any', ['z'], { min: 10, max: 20, unit: 'times' })
    expect(stretchOf(half, [half, top, times])).toEqual({ x: 50, width: 50, top: '20000元' })
    expect(stretchOf(times, [half, top, times])).toEqual({ x: 100, width: 100, top: '20倍' })
    expect(stretchOf(tier('waive', 'all', ['x']), [half])).toBeUndefined()
  })
})

test('the body of a matter is in its code', () => {
  expect(bodyOf('CH-SCJG-CF-005')).toBe('SCJG')
})
