import type { State } from '../../api/open-day/workflow.ts'
import type { Group } from '../../content/kinds/open-day.ts'

interface Party {
  group: Group
  size: number
  state: State
  seated: Group | null
  place: number | null
  until: number | null
}

const HOURS = 3_600_000
/** Seats that came free may lie beside some that were too few before. */
const LEFT_OVER = 2

/** The seats of one session as one would keep them on paper: what the engine does in SQL, said plainly. */
export class Paper {
  parties: Party[] = []
  now: number
  #seats: [Group, number][]
  readonly #opens: number
  readonly #shared: number
  readonly #closes: number
  readonly #starts: number
  readonly #ends: number
  readonly #approval: Group[]

  constructor(
    now: string,
    seats: [Group, number][],
    shared: string,
    closes: string,
    starts: string,
    ends: string,
    approval: Group[],
  ) {
    this.now = Date.parse(now)
    // It begins as registration opens.
    this.#opens = this.now
    this.#seats = seats
    this.#shared = Date.parse(shared)
    this.#closes = Date.parse(closes)
    this.#starts = Date.parse(starts)
    this.#ends = Date.parse(ends)
    this.#approval = approval
  }

  #free(group: Group): number {
    const seats = this.#seats.find(([g]) => g === group)?.[1] ?? 0
    return seats - this.parties.filter((p) => p.seated === group).reduce((sum, p) => sum + p.size, 0)
  }
  get #all() {
    return this.now >= this.#shared
  }
  #waiting(seats: Group) {
    const own = (p: Party) => (p.group === seats ? 0 : 1)
    return this.parties
      .filter((p) => p.state === 'waiting' && (this.#all || p.group === seats) && p.size <= this.#free(seats))
      .sort((a, b) => own(a) - own(b) || a.place! - b.place!)
  }
  #fits(group: Group, size: number, lent: boolean) {
    const ahead = this.parties.some(
      (p) => p.state === 'waiting' && (lent || p.group === group) && p.size <= this.#free(group),
    )
    return size <= this.#free(group) && !ahead
  }
  /** To so many at most, for so many seats came free. */
  #offer(seats: Group, most = Number.POSITIVE_INFINITY) {
    if (this.now >= this.#starts) return
    for (let [next, n] = [this.#waiting(seats)[0], 0]; next && n < most; next = this.#waiting(seats)[0], n++)
      Object.assign(next, { state: 'offered', seated: seats, until: Math.min(this.now + 24 * HOURS, this.#starts) })
  }
  #leave(p: Party, state: State) {
    const had = p.seated
    Object.assign(p, { state, seated: null, until: null })
    if (had) this.#offer(had, p.size + LEFT_OVER)
  }

  register(group: Group, size: number): boolean {
    if (this.now < this.#opens || this.now >= this.#closes) return false
    const party: Party = { group, size, state: 'waiting', seated: null, place: null, until: null }
    const lent = this.#all ? this.#seats.map(([g]) => g).filter((g) => g !== group) : []
    const got = [group, ...lent].find((g) => this.#fits(g, size, g !== group))
    if (got) Object.assign(party, { state: this.#approval.includes(group) ? 'pending' : 'confirmed', seated: got })
    else party.place = Math.max(0, ...this.parties.map((p) => p.place ?? 0)) + 1
    this.parties.push(party)
    return true
  }
  cancel(p: Party): boolean {
    if (this.now >= this.#starts || !['pending', 'confirmed', 'waiting', 'offered'].includes(p.state)) return false
    this.#leave(p, 'cancelled')
    return true
  }
  decline(p: Party): boolean {
    if (this.now >= this.#starts || p.state !== 'offered') return false
    this.#leave(p, 'declined')
    return true
  }
  accept(p: Party): boolean {
    if (this.now >= this.#starts || p.state !== 'offered' || p.until! <= this.now) return false
    Object.assign(p, { state: this.#approval.includes(p.group) ? 'pending' : 'confirmed', until: null })
    return true
  }
  approve(p: Party): boolean {
    if (p.state !== 'pending') return false
    p.state = 'confirmed'
    return true
  }
  refuse(p: Party): boolean {
    if (p.state !== 'pending' && p.state !== 'waiting') return false
    this.#leave(p, 'refused')
    return true
  }
  change(p: Party, group: Group, size: number): boolean {
    if (this.now >= this.#starts || !['pending', 'confirmed', 'waiting'].includes(p.state)) return false
    if (p.state === 'waiting') {
      Object.assign(p, { group, size })
      for (const g of this.#all ? [group, ...this.#seats.map(([o]) => o).filter((o) => o !== group)] : [group])
        this.#offer(g, 1 + LEFT_OVER)
      return true
    }
    const old = p.seated!
    const next = group === p.group ? old : group
    const more = group === p.group ? size - p.size : size
    if (more > 0 && !this.#fits(next, more, next !== group)) return false
    const state = group === p.group ? p.state : this.#approval.includes(group) ? 'pending' : 'confirmed'
    const freed = group === p.group ? -more : p.size
    Object.assign(p, { group, size, seated: next, state })
    if (freed > 0) this.#offer(old, freed + LEFT_OVER)
    return true
  }
  /** Another version: more seats are for who is next, fewer take nobody's away. */
  seats(seats: [Group, number][]) {
    this.#seats = seats
  }
  /** Time passes, or another node has its turn, whose clock may be behind; what is due by that clock is done. */
  pass(minutes: number) {
    this.now += minutes * 60_000
    const due = this.parties
      .filter((p) => p.state === 'offered' && p.until! <= this.now)
      .sort((a, b) => a.until! - b.until! || a.place! - b.place!)
    for (const p of due) this.#leave(p, 'expired')
    for (const p of this.parties) {
      const had = ['pending', 'waiting', 'offered'].includes(p.state)
      if (this.now >= this.#starts && had) Object.assign(p, { state: 'expired', seated: null, until: null })
      if (this.now >= this.#ends && p.state === 'confirmed') p.state = 'absent'
    }
    for (const [group] of this.#seats) this.#offer(group)
  }
}
