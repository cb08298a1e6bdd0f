import { ENOUGH } from '../case/rating.ts'
import { hide, isSmall } from '../survey/hide.ts'

/** How many ratings of one sort a body has in a month, as triggers keep them. */
export interface Count {
  month: string
  department: string
  what: string
  n: number
}

/** A number as the public reads it; null where it is between one and four, or would tell one that is. */
export type Told = number | null

const GRADES = [5, 4, 3, 2, 1] as const

/** The month before a day's, and the three months of the last quarter that is over. */
export function periodsAt(day: string): { year: string; until: string; quarter: string[] } {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))]
  const name = (ago: number) => new Date(Date.UTC(year, month - 1 - ago, 1)).toISOString().slice(0, 7)
  const until = name(1)
  const into = (month - 1) % 3
  return { year: until.slice(0, 4), until, quarter: [into + 3, into + 2, into + 1].map(name) }
}

const sum = (counts: readonly Count[], what: string) =>
  counts.reduce((all, one) => all + (one.what === what ? one.n : 0), 0)

/** A whole with its parts: small ones are not shown, nor so many others that they could be worked out. */
function whole(parts: readonly number[]): { n: Told; parts: Told[] } {
  const n = parts.reduce((all, one) => all + one, 0)
  const hidden = isSmall(n)
    ? undefined
    : hide({ counts: [parts], rowsTold: true, columnsTold: parts.map(() => false) }, 0)
  return hidden
    ? { n, parts: parts.map((part, index) => (hidden[0]?.[index] ? null : part)) }
    : { n: null, parts: parts.map(() => null) }
}

/** The five grades; where few are happy or unhappy in all, that sum is no more told than a single grade would be. */
function gradesTold(counts: readonly number[]): { n: Told; parts: Told[] } {
  const happy = counts.slice(0, 3)
  const unhappy = counts.slice(3)
  const [h, u] = [happy, unhappy].map((some) => some.reduce((all, n) => all + n, 0)) as [number, number]
  if (isSmall(u)) {
    const { n, parts } = whole([...happy, u])
    return { n, parts: [...parts.slice(0, 3), null, null] }
  }
  if (!isSmall(h)) return whole(counts)
  const { n, parts } = whole([h, ...unhappy])
  return { n, parts: [null, null, null, ...parts.slice(1)] }
}

/** The totals of a city: how it was judged, what came of it, how it was judged after that, what was called mistaken. */
export function totals(counts: readonly Count[]) {
  const of = (what: string) => sum(counts, what)
  const graded = gradesTold(GRADES.map((grade) => of(`grade-${grade}`)))
  const [timely, late] = [of('timely'), of('late')]
  const opened = whole([timely, late, of('opened') - timely - late])
  const again = whole([of('better'), of('same'), of('worse')])
  const contested = whole([of('upheld'), of('refused'), of('open')])
  const mended = of('mended')
  const unmended = of('opened') - mended
  return {
    rated: graded.n,
    grades: GRADES.map((grade, index) => ({ grade, n: graded.parts[index] ?? null })),
    opened: {
      n: opened.n,
      timely: opened.parts[0] ?? null,
      late: opened.parts[1] ?? null,
      going: opened.parts[2] ?? null,
      // With the whole told, those where nothing was put right are told with those where something was.
      mended: opened.n === null || isSmall(mended) || isSmall(unmended) ? null : mended,
    },
    again: { n: again.n, better: again.parts[0] ?? null, same: again.parts[1] ?? null, worse: again.parts[2] ?? null },
    contested: {
      n: contested.n,
      upheld: contested.parts[0] ?? null,
      refused: contested.parts[1] ?? null,
      open: contested.parts[2] ?? null,
    },
  }
}

/**
 * Bodies with enough ratings: how many, and how many of them unhappy. The rest is one row that is not shown, for what all
 * have together is told by the city's totals.
 */
export function byDepartment(counts: readonly Count[]): { department: string; n: number; unhappy: Told }[] {
  const bodies = new Map<string, [happy: number, unhappy: number]>()
  for (const { department, what, n } of counts) {
    const grade = Number(/^grade-([1-5])$/.exec(what)?.[1])
    if (!grade) continue
    const [happy, unhappy] = bodies.get(department) ?? [0, 0]
    bodies.set(department, grade > 2 ? [happy + n, unhappy] : [happy, unhappy + n])
  }
  const all = [...bodies].map(([department, row]) => ({ department, row, n: row[0] + row[1] }))
  const isNamed = ({ department, n }: (typeof all)[number]) => department !== '' && n >= ENOUGH
  const shown = all.filter(isNamed)
  const rest = all.filter((one) => !isNamed(one))
  const sums = [0, 1].map((column) => all.reduce((n, { row }) => n + (row[column] ?? 0), 0))
  const isKnown = !sums.some(isSmall)
  const grid = {
    counts: [
      ...shown.map(({ row }) => row),
      [rest.reduce((n, { row }) => n + row[0], 0), rest.reduce((n, { row }) => n + row[1], 0)],
    ],
    rowsTold: true,
    // A small sum is told nowhere.
    columnsTold: [isKnown, isKnown],
  }
  const hidden = hide(grid)
  if (!hidden) return []
  return shown
    .map(({ department, n, row }, index) => ({ department, n, unhappy: hidden[index]?.some(Boolean) ? null : row[1] }))
    .sort((a, b) => b.n - a.n || (a.department < b.department ? -1 : 1))
}
