import { isSmall } from './hide.ts'

/** How often each grade was given, 0 for those who did not know, `-` for those who said nothing. */
export type Grades = Readonly<Record<string, number>>

export const GIVEN = ['5', '4', '3', '2', '1'] as const
const of = (grades: Grades, grade: string) => grades[grade] ?? 0
const total = (grades: Grades) => GIVEN.reduce((sum, grade) => sum + of(grades, grade), 0)
const points = (grades: Grades) => GIVEN.reduce((sum, grade) => sum + Number(grade) * of(grades, grade), 0)

const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** The mean, and how far the true one may be from it (95 %, normal). */
export function meanOf(grades: Grades): { mean: number; low: number; high: number } | undefined {
  const n = total(grades)
  if (!n) return undefined
  const mean = points(grades) / n
  const squares = GIVEN.reduce((sum, grade) => sum + (Number(grade) - mean) ** 2 * of(grades, grade), 0)
  const far = n > 1 ? 1.96 * Math.sqrt(squares / (n - 1) / n) : 4
  return { mean: round(mean, 2), low: round(Math.max(1, mean - far), 2), high: round(Math.min(5, mean + far), 2) }
}

/** More ways to fill the hidden cells than anybody would try; then nothing is said. */
const MOST = 50_000

/** Every way to share a sum among so many cells, until somebody has seen enough. */
function share(cells: number, sum: number, enough: (ways: readonly number[]) => boolean): boolean {
  let tried = 0
  const fill = (given: number[], left: number): boolean => {
    if (++tried > MOST) return true
    if (given.length === cells - 1) return enough([...given, left])
    for (let here = 0; here <= left; here++) if (fill([...given, here], left - here)) return true
    return false
  }
  return cells > 0 && fill([], sum) && tried <= MOST
}

const TOGETHER = [['5', '4'], ['2', '1'], GIVEN] as const

/**
 * The mean to one digit, where it tells no hidden cell. What is hidden lies in groups of which the sum is known; each
 * small cell, and the few satisfied or dissatisfied together, could, with the sum of its group and this mean, as well be
 * nobody or five.
 */
export function roughMean(grades: Grades, groups: readonly (readonly string[])[]): number | undefined {
  const meanIf = (other: Grades) => (total(other) ? round(points(other) / total(other), 1) : undefined)
  const rough = meanIf(grades)
  const isSafe = (group: readonly string[], some: readonly string[]) =>
    share(
      group.length,
      group.reduce((sum, grade) => sum + of(grades, grade), 0),
      (way) =>
        !isSmall(group.reduce((sum, grade, i) => sum + (some.includes(grade) ? (way[i] ?? 0) : 0), 0)) &&
        meanIf({ ...grades, ...Object.fromEntries(group.map((grade, i) => [grade, way[i] ?? 0])) }) === rough,
    )
  const all = groups.every((group) =>
    [...group.map((grade) => [grade]), ...TOGETHER.map((some) => some.filter((g) => group.includes(g)))].every(
      (some) => !isSmall(some.reduce((sum, grade) => sum + of(grades, grade), 0)) || isSafe(group, some),
    ),
  )
  return all ? rough : undefined
}

/** A share of so many, with the interval of Wilson (95 %), in per cent. It uses nothing but the two counts. */
export function shareOf(part: number, n: number): { rate: number; low: number; high: number } {
  const z = 1.96
  const p = part / n
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const far = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return {
    rate: round(p * 100, 1),
    low: round(Math.max(0, middle - far) * 100, 1),
    high: round(Math.min(1, middle + far) * 100, 1),
  }
}
