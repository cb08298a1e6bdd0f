import type { InStatement } from '@libsql/client'
import type { Group, OpenDay, Session } from '../../content/kinds/open-day.ts'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { dayEnd } from '../publication/force.ts'
import { published, type Version } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'
import { currentRevision } from '../publication/revision.ts'
import { oneInForce } from '../publication/store.ts'

/** An open day as published today. */
export interface Day {
  data: OpenDay
  version: number
  cancelled: boolean
}

interface Kept {
  key: string
  days: Map<string, Promise<Day | undefined>>
}
const kept = new WeakMap<Store, Kept>()

/** The open day of a code; read once a publishing, for thousands ask in one second when registration opens. */
export async function dayOf(store: Store, code: string, now: Date): Promise<Day | undefined> {
  const key = `${await currentRevision(store)} ${today(now)}`
  const known = kept.get(store)
  const days = known?.key === key ? known.days : new Map<string, Promise<Day | undefined>>()
  if (known?.days !== days) kept.set(store, { key, days })
  const found = days.get(code) ?? read(store, code, now)
  days.set(code, found)
  // Codes are anybody's to make up: only those there are are kept.
  const forget = () => days.delete(code)
  found.then((day) => day ?? forget(), forget)
  return found
}

async function read(store: Store, code: string, now: Date): Promise<Day | undefined> {
  const on = today(now)
  const found = await oneInForce(store, 'open-day', code, on, on)
  if (!found) return undefined
  return asDay(found.row)
}

function asDay(row: Version): Day {
  const { data, version, status } = published('open-day', row)
  return { data, version, cancelled: status === 'cancelled' }
}

/** Every open day published today, those called off among them. */
export async function daysOf(store: Store, now: Date): Promise<Day[]> {
  const on = today(now)
  const known = (await register(store)).inForce('open-day', on, dayEnd(on))
  const rows = await rowsOf(store, known)
  return rows.map(asDay)
}

const prepared = new WeakMap<Store, Map<string, Promise<unknown>>>()

/** Sees to it that the seats of a version can be counted; once a version and node. */
export async function prepare(store: Store, day: Day): Promise<void> {
  const known = prepared.get(store) ?? new Map<string, Promise<unknown>>()
  prepared.set(store, known)
  const name = `${day.data.code}/${day.version}`
  // Kept from the first who asks: thousands come in the second registration opens.
  const done = known.get(name) ?? store.writes.commit(openingsOf(day))
  known.set(name, done)
  await done.catch((error) => {
    known.delete(name)
    throw error
  })
}

/** The seats a version gives: written over those of older ones, never over a newer one's. What is taken stays taken. */
const openingsOf = ({ data, version }: Day): InStatement[] => [
  ...data.sessions.flatMap(({ id, seats }) =>
    seats.map((opening) => ({
      sql: `insert into openings (event, session, "group", seats, taken, version) values (?, ?, ?, ?, 0, ?)
        on conflict do update set seats = excluded.seats, version = excluded.version where excluded.version > openings.version`,
      args: [data.code, id, opening.group, opening.seats, version],
    })),
  ),
  // A group or a session the new version no longer has.
  {
    sql: 'update openings set seats = 0, version = ? where event = ? and version < ?',
    args: [version, data.code, version],
  },
]

export const sessionOf = ({ data }: Pick<Day, 'data'>, id: string) => data.sessions.find((session) => session.id === id)

/** The session of a registration; where a newer version has dropped it, the last of the day. */
export function lastingOf({ data }: Pick<Day, 'data'>, id: string): Session {
  const found = sessionOf({ data }, id) ?? data.sessions.at(-1)
  if (!found) throw new Error('an open day without sessions')
  return found
}

/** Whose seats a group may take on a day, its own first: from the day of overflow those of every group. */
export function seatsFor({ data }: Pick<Day, 'data'>, session: string, group: Group, on: string): Group[] {
  const all = (sessionOf({ data }, session)?.seats ?? []).map((opening) => opening.group)
  const own = all.filter((other) => other === group)
  return overflows(data, on) ? [...own, ...all.filter((other) => other !== group)] : own
}

export const overflows = ({ overflow }: Pick<OpenDay, 'overflow'>, on: string): boolean =>
  overflow !== undefined && on >= overflow
