import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { today } from './case/deadline.ts'
import { Refusal } from './refusal.ts'

/** What may be done how often from one source before it must wait, and by everybody together before each waits a moment. */
export const BUDGETS = {
  /** Submissions where no proof of work is asked for. */
  submit: { window: 600_000, each: 60, all: 6000 },
  /** Submissions with one: a whole market may sit behind one address, and a flood pays with work. */
  submit_proved: { window: 600_000, each: 600, all: 6000 },
  /** Submissions by a page’s form without script: few, so that programs gain nothing by pretending. */
  submit_plain: { window: 600_000, each: 30, all: 600 },
  /** Challenges to solve; the work grows as this is used up, so that a neighbourhood waits longer before it is refused. */
  challenge: { window: 600_000, each: 1200, all: 60_000 },
  /** Files begun: two whole submissions a minute from one market. */
  upload: { window: 600_000, each: 400, all: 20_000 },
  /**
   * Bytes announced for files. What one source may announce around a midnight, when counts begin anew, is still less
   * than all that may lie about unclaimed (upload.ts): nobody shuts the door on others.
   */
  upload_bytes: { window: 86_400_000, each: 8 * 1024 ** 3, all: Number.POSITIVE_INFINITY },
  /** Leads of one account: a whole week in the street, sent in one evening. */
  lead: { window: 600_000, each: 60, all: Number.POSITIVE_INFINITY },
  /** Wrong numbers or codes at `/track`. */
  track_miss: { window: 600_000, each: 20, all: 2000 },
  /** Asking for a lost query code by telephone. */
  recover: { window: 600_000, each: 20, all: 2000 },
  /** Messages to one telephone in a civil day, whoever asked for them: at its midnight all counts are forgotten. */
  recover_phone: { window: 86_400_000, each: 5, all: Number.POSITIVE_INFINITY },
  /** Asking for a sign-in link. */
  link: { window: 600_000, each: 20, all: 2000 },
  /** Links to one account, or to one telephone, in a civil day, whoever asked for them. */
  link_target: { window: 86_400_000, each: 5, all: Number.POSITIVE_INFINITY },
  /** Certificates looked up: enough for a street of inspections, too few to read the register. */
  verify: { window: 600_000, each: 30, all: 6000 },
  /** Codes that were scanned or typed and are none: many behind one address may mistype, nobody reads the register by trying. */
  scan_miss: { window: 600_000, each: 60, all: 6000 },
  /** A company’s number with codes that are not its own. */
  company_miss: { window: 600_000, each: 20, all: 2000 },
  /** Scans of one code from one network that are counted in a civil day; whoever scans more is answered, not counted. */
  scan: { window: 86_400_000, each: 100, all: Number.POSITIVE_INFINITY },
  /** Forecasts of a submission: one a page turned, and nothing is stored. */
  forecast: { window: 60_000, each: 240, all: 60_000 },
  /** Answers to one survey from one network, after which they are looked at before they count; nobody is refused. */
  survey_burst: { window: 600_000, each: 20, all: Number.POSITIVE_INFINITY },
  /** The same over a day, for whoever stays just below that all the time: more than come from one roof. */
  survey_day: { window: 86_400_000, each: 100, all: Number.POSITIVE_INFINITY },
  /** Answers and ballots of the invited: a whole village may sit behind one address, guesses gain nothing. */
  survey: { window: 600_000, each: 600, all: 60_000 },
  /** Registrations with a proof: when they open, a whole town may come through one gateway, and each pays with work. */
  register: { window: 600_000, each: 6000, all: 60_000 },
  /** Registrations for open days from one network, after which somebody looks at them; nobody is refused. */
  register_crowd: { window: 86_400_000, each: 30, all: Number.POSITIVE_INFINITY },
  /** Objections to candidates from one network in a civil day: a village has many, a rival no thousand. */
  objection: { window: 86_400_000, each: 30, all: Number.POSITIVE_INFINITY },
  /** Tickets of open days that are none. */
  ticket_miss: { window: 600_000, each: 20, all: 2000 },
  /** Codes shown at the door of a task and typed wrongly, by account: nobody is there by guessing. */
  duty_miss: { window: 600_000, each: 10, all: 2000 },
  /** Searches: each costs the reading thread some milliseconds. */
  search: { window: 60_000, each: 240, all: 60_000 },
  /** What a declared interest would hide, by account: each looks through every case, and must not serve to try out names. */
  foresee: { window: 600_000, each: 20, all: Number.POSITIVE_INFINITY },
  /** Whole kinds as files: three kinds of file of every kind, once. */
  export: { window: 600_000, each: 60, all: 3000 },
  /** Wrong passwords, counted per address and per account. */
  login_miss: { window: 900_000, each: 10, all: 1000 },
  /** The same on a device that signed in before: no flood of strangers takes its turn away. */
  login_known: { window: 900_000, each: 10, all: Number.POSITIVE_INFINITY },
} as const
export type Budget = keyof typeof BUDGETS

