/** When somebody came, and which place they were given. */
interface Placed {
  at: number
  place: number
}

const ranks = (values: readonly number[]) => {
  const rank = new Array<number>(values.length)
  const sorted = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value)
  for (const [at, { i }] of sorted.entries()) rank[i] = at
  return rank
}

/** Spearman's: 1 where whoever came earlier is ahead of everybody who came later. */
export function correlation(line: readonly Placed[]): number {
  const [came, stands] = [ranks(line.map(({ at }) => at)), ranks(line.map(({ place }) => place))]
  const apart = came.reduce((sum, rank, i) => sum + (rank - (stands[i] ?? 0)) ** 2, 0)
  const n = line.length
  return 1 - (6 * apart) / (n * (n * n - 1))
}

/** By how long at most somebody came later than one who stands behind them. */
export function inversions(line: readonly Placed[]): number {
  let latest = Number.NEGATIVE_INFINITY
  let most = 0
  for (const { at } of line.toSorted((a, b) => a.place - b.place)) {
    latest = Math.max(latest, at)
    most = Math.max(most, latest - at)
  }
  return most
}
