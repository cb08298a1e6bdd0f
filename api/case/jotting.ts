import type { InStatement } from '@libsql/client'
import { and, eq, gt } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { jottings } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { asPerson } from './visibility.ts'
import type { Action } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** How long what nobody confirmed is kept. */
const LASTS = 30 * 86_400_000

/** Whose words, for which step of which case. */
interface Jotting {
  person: string
  no: string
  action: Action
}
const bound = ({ person, no, action }: Jotting) => `${person}/${no}/${action}`

/**
 * Keeps what was typed, while the case stands as its writer may see it: whoever was shut out of it a moment ago, or has
 * taken the step since the page was drawn, leaves nothing behind.
 */
export async function jot(
  { store, secrets }: World,
  of: Jotting,
  values: Record<string, string>,
  /** The last event there is, and the last one the writer's page shows. */
  last: number,
  seen: number,
  now: Date,
): Promise<void> {
  const { person, no, action } = of
  const { keyId, sealed } = secrets.seal('jotting', bound(of), JSON.stringify(values))
  const row = insert(
    jottings,
    { person, no, action, keyId, sealed, savedAt: now.getTime() },
    {
      sql: `exists (select 1 from cases where no = ? and n = ?)
      and not exists (select 1 from case_blind where no = ? and department = ?)
      and not exists (select 1 from events where stream = ? and n > ? and action = ? and json_extract(actor, '$.login') = ?)`,
      args: [no, last, no, asPerson(person), `case/${no}`, seen, action, person],
    },
  ) as { sql: string; args: [] }
  const [kept] = await store.writes.commit([
    {
      ...row,
      sql: `${row.sql} on conflict do update set key_id = excluded.key_id, sealed = excluded.sealed, saved_at = excluded.saved_at`,
    },
  ])
  if (kept?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

/** What somebody has typed on a case and not confirmed. */
export async function jotted({ store, secrets }: World, person: string, no: string, now: Date) {
  const rows = await store.read
    .select()
    .from(jottings)
    .where(and(eq(jottings.person, person), eq(jottings.no, no), gt(jottings.savedAt, now.getTime() - LASTS)))
  return rows.map((row) => ({
    action: row.action,
    savedAt: new Date(row.savedAt).toISOString(),
    values: JSON.parse(secrets.open('jotting', bound(row as Jotting), row)) as Record<string, string>,
  }))
}

/** Throws away what was typed: for one step, by one person, or, where the case goes into other hands, all of it. */
export function tornUp(no: string, whose: { person?: string; action?: string } = {}, when?: Condition): InStatement {
  const { person, action } = whose
  const conditions: [string, string][] = [['no = ?', no]]
  if (person !== undefined) conditions.push(['person = ?', person])
  if (action !== undefined) conditions.push(['action = ?', action])
  return {
    sql: `delete from jottings where ${conditions.map(([sql]) => sql).join(' and ')}${when ? ` and ${when.sql}` : ''}`,
    args: [...conditions.map(([, value]) => value), ...(when?.args ?? [])],
  }
}

/** What is older than a month, and what whoever wrote it may not read any more: they left, or work elsewhere now. */
export const tidyJottings = ({ store }: Pick<World, 'store'>, now: Date) =>
  store.writes.commit([
    { sql: 'delete from jottings where saved_at <= ?', args: [now.getTime() - LASTS] },
    {
      sql: `delete from jottings where not exists (select 1 from people p join cases c on c.no = jottings.no
        where p.login = jottings.person and p.active = 1 and c.handler in (p.department, 'SEALED')
          and (c.lane = 'sealed') = exists (select 1 from json_each(p.roles) where value = 'sealed'))`,
      args: [],
    },
  ])
