import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { visitAlarms } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Alarm } from './alarm.ts'
import { findAlarm, newAlarmId, type VisitRow, type World } from './found.ts'
import { type Judging, judging } from './judging.ts'
import { mayJudge } from './visibility.ts'

/** Raises alarms about a visit, in the commit that enters it. */
export const raised = (
  row: Pick<VisitRow, 'no' | 'uscc' | 'department' | 'demo'>,
  alarms: readonly Alarm[],
  now: Date,
  when: Condition,
): InStatement[] =>
  alarms.flatMap(({ kind, about, n, most }) => {
    const id = newAlarmId()
    const event = append(
      {
        stream: `alarm/${id}`,
        n: 1,
        at: now,
        actor: { kind: 'system' },
        action: 'raise',
        data: { visit: row.no, kind },
        state: { status: 'open' },
      },
      when,
    )
    return [
      ...event.statements,
      insert(
        visitAlarms,
        {
          id,
          visit: row.no,
          kind,
          about,
          uscc: row.uscc,
          department: row.department,
          facts: { ...(n !== undefined && { n }), ...(most !== undefined && { most }) },
          status: 'open',
          raisedAt: now.getTime(),
          demo: row.demo,
          n: 1,
        },
        when,
      ),
    ]
  })

interface Taking {
  id: string
  n: number
  action: Judging
  /** Already checked against the step’s schema. */
  said: Record<string, unknown>
}

/** Takes one step on an alarm. Of two people at once one wins, the other gets 409. */
export async function judge(
  world: World,
  { id, n, action, said }: Taking,
  actor: Actor,
  now: Date,
  also?: (when: Condition) => InStatement[],
): Promise<void> {
  const found = await findAlarm(world, id, actor)
  if (!found) throw new Refusal('not_found')
  const { row } = found
  if (!mayJudge(actor)) throw new Refusal('not_yours')
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  const { from, to = row.status } = judging(action)
  if (!from.includes(row.status)) throw new Refusal('not_now')
  const when = { sql: 'exists (select 1 from visit_alarms where id = ? and n = ?)', args: [row.id, n] }
  const stream = `alarm/${row.id}`
  const event = append(
    { stream, n: n + 1, at: now, actor: actorOf(actor), action, data: said, state: { status: to } },
    when,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    ...(also?.(when) ?? []),
    world.store.read
      .update(visitAlarms)
      .set({ status: to, n: n + 1 })
      .where(and(eq(visitAlarms.id, row.id), eq(visitAlarms.n, n))),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
