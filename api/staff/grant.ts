import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { asc, eq, gt } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { grants, people } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { called } from './called.ts'
import { invitation } from './invitation.ts'
import { closeLinks } from './link.ts'
import { record, type When } from './record.ts'
import { isRole, ROLE } from './role.ts'
import type { Person } from './session.ts'
import { askerStillAdmin, everWeighty, stillAdmin } from './weight.ts'

/** An asking nobody answered is void after this: who asked may have forgotten it, and the person may have moved on. */
const LASTS = 7 * 86_400_000
export const endOf = (askedAt: number) => askedAt + LASTS
export const open = (now: Date) => gt(grants.askedAt, now.getTime() - LASTS)
export const tidyGrants = ({ writes }: Store, now: Date) =>
  writes.commit([{ sql: 'delete from grants where asked_at <= ?', args: [now.getTime() - LASTS] }])

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
export async function listGrants(store: Store, actor: Actor, now: Date) {
  const rows = await store.read
    .select({ grant: grants, person: people })
    .from(grants)
    .innerJoin(people, eq(people.login, grants.person))
    .where(open(now))
    .orderBy(asc(grants.askedAt))
  const askers = rows.map(({ grant }) => grant.askedBy)
  const nameOf = await called(store, askers, now)
  const items = await Promise.all(
    rows.map(async ({ grant, person }) => ({
      id: grant.id,
      login: grant.person,
      name: person.name,
      post: person.post,
      department: grant.department,
      held: named(person.roles),
      what: grant.what,
      reason: grant.reason,
      roles: named(grant.roles),
      anew: grant.what === 'roles' && (await startsAnew(store, person)),
      askedBy: { login: grant.askedBy, name: nameOf(grant.askedBy) },
      askedAt: new Date(grant.askedAt).toISOString(),
      until: new Date(endOf(grant.askedAt)).toISOString(),
      stands: await mayAsk(store, grant.askedBy, now),
      may: grant.askedBy !== actor.login && grant.person !== actor.login,
    })),
  )
  return { items, total: items.length }
}

/**
 * Whether a weighty role makes a person set the password anew: it was set by a code one administrator alone had in hand.
 * Of an account that already weighed, no code was ever in one hand.
 */
const startsAnew = async (store: Store, person: Person) =>
  person.password === null || !(await everWeighty(store, person))

/** What a yes does to an account; what is shown once to whoever said it. */
async function effectOf(store: Store, grant: typeof grants.$inferSelect, person: Person, now: Date, when: When) {
  const only = (sql: string, ...args: string[]): InStatement => ({
    sql: `${sql} and ${when.sql}`,
    args: [...args, ...when.args],
  })
  const { login } = person
  const told = undefined
  // Whoever gets other roles, or lost a factor, signs in anew (security.md S-05).
  const out = [only('delete from logins where person = ?', login), closeLinks(login, now, when)]
  if (grant.what === 'invitation') return { action: 'invite' as const, ...invitation(login, now, when) }
  if (grant.what === 'factor') {
    const gone = ['recovery_codes', 'factors'].map((table) => only(`delete from ${table} where person = ?`, login))
    return { action: 'factor-lost' as const, statements: [...out, ...gone], told }
  }
  const given = only('update people set roles = ? where login = ?', JSON.stringify(grant.roles), login)
  if (await startsAnew(store, person)) {
    const code = invitation(login, now, when)
    // The second factor stays: whoever knows it does not know the password, and whoever has the code does not know it.
    const blank = only('update people set password = null where login = ?', login)
    return { action: 'grant' as const, statements: [given, blank, ...code.statements, ...out], told: code.told }
  }
  // A code somebody kept from before must not open what weighs now.
  const spent = only('delete from invitations where used_at is null and person = ?', login)
  return { action: 'grant' as const, statements: [given, spent, ...out], told }
}

/** Whether whoever asked is still an administrator in office. */
async function mayAsk(store: Store, login: string, now: Date): Promise<boolean> {
  const { sql, args } = stillAdmin({ login }, now)
  const [found] = await store.writes.commit([{ sql: `select ${sql} as asks`, args }])
  return Number(found?.rows[0]?.asks) === 1
}

/** Says yes or no. Nobody decides on themselves; who asked may only take it back, and must still be who may ask. */
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
  if (endOf(grant.askedAt) <= now.getTime()) throw new Refusal('asking_over')
  if (yes && !(await mayAsk(store, grant.askedBy, now))) throw new Refusal('asker_gone')
  const asker = askerStillAdmin('g', now)
  const when = {
    sql: `exists (select 1 from grants g join people p on p.login = g.person where g.id = ? and p.active = 1 and p.department = g.department and ${asker.sql})`,
    args: [id, ...asker.args],
  }
  const still = yes ? when : { sql: 'exists (select 1 from grants where id = ?)', args: [id] }
  const effect = yes ? await effectOf(store, grant, person, now, still) : undefined
  const refused = grant.what === 'roles' ? 'grant-refuse' : 'takeover-refuse'
  const { askedBy, reason } = grant
  const results = await record(
    store,
    {
      login: person.login,
      by: actor,
      action: effect?.action ?? refused,
      data:
        grant.what === 'roles'
          ? { roles: grant.roles, askedBy, ...(effect?.told && { anew: true }) }
          : { askedBy, reason },
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
