import { randomInt } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { type Condition, insert } from '../../db/row.ts'
import { people } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { closeLinks } from '../staff/link.ts'
import type { ACTS } from '../staff/record.ts'
import type { ContactRow } from './found.ts'
import { sinceWhen } from './term.ts'
import type { Action } from './workflow.ts'

const ROLES = ['contact']
const POST = '企业联系点联络员'
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A login that tells nothing of the company. */
export const newLogin = () => `lx-${Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`

/** What the account of a contact point is, in codes, for its history. */
export const stateOf = (active: boolean) => ({ active, roles: ROLES, department: '' })

interface Opening {
  login: string
  name: string
  from: string
  to: string
}

/** A new account: no password, good for the days of the term. */
export const opened = ({ login, name, from, to }: Opening, now: Date, when: Condition): InStatement =>
  insert(
    people,
    {
      login,
      name,
      roles: ROLES,
      department: '',
      post: POST,
      password: null,
      active: true,
      createdAt: now.getTime(),
      validFrom: from,
      validTo: to,
    },
    when,
  )

/** An account there is already becomes that of a contact point: the demonstration's. */
export const taken = ({ login, from, to }: Opening, when: Condition): InStatement => ({
  sql: `update people set valid_from = ?, valid_to = ?, active = 1 where login = ? and ${when.sql}`,
  args: [from, to, login, ...when.args],
})

const spend = (login: string, now: Date, when: Condition): InStatement[] => [
  { sql: `delete from logins where person = ? and ${when.sql}`, args: [login, ...when.args] },
  {
    sql: `update invitations set used_at = ? where person = ? and used_at is null and ${when.sql}`,
    args: [now.getTime(), login, ...when.args],
  },
  closeLinks(login, now, when),
]

interface Effect {
  action: keyof typeof ACTS
  active: boolean
  statements: InStatement[]
}

/**
 * What a step does to the account. An account is one person's: whoever comes after gets it without password, second
 * factor, sessions and declared interests of the one before.
 */
export function effect(
  row: ContactRow & { login: string },
  action: Action,
  said: Record<string, unknown>,
  now: Date,
  when: Condition,
): Effect | undefined {
  const { login } = row
  const set = (sql: string, ...args: (string | number)[]): InStatement => ({
    sql: `update people set ${sql} where login = ? and ${when.sql}`,
    args: [...args, login, ...when.args],
  })
  switch (action) {
    case 'replace':
      return {
        action: 'change',
        active: row.state === 'serving',
        statements: [
          set('name = ?, password = null', String(said.person)),
          ...spend(login, now, when),
          ...['recovery_codes', 'factors', 'interests'].map((table) => ({
            sql: `delete from ${table} where person = ? and ${when.sql}`,
            args: [login, ...when.args],
          })),
        ],
      }
    case 'renew':
      return {
        action: 'term',
        active: true,
        statements: [
          set(
            'active = 1, valid_from = ?, valid_to = ?',
            sinceWhen(row, String(said.from), today(now)),
            String(said.to),
          ),
        ],
      }
    case 'resume':
      return { action: 'change', active: true, statements: [set('active = 1')] }
    case 'suspend':
    case 'end':
    case 'expire':
      return { action: 'change', active: false, statements: [set('active = 0'), ...spend(login, now, when)] }
    case 'change':
      return undefined
  }
}
