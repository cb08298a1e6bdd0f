import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  count,
  gradeOf,
  ITEMS,
  type Item,
  itemOf,
  itemsOf,
  NOTHING,
  type Tally,
  tallyOf,
} from '../../api/appraisal/score.ts'
import { disagreements } from '../../content/agree.ts'
import { Score } from '../../content/kinds/score.ts'
import { readContent } from '../../content/load.ts'

const published = readContent('content').publications.find((p) => p.kind === 'score')!.data as Score
const did = (more: Partial<Record<Item, number>>): Tally => ({ ...NOTHING, ...more })

describe('a year by the published score', () => {
  test.each([
    [{}, 0, 'unqualified'],
    [{ effective: 1 }, 5, 'unqualified'],
    [{ effective: 1, adopted: 1 }, 8, 'qualified'],
    [{ activity: 4 }, 8, 'qualified'],
    [{ activity: 4, late: 1 }, 7, 'unqualified'],
    [{ effective: 6 }, 30, 'excellent'],
    [{ effective: 5, activity: 2, late: 0 }, 29, 'qualified'],
    [{ effective: 5, adopted: 1, activity: 1 }, 30, 'excellent'],
    [{ effective: 6, late: 1 }, 29, 'qualified'],
    [{ late: 3 }, -3, 'unqualified'],
  ] as const)('%j is %i points, %s', (tally, points, grade) => {
    expect(count(did(tally), published)).toMatchObject({ points, grade })
  })

  test('says how many of what, and what each comes to', () => {
    expect(count(did({ effective: 2, activity: 3, late: 1 }), published).parts).toEqual([
      { item: 'effective', n: 2, points: 10 },
      { item: 'adopted', n: 0, points: 0 },
      { item: 'activity', n: 3, points: 6 },
      { item: 'late', n: 1, points: -1 },
    ])
  })

  test('what the score does not name gives no points', () => {
    const fewer = { ...published, items: published.items.filter(({ item }) => item !== 'activity') }
    expect(count(did({ activity: 9, effective: 1 }), fewer)).toMatchObject({ points: 5 })
  })
})

const items = fc.array(fc.constantFrom(...ITEMS), { maxLength: 60 })
const scores = fc
  .record({
    points: fc.tuple(...ITEMS.map(() => fc.integer({ min: -50, max: 50 }))),
    lines: fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ points, lines: [a = 0, b = 1] }) => ({
    items: ITEMS.map((item, i) => ({ item, points: points[i] ?? 0, means: '示例' })),
    excellent: Math.max(a, b),
    qualified: Math.min(a, b),
  }))

describe('whatever somebody did, by whatever score', () => {
  test('one more of an item is its points more, and nobody types any', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(...ITEMS), scores, (done, more, score) => {
        const each = score.items.find(({ item }) => item === more)?.points ?? 0
        const [before, after] = [count(tallyOf(done), score), count(tallyOf([...done, more]), score)]
        expect(after.points - before.points).toBe(each)
      }),
    )
  })

  test('the order of the record is nothing, and the parts add up', () => {
    fc.assert(
      fc.property(items, scores, (done, score) => {
        const one = count(tallyOf(done), score)
        expect(count(tallyOf(done.toReversed()), score)).toEqual(one)
        expect(one.parts.reduce((sum, { points }) => sum + points, 0)).toBe(one.points)
        expect(gradeOf(one.points, score)).toBe(one.grade)
      }),
    )
  })

  test('more points are no worse a grade', () => {
    const order = ['unqualified', 'qualified', 'excellent']
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 1500 }), fc.nat(500), scores, (points, more, score) => {
        expect(order.indexOf(gradeOf(points + more, score))).toBeGreaterThanOrEqual(
          order.indexOf(gradeOf(points, score)),
        )
      }),
    )
  })
})

describe('what something is worth', () => {
  test.each([
    ['complaint', 'upheld', ['fined'], 'effective'],
    ['complaint', 'partly', [], 'effective'],
    ['complaint', 'corrected', ['ordered'], 'adopted'],
    ['complaint', 'corrected', [], null],
    ['complaint', 'unfounded', ['cleared'], null],
    ['complaint', 'unverifiable', [], null],
    ['complaint', 'duplicate', [], null],
    ['suggestion', null, ['ordered'], 'adopted'],
    ['suggestion', 'upheld', [], null],
    ['suggestion', null, [], null],
  ])('a %s found %s with %j is %s', (kind, outcome, measures, item) => {
    expect(itemOf({ kind, outcome, measures })).toBe(item)
  })

  const DUE = 1000
  test.each([
    ['invited', null, null, []],
    ['accepted', DUE, null, []],
    ['declined', null, null, []],
    ['absent', DUE, null, []],
    ['came', null, null, ['activity']],
    ['came', DUE + 5000, null, ['activity']],
    ['came', DUE, null, ['activity', 'late']],
    ['reported', DUE, DUE - 1, ['activity']],
    ['reported', DUE, DUE, ['activity', 'late']],
    ['confirmed', DUE, DUE - 1, ['activity']],
    ['confirmed', DUE, DUE + 1, ['activity', 'late']],
  ])('%s, due at %s, reported at %s: %j', (state, reportUntil, reportedAt, worth) => {
    expect(itemsOf({ state, reportUntil, reportedAt }, 2000)).toEqual(worth)
  })
})

describe('a score that is published', () => {
  test('names each item once, and its lines lie apart', () => {
    expect(disagreements('score', published)).toEqual([])
    const twice = { ...published, items: [published.items[0]!, published.items[0]!] }
    expect(disagreements('score', twice).map(({ path }) => path)).toEqual([['items', 1, 'item']])
    expect(disagreements('score', { ...published, qualified: 30 }).map(({ path }) => path)).toEqual([['qualified']])
  })
  test('knows no other item', () => {
    const [first] = published.items
    expect(Score.safeParse({ ...published, items: [{ ...first, item: 'bonus' }] }).success).toBe(false)
  })
})
