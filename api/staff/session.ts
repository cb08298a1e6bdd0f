import type { ResultSet } from '@libsql/client'
import { and, eq, sql } from 'drizzle-orm'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { type Adapter, Lucia, TimeSpan } from 'lucia'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { factors, logins, people } from '../../db/schema.ts'
import { WriteFailed } from '../../db/write.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { markDevice, unmarkDevice } from '../lead/mark.ts'
import { Refusal } from '../refusal.ts'
import { sha256 } from '../secrets.ts'
import { SERVES } from '../supervisor/standing.ts'
import type { Actor } from './actor.ts'
import { displace, wasDisplaced } from './crowding.ts'
import { deviceWords, hostCookie } from './device.ts'
import { admits } from './enrolment.ts'
import { spent, unused } from './link.ts'
import { record } from './record.ts'
import { inTerm, inTermSql, rolesOf } from './term.ts'

/** GB/T 22239-2019 8.1.4.1: a session left alone ends. Half an hour idle, eight hours at most. */
const IDLE = 30 * 60_000
const LONGEST = 8 * 3_600_000
/** Being there is noted at most once a minute. */
const NOTED_EVERY = 60_000
/** What an open page asks by itself: nobody need be at it, so it keeps no session alive. */
const BY_ITSELF = /^\/api\/desk\/cases\/[^/]+\/readers$/

export type Person = typeof people.$inferSelect

/** How many name a person as their deputy, so that nearly everybody costs no second read. */
const coversOf = sql<number>`(select count(*) from ${people} as a where a.deputy = ${people.login})`

/** Those who name a person as their deputy, whenever they are away. */
const coveredBy = (store: Store, login: string) => store.read.select().from(people).where(eq(people.deputy, login))

/** What opening a session rests on: the very password that was checked, so that one changed meanwhile opens nothing. */
interface Opening {
  person: Person
  device: string
  /** How the second factor was shown. */
  factor: string
  /** A session this browser held before; it ends. */
  replaces: string | undefined
  /** The one-time link that opens it instead of a password, by its hash. */
  link?: string | undefined
}

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<{ seenAt: number; factor: boolean }, Omit<Actor, 'login' | 'session'>>
    DatabaseUserAttributes: Omit<Actor, 'login' | 'session'>
    DatabaseSessionAttributes: { seenAt: number; factor: boolean; opening?: Opening }
  }
}

/**
 * Lucia over our tables: it makes ids of 200 random bits, the tables hold only their hashes. Lucia reads the system's
 * clock and slides its expiry; ours is passed in and the end is fixed, so times are judged here and moved over to its clock.
 */
function lucia(store: Store, now: Date) {
  const at = now.getTime()
  const write = (sql: string, ...args: (string | number)[]): Promise<ResultSet[]> =>
    store.writes.commit([{ sql, args }])
  const adapter: Adapter = {
    async getSessionAndUser(id) {
      const row = await store.read
        .select({
          seenAt: logins.seenAt,
          confirmedAt: factors.confirmedAt,
          link: logins.link,
          displaced: logins.displaced,
          expiresAt: logins.expiresAt,
          login: people.login,
          name: people.name,
          roles: people.roles,
          department: people.department,
          post: people.post,
          active: people.active,
          validFrom: people.validFrom,
          validTo: people.validTo,
          awayFrom: people.awayFrom,
          awayTo: people.awayTo,
          deputy: people.deputy,
          awayBy: people.awayBy,
          covers: coversOf,
        })
        .from(logins)
        .innerJoin(people, and(eq(people.login, logins.person), eq(people.active, true)))
        .leftJoin(factors, eq(factors.person, people.login))
        .where(eq(logins.id, sha256(id)))
        .get()
      const day = today(now)
      if (!row || row.displaced || at >= row.expiresAt || at - row.seenAt >= IDLE || !inTerm(row, day))
        return [null, null]
      const { login, name, department, post } = row
      const worn = rolesOf(row, row.covers === 0 ? [] : await coveredBy(store, login), day)
      const expiresAt = new Date(Date.now() + (row.expiresAt - at))
      return [
        {
          id,
          userId: login,
          expiresAt,
          attributes: { seenAt: row.seenAt, factor: row.link || row.confirmedAt !== null },
        },
        { id: login, attributes: { name, department, post, ...worn } },
      ]
    },
    // Lists and single ends go by hash, which Lucia does not know: account.ts.
    getUserSessions: async () => [],
    async setSession({ id, userId, attributes: { opening } }) {
      if (!opening) throw new Error('a session needs a reason to be opened')
      const { person, device, factor, replaces, link } = opening
      const term = inTermSql('p', today(now))
      const open = link === undefined ? { sql: '1', args: [] } : unused(link, userId, now)
      const unchanged = {
        // Who only ever came by links has no password.
        sql: `exists (select 1 from people p where p.login = ? and p.active = 1 and coalesce(p.password, '') = ? and ${term.sql} and ${SERVES}) and ${open.sql}`,
        args: [userId, person.password ?? '', ...term.args, ...open.args],
      }
      const [, opened] = await record(
        store,
        { login: userId, by: person, action: 'sign-in', data: { device, factor }, state: person, now },
        [
          {
            sql: 'delete from logins where id = ? or expires_at <= ? or (seen_at <= ? and displaced = 0)',
            args: [replaces ?? '', at, at - IDLE],
          },
          insert(
            logins,
            {
              id: sha256(id),
              person: userId,
              createdAt: at,
              seenAt: at,
              expiresAt: at + LONGEST,
              device,
              link: link !== undefined,
              displaced: false,
            },
            unchanged,
          ),
          // Last, because all before ask that it is unused; with it go the others of the same account.
          ...(link === undefined ? [] : spent(userId, now)),
        ],
        unchanged,
      )
      if (opened?.rowsAffected !== 1) throw new Refusal('wrong_login')
    },
    updateSessionExpiration: async () => {},
    deleteSession: async (id) => void (await write('delete from logins where id = ?', sha256(id))),
    deleteUserSessions: async (person) => void (await write('delete from logins where person = ?', person)),
    deleteExpiredSessions: async () =>
      void (await write('delete from logins where expires_at <= ? or seen_at <= ?', at, at - IDLE)),
  }
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(LONGEST, 'ms'),
    getSessionAttributes: ({ seenAt, factor }) => ({ seenAt, factor }),
    getUserAttributes: (person) => person,
  })
}

