import type { Session } from '../../content/kinds/open-day.ts'
import type { Act } from './act.ts'
import { type Day, sessionOf } from './day.ts'
import { AHEAD } from './door-words.ts'
import { instantOf } from './open-day.ts'

/** What a clock may be off, and a question under way. */
const TOLERATED = 120_000
/** What is told later than this was done without the network. */
const OFFLINE = 60_000

/** The session that is on, or the next one, or the last: what a door means that names none. */
export function sessionAt({ data }: Pick<Day, 'data'>, now: Date): Session {
  const inOrder = data.sessions.toSorted((a, b) => instantOf(a.starts) - instantOf(b.starts))
  const found = inOrder.find(({ ends }) => now.getTime() < instantOf(ends)) ?? inOrder.at(-1)
  if (!found) throw new Error('an open day without sessions')
  return found
}

/**
 * When something was done: by the door's word, but never in the future and never before the door was open. A clock that
 * says so is wrong, and nobody is kept out for it.
 */
export function momentOf(day: Day, { at }: Pick<Act, 'at'>, session: string, now: Date) {
  const { checkIn, starts } = sessionOf(day, session) ?? sessionAt(day, now)
  const opens = instantOf(checkIn) - AHEAD
  const heard = now.getTime()
  const said = Date.parse(at)
  const wrongClock = !(said <= heard + TOLERATED && said >= opens)
  const when = Number.isNaN(said) ? heard : Math.min(heard, Math.max(said, opens))
  return {
    at: when,
    opens,
    early: heard < opens,
    wrongClock,
    offline: heard - when > OFFLINE,
    begun: heard >= instantOf(starts),
  }
}
