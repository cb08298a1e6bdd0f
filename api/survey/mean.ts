import { isSmall } from './hide.ts'

/** How often each grade was given, 0 for those who did not know. */
export type Grades = Readonly<Record<string, number>>

export const GIVEN = ['5', '4', '3', '2', '1'] as const
const of = (grades: Grades, grade: string) => grades[grade] ?? 0
const graded = (grades: Grades) => GIVEN.reduce((sum, grade) => sum + of(grades, grade), 0)

const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** The mean, and how far the true one may be from it (95 %, normal). */
export function meanOf(grades: Grades): { mean: number; low: number; high: number } | undefined {
  const n = graded(grades)
  if (!n) return undefined
  const mean = GIVEN.reduce((sum, grade) => sum + Number(grade) * of(grades, grade), 0) / n
  const squares = GIVEN.reduce((sum, grade) => sum + (Number(grade) - mean) ** 2 * of(grades, grade), 0)
  const far = n > 1 ? 1.96 * Math.sqrt(squares / (n - 1) / n) : 4
  return { mean: round(mean, 2), low: round(Math.max(1, mean - far), 2), high: round(Math.min(5, mean + far), 2) }
}

/** More ways to fill the hidden cells than anybody would try; then nothing is said. */
const MOST = 200_000

/**
 * The mean to one digit, where it tells no hidden cell: every small one could, with the sum and this mean, as well be
 * nobody or five. Tried by filling the hidden cells in every way that fits.
 */
export function roughMean(grades: Grades, hidden: ReadonlySet<string>): number | undefined {
  const n = graded(grades)
  if (!n) return undefined
  const exact = GIVEN.reduce((sum, grade) => sum + Number(grade) * of(grades, grade), 0) / n
  const rough = round(exact, 1)
  const cells = [...hidden]
  const small = cells.filter((grade) => isSmall(of(grades, grade)))
  if (!small.length) return rough
  const sum = cells.reduce((all, grade) => all + of(grades, grade), 0)
  const shownN = n - cells.filter((g) => g !== '0').reduce((all, grade) => all + of(grades, grade), 0)
  const shownSum = exact * n - cells.reduce((all, grade) => all + Number(grade) * of(grades, grade), 0)
  const safe = new Set<string>()
  let tried = 0
  const fill = (at: number, left: number, count: number, total: number, given: number[]): boolean => {
    if (safe.size === small.length || ++tried > MOST) return true
    const grade = cells[at]
    if (grade === undefined) return false
    const last = at === cells.length - 1
    for (let here = last ? left : 0; here <= left; here++) {
      const next = [...given, here]
      const more = grade === '0' ? 0 : here
      const args = [count + more, total + more * Number(grade)] as const
      if (last) {
        if (args[0] > 0 && round(args[1] / args[0], 1) === rough)
          for (const [i, value] of next.entries()) {
            const one = cells[i]
            if (one && small.includes(one) && !isSmall(value)) safe.add(one)
          }
      } else if (fill(at + 1, left - here, ...args, next)) return true
    }
    return false
  }
  fill(0, sum, shownN, shownSum, [])
  return safe.size === small.length ? rough : undefined
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