export const MOMENT = 1000

interface Count {
  n: number
  until: number
}

/** More sources than this are forgotten oldest first: a flood of addresses must not fill the memory. */
export const MOST_SOURCES = 100_000

/**
 * Counts in memory under a keyed hash that changes daily: nothing about an address is kept or can be recovered.
 * Nobody is locked out for longer than one window.
 */
export class Limits {
  #on: boolean
  #day = ''
  #key = createSecretKey(randomBytes(32))
  #counts = new Map<string, Count>()
  /** All sources together; kept apart, so that a flood of sources cannot push it out. */
  #totals = new Map<Budget, Count>()

  constructor(on: boolean) {
    this.#on = on
  }

  /** Refuses a source that has used up its budget. */
  demand(budget: Budget, source: string, now: number) {
    const wait = this.wait(budget, source, now)
    if (wait > 0) throw new Refusal('too_many', { retryAfter: Math.ceil(wait / 1000) })
  }

  /** How long a source must wait before it may have so much more. */
  wait(budget: Budget, source: string, now: number, more = 1): number {
    if (!this.#on) return 0
    const { each } = BUDGETS[budget]
    const own = this.#find(budget, source, now)
    return own && own.n + more > each ? own.until - now : 0
  }

  /**
   * Slows everybody down for a moment when all together have used up theirs. Nobody is refused for what strangers do:
   * that would let a small flood shut the door on a whole city.
   */
  async drag(budget: Budget, now: number) {
    const everyone = this.#on ? this.#total(budget, now) : undefined
    if (everyone && everyone.n > BUDGETS[budget].all) await wait(MOMENT)
  }

  /** How much of a budget is used up, by this source or by all together, whichever is more: 0 to 1. */
  used(budget: Budget, source: string, now: number): number {
    if (!this.#on) return 0
    const { each, all } = BUDGETS[budget]
    const [own, everyone] = [this.#find(budget, source, now)?.n ?? 0, this.#total(budget, now)?.n ?? 0]
    return Math.min(1, Math.max(own / each, everyone / all))
  }

  count(budget: Budget, source: string, now: number, more = 1) {
    if (!this.#on) return
    const fresh = { n: more, until: now + BUDGETS[budget].window }
    const [own, everyone] = [this.#find(budget, source, now), this.#total(budget, now)]
    if (own) own.n += more
    else {
      const name = this.#name(budget, source, now)
      // Put at the end anew: the oldest go first.
      this.#counts.delete(name)
      this.#counts.set(name, { ...fresh })
    }
    if (everyone) everyone.n += more
    else this.#totals.set(budget, { ...fresh })
    while (this.#counts.size > MOST_SOURCES) this.#counts.delete(this.#counts.keys().next().value ?? '')
  }

  /**
   * Counts before the work, so that a thousand at once are not all let through before the first is counted; what
   * turns out not to count is given back.
   */
  async spend<T>(budget: Budget, source: string, now: number, work: (free: () => void) => Promise<T>): Promise<T> {
    this.demand(budget, source, now)
    this.count(budget, source, now)
    await this.drag(budget, now)
    return work(() => {
      for (const count of [this.#find(budget, source, now), this.#total(budget, now)])
        if (count && count.n > 0) count.n--
    })
  }

  forget(budget: Budget, source: string, now: number) {
    this.#counts.delete(this.#name(budget, source, now))
  }

  #find(budget: Budget, source: string, now: number) {
    const found = this.#counts.get(this.#name(budget, source, now))
    return found && found.until > now ? found : undefined
  }

  #total(budget: Budget, now: number) {
    const found = this.#totals.get(budget)
    return found && found.until > now ? found : undefined
  }

  /** How many sources are remembered. */
  get size() {
    return this.#counts.size
  }

  #name(budget: Budget, source: string, now: number) {
    const day = today(new Date(now))
    if (day !== this.#day) {
      this.#day = day
      this.#key = createSecretKey(randomBytes(32))
      this.#counts.clear()
      this.#totals.clear()
    }
    return createHmac('sha256', this.#key).update(`${budget}\n${source}`).digest('base64')
  }
}