/** The session id a request carries, if it can be one. */
const presented = (c: Context<AppEnv>) => {
  const id = getCookie(c, hostCookie(c, 'sid'))
  return id !== undefined && /^[a-z2-7]{40}$/.test(id) ? id : undefined
}

/** Who the request's session cookie stands for; roles and being active are read anew every time. */
export async function identify(c: Context<AppEnv>): Promise<Actor | null> {
  const id = presented(c)
  if (id === undefined) return null
  const { store, log } = c.var.deps
  const now = c.var.now.getTime()
  const { user, session } = await lucia(store, c.var.now).validateSession(id)
  const hash = sha256(id)
  if (!user) {
    if (await wasDisplaced(store, hash)) c.set('displaced', true)
    return null
  }
  let seenAt = session.seenAt
  if (now - seenAt >= NOTED_EVERY && !BY_ITSELF.test(c.req.path))
    await store.writes
      .commit([{ sql: 'update logins set seen_at = ? where id = ? and seen_at < ?', args: [now, hash, now] }])
      .then(() => {
        seenAt = now
      })
      .catch((error: unknown) => {
        // Reading still works while the disk is full; the session only does not get longer.
        if (!(error instanceof WriteFailed)) throw error
        log.warn({ id: c.var.id }, 'a session could not be noted')
      })
  const { id: login, name, roles, department, post } = user
  const covered = user.for ?? []
  if (c.var.deps.env.demo === 'off' && !session.factor && !admits(c.req.path)) return null
  const left = { idle: seenAt + IDLE - now, whole: session.expiresAt.getTime() - Date.now() }
  return { login, name, roles, department, post, session: hash, left, ...(covered.length > 0 && { for: covered }) }
}

/** A new session for this browser under a new id; the one it came with ends. */
export async function openSession(c: Context<AppEnv>, person: Person, factor: string, link?: string) {
  const old = presented(c)
  const opening = {
    person,
    factor,
    device: deviceWords(c.req.header('user-agent')),
    replaces: old && sha256(old),
    link,
  }
  const { id } = await lucia(c.var.deps.store, c.var.now).createSession(person.login, {
    seenAt: c.var.now.getTime(),
    factor: factor === 'totp' || factor === 'recovery' || factor === 'link',
    opening,
  })
  setCookie(c, hostCookie(c, 'sid'), id, flags(c))
  markDevice(c, person)
  await displace(c.var.deps.store, person, c.var.now)
}

/** Ends this browser's session on the server and takes its cookie away. */
export async function closeSession(c: Context<AppEnv>) {
  const { store } = c.var.deps
  const { actor, now } = c.var
  const id = presented(c)
  if (actor?.session)
    await record(store, { login: actor.login, by: actor, action: 'sign-out', state: { ...actor, active: true }, now }, [
      { sql: 'delete from logins where id = ?', args: [actor.session] },
    ])
  else if (id) await lucia(store, now).invalidateSession(id)
  setCookie(c, hostCookie(c, 'sid'), '', { ...flags(c), maxAge: 0 })
  unmarkDevice(c)
}
