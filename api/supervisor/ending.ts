import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { objections } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { objectionStream, type World } from './found.ts'

/**
 * What is still objected against an application that ends is looked into no more: in the commit that ends it, so that
 * nobody waits for ever. `still` says that nothing was objected, nor decided, in between.
 */
export async function endObjections(
  { store }: Pick<World, 'store'>,
  supervisor: string,
  actor: Record<string, string>,
  now: Date,
  when: Condition,
): Promise<{ statements: InStatement[]; still: Condition }> {
  const open = await store.read
    .select({ id: objections.id, n: objections.n })
    .from(objections)
    .where(and(eq(objections.supervisor, supervisor), eq(objections.state, 'open')))
  const statements = open.flatMap(({ id, n }) => [
    ...append(
      { stream: objectionStream(id), n: n + 1, at: now, actor, action: 'end', data: {}, state: { state: 'ended' } },
      when,
    ).statements,
    {
      sql: `update objections set state = 'ended', n = ?, decided_at = ? where id = ? and n = ? and ${when.sql}`,
      args: [n + 1, now.getTime(), id, n, ...when.args],
    },
  ])
  return {
    statements,
    still: {
      sql: "(select count(*) from objections where supervisor = ? and state = 'open') = ?",
      args: [supervisor, open.length],
    },
  }
}
