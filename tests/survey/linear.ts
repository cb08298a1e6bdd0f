/** So many of each kind of answer there are at least or exactly: the sum, each kind by its weight. */
export interface Known {
  weights: Float64Array
  is: '=' | '>='
  sum: number
}

const TINY = 1e-6

/**
 * Every way to fill the kinds of answers that fits what is known, as a linear program: fractions count as ways, so what it
 * proves holds for whole numbers too. Found once, each question is asked from where the last one ended.
 */
export class Ways {
  readonly #rows: Float64Array[] = []
  readonly #basis: number[] = []
  readonly #kinds: number
  #width: number

  constructor(kinds: number, known: readonly Known[]) {
    this.#kinds = kinds
    const open = known.filter(({ is }) => is === '>=').length
    const width = kinds + open
    const all = width + known.length
    let slack = kinds
    for (const [r, { weights, is, sum }] of known.entries()) {
      const row = new Float64Array(all + 1)
      row.set(weights)
      if (is === '>=') row[slack++] = -1
      row[all] = sum
      if (sum < 0) for (let c = 0; c <= all; c++) row[c] = -row[c]!
      row[width + r] = 1
      this.#rows.push(row)
      this.#basis.push(width + r)
    }
    this.#width = all
    const begin = new Float64Array(all).fill(1, width)
    if (this.#least(begin, -1, all) > 1e-5) throw new Error('no answers fit what was published')
    // Nothing may lean on the scaffold any more; rows that only it holds say nothing new.
    for (let r = this.#rows.length - 1; r >= 0; r--) {
      if (this.#basis[r]! < width) continue
      const c = this.#rows[r]!.subarray(0, width).findIndex((x) => Math.abs(x) > 1e-6)
      if (c >= 0) this.#pivot(r, c)
      else {
        this.#rows.splice(r, 1)
        this.#basis.splice(r, 1)
      }
    }
    for (const [r, row] of this.#rows.entries()) {
      const cut = new Float64Array(width + 1)
      cut.set(row.subarray(0, width))
      cut[width] = row[all]!
      this.#rows[r] = cut
    }
    this.#width = width
  }

  /** The least that so many kinds, each by its weight, can come to; it need not look further than `enough`. */
  least(weights: Float64Array, enough: number): number {
    const cost = new Float64Array(this.#width)
    cost.set(weights.subarray(0, this.#kinds))
    return this.#least(cost, enough, this.#width)
  }
  most(weights: Float64Array, enough: number): number {
    return -this.least(
      weights.map((x) => -x),
      -enough,
    )
  }

  #least(cost: Float64Array, enough: number, width: number): number {
    // What each kind would change, from where we stand.
    const line = new Float64Array(width + 1)
    line.set(cost)
    for (const [r, row] of this.#rows.entries()) {
      const price = cost[this.#basis[r]!]!
      if (price) for (let c = 0; c <= width; c++) line[c]! -= price * row[c]!
    }
    for (let steps = 0; ; steps++) {
      if (-line[width]! <= enough + TINY) return -line[width]!
      let into = -1
      let best = -TINY
      for (let c = 0; c < width; c++)
        if (line[c]! < best) {
          into = c
          // After many steps the first that helps: it cannot go round in circles.
          if (steps > 800) break
          best = line[c]!
        }
      if (into < 0) return -line[width]!
      let out = -1
      let ratio = Number.POSITIVE_INFINITY
      for (const [r, row] of this.#rows.entries()) {
        if (row[into]! <= TINY) continue
        const here = row[width]! / row[into]!
        if (here < ratio - 1e-9 || (here < ratio + 1e-9 && this.#basis[r]! < this.#basis[out]!)) {
          ratio = here
          out = r
        }
      }
      if (out < 0) return Number.NEGATIVE_INFINITY
      this.#pivot(out, into)
      const by = line[into]!
      const row = this.#rows[out]!
      for (let c = 0; c <= width; c++) line[c]! -= by * row[c]!
      if (steps > 5000) throw new Error('no end')
    }
  }

  #pivot(out: number, into: number) {
    const row = this.#rows[out]!
    const by = row[into]!
    for (let c = 0; c < row.length; c++) row[c]! /= by
    for (const [r, other] of this.#rows.entries()) {
      const times = other[into]!
      if (r === out || !times) continue
      for (let c = 0; c < row.length; c++) if (row[c]) other[c]! -= times * row[c]!
      // What came of rounding is nothing.
      for (let c = 0; c < row.length; c++) if (Math.abs(other[c]!) < 1e-11) other[c] = 0
    }
    this.#basis[out] = into
  }
}
