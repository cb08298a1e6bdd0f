import type { InStatement } from '@libsql/client'
import { eq, max } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { events, interests, people } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { invitation } from '../staff/invitation.ts'
import { closeLinks } from '../staff/link.ts'
import type { ACTS } from '../staff/record.ts'
import type { Applicant } from './application.ts'
import type { World } from './found.ts'
import { TYPE } from './supervisor.ts'

type Person = typeof people.$inferSelect

/** What happened to an account, for the commit that does it: its number is asked for, and taken meanwhile it is asked anew. */
async function noted(
  { store }: World,
  login: string,
  acts: { action: keyof typeof ACTS; data: Record<string, unknown> }[],
  active: boolean,
  by: Record<string, string>,
  now: Date,
  when: Condition,
): Promise<InStatement[]> {
  const stream = `person/${login}`
  const last = await store.read
    .select({ n: max(events.n) })
    .from(events)
    .where(eq(events.stream, stream))
    .get()
  const state = { active, roles: ['supervisor'], department: '' }
  return acts.flatMap(
    ({ action, data }, i) =>
      append({ stream, n: (last?.n ?? 0) + 1 + i, at: now, actor: by, action, data, state }, when).statements,
  )
}

const letters = (name: string) => name.match(/[\p{L}\p{N}]/gu)?.length ?? 0

type Declared = Pick<typeof interests.$inferSelect, 'kind' | 'subject' | 'whose' | 'why'>

/** What somebody must keep away from by their application and by who read it; one a subject, the nearest first. */
function interestsOf({ employer = {}, kin = [] }: Pick<Applicant, 'employer' | 'kin'>, named: readonly Declared[]) {
  const own = { whose: 'own' as const, why: '报名时填的工作单位' }
  const { department, uscc, name = '' } = employer
  const all: Declared[] = [
    ...(department ? [{ kind: 'department' as const, subject: department, ...own }] : []),
    ...(uscc ? [{ kind: 'enterprise' as const, subject: uscc, ...own }] : []),
    // Shorter ones would be found in everything.
    ...(!department && letters(name) >= 4 ? [{ kind: 'enterprise' as const, subject: name, ...own }] : []),
    ...kin.map((subject) => ({
      kind: 'department' as const,
      subject,
      whose: 'relative' as const,
      why: '报名时填的近亲属的单位',
    })),
    ...named,
  ]
  return all.filter((one, i) => all.findIndex(({ subject }) => subject === one.subject) === i)
}

interface Term {
  from: string
  to: string
}

/** The account of somebody appointed, with what they declared and the code that sets it up. */
export async function openAccount(
  world: World,
  login: string,
  applicant: Applicant,
  named: readonly Declared[],
  type: keyof typeof TYPE,
  { from, to }: Term,
  by: Record<string, string>,
  now: Date,
  when: Condition,
) {
  const declared = interestsOf(applicant, named)
  const set = invitation(login, now, when)
  const row: Person = {
    login,
    name: applicant.name,
    roles: ['supervisor'],
    department: '',
    post: TYPE[type],
    password: null,
    active: true,
    createdAt: now.getTime(),
    validFrom: from,
    validTo: to,
    awayFrom: null,
    awayTo: null,
    deputy: null,
    awayBy: null,
  }
  const acts = [
    { action: 'create' as const, data: {} },
    ...declared.map(({ kind, subject, whose }) => ({ action: 'interest' as const, data: { kind, subject, whose } })),
  ]
  const statements = [
    ...(await noted(world, login, acts, true, by, now, when)),
    ...set.statements,
    ...declared.map((one) => insert(interests, { person: login, ...one, at: now.getTime(), settled: false }, when)),
    insert(people, row, when),
  ]
  return { statements, told: { login, ...set.told } }
}

/** Closes or opens an account with its holder's standing: who is stopped is signed out, and no set-up code or link of theirs opens it. */
export async function setAccount(
  world: World,
  login: string,
  active: boolean,
  by: Record<string, string>,
  now: Date,
  when: Condition,
  until?: string,
): Promise<InStatement[]> {
  const data = { active, ...(until && { validTo: until }) }
  const only = (sql: string, ...args: (string | number)[]): InStatement => ({
    sql: `${sql} and ${when.sql}`,
    args: [...args, ...when.args],
  })
  return [
    ...(await noted(world, login, [{ action: 'change', data }], active, by, now, when)),
    only('update people set active = ? where login = ?', active ? 1 : 0, login),
    ...(until ? [only('update people set valid_to = ? where login = ?', until, login)] : []),
    ...(active
      ? []
      : [
          only('delete from logins where person = ?', login),
          closeLinks(login, now, when),
          only('update invitations set used_at = ? where person = ? and used_at is null', now.getTime(), login),
        ]),
  ]
}
