import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { people } from '../../db/schema.ts'
import { rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { factorOf } from './factor.ts'
import { asking } from './grant.ts'
import { invitation } from './invitation.ts'
import { closeLinks } from './link.ts'
import type { LostFactor, NewStaff, StaffChange } from './person.ts'
import { record } from './record.ts'
import type { Person } from './session.ts'
import { askTakeover } from './takeover.ts'
import { isAlone, stillAdmin, takesTwo, weightyOf } from './weight.ts'

/** Roles held by people from outside, who belong to no body. */
const OUTSIDE: readonly string[] = ['supervisor', 'contact', 'evaluator', 'admin']

/** Another person decides. */
const WAITING = { waiting: true } as const
const WAITS = { statements: [], told: WAITING }

async function demandDepartment(store: Store, roles: readonly string[], department: string, now: Date) {
  const known = (await rulebook(store, now)).departments.get(department)
  const refuse = (message: string): never => {
    throw new Refusal('invalid', { fields: [{ path: 'department', message }] })
  }
  if (!department && roles.some((r) => !OUTSIDE.includes(r))) refuse('这个岗位要有单位，请选择')
  if (department && !known) refuse('没有这个单位，请重新选择')
  if (known && !known.desk) refuse('这个单位没有工作台，请选择别的单位')
}

/**
 * A new account without a password, and the set-up code to hand over. Where weighty roles are asked for there is none
 * yet: it would be void once they are given, and whoever gives them gets another.
 */
export async function createPerson(store: Store, actor: Actor, said: NewStaff, now: Date) {
  const wished = { ...said, department: said.department ?? '' }
  await demandDepartment(store, wished.roles, wished.department, now)
  const weighty = await needsSecond(store, actor, undefined, wished.roles, wished.department)
  const person = { ...wished, roles: wished.roles.filter((r) => !weighty.includes(r)) }
  const admin = stillAdmin(actor, now)
  const when = {
    sql: `${admin.sql} and not exists (select 1 from people where login = ?)`,
    args: [...admin.args, person.login],
  }
  const { statements, told } = weighty.length > 0 ? WAITS : invitation(person.login, now, when)
  const results = await record(
    store,
    {
      login: person.login,
      by: actor,
      action: 'create',
      ...(weighty.length > 0 && { data: { asked: wished.roles } }),
      state: { ...person, active: true },
      now,
    },
    // The account comes last: everything before asks that it is not there yet.
    [
      ...asking(wished, weighty, actor, now, when),
      ...statements,
      insert(people, { ...person, password: null, active: true, createdAt: now.getTime() }, when),
    ],
    when,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('already')
  return told
}

/** The wished roles that wait for a second person; none while there cannot be one yet. */
async function needsSecond(
  store: Store,
  actor: Actor,
  before: Person | undefined,
  roles: readonly string[],
  department: string,
): Promise<readonly string[]> {
  const weighty = weightyOf(before, roles, department)
  return weighty.length > 0 && (await isAlone(store, actor.login)) ? [] : weighty
}

/** Changes an account; whoever is disabled or gets other roles or another body is signed out in the same commit. */
export async function changePerson(store: Store, actor: Actor, before: Person, change: StaffChange, now: Date) {
  const { active = before.active, department = before.department, post = before.post } = change
  const wished = change.roles ?? before.roles
  const weighty = await needsSecond(store, actor, before, wished, department)
  // Taking away needs nobody else, giving what weighs does.
  const roles = wished.filter((r) => !(weighty as readonly string[]).includes(r))
  const rolesMoved = [...roles].sort().join() !== [...before.roles].sort().join()
  const moved = active !== before.active || rolesMoved || department !== before.department
  // Nobody takes rights from or gives rights to themselves; another administrator can.
  if ((moved || weighty.length > 0) && before.login === actor.login) throw new Refusal('not_now')
  if (change.roles || change.department !== undefined) await demandDepartment(store, wished, department, now)
  const when = stillAdmin(actor, now)
  const [changed] = await record(
    store,
    {
      login: before.login,
      by: actor,
      action: 'change',
      data: { ...change, ...(weighty.length > 0 && { asked: wished }) },
      state: { active, roles, department },
      now,
    },
    [
      {
        sql: `update people set active = ?, roles = ?, department = ?, post = ? where login = ? and ${when.sql}`,
        args: [active ? 1 : 0, JSON.stringify(roles), department, post, before.login, ...when.args],
      },
      ...(moved || weighty.length > 0
        ? asking({ login: before.login, roles: wished, department }, weighty, actor, now, when)
        : []),
      ...(moved
        ? [
            { sql: `delete from logins where person = ? and ${when.sql}`, args: [before.login, ...when.args] },
            closeLinks(before.login, now, when),
          ]
        : []),
      ...(active
        ? []
        : [
            {
              sql: `update invitations set used_at = ? where person = ? and used_at is null and ${when.sql}`,
              args: [now.getTime(), before.login, ...when.args],
            },
          ]),
    ],
    when,
  )
  if (changed?.rowsAffected !== 1) throw new Refusal('not_yours')
}

/** Ends every session of somebody: a lost telephone, a machine left open. */
export async function endSessions(store: Store, actor: Actor, person: Person, now: Date) {
  const when = stillAdmin(actor, now)
  const ended = await record(
    store,
    { login: person.login, by: actor, action: 'end', state: person, now },
    [
      { sql: `delete from logins where person = ? and ${when.sql}`, args: [person.login, ...when.args] },
      closeLinks(person.login, now, when),
    ],
    {
      sql: `${when.sql} and (exists (select 1 from logins where person = ?)
        or exists (select 1 from sign_in_links where login = ? and used_at is null))`,
      args: [...when.args, person.login, person.login],
    },
  )
  if (!ended.some(({ rowsAffected }) => rowsAffected > 0)) throw new Refusal('not_now')
}

/**
 * A new set-up code for somebody who has none, or forgot the password. It lets whoever has it in: of an account with
 * weighty roles it is asked for, and another gives it.
 */
export async function invitePerson(store: Store, actor: Actor, person: Person, now: Date) {
  if (!person.active) throw new Refusal('not_now')
  const when = stillAdmin(actor, now)
  if (await takesTwo(store, actor, person)) {
    await askTakeover(store, actor, person, 'invitation', '', now, when)
    return WAITING
  }
  const { statements, told } = invitation(person.login, now, when)
  const results = await record(
    store,
    { login: person.login, by: actor, action: 'invite', state: person, now },
    statements,
    when,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('not_yours')
  return told
}

/** Takes a lost second factor off, recovery codes with it; the password stays, all sessions end. Never one's own. */
export async function releaseFactor(store: Store, actor: Actor, person: Person, { reason }: LostFactor, now: Date) {
  if (person.login === actor.login || !(await factorOf({ store }, person.login)).on) throw new Refusal('not_now')
  const admin = stillAdmin(actor, now)
  const when = {
    sql: `${admin.sql} and exists (select 1 from factors where person = ? and confirmed_at is not null)`,
    args: [...admin.args, person.login],
  }
  if (await takesTwo(store, actor, person)) {
    await askTakeover(store, actor, person, 'factor', reason, now, when)
    return WAITING
  }
  const results = await record(
    store,
    { login: person.login, by: actor, action: 'factor-lost', data: { reason }, state: person, now },
    [
      closeLinks(person.login, now, when),
      // The factor goes last: all ask whether it is there.
      ...['logins', 'recovery_codes', 'factors'].map((table) => ({
        sql: `delete from ${table} where person = ? and ${when.sql}`,
        args: [person.login, ...when.args],
      })),
    ],
    when,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return { waiting: false }
}
