import { randomBytes, randomUUID } from 'node:crypto'
import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { insert } from '../../db/row.ts'
import { doors } from '../../db/schema.ts'
import type { AppEnv, Deps } from '../context.ts'
import { flags } from '../cookie.ts'
import { source } from '../door.ts'
import type { Remember } from '../once.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { type Day, dayOf } from './day.ts'
import { readSeatNumber } from './door-words.ts'
import { recorded } from './history.ts'
import { instantOf } from './open-day.ts'
import { newSeatNumber } from './ticket.ts'

export type DoorRow = typeof doors.$inferSelect

const COOKIE = 'door'
const HOUR = 3_600_000
/** A pairing code is typed at once, by somebody who stands beside the one who made it. */
const PAIRING_LASTS = HOUR / 2
/** Who forgot to check out is still checked out, and what a door did offline is still told. */
const AFTER = 2 * HOUR
/** How fresh the desk knows that a telephone is there. */
const SEEN_EVERY = 60_000

/** The end of the last session: from then on nobody’s name is on a door’s telephone. */
export const lastEnd = ({ data }: Pick<Day, 'data'>) => Math.max(...data.sessions.map(({ ends }) => instantOf(ends)))
/** Until when doors of an open day stand. */
export const doorsUntil = (day: Pick<Day, 'data'>) => lastEnd(day) + AFTER

/** Whether check-in of an open day is over for good. */
export const isOver = (day: Day | undefined, now: Date) => !day || day.cancelled || now.getTime() >= doorsUntil(day)

/** What pairs a telephone, said once. */
export interface Pairing {
  id: string
  label: string
  code: string
  until: string
}

const pairHash = (deps: Pick<Deps, 'secrets'>, code: string) => deps.secrets.digest('door', `pair\n${code}`)

/** Makes a door of an open day; its pairing code is in the answer and nowhere else. */
export async function makeDoor(
  deps: Deps,
  day: Day,
  label: string,
  actor: Actor,
  now: Date,
  remember: Remember<Pairing>,
): Promise<Pairing> {
  if (isOver(day, now)) throw new Refusal('door_over')
  const code = newSeatNumber()
  const pairUntil = now.getTime() + PAIRING_LASTS
  const made: Pairing = { id: randomUUID(), label, code, until: new Date(pairUntil).toISOString() }
  const row = {
    id: made.id,
    event: day.data.code,
    label,
    pairHash: pairHash(deps, code),
    pairUntil,
    hash: null,
    madeBy: actor.login,
    madeAt: now.getTime(),
    until: doorsUntil(day),
    revokedAt: null,
    seenAt: null,
  }
  const data = { door: made.id, label }
  await recorded(deps, row.event, { action: 'door', data }, actor, now, (event) =>
    deps.store.writes.commit([...event(), insert(doors, row), ...remember(made)]),
  )
  return made
}

/** The doors of an open day in the order they were made. */
export const doorsOf = ({ store }: Pick<Deps, 'store'>, event: string): Promise<DoorRow[]> =>
  store.read.select().from(doors).where(eq(doors.event, event)).orderBy(doors.madeAt, doors.id)

/** Takes a door back: its telephone is told at its next question. Twice is once. */
export async function revokeDoor(deps: Pick<Deps, 'store'>, event: string, id: string, actor: Actor, now: Date) {
  const { store } = deps
  const mine = and(eq(doors.event, event), eq(doors.id, id))
  const row = await store.read.select().from(doors).where(mine).get()
  if (!row) throw new Refusal('not_found')
  const data = { door: id, label: row.label }
  const open = { sql: 'exists (select 1 from doors where id = ? and revoked_at is null)', args: [id] }
  const sql = 'update doors set revoked_at = ?, pair_hash = null, pair_until = null where id = ? and revoked_at is null'
  await recorded(deps, event, { action: 'revoke-door', data }, actor, now, (written) =>
    store.writes.commit([...written(open), { sql, args: [now.getTime(), id] }]),
  )
}

/** Pairs a telephone: a code is good for one, and whoever makes codes up waits as with tickets. */
export async function pair(c: Context<AppEnv>, typed: string): Promise<{ row: DoorRow; day: Day }> {
  const { deps, now } = c.var
  const { store, secrets } = deps
  const at = now.getTime()
  const token = randomBytes(24).toString('base64url')
  const hash = secrets.digest('door', token)
  const row = await deps.limits.spend('ticket_miss', source(c), at, async (free) => {
    const code = readSeatNumber(typed)
    const digests = code ? secrets.digests('door', `pair\n${code}`) : []
    const open = and(inArray(doors.pairHash, digests), gt(doors.pairUntil, at), isNull(doors.revokedAt))
    const found = digests.length > 0 && (await store.read.select().from(doors).where(open).get())
    if (found) free()
    return found
  })
  if (!row) throw new Refusal('no_such_pairing')
  const day = await dayOf(store, row.event, now)
  if (!day || isOver(day, now)) throw new Refusal('door_over')
  const [written] = await store.writes.commit([
    {
      // Of two telephones with one code, one is paired.
      sql: `update doors set pair_hash = null, pair_until = null, hash = ?, seen_at = ?
        where id = ? and pair_hash = ? and revoked_at is null`,
      args: [hash, at, row.id, row.pairHash],
    },
  ])
  if (!written?.rowsAffected) throw new Refusal('no_such_pairing')
  const maxAge = Math.max(1, Math.floor((doorsUntil(day) - at) / 1000))
  setCookie(c, COOKIE, token, { ...flags(c), maxAge })
  return { row, day }
}

/** The door that asks, and its open day. A forged cookie is none; a door taken back is told so. */
export async function standing(c: Context<AppEnv>): Promise<{ row: DoorRow; day: Day }> {
  const { deps, now } = c.var
  const { store, secrets } = deps
  const token = getCookie(c, COOKIE)
  const row = token
    ? await store.read
        .select()
        .from(doors)
        .where(inArray(doors.hash, secrets.digests('door', token)))
        .orderBy(desc(doors.madeAt))
        .get()
    : undefined
  if (!row) throw new Refusal('no_door')
  const day = await dayOf(store, row.event, now)
  if (row.revokedAt !== null || !day || isOver(day, now)) throw new Refusal('door_over')
  const at = now.getTime()
  if (row.seenAt === null || row.seenAt < at - SEEN_EVERY)
    await store.writes.commit([{ sql: 'update doors set seen_at = ? where id = ?', args: [at, row.id] }])
  return { row, day }
}

/** Leaves the door: what its telephone held opens nothing any more. */
export async function leaveDoor(c: Context<AppEnv>) {
  const { store, secrets } = c.var.deps
  const token = getCookie(c, COOKIE)
  for (const hash of token ? secrets.digests('door', token) : [])
    await store.writes.commit([{ sql: 'update doors set hash = null where hash = ?', args: [hash] }])
  deleteCookie(c, COOKIE, flags(c))
}
