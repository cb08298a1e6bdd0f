import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { asc, eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { grants, people } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
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
  { sql: `delete from grants where person = ? and ${when.sql}`, args: [person.login, ...when.args] },
  ...(weighty.length === 0
    ? []
    : [
        insert(
          grants,
          {
            id: randomBytes(9).toString('base64url'),
            person: person.login,
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
    roles: named(grant.roles),
    askedBy: grant.askedBy,
    askedAt: new Date(grant.askedAt).toISOString(),
    may: grant.askedBy !== actor.login && grant.person !== actor.login,
  }))
  return { items, total: items.length }
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
  const results = await record(
    store,
    {
      login: person.login,
      by: actor,
      action: yes ? 'grant' : 'grant-refuse',
      data: { roles: grant.roles, askedBy: grant.askedBy },
      state: { ...person, ...(yes && { roles: grant.roles }) },
      now,
    },
    [
      ...(yes
        ? [
            {
              sql: `update people set roles = ? where login = ? and ${still.sql}`,
              args: [JSON.stringify(grant.roles), person.login, ...still.args],
            },
            // Whoever gets other roles signs in anew (security.md S-05).
            { sql: `delete from logins where person = ? and ${still.sql}`, args: [person.login, ...still.args] },
          ]
        : []),
      // The asking goes last: all before ask whether it is there.
      { sql: `delete from grants where id = ? and ${still.sql}`, args: [id, ...still.args] },
    ],
    still,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
