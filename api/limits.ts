import { createHmac, randomBytes } from 'node:crypto'
import { Refusal } from './refusal.ts'

/** What may be done how often from one source, and by everybody together, before waiting. */
export const BUDGETS = {
  /** Submissions: a whole market may sit behind one address. */
  submit: { window: 600_000, each: 60, all: 6000 },
  /** Wrong numbers or codes at `/track`. */
  track_miss: { window: 600_000, each: 20, all: 2000 },
  /** Wrong passwords, counted per address and per account. */
  login_miss: { window: 900_000, each: 10, all: 1000 },
} as const
export type Budget = keyof typeof BUDGETS

/** More sources than this are forgotten oldest first: a flood of addresses must not fill the memory. */
const MOST_SOURCES = 100_000

/**
 * Counts in memory under a keyed hash that changes daily: nothing about an address is kept or can be recovered.
 * Nobody is locked out for longer than one window.
 */
export class Limits {
  #on: boolean
  #day = ''
  #key = randomBytes(32)
  #counts = new Map<string, { n: number; until: number }>()

  constructor(on: boolean) {
    this.#on = on
  }

  /** Refuses when the source, or all sources together, have used up their budget. */
  demand(budget: Budget, source: string, now: number) {
    const wait = this.wait(budget, source, now)
    if (wait > 0) throw new Refusal('too_many', { retryAfter: Math.ceil(wait / 1000) })
  }

  wait(budget: Budget, source: string, now: number): number {
    if (!this.#on) return 0
    const { each, all } = BUDGETS[budget]
    const own = this.#find(budget, source, now)
    const everyone = this.#find(budget, '*', now)
    return Math.max(own && own.n >= each ? own.until - now : 0, everyone && everyone.n >= all ? everyone.until - now : 0)
  }

  count(budget: Budget, source: string, now: number) {
    if (!this.#on) return
    for (const who of [source, '*']) {
      const found = this.#find(budget, who, now)
      if (found) found.n++
      else this.#counts.set(this.#name(budget, who, now), { n: 1, until: now + BUDGETS[budget].window })
    }
    while (this.#counts.size > MOST_SOURCES) this.#counts.delete(this.#counts.keys().next().value ?? '')
  }

  forget(budget: Budget, source: string, now: number) {
    this.#counts.delete(this.#name(budget, source, now))
  }

  #find(budget: Budget, source: string, now: number) {
    const found = this.#counts.get(this.#name(budget, source, now))
    return found && found.until > now ? found : undefined
  }

  #name(budget: Budget, source: string, now: number) {
    const day = new Date(now).toISOString().slice(0, 10)
    if (day !== this.#day) {
      this.#day = day
      this.#key = randomBytes(32)
      this.#counts.clear()
    }
    return createHmac('sha256', this.#key).update(`${budget}\n${source}`).digest('base64')
  }
}
