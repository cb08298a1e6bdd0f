import type { Logger } from 'pino'

/** What was asked for and how it was answered: no number of a request, no moment. */
interface Answered {
  method: string
  route: string
  status: number
}

/** Ten minutes, as the clock on the wall divides them. */
const SPAN = 600_000

/**
 * Requests of people who are not signed in are counted and written down together. A line at its moment, with the number
 * of its request, would lie beside the case that was made in the same second (security.md I-20).
 */
export class Tally {
  #log: Logger
  #counted = new Map<string, Answered & { times: number; slowest: number }>()

  constructor(log: Logger) {
    this.#log = log
  }

  count({ method, route, status }: Answered, ms: number) {
    if (this.#counted.size === 0) setTimeout(() => this.hand(), SPAN - (Date.now() % SPAN)).unref()
    const key = `${method} ${route} ${status}`
    const known = this.#counted.get(key) ?? { method, route, status, times: 0, slowest: 0 }
    this.#counted.set(key, { ...known, times: known.times + 1, slowest: Math.max(known.slowest, Math.round(ms)) })
  }

  /** In the order of their names: which came first is nobody's business. */
  hand() {
    for (const [, counted] of [...this.#counted].sort(([a], [b]) => (a < b ? -1 : 1)))
      this.#log.info(counted, 'answered in ten minutes')
    this.#counted.clear()
  }
}
