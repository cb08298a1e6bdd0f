import type { InStatement } from '@libsql/client'
import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { type Condition, insert } from '../../db/row.ts'
import { invitations, people } from '../../db/schema.ts'
import { grouped, newQueryCode, readQueryCode } from '../case/number.ts'
import type { Env } from '../env.ts'
import { Refusal } from '../refusal.ts'
import { sha256 } from '../secrets.ts'
import { closeLinks } from './link.ts'
import { demandStrong, hashPassword, passwordIs } from './password.ts'
import type { SetUp } from './person.ts'
import { record } from './record.ts'

const LASTS = 72 * 3_600_000

/**
 * A one-time set-up code: 120 random bits, of which only the hash is kept. It is typed into `/set-up` and never part of
 * an address, where logs and histories would keep it. Earlier ones of the same person are spent by it.
 */
export function invitation(login: string, now: Date, when?: Condition) {
  const token = newQueryCode()
  const at = now.getTime()
  const statements: InStatement[] = [
    {
      sql: `update invitations set used_at = ? where person = ? and used_at is null${when ? ` and ${when.sql}` : ''}`,
      args: [at, login, ...(when?.args ?? [])],
    },
    insert(invitations, { hash: sha256(token), person: login, expiresAt: at + LASTS, usedAt: null }, when),
  ]
  return { statements, told: { token: grouped(token), path: '/set-up', expiresAt: new Date(at + LASTS).toISOString() } }
}

const spent = () =>
  new Refusal('invalid', {
    fields: [{ path: 'token', message: '设置码不对、已经用过，或者过了72小时。请核对后再输，或请管理员重新发一个' }],
  })

/**
 * Sets a password by invitation, once: of two at the same moment one wins. The second factor, if there is one, stays;
 * all sessions end. Answers nothing when the code is not good.
 */
export async function redeem(
  store: Store,
  env: Pick<Env, 'demo'>,
  { token, password }: SetUp,
  now: Date,
): Promise<string | undefined> {
  const hash = sha256(readQueryCode(token) ?? '')
  const at = now.getTime()
  const found = await store.read
    .select({ person: people })
    .from(invitations)
    .innerJoin(people, and(eq(people.login, invitations.person), eq(people.active, true)))
    .where(and(eq(invitations.hash, hash), isNull(invitations.usedAt), gt(invitations.expiresAt, at)))
    .get()
  if (!found) return undefined
  const { person } = found
  demandStrong('password', password, env, person)
  if (person.password && (await passwordIs(password, person.password)))
    throw new Refusal('invalid', { fields: [{ path: 'password', message: '新密码不要和原来的一样，请换一个' }] })
  const phc = await hashPassword(password)
  const open = {
    sql: `exists (select 1 from invitations i join people p on p.login = i.person and p.active = 1
      where i.hash = ? and i.used_at is null and i.expires_at > ?)`,
    args: [hash, at],
  }
  const results = await record(
    store,
    { login: person.login, by: person, action: 'set-up', state: person, now },
    [
      {
        sql: `update people set password = ? where login = ? and ${open.sql}`,
        args: [phc, person.login, ...open.args],
      },
      { sql: `delete from logins where person = ? and ${open.sql}`, args: [person.login, ...open.args] },
      closeLinks(person.login, now, open),
      // Last, because all the others ask whether it is still unused.
      { sql: `update invitations set used_at = ? where hash = ? and ${open.sql}`, args: [at, hash, ...open.args] },
    ],
    open,
  )
  return results.at(-1)?.rowsAffected === 1 ? person.login : undefined
}

/** The refusal of a code that opens nothing, whatever the reason. */
export const demandRedeemed = (login: string | undefined): string => {
  if (login === undefined) throw spent()
  return login
}
