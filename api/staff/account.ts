import { and, desc, eq } from 'drizzle-orm'
import type { Context } from 'hono'
import type { Store } from '../../db/open.ts'
import { logins } from '../../db/schema.ts'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { displacedAt } from './crowding.ts'
import { closeLinks } from './link.ts'
import { demandStrong, hashPassword } from './password.ts'
import type { NewPassword } from './person.ts'
import { record } from './record.ts'
import { openSession } from './session.ts'
import { reauthenticate } from './sign-in.ts'

/** As much of a session's hash as tells a person's sessions apart. */
const PREFIX = 16

/** Sets a new password; every session ends, and this browser gets a new one. */
export async function changePassword(c: Context<AppEnv>, actor: Actor, said: NewPassword): Promise<void> {
  const { store, env } = c.var.deps
  const { now } = c.var
  const person = await reauthenticate(c, actor, 'old', said.old)
  demandStrong('new', said.new, env, person)
  if (said.new === said.old)
    throw new Refusal('invalid', { fields: [{ path: 'new', message: '新密码不要和现在的一样，请换一个' }] })
  const password = await hashPassword(said.new)
  const unchanged = {
    sql: 'exists (select 1 from people where login = ? and password = ?)',
    args: [person.login, person.password ?? ''],
  }
  const results = await record(
    store,
    { login: person.login, by: actor, action: 'password', state: person, now },
    [
      { sql: `delete from logins where person = ? and ${unchanged.sql}`, args: [person.login, ...unchanged.args] },
      closeLinks(person.login, now, unchanged),
      {
        sql: `update invitations set used_at = ? where person = ? and used_at is null and ${unchanged.sql}`,
        args: [now.getTime(), person.login, ...unchanged.args],
      },
      {
        sql: 'update people set password = ? where login = ? and password = ?',
        args: [password, person.login, person.password],
      },
    ],
    unchanged,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  await openSession(c, { ...person, password }, 'password')
}

/** A person's own sessions, this one marked. */
export async function listSessions(store: Store, actor: Actor, now: Date) {
  const rows = await store.read
    .select()
    .from(logins)
    .where(and(eq(logins.person, actor.login), eq(logins.displaced, false)))
    .orderBy(desc(logins.seenAt))
  const items = rows.map((row) => ({
    id: row.id.slice(0, PREFIX),
    device: row.device,
    createdAt: new Date(row.createdAt).toISOString(),
    seenAt: new Date(row.seenAt).toISOString(),
    current: row.id === actor.session,
  }))
  return { items, total: items.length, crowded: await displacedAt(store, actor.login, now) }
}

/** Ends one of a person's own sessions, or all but this one. */
export async function revokeSession(store: Store, actor: Actor, id: string, now: Date): Promise<void> {
  const ended =
    id === 'others'
      ? { sql: 'delete from logins where person = ? and id <> ?', args: [actor.login, actor.session ?? ''] }
      : { sql: `delete from logins where person = ? and substr(id, 1, ${PREFIX}) = ?`, args: [actor.login, id] }
  const there = { sql: `exists (select 1 ${ended.sql.replace('delete ', '')})`, args: ended.args }
  const [gone] = await record(
    store,
    { login: actor.login, by: actor, action: 'revoke', state: { ...actor, active: true }, now },
    id === 'others' ? [ended, closeLinks(actor.login, now)] : [ended],
    there,
  )
  if (id !== 'others' && gone?.rowsAffected !== 1) throw new Refusal('not_found')
}
