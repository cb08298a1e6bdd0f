import { and, eq, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { people } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { closeLinks } from './link.ts'
import type { Absence, Term } from './person.ts'
import { record, type When } from './record.ts'
import type { Person } from './session.ts'
import { inTerm, rolesOf } from './term.ts'
import { stillAdmin } from './weight.ts'

const wrong = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** Sets the days of an appointment. Whoever is outside them is signed out by it; nobody ends their own. */
export async function setTerm(store: Store, actor: Actor, person: Person, said: Term, now: Date) {
  if (actor.login === person.login) throw new Refusal('not_now')
  const term = { validFrom: said.validFrom ?? null, validTo: said.validTo ?? null }
  const when = stillAdmin(actor, now)
  const [changed] = await record(
    store,
    { login: person.login, by: actor, action: 'term', data: { ...term }, state: person, now },
    [
      {
        sql: `update people set valid_from = ?, valid_to = ? where login = ? and ${when.sql}`,
        args: [term.validFrom, term.validTo, person.login, ...when.args],
      },
      ...(inTerm(term, today(now))
        ? []
        : [
            { sql: `delete from logins where person = ? and ${when.sql}`, args: [person.login, ...when.args] },
            closeLinks(person.login, now, when),
          ]),
    ],
    when,
  )
  if (changed?.rowsAffected !== 1) throw new Refusal('not_yours')
}

/** Colleagues who may act for somebody: of the same body, in office. */
export async function deputiesFor(store: Store, person: Pick<Person, 'login' | 'department'>, now: Date) {
  if (!person.department) return []
  const found = await store.read
    .select()
    .from(people)
    .where(and(eq(people.department, person.department), eq(people.active, true), ne(people.login, person.login)))
  return found.filter((one) => inTerm(one, today(now)) && !one.roles.includes('admin'))
}

/** What a deputy would wear of somebody's roles, were that one away: the deputy may still refuse nothing. */
function worn(person: Person, deputy: Person, by: string, day: string) {
  const away = { ...person, awayFrom: day, awayTo: day, deputy: deputy.login, awayBy: by }
  return rolesOf(deputy, [away], day).for.flatMap((one) => one.roles)
}

/** Says that somebody is away and who acts meanwhile, or takes it back; by themselves or by an administrator. */
export async function setAbsence(store: Store, actor: Actor, person: Person, said: Absence, now: Date) {
  const { from = null, to = null } = said
  const day = today(now)
  if (to && to < day) throw wrong('to', '最后一天已经过了，请重新填写')
  const deputy = said.deputy
    ? (await deputiesFor(store, person, now)).find(({ login }) => login === said.deputy)
    : undefined
  if (said.deputy && !deputy) throw wrong('deputy', '这位同事不能代办：要在同一单位，并且正在任')
  if (deputy && worn(person, deputy, actor.login, day).length === 0)
    throw wrong(
      'deputy',
      '这位同事代办不了：经办和审核不能是一个人，密件和系统管理不能代办，局领导和上级机构的岗位要由本人自己登记代办',
    )
  const own = actor.login === person.login
  const when: When | undefined = own ? undefined : stillAdmin(actor, now)
  const [changed] = await record(
    store,
    {
      login: person.login,
      by: actor,
      action: 'absence',
      data: { from, to, deputy: deputy?.login ?? null },
      state: person,
      now,
    },
    [
      {
        sql: `update people set away_from = ?, away_to = ?, deputy = ?, away_by = ? where login = ?${when ? ` and ${when.sql}` : ''}`,
        args: [from, to, deputy?.login ?? null, from && actor.login, person.login, ...(when?.args ?? [])],
      },
    ],
    when,
  )
  if (changed?.rowsAffected !== 1) throw new Refusal('not_yours')
}
