import { type ActName, AHEAD } from '../../../api/open-day/door-words.ts'
import { OUTCOMES, type OutcomeName, type Situation, WITHOUT_SEAT } from '../../../api/open-day/outcome.ts'
import type { Count, DoorSession, Entry } from './_list.ts'

/** How an answer looks from a step away: a word, a drawing and a colour. Its sentence comes from the one table. */
const FACE = {
  in: { title: '可以进', tone: 'ok' },
  party: { title: '可以进', tone: 'ok' },
  'walked-in': { title: '可以进', tone: 'ok' },
  out: { title: '已签退', tone: 'ok' },
  undone: { title: '已撤销', tone: 'ok' },
  'other-session': { title: '可以进，报的是另一场', tone: 'warn' },
  over: { title: '可以进，人比座位多', tone: 'warn' },
  already: { title: '已经签到过', tone: 'warn' },
  'not-in': { title: '还没有签到', tone: 'warn' },
  early: { title: '还没开始签到', tone: 'warn' },
  full: { title: '没有空位', tone: 'stop' },
  waiting: { title: '还在候补', tone: 'stop' },
  pending: { title: '还在审核', tone: 'stop' },
  refused: { title: '没有通过', tone: 'stop' },
  cancelled: { title: '名额已经让出', tone: 'stop' },
  'other-event': { title: '不是这次活动', tone: 'stop' },
  unknown: { title: '查不到', tone: 'stop' },
} as const satisfies Record<OutcomeName, { title: string; tone: 'ok' | 'warn' | 'stop' }>
export const faceOf = (outcome: OutcomeName): { title: string; tone: 'ok' | 'warn' | 'stop' } => FACE[outcome]

/** An answer as it fills the screen. */
export interface Verdict {
  outcome: OutcomeName
  good: boolean
  say: string
}

export const verdict = (outcome: OutcomeName, situation: Partial<Situation> = {}): Verdict => {
  const { good, say } = OUTCOMES[outcome]
  return { outcome, good, say: say({ party: 1, ...situation }) }
}

interface Asked {
  act: Exclude<ActName, 'walk-in'>
  party: number
  /** The session whose door this is, and how many are in it. */
  session: DoorSession
  count: Count
  now: number
}

/** What a door answers by itself, at once, with or without a line. The server may know better, and then says so. */
export function decide(entry: Entry, { act, party, session, count, now }: Asked): Verdict {
  const isHere = entry.state === 'attended'
  if (act === 'undo') return verdict(isHere ? 'undone' : 'not-in')
  if (act === 'out') return verdict(isHere && !entry.leftAt ? 'out' : 'not-in')
  const { state } = entry
  const without = WITHOUT_SEAT[state]
  if (without) return verdict(without, { state })
  if (isHere && !entry.leftAt) {
    const { door = '签到口', cameAt, came = party } = entry
    return verdict('already', cameAt ? { before: { door, at: Date.parse(cameAt), party: came } } : {})
  }
  const from = Date.parse(session.checkIn) - AHEAD
  if (now < from) return verdict('early', { from })
  if (entry.session !== session.id) return verdict('other-session', { party })
  if (party <= entry.size) return verdict('in', { party })
  return verdict(count.inside + party > session.seats ? 'full' : 'party', { party })
}

/** Who comes without having registered: always taken, and said when there are more than seats. */
export const decideWalkIn = (party: number, session: DoorSession, count: Count, now: number): Verdict => {
  const from = Date.parse(session.checkIn) - AHEAD
  if (now < from) return verdict('early', { from })
  return verdict(count.inside + party > session.seats ? 'over' : 'walked-in', { party, number: '联网后补上' })
}
