import type { Line, Table } from '../../api/survey/table.ts'

/** What the public knows of a table of counts: the shown ones, and the sums that are told. */
export interface Seen {
  /** Nothing where it is hidden. */
  cells: (number | undefined)[][]
  rows: (number | undefined)[]
  columns: (number | undefined)[]
}

/** After so many tries it gives up; the tables here are small enough. */
const PATIENCE = 3000
/** No sum bounds it. */
const WIDE = Number.POSITIVE_INFINITY

/** Whether whole numbers that fit everything shown can have this one in this place: tried one cell after the other. */
export function couldBe({ cells, rows, columns }: Seen, at: readonly [number, number], value: number): boolean {
  const free = cells.flatMap((row, r) => row.flatMap((n, c) => (n === undefined ? [[r, c] as const] : [])))
  const set = cells.map((row) => [...row])
  const line = set[at[0]]!
  if (line[at[1]] !== undefined) return line[at[1]] === value
  line[at[1]] = value
  const rest = free.filter(([r, c]) => r !== at[0] || c !== at[1])
  const left = (sum: number | undefined, all: (number | undefined)[]) =>
    sum === undefined ? WIDE : sum - all.reduce<number>((total, n) => total + (n ?? 0), 0)
  const column = (c: number) => set.map((row) => row[c])
  const fits = () =>
    rows.every((sum, r) => sum === undefined || left(sum, set[r]!) === 0) &&
    columns.every((sum, c) => sum === undefined || left(sum, column(c)) === 0)
  const possible = () =>
    rows.every((sum, r) => left(sum, set[r]!) >= 0) && columns.every((sum, c) => left(sum, column(c)) >= 0)
  let tried = 0
  const fill = (i: number): boolean => {
    const next = rest[i]
    if (!next) return fits()
    if (++tried > PATIENCE) return true
    const [r, c] = next
    const line = set[r]!
    const most = Math.min(left(rows[r], line), left(columns[c], column(c)))
    // The last open one of a row has no choice.
    const last = rows[r] !== undefined && line.filter((n) => n === undefined).length === 1
    const least = last ? left(rows[r], line) : 0
    if (rows[r] === undefined && columns[c] === undefined) {
      line[c] = 0
      return fill(i + 1)
    }
    for (let n = most; n >= least; n--) {
      line[c] = n
      if (fill(i + 1)) return true
    }
    line[c] = undefined
    return false
  }
  return possible() && fill(0)
}

/** Between what a hidden count must lie. */
type Range = [least: number, most: number]
interface Sum {
  total: Range
  parts: Range[]
}

/** Narrows every range by every sum it stands in, until nothing moves any more. */
function narrow(sums: readonly Sum[]) {
  for (let moved = true; moved; ) {
    moved = false
    for (const { total, parts } of sums) {
      const least = parts.reduce((n, [low]) => n + low, 0)
      const most = parts.reduce((n, [, high]) => n + high, 0)
      for (const [range, low, high] of [
        [total, least, most] as const,
        ...parts.map((part) => [part, total[0] - (most - part[1]), total[1] - (least - part[0])] as const),
      ]) {
        if (low > range[0]) [range[0], moved] = [low, true]
        if (high < range[1]) [range[1], moved] = [high, true]
      }
    }
  }
}

const of = (n: number | null | undefined, most: number): Range => (typeof n === 'number' ? [n, n] : [0, most])

/**
 * What can be worked out of a published table by sums alone: every count in it, the silent and the rest included, with the
 * range it must lie in. Parts by grade are bands; all answers are grades.
 */
export function worked(table: Table, bands: Record<string, string[]>): Map<string, Range> {
  const found = new Map<string, Range>()
  if (table.all.n === null) return found
  const most = table.all.n
  const lined = (line: Line, name: string, options: string[]) => {
    const cells = options.map((option) => {
      const range = of(line.cells.find((cell) => cell.option === option)?.n, most)
      found.set(`${name}/${option}`, range)
      return range
    })
    const answered = of(line.answered, line.n ?? most)
    const people = of(line.n, most)
    const silent: Range = [0, most]
    found.set(`${name}/-`, silent)
    return { cells, people, silent, answered }
  }
  const options = table.all.cells.map(({ option }) => option)
  const all = lined(table.all, 'all', options)
  const sums: Sum[] = [{ total: all.people, parts: [all.answered, all.silent] }]
  if (!table.several) sums.push({ total: all.answered, parts: all.cells })
  const columns = table.graded ? Object.keys(bands) : options
  const totals = columns.map((column, i) => {
    if (!table.graded) return all.cells[i]!
    const range: Range = [0, most]
    sums.push({ total: range, parts: bands[column]!.map((grade) => all.cells[options.indexOf(grade)]!) })
    return range
  })
  for (const { cut, lines } of table.cuts) {
    const rows = lines.filter(({ n }) => n !== null).map((line) => lined(line, `${cut}/${line.part}`, columns))
    const rest = lined({ part: '', label: '', n: null, answered: null, cells: [] }, `${cut}/rest`, columns)
    for (const row of [...rows, rest]) {
      sums.push({ total: row.people, parts: [row.answered, row.silent] })
      if (!table.several) sums.push({ total: row.answered, parts: row.cells })
    }
    const everyone = [...rows, rest]
    sums.push({ total: all.people, parts: everyone.map(({ people }) => people) })
    sums.push({ total: all.silent, parts: everyone.map(({ silent }) => silent) })
    columns.forEach((_, i) => {
      sums.push({ total: totals[i]!, parts: everyone.map(({ cells }) => cells[i]!) })
    })
  }
  narrow(sums)
  return found
}

/** Counts proved to be between one and four. */
export const proved = (found: ReadonlyMap<string, Range>): string[] =>
  [...found].filter(([, [least, most]]) => least >= 1 && most <= 4).map(([name]) => name)

/** Every way to give grades that fits what is shown: the cells, how many there are, and the mean to one digit. */
export function gradesThatFit(
  shown: Readonly<Record<string, number | null>>,
  groups: readonly { grades: readonly string[]; sum: number }[],
  mean: number,
  digits: number,
): Record<string, Set<number>> {
  const could: Record<string, Set<number>> = {}
  const go = (i: number, given: Record<string, number>) => {
    const group = groups[i]
    if (!group) {
      const all = { ...shown, ...given } as Record<string, number>
      const n = ['1', '2', '3', '4', '5'].reduce((sum, grade) => sum + (all[grade] ?? 0), 0)
      const points = ['1', '2', '3', '4', '5'].reduce((sum, grade) => sum + Number(grade) * (all[grade] ?? 0), 0)
      if (n && Number((points / n).toFixed(digits)) === mean)
        for (const [grade, value] of Object.entries(given)) {
          could[grade] ??= new Set()
          could[grade].add(value)
        }
      return
    }
    const share = (k: number, left: number, some: Record<string, number>): void => {
      const grade = group.grades[k]!
      if (k === group.grades.length - 1) go(i + 1, { ...some, [grade]: left })
      else for (let n = 0; n <= left; n++) share(k + 1, left - n, { ...some, [grade]: n })
    }
    share(0, group.sum, given)
  }
  go(0, {})
  return could
}
