import { CELL } from './survey.ts'

/**
 * A table of counts as the public could put it together: parts of all answers below each other, options beside each
 * other. What is not in any part shown stands in the last rows, which are never shown and yet are told: all less the others.
 */
export interface Grid {
  counts: readonly (readonly number[])[]
  /** Whether the sum of each row is known: where everybody picks one. */
  rowsTold: boolean
  /** Which columns' sums are known, because the table of all answers shows them. */
  columnsTold: readonly boolean[]
  /** Rows that could not be otherwise, whatever is hidden. */
  fixed?: readonly boolean[]
}

/** A count that might tell who. */
export const isSmall = (n: number) => n > 0 && n < CELL

const MORE = 1e9

/**
 * How far a hidden count may move, up or down, with everything shown staying as it is: the flow through the other hidden
 * cells of its row and column. Exact, for in such a table whole numbers flow wherever fractions do.
 */
function room(
  grid: Grid,
  hidden: readonly (readonly boolean[])[],
  at: readonly [number, number],
  up: boolean,
  enough: number,
) {
  const { counts } = grid
  const rows = counts.length
  const columns = counts[0]?.length ?? 0
  const free = rows + columns
  const capacity = new Map<number, number>()
  const nodes = free + 1
  const key = (from: number, to: number) => from * nodes + to
  const open = (from: number, to: number, n: number) => capacity.set(key(from, to), n)
  for (const [r, row] of counts.entries()) {
    if (grid.fixed?.[r]) continue
    if (!grid.rowsTold) open(r, free, MORE).set(key(free, r), MORE)
    for (const [c, n] of row.entries()) {
      if (!hidden[r]?.[c] || (r === at[0] && c === at[1])) continue
      open(r, rows + c, MORE)
      open(rows + c, r, n)
    }
  }
  for (const [c, told] of grid.columnsTold.entries())
    if (!told) open(rows + c, free, MORE).set(key(free, rows + c), MORE)
  const [source, sink] = up ? [rows + at[1], at[0]] : [at[0], rows + at[1]]
  let moved = 0
  while (moved < enough) {
    const came = new Map<number, number>([[source, source]])
    const queue = [source]
    for (const node of queue) {
      for (let next = 0; next < nodes && !came.has(sink); next++) {
        if (came.has(next) || !(capacity.get(key(node, next)) ?? 0)) continue
        came.set(next, node)
        queue.push(next)
      }
    }
    if (!came.has(sink)) return moved
    const path: [number, number][] = []
    for (let node = sink; node !== source; node = came.get(node) ?? source) path.push([came.get(node) ?? source, node])
    const step = Math.min(enough - moved, ...path.map(([from, to]) => capacity.get(key(from, to)) ?? 0))
    for (const [from, to] of path) {
      open(from, to, (capacity.get(key(from, to)) ?? 0) - step)
      open(to, from, (capacity.get(key(to, from)) ?? 0) + step)
    }
    moved += step
  }
  return moved
}

/** Whether what is shown proves that a hidden count lies between one and four. */
export function isTold(grid: Grid, hidden: readonly (readonly boolean[])[], at: readonly [number, number]): boolean {
  const n = grid.counts[at[0]]?.[at[1]] ?? 0
  return isSmall(n) && room(grid, hidden, at, false, n) < n && room(grid, hidden, at, true, CELL - n) < CELL - n
}

/**
 * Which cells are not shown: small ones, the last rows that are unseen, and so many others that no small one can be
 * worked out. To hide more never tells more, so each small one is looked at until it is safe, and then left. Nothing
 * where all of it hidden would still tell.
 */
export function hide(grid: Grid, unseen = 1, already: readonly (readonly boolean[])[] = []): boolean[][] | undefined {
  const { counts, fixed } = grid
  const hidden = counts.map((row, r) =>
    row.map((n, c) => r >= counts.length - unseen || isSmall(n) || already[r]?.[c] === true),
  )
  const cells = counts.flatMap((row, r) => row.map((n, c) => ({ n, r, c })))
  for (const { n, r, c } of cells) {
    if (!isSmall(n)) continue
    while (isTold(grid, hidden, [r, c])) {
      const shown = cells.filter((cell) => !hidden[cell.r]?.[cell.c] && !fixed?.[cell.r])
      const near = shown.filter((cell) => cell.r === r || cell.c === c)
      // The smallest that is more than nothing: the least is lost.
      const [next] = (near.length ? near : shown).sort((a, b) => Number(!a.n) - Number(!b.n) || a.n - b.n)
      const line = next && hidden[next.r]
      if (!line) return undefined
      line[next.c] = true
    }
  }
  return hidden
}
