import { eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { people } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { type Actor, mayDecide } from './actor.ts'
import { SENDS } from './interest.ts'
import type { When } from './record.ts'
import type { Person } from './session.ts'
import { inTerm, inTermSql, rolesOf, WEIGHTY } from './term.ts'

/** Which of the wished roles need a second person: weighty ones that are new, or that move to another body. */
export const weightyOf = (
  before: Pick<Person, 'roles' | 'department'> | undefined,
  roles: readonly string[],
  to: string,
) => roles.filter((r) => WEIGHTY.includes(r) && !(before?.roles.includes(r) && before.department === to))

/** Whether an account has a weighty role, or had one: the log cannot be made to forget. */
export async function everWeighty(store: Store, person: Pick<Person, 'login' | 'roles'>): Promise<boolean> {
  const [found] = await store.writes.commit([
    {
      sql: `select exists (select 1 from events e, json_each(e.state, '$.roles') r where e.stream = 'person/' || ?
        and r.value in (${WEIGHTY.map(() => '?').join()})) as held`,
      args: [person.login, ...WEIGHTY],
    },
  ])
  return Number(found?.rows[0]?.held) === 1 || person.roles.some((role) => WEIGHTY.includes(role))
}

/** True only while nobody but this administrator was ever administrator or chief: the first one has no second person. */
const ALONE = `not exists (select 1 from events e, json_each(e.state, '$.roles') r where e.stream >= 'person/' and e.stream < 'person0'
    and e.stream <> 'person/' || ? and r.value in ('admin', 'chief'))`
export async function isAlone(store: Store, login: string): Promise<boolean> {
  const [found] = await store.writes.commit([{ sql: `select ${ALONE} as alone`, args: [login] }])
  return Number(found?.rows[0]?.alone) === 1
}

/** Whether somebody from outside has used this account: it opens what they sent, which no administrator reads. */
async function sends({ writes }: Store, { login, roles }: Pick<Person, 'login' | 'roles'>): Promise<boolean> {
  if (!SENDS.some((role) => roles.includes(role))) return false
  const [found] = await writes.commit([
    {
      sql: "select exists (select 1 from events where stream = 'person/' || ? and action = 'sign-in') as used",
      args: [login],
    },
  ])
  return Number(found?.rows[0]?.used) === 1
}

/**
 * Whether one person alone may not let anybody into this account: it has a weighty role, or had one, since roles can be
 * taken away by one and given back later; or it follows what somebody sent.
 */
export const takesTwo = async (store: Store, actor: Actor, person: Pick<Person, 'login' | 'roles'>): Promise<boolean> =>
  ((await everWeighty(store, person)) || (await sends(store, person))) && !(await isAlone(store, actor.login))

/** Who of today could be the second person to what this administrator asks for somebody. */
export async function secondsFor(store: Store, actor: Actor, person: Pick<Person, 'login'>, now: Date) {
  const day = today(now)
  const all = (await store.read.select().from(people).where(eq(people.active, true)).orderBy(people.login)).filter(
    (one) => inTerm(one, day),
  )
  const covered = all.filter(({ deputy }) => deputy !== null)
  return all
    .filter(({ login }) => login !== actor.login && login !== person.login)
    .filter((one) => mayDecide({ ...one, roles: rolesOf(one, covered, day).roles }))
    .map(({ login, name, post }) => ({ login, name, post }))
}

const administers = (who: string, args: string[], now: Date): When => {
  const term = inTermSql('a', today(now))
  return {
    sql: `exists (select 1 from people a, json_each(a.roles) r where a.login = ${who} and a.active = 1 and r.value = 'admin' and ${term.sql})`,
    args: [...args, ...term.args],
  }
}

/** True at the moment of the commit: of two administrators who remove each other, one is too late. */
export const stillAdmin = (actor: Pick<Actor, 'login'>, now: Date) => administers('?', [actor.login], now)

/** The same of whoever asked for a grant, under whatever name its table is asked. */
export const askerStillAdmin = (grant: string, now: Date) => administers(`${grant}.asked_by`, [], now)
