import type { InStatement } from '@libsql/client'
import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { duties, dutyParts } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { newMark } from '../mark.ts'
import type { World } from './found.ts'
import { PART_STEPS } from './workflow.ts'

/**
 * Where somebody is expected and has not begun, they are expected no more: in the commit that stops them from serving,
 * so that whoever organises it sees who is missing. `still` says that no answer of theirs came in between.
 */
export async function leaving(
  { store }: Pick<World, 'store'>,
  supervisor: string,
  actor: Record<string, string>,
  now: Date,
  when: Condition,
): Promise<{ statements: InStatement[]; still: Condition }> {
  const { from, to } = PART_STEPS.leave
  const at = now.getTime()
  const expected = await store.read
    .select({ duty: dutyParts.duty, n: dutyParts.n })
    .from(dutyParts)
    .innerJoin(duties, eq(duties.id, dutyParts.duty))
    .where(
      and(
        eq(dutyParts.supervisor, supervisor),
        inArray(dutyParts.state, [...from]),
        eq(duties.state, 'open'),
        gt(duties.startsAt, at),
      ),
    )
  const statements = expected.flatMap(({ duty, n }) => [
    {
      sql: `update duty_parts set state = ?, changed_at = ?, mark = ?, n = n + 1
        where duty = ? and supervisor = ? and n = ? and ${when.sql}`,
      args: [to, at, newMark(), duty, supervisor, n, ...when.args],
    },
    ...append(
      {
        stream: `duty-part/${duty}/${supervisor}`,
        n: n + 1,
        at: now,
        actor,
        action: 'leave',
        data: {},
        state: { state: to },
      },
      when,
    ).statements,
  ])
  const seen = expected.reduce((sum, { n }) => sum + n, 0)
  const states = from.map(() => '?').join(', ')
  return {
    statements,
    // Every answer and every new invitation moves one of the two sums.
    still: {
      sql: `(select count(*) || '/' || coalesce(sum(p.n), 0) from duty_parts p join duties d on d.id = p.duty
        where p.supervisor = ? and p.state in (${states}) and d.state = 'open' and d.starts_at > ?) = ?`,
      args: [supervisor, ...from, at, `${expected.length}/${seen}`],
    },
  }
}
