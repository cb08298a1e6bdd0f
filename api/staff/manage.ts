import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { people } from '../../db/schema.ts'
import { rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import { words } from '../vocabulary.ts'
import type { Actor } from './actor.ts'
import { invitation } from './invitation.ts'
import { record } from './record.ts'
import { Role } from './role.ts'
import type { Person } from './session.ts'

const Roles = z
  .array(Role, { error: '请选择岗位' })
  .min(1, '请至少选一个岗位')
  .max(16, '岗位太多')
  .refine((roles) => !roles.includes('admin') || roles.length === 1, '系统管理员看不到办件，不能兼任别的岗位')
  .meta({ title: '岗位' })
const Department = z.string().max(20, '没有这个单位，请重新选择').meta({ title: '单位', kind: 'select', hint: '社会监督员、企业联系点不属于任何单位，不选。' })

/** A new account. There is no field for a password: only its holder ever sets one. */
export const NewStaff = z.strictObject({
  login: z
    .string({ error: '请填写账号' })
    .regex(/^[a-z][a-z0-9-]{1,30}$/, '账号用小写字母开头，只用小写字母、数字和短横线，2到31个字符')
    .meta({ title: '账号', hint: '小写字母、数字和短横线，例如 zhang-san。以后不能改。', autocomplete: 'off', maxLength: 31 }),
  name: words(1, 20, '姓名'),
  roles: Roles,
  department: Department.optional(),
  post: words(1, 30, '职务'),
})

/** What of an account may be changed by an administrator. */
export const StaffChange = z
  .strictObject({ active: z.boolean({ error: '只能是 true 或 false' }).optional(), roles: Roles.optional(), department: Department.optional(), post: words(1, 30, '职务').optional() })
  .refine((change) => Object.keys(change).length > 0, '没有要改的内容')

/** Roles held by people from outside, who belong to no body. */
const OUTSIDE: readonly string[] = ['supervisor', 'contact', 'admin']

async function demandDepartment(store: Store, roles: readonly string[], department: string, now: Date) {
  const known = (await rulebook(store, now)).departments.get(department)
  const refuse = (message: string): never => {
    throw new Refusal('invalid', { fields: [{ path: 'department', message }] })
  }
  if (!department && roles.some((r) => !OUTSIDE.includes(r))) refuse('这个岗位要有单位，请选择')
  if (department && !known) refuse('没有这个单位，请重新选择')
  if (known && !known.desk) refuse('这个单位没有工作台，请选择别的单位')
}

/** True at the moment of the commit: of two administrators who remove each other, one is too late. */
const stillAdmin = (actor: Actor) => ({
  sql: `exists (select 1 from people a, json_each(a.roles) r where a.login = ? and a.active = 1 and r.value = 'admin')`,
  args: [actor.login],
})

/** A new account without a password, and the set-up code to hand over. */
export async function createPerson(store: Store, actor: Actor, said: z.output<typeof NewStaff>, now: Date) {
  const person = { ...said, department: said.department ?? '' }
  await demandDepartment(store, person.roles, person.department, now)
  const admin = stillAdmin(actor)
  const when = { sql: `${admin.sql} and not exists (select 1 from people where login = ?)`, args: [...admin.args, person.login] }
  const { statements, told } = invitation(person.login, now, when)
  const results = await record(
    store,
    { login: person.login, by: actor, action: 'create', state: { ...person, active: true }, now },
    // The account comes last: everything before asks that it is not there yet.
    [...statements, insert(people, { ...person, password: null, active: true, createdAt: now.getTime() }, when)],
    when,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('already')
  return told
}

/** Changes an account; whoever is disabled or gets other roles or another body is signed out in the same commit. */
export async function changePerson(store: Store, actor: Actor, before: Person, change: z.output<typeof StaffChange>, now: Date) {
  const { active = before.active, roles = before.roles, department = before.department, post = before.post } = change
  const rolesMoved = [...roles].sort().join() !== [...before.roles].sort().join()
  const moved = active !== before.active || rolesMoved || department !== before.department
  // Nobody takes rights from or gives rights to themselves; another administrator can.
  if (moved && before.login === actor.login) throw new Refusal('not_now')
  if (change.roles || change.department !== undefined) await demandDepartment(store, roles, department, now)
  const when = stillAdmin(actor)
  const [changed] = await record(
    store,
    { login: before.login, by: actor, action: 'change', data: { ...change }, state: { active, roles, department }, now },
    [
      {
        sql: `update people set active = ?, roles = ?, department = ?, post = ? where login = ? and ${when.sql}`,
        args: [active ? 1 : 0, JSON.stringify(roles), department, post, before.login, ...when.args],
      },
      ...(moved ? [{ sql: 'delete from logins where person = ?', args: [before.login] }] : []),
      ...(active ? [] : [{ sql: 'update invitations set used_at = ? where person = ? and used_at is null', args: [now.getTime(), before.login] }]),
    ],
    when,
  )
  if (changed?.rowsAffected !== 1) throw new Refusal('not_yours')
}

/** A new set-up code for somebody who has none, or forgot the password. */
export async function invitePerson(store: Store, actor: Actor, person: Person, now: Date) {
  if (!person.active) throw new Refusal('not_now')
  const when = stillAdmin(actor)
  const { statements, told } = invitation(person.login, now, when)
  const results = await record(store, { login: person.login, by: actor, action: 'invite', state: person, now }, statements, when)
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('not_yours')
  return told
}
