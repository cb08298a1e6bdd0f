import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { visitAlarms } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { caseTaken } from '../case/history.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Alarm } from './alarm.ts'
import { findAlarm, newAlarmId, type VisitRow, type World } from './found.ts'
import { barsOf, type Judging, judging, type Referred } from './judging.ts'
import { referred } from './referring.ts'
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
          caseNo: null,
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

/** Eight random digits meet an older case’s now and then; then others are drawn. */
const TRIES = 4

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
  const { from, to = row.status, unless = [] } = judging(action)
  const bars = barsOf(row)
  if (!from.includes(row.status) || unless.some((bar) => bars.includes(bar))) throw new Refusal('not_now')
  const when = { sql: 'exists (select 1 from visit_alarms where id = ? and n = ?)', args: [row.id, n] }
  const stream = `alarm/${row.id}`
  // The words of a case are the case’s: nobody reads them here who may not read it.
  const data = action === 'refer' ? {} : said
  const event = append({ stream, n: n + 1, at: now, actor: actorOf(actor), action, data, state: { status: to } }, when)
  for (let left = TRIES; ; left--) {
    const made = action === 'refer' ? await referred(world, found, said as Referred, actor, now) : undefined
    try {
      const [appended] = await world.store.writes.commit([
        ...event.statements,
        ...(made?.statements(when) ?? []),
        ...(also?.(when) ?? []),
        world.store.read
          .update(visitAlarms)
          .set({ status: to, n: n + 1, ...(made && { caseNo: made.no }) })
          .where(and(eq(visitAlarms.id, row.id), eq(visitAlarms.n, n))),
      ])
      if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
      return
    } catch (error) {
      if (left === 0 || !caseTaken(error)) throw error
    }
  }
}
