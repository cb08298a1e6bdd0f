import { and, count, desc, eq, gt, not } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { events, logins } from '../../db/schema.ts'
import { byOneBefore } from '../contact/before.ts'
import { AT_ONCE, SENDS } from './interest.ts'
import { record } from './record.ts'
import type { Person } from './session.ts'

const DAY = 86_400_000
/** So long the bureau sees how often, and the person is told. */
const SEEN_FOR = 30 * DAY
const TOLD_FOR = DAY

/**
 * Ends the oldest sessions beyond those an account of one person from outside may have at a time, so that one account is
 * not passed round. They stay marked until they would have ended, so that their devices are told why.
 */
export async function displace(store: Store, person: Person, now: Date): Promise<void> {
  if (!SENDS.some((role) => person.roles.includes(role))) return
  const over = {
    sql: 'id in (select id from logins where person = ? and displaced = 0 order by created_at desc, rowid desc limit -1 offset ?)',
    args: [person.login, AT_ONCE],
  }
  await record(
    store,
    { login: person.login, by: 'system', action: 'displaced', state: person, now },
    [{ sql: `update logins set displaced = 1 where ${over.sql}`, args: over.args }],
    { sql: `exists (select 1 from logins where ${over.sql})`, args: over.args },
  )
}

/** Whether a session, by its hash, ended because its holder signed in elsewhere. */
export async function wasDisplaced({ read }: Store, hash: string): Promise<boolean> {
  const row = await read.select({ displaced: logins.displaced }).from(logins).where(eq(logins.id, hash)).get()
  return row?.displaced === true
}

const displacedSince = (login: string, at: number) =>
  and(
    eq(events.stream, `person/${login}`),
    eq(events.action, 'displaced'),
    gt(events.at, at),
    not(byOneBefore(login, events.at)),
  )

/** When an account was last open at more places than it may, for the person themselves. */
export async function displacedAt({ read }: Store, login: string, now: Date): Promise<string | null> {
  const row = await read
    .select({ at: events.at })
    .from(events)
    .where(displacedSince(login, now.getTime() - TOLD_FOR))
    .orderBy(desc(events.n))
    .get()
  return row ? new Date(row.at).toISOString() : null
}

/** How often that was, for the bureau: the number alone, not where or when. */
export async function timesDisplaced({ read }: Store, login: string | null, now: Date): Promise<number> {
  if (login === null) return 0
  const row = await read
    .select({ n: count() })
    .from(events)
    .where(displacedSince(login, now.getTime() - SEEN_FOR))
    .get()
  return row?.n ?? 0
}
