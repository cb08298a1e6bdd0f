import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { type CodeRow, stream, type World } from './found.ts'
import { issuing } from './history.ts'
import type { Made } from './made.ts'
import { step } from './workflow.ts'

/** What an inspection’s code is made of: its subject is the inspection’s number. */
export type Task = Omit<Made, 'type'>

/** The code of an inspection, issued with it: statements for the commit that plans it. */
export const issueTask = (world: World, task: Task, actor: Actor, now: Date, demo: boolean, when?: Condition) =>
  issuing(world, [{ ...task, type: 'TASK' }], actor, now, { demo, ...(when && { when }) })

/** The code of an inspection that can still be taken back; those replaced before lead nowhere already. */
export async function taskCode({ store }: Pick<World, 'store'>, subject: string): Promise<CodeRow | undefined> {
  const rows = await store.read
    .select()
    .from(codes)
    .where(and(eq(codes.type, 'TASK'), eq(codes.subject, subject)))
  return rows.find((row) => step('revoke').from.includes(row.status))
}

/** Takes it back: statements for the commit that cancels the inspection, if `when` holds. */
export const revokeTask = (
  { id, n }: CodeRow,
  note: string,
  actor: Actor,
  now: Date,
  when: Condition,
): InStatement[] => [
  ...append(
    {
      stream: stream(id),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action: 'revoke',
      data: { note },
      state: { status: 'revoked' },
    },
    when,
  ).statements,
  {
    sql: `update codes set status = 'revoked', n = ? where id = ? and n = ? and ${when.sql}`,
    args: [n + 1, id, n, ...when.args],
  },
]
