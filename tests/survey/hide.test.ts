import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Grid, hide, isSmall } from '../../api/survey/hide.ts'
import { type Grades, meanOf, roughMean, shareOf } from '../../api/survey/mean.ts'
import { couldBe, gradesThatFit, type Seen } from './attacker.ts'

const sum = (all: readonly number[]) => all.reduce((total, n) => total + n, 0)

/** A table with its sums told or not; small numbers, where the danger is. */
const anyGrid = (rows: number, columns: number): fc.Arbitrary<Grid> =>
  fc.record({
    counts: fc.array(
      fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.integer({ min: 5, max: 11 })), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: rows, maxLength: rows },
    ),
    rowsTold: fc.boolean(),
    columnsTold: fc.array(fc.boolean(), { minLength: columns, maxLength: columns }),
  })
const grids = fc
  .integer({ min: 1, max: 4 })
  .chain((rows) => fc.integer({ min: 1, max: 4 }).chain((columns) => anyGrid(rows, columns)))

const seen = ({ counts, rowsTold, columnsTold }: Grid, hidden: boolean[][]): Seen => ({
  cells: counts.map((row, r) => row.map((n, c) => (hidden[r]![c] ? undefined : n))),
  rows: counts.map((row) => (rowsTold ? sum(row) : undefined)),
  columns: columnsTold.map((told, c) => (told ? sum(counts.map((row) => row[c]!)) : undefined)),
})

/** Small counts the attacker proves to be small. */
const provedIn = (grid: Grid, hidden: boolean[][]) =>
  grid.counts.flatMap((row, r) =>
    row.flatMap((n, c) =>
      isSmall(n) && ![0, 5, 6, 7, 8, 9, 10, 11, 12].some((other) => couldBe(seen(grid, hidden), [r, c], other))
        ? [`${r}/${c}`]
        : [],
    ),
  )

describe('a table of counts', () => {
  test.each([true, false])('proves no count between one and four, whether its last row is the rest: %s', (rest) => {
    fc.assert(
      fc.property(grids, (grid) => {
        const hidden = hide(grid, Number(rest))
        if (hidden) expect(provedIn(grid, hidden)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('negative control: hiding only the small ones does not help', () => {
    const samples = fc.sample(grids, { numRuns: 60, seed: 5 })
    const betrayed = samples.filter(
      (grid) =>
        provedIn(
          grid,
          grid.counts.map((row) => row.map(isSmall)),
        ).length > 0,
    )
    expect(betrayed.length).toBeGreaterThan(8)
  })

  test('it is not all hidden', () => {
    const hidden = hide({
      counts: [
        [40, 3, 60],
        [50, 20, 30],
        [9, 9, 9],
      ],
      rowsTold: true,
      columnsTold: [true, true, true],
    })!
    expect(hidden.flat().filter(Boolean).length).toBeLessThanOrEqual(6)
  })

  test('rows that could not be otherwise help nobody to hide', () => {
    const grid = {
      counts: [
        [30, 3],
        [40, 20],
      ],
      rowsTold: false,
      columnsTold: [true, true],
      fixed: [false, true],
    }
    expect(hide(grid)).toBeUndefined()
    expect(hide({ ...grid, fixed: [false, false] })).toBeDefined()
  })
})

const anyGrades: fc.Arbitrary<Grades> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 5, max: 15 })), { minLength: 6, maxLength: 6 })
  .map((n) => ({ 5: n[0]!, 4: n[1]!, 3: n[2]!, 2: n[3]!, 1: n[4]!, 0: n[5]! }))
const PAIRS = [
  ['5', '4'],
  ['2', '1'],
] as const
const isBand = (grades: Grades) => PAIRS.every((pair) => !isSmall(sum(pair.map((grade) => grades[grade]!))))
const groupsOf = (grades: Grades) => PAIRS.filter((pair) => pair.some((grade) => isSmall(grades[grade]!)))
const tellsOf = (grades: Grades, mean: number, digits: number) => {
  const groups = groupsOf(grades)
  const unseen = new Set<string>(groups.flat())
  const shown = Object.fromEntries(Object.entries(grades).map(([grade, n]) => [grade, unseen.has(grade) ? null : n]))
  const could = gradesThatFit(
    shown,
    groups.map((pair) => ({ grades: pair, sum: sum(pair.map((grade) => grades[grade]!)) })),
    mean,
    digits,
  )
  return groups.flat().filter((grade) => isSmall(grades[grade]!) && [...could[grade]!].every(isSmall))
}

describe('a mean', () => {
  test('tells no hidden grade', () => {
    fc.assert(
      fc.property(anyGrades, (grades) => {
        fc.pre(isBand(grades))
        const rough = roughMean(grades, groupsOf(grades))
        if (rough !== undefined) expect(tellsOf(grades, rough, 1)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
  test('negative control: the exact one would', () => {
    const samples = fc.sample(anyGrades, { numRuns: 300, seed: 3 }).filter((g) => isBand(g) && groupsOf(g).length > 0)
    const betrayed = samples.filter((grades) => tellsOf(grades, meanOf(grades)!.mean, 2).length > 0)
    expect(betrayed.length).toBeGreaterThan(10)
  })
  test('is what it is by hand, with its interval', () => {
    expect(meanOf({ 5: 10, 4: 20, 3: 10, 2: 5, 1: 5, 0: 40 })).toEqual({ mean: 3.5, low: 3.16, high: 3.84 })
    expect(meanOf({ 5: 0, 0: 9 })).toBeUndefined()
  })
})

// Known values of the interval of Wilson: Newcombe (1998), table I.
test.each([
  [81, 263, 30.8, 25.5, 36.6],
  [15, 148, 10.1, 6.2, 16],
  [0, 20, 0, 0, 16.1],
  [1, 29, 3.4, 0.6, 17.2],
])('%i of %i is %f per cent, from %f to %f', (part, n, rate, low, high) => {
  expect(shareOf(part, n)).toEqual({ rate, low, high })
})
