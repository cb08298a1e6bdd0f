import { randomBytes } from 'node:crypto'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { grants } from '../../db/schema.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { record, type When } from './record.ts'
import type { Person } from './session.ts'

/** What lets another than its holder into an account. */
const TAKEOVER = { invitation: '发设置码', factor: '取消丢失的动态验证码' } as const
type Takeover = keyof typeof TAKEOVER

/** Asks for it; the second person decides where weighty roles are decided. */
export async function askTakeover(
  store: Store,
  actor: Actor,
  person: Person,
  what: Takeover,
  reason: string,
  now: Date,
  when: When,
): Promise<void> {
  const asking = {
    id: randomBytes(9).toString('base64url'),
    person: person.login,
    what,
    roles: [...person.roles],
    department: person.department,
    askedBy: actor.login,
    askedAt: now.getTime(),
    reason,
  }
  const results = await record(
    store,
    { login: person.login, by: actor, action: 'takeover-ask', data: { asked: what, reason }, state: person, now },
    [
      {
        sql: `delete from grants where person = ? and what = ? and ${when.sql}`,
        args: [person.login, what, ...when.args],
      },
      insert(grants, asking, when),
    ],
    when,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('not_yours')
}
