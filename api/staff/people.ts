import { and, asc, eq, gt, ne, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { events, factors, grants, people } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { called } from './called.ts'
import { endOf, open } from './grant.ts'
import { invitation } from './invitation.ts'
import { ACTS, record } from './record.ts'
import { isRole, ROLE } from './role.ts'

interface NewPerson {
  login: string
  name: string
  roles: string[]
  department: string
  post: string
}

/** Inserts only who is not there yet, with the event that says so; answers whether it did. */
async function add(store: Store, person: NewPerson, password: string | null, now: Date): Promise<boolean> {
  const absent = { sql: 'not exists (select 1 from people where login = ?)', args: [person.login] }
  const [added] = await record(
    store,
    { login: person.login, by: 'system', action: 'create', state: { ...person, active: true }, now },
    [insert(people, { ...person, password, active: true, createdAt: now.getTime() }, absent)],
    absent,
  )
  return added?.rowsAffected === 1
}

/** The accounts of a demonstration; running it again leaves those that exist as they are. */
export async function addPeople(
  store: Store,
  newcomers: readonly NewPerson[],
  passwordHash: string,
  now: Date,
): Promise<void> {
  for (const person of newcomers) await add(store, person, passwordHash, now)
}

const FIRST: NewPerson = { login: 'admin', name: '系统管理员', roles: ['admin'], department: '', post: '系统管理员' }

/** Whether somebody can sign in as administrator. */
export const hasAdministrator = async (store: Store): Promise<boolean> =>
  (await store.read.select().from(people).where(eq(people.active, true))).some(
    (p) => p.password !== null && p.roles.includes('admin'),
  )

/**
 * Makes the first administrator of a real installation and answers the line for the operator: where to go and the code
 * to type there. Called again it makes a new code and spends the old one; once somebody has used it, it only says so.
 */
export async function firstAdministrator(
  { store }: Pick<Deps, 'store' | 'secrets'>,
  now: Date,
  origin = 'http://localhost:4321',
): Promise<string> {
  if (await hasAdministrator(store)) return '已有系统管理员，请用其账号登录'
  await add(store, FIRST, null, now)
  const { statements, told } = invitation(FIRST.login, now)
  await record(
    store,
    { login: FIRST.login, by: 'system', action: 'invite', state: { ...FIRST, active: true }, now },
    statements,
  )
  return `首位管理员：请打开 ${origin}${told.path}，输入设置码 ${told.token}，设定密码后用账号 ${FIRST.login} 登录（72小时内有效，只显示这一次）`
}

/** What an administrator sees of a person: never a hash, a secret or a session. */
const columns = {
  login: people.login,
  name: people.name,
  roles: people.roles,
  department: people.department,
  post: people.post,
  active: people.active,
  createdAt: people.createdAt,
  ready: sql<number>`${people.password} is not null`,
  factor: sql<number>`exists (select 1 from ${factors} where ${factors.person} = ${people.login} and ${factors.confirmedAt} is not null)`,
}

type Row = Pick<
  typeof people.$inferSelect,
  'login' | 'name' | 'roles' | 'department' | 'post' | 'active' | 'createdAt'
> & { ready: number; factor: number }
const labelled = (roles: readonly string[]) => roles.filter(isRole).map((code) => ({ code, label: ROLE[code] }))
const shown = (row: Row) => ({
  ...row,
  roles: labelled(row.roles),
  createdAt: new Date(row.createdAt).toISOString(),
  ready: Boolean(row.ready),
  factor: Boolean(row.factor),
})

/** People by login; `q` looks in login, name, post and department. */
export async function listPeople(
  store: Store,
  { q, limit, cursor }: { q?: string | undefined; limit: number; cursor?: string | undefined },
) {
  const pattern = q && `%${q.replace(/[\\%_]/g, '\\$&')}%`
  const matching = pattern
    ? sql`(${people.login} like ${pattern} escape '\\' or ${people.name} like ${pattern} escape '\\' or ${people.post} like ${pattern} escape '\\' or ${people.department} like ${pattern} escape '\\')`
    : undefined
  const rows = await store.read
    .select(columns)
    .from(people)
    .where(and(matching, cursor ? gt(people.login, cursor) : undefined))
    .orderBy(asc(people.login))
    .limit(limit + 1)
  const items = rows.slice(0, limit).map(shown)
  const last = items.at(-1)
  return {
    items,
    total: await store.read.$count(people, matching),
    ...(rows.length > limit && last && { next: last.login }),
  }
}

const HISTORY = 50
const iso = (at: number) => new Date(at).toISOString()

/** One person with what was done to and by the account, newest first. */
export async function findPerson(store: Store, login: string, now: Date) {
  const row = await store.read.select(columns).from(people).where(eq(people.login, login)).get()
  if (!row) return undefined
  const past = await store.read
    .select({ at: events.at, action: events.action, actor: events.actor })
    .from(events)
    .where(eq(events.stream, `person/${login}`))
    .orderBy(sql`${events.n} desc`)
    .limit(HISTORY)
  const more = await store.read
    .select({ person: people, grant: grants })
    .from(people)
    .leftJoin(grants, and(eq(grants.person, people.login), eq(grants.what, 'roles'), open(now)))
    .where(eq(people.login, login))
    .get()
  const {
    validFrom = null,
    validTo = null,
    awayFrom = null,
    awayTo = null,
    deputy = null,
    awayBy = null,
  } = more?.person ?? {}
  const asked = more?.grant
  const takeovers = await store.read
    .select({ what: grants.what, by: grants.askedBy, askedAt: grants.askedAt })
    .from(grants)
    .where(and(eq(grants.person, login), ne(grants.what, 'roles'), open(now)))
  const logins = [...past.map(({ actor }) => actor.login), asked?.askedBy, ...takeovers.map(({ by }) => by)]
  const nameOf = await called(store, logins, now)
  const history = past.map(({ at, action, actor }) => ({
    at: new Date(at).toISOString(),
    label: Object.hasOwn(ACTS, action) ? ACTS[action as keyof typeof ACTS] : action,
    by: actor.login ? nameOf(actor.login) : '系统',
  }))
  return {
    ...shown(row),
    term: { from: validFrom, to: validTo },
    absence: { from: awayFrom, to: awayTo, deputy, by: awayBy },
    asked: asked
      ? {
          roles: labelled(asked.roles),
          by: nameOf(asked.askedBy),
          at: iso(asked.askedAt),
          until: iso(endOf(asked.askedAt)),
        }
      : null,
    takeovers: takeovers.map(({ what, by, askedAt }) => ({ what, by: nameOf(by), until: iso(endOf(askedAt)) })),
    history,
  }
}
