import { calledOf, type OpenDay } from '../../content/kinds/open-day.ts'
import { type Day, dayOf } from '../open-day/day.ts'
import { AHEAD } from '../open-day/door-words.ts'
import { instantOf, zoned } from '../open-day/open-day.ts'
import type { CodeRow, World } from './found.ts'

/** Whether somebody who stands before the code may check in: not yet, now, no longer, or never. */
type CheckIn = 'early' | 'open' | 'over' | 'off'

/** The open day behind a code. */
export interface ToldOpenDay extends Pick<OpenDay, 'code' | 'name' | 'place' | 'programme'> {
  /** What such a day is called. */
  called: string
  url: string
  sessions: { id: string; checkIn: string; starts: string; ends: string }[]
  checkIn: CheckIn
  /** From when, while it is early. */
  from?: string | undefined
}

type Hung = Pick<CodeRow, 'type' | 'subject' | 'facts'>

/** Its open day; the signature vouches for the subject, so that no other can be put in its place. */
export async function dayBehind({ store }: Pick<World, 'store'>, row: Hung, now: Date): Promise<Day | undefined> {
  const { event } = row.facts
  return row.type === 'EVENT' && event !== undefined && event === row.subject ? dayOf(store, event, now) : undefined
}

export function checkInOf({ data, cancelled }: Day, now: Date): { checkIn: CheckIn; from?: number } {
  if (cancelled) return { checkIn: 'off' }
  const left = data.sessions
    .map(({ checkIn, ends }) => ({ from: instantOf(checkIn) - AHEAD, to: instantOf(ends) }))
    .filter(({ to }) => now.getTime() < to)
  if (left.length === 0) return { checkIn: 'over' }
  const from = Math.min(...left.map((one) => one.from))
  return now.getTime() >= from ? { checkIn: 'open' } : { checkIn: 'early', from }
}

export async function toldOpenDay(world: World, row: Hung, now: Date): Promise<ToldOpenDay | undefined> {
  const day = await dayBehind(world, row, now)
  if (!day) return undefined
  const { code, name, place, programme, sessions } = day.data
  const { checkIn, from } = checkInOf(day, now)
  return {
    code,
    name,
    place,
    programme,
    called: calledOf(day.data),
    url: `/open-days/${code}`,
    sessions: sessions.map((s) => ({
      id: s.id,
      checkIn: zoned(s.checkIn),
      starts: zoned(s.starts),
      ends: zoned(s.ends),
    })),
    checkIn,
    ...(from !== undefined && { from: new Date(from).toISOString() }),
  }
}
