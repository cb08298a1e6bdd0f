/** One measured figure beside the limit of the same run, and what the issue demands of it. */
interface Figure {
  name: string
  value: number
  unit: string
  /** The best this machine does in the same run, where there is such a thing. */
  limit?: number
  /** The ratio where it was taken round by round; else value ÷ limit. */
  ratio?: number
  /** What is demanded; a figure without it is for context. */
  bound?: { of: 'value' | 'ratio'; at: 'least' | 'most'; is: number }
}

let missed = 0

/** Prints the figure as one line and remembers whether it was missed. */
export function say({ name, value, unit, limit, ratio = limit ? value / limit : undefined, bound }: Figure) {
  const measured = bound?.of === 'ratio' ? (ratio ?? Number.NaN) : value
  const held = bound && (bound.at === 'least' ? measured >= bound.is : measured <= bound.is)
  if (bound && !held) missed++
  console.log(
    [
      name.padEnd(44),
      `${round(value)} ${unit}`.padStart(14),
      limit === undefined ? '' : `limit ${round(limit)}`,
      ratio === undefined ? '' : `ratio ${ratio.toFixed(2)}`,
      bound
        ? `${held ? 'pass' : 'FAIL'} (${bound.at === 'least' ? '≥' : '≤'} ${bound.is}${bound.of === 'ratio' ? ' of the limit' : ` ${unit}`})`
        : '',
    ]
      .join('  ')
      .trimEnd(),
  )
}

/** Whether every figure said so far was held. */
export const held = () => missed === 0

export const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

const round = (n: number) => (Math.abs(n) >= 100 ? Math.round(n).toString() : n.toFixed(n >= 10 ? 1 : 2))
