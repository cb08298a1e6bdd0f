import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { asc, eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { grants, people } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { invitation } from './invitation.ts'
import { record, type When } from './record.ts'
import { isRole, ROLE } from './role.ts'
import type { Person } from './session.ts'
import { WEIGHTY } from './term.ts'

/** Which of the wished roles need a second person: weighty ones that are new, or that move to another body. */
export const weightyOf = (
  before: Pick<Person, 'roles' | 'department'> | undefined,
  roles: readonly string[],
  to: string,
) => roles.filter((r) => WEIGHTY.includes(r) && !(before?.roles.includes(r) && before.department === to))

/** True only while nobody but this administrator was ever administrator or chief: the first one has no second person. */
const ALONE = {
  sql: `not exists (select 1 from events e, json_each(e.state, '$.roles') r where e.stream >= 'person/' and e.stream < 'person0'
    and e.stream <> 'person/' || ? and r.value in ('admin', 'chief'))`,
  args: (login: string) => [login],
}
export async function isAlone(store: Store, login: string) {
  const [found] = await store.writes.commit([{ sql: `select ${ALONE.sql} as alone`, args: ALONE.args(login) }])
  return Number(found?.rows[0]?.alone) === 1
}

/** The asking that takes the place of any earlier one; none where nothing weighty is asked for. */
export const asking = (
  person: { login: string; roles: readonly string[]; department: string },
  weighty: readonly string[],
  actor: Actor,
  now: Date,
  when: When,
): InStatement[] => [
  { sql: `delete from grants where person = ? and what = 'roles' and ${when.sql}`, args: [person.login, ...when.args] },
  ...(weighty.length === 0
    ? []
    : [
        insert(
          grants,
          {
            id: randomBytes(9).toString('base64url'),
            person: person.login,
            what: 'roles',
            roles: [...person.roles],
            department: person.department,
            askedBy: actor.login,
            askedAt: now.getTime(),
          },
          when,
        ),
      ]),
]

const named = (roles: readonly string[]) => roles.filter(isRole).map((code) => ({ code, label: ROLE[code] }))

/** What waits for a second person; `may` is whether this one could be it. */
export async function listGrants(store: Store, actor: Actor) {
  const rows = await store.read
    .select({ grant: grants, name: people.name, post: people.post, held: people.roles })
    .from(grants)
    .innerJoin(people, eq(people.login, grants.person))
    .orderBy(asc(grants.askedAt))
  const items = rows.map(({ grant, name, post, held }) => ({
    id: grant.id,
    login: grant.person,
    name,
    post,
    department: grant.department,
    held: named(held),
    what: grant.what,
    reason: grant.reason,
    roles: named(grant.roles),
    askedBy: grant.askedBy,
    askedAt: new Date(grant.askedAt).toISOString(),
    may: grant.askedBy !== actor.login && grant.person !== actor.login,
  }))
  return { items, total: items.length }
}

/** What a yes does to an account; what is shown once to whoever said it. */
function effectOf(grant: typeof grants.$inferSelect, person: Person, now: Date, when: When) {
  const only = (sql: string, ...args: string[]): InStatement => ({
    sql: `${sql} and ${when.sql}`,
    args: [...args, ...when.args],
  })
  const { login } = person
  const told = undefined
  // Whoever gets other roles, or lost a factor, signs in anew (security.md S-05).
  const out = only('delete from logins where person = ?', login)
  if (grant.what === 'invitation') return { action: 'invite' as const, ...invitation(login, now, when) }
  if (grant.what === 'factor') {
    const gone = ['recovery_codes', 'factors'].map((table) => only(`delete from ${table} where person = ?`, login))
    return { action: 'factor-lost' as const, statements: [out, ...gone], told }
  }
  return {
    action: 'grant' as const,
    statements: [
      only('update people set roles = ? where login = ?', JSON.stringify(grant.roles), login),
      // A code somebody kept from before must not open what weighs now; who never had a password still needs theirs.
      only(
        'delete from invitations where used_at is null and person in (select p.login from people p where p.login = ? and p.password is not null)',
        login,
      ),
      out,
    ],
    told,
  }
}

/** Says yes or no. Nobody decides on themselves; who asked may only take it back. */
export async function decide(store: Store, actor: Actor, id: string, yes: boolean, now: Date) {
  const found = await store.read
    .select({ grant: grants, person: people })
    .from(grants)
    .innerJoin(people, eq(people.login, grants.person))
    .where(eq(grants.id, id))
    .get()
  if (!found) throw new Refusal('not_found')
  const { grant, person } = found
  if (actor.login === grant.person || (yes && actor.login === grant.askedBy)) throw new Refusal('not_yours')
  const when = {
    sql: 'exists (select 1 from grants g join people p on p.login = g.person where g.id = ? and p.active = 1 and p.department = g.department)',
    args: [id],
  }
  const still = yes ? when : { sql: 'exists (select 1 from grants where id = ?)', args: [id] }
  const effect = yes ? effectOf(grant, person, now, still) : undefined
  const refused = grant.what === 'roles' ? 'grant-refuse' : 'takeover-refuse'
  const { askedBy, reason } = grant
  const results = await record(
    store,
    {
      login: person.login,
      by: actor,
      action: effect?.action ?? refused,
      data: grant.what === 'roles' ? { roles: grant.roles, askedBy } : { askedBy, reason },
      state: { ...person, ...(effect?.action === 'grant' && { roles: grant.roles }) },
      now,
    },
    [
      ...(effect?.statements ?? []),
      // The asking goes last: all before ask whether it is there.
      { sql: `delete from grants where id = ? and ${still.sql}`, args: [id, ...still.args] },
    ],
    still,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return effect?.told && { login: person.login, ...effect.told }
}
