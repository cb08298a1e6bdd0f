import type { InStatement } from '@libsql/client'
import { type Condition, insert } from '../../db/row.ts'
import { visits } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { issueTask } from '../code/task.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { alarmsOf } from './alarm.ts'
import { raised } from './alarms.ts'
import { backdating, momentOf, urgency } from './backdating.ts'
import { factsOf } from './facts.ts'
import type { VisitRow, World } from './found.ts'
import { base, event, TRIES, taskOf, uncrowded } from './history.ts'
import { invitation, surveyFor } from './invitation.ts'
import { published } from './published.ts'
import { checkPast, checkUrgent, countsIn } from './sound.ts'
import { mayPlan } from './visibility.ts'
import type { Past, Urgent } from './visit.ts'

type Also = ((no: string, when: Condition) => InStatement[]) | undefined

/** Writes down an inspection that had no task, after an outage. */
export async function recall(
  world: World,
  said: Past,
  actor: Actor,
  now: Date,
  also?: Also,
  demo = false,
): Promise<string> {
  if (!mayPlan(actor)) throw new Refusal('not_yours')
  const wrong = backdating(said, now, today(now))
  if (wrong.length > 0) throw new Refusal('invalid', { fields: wrong })
  await checkPast(world.store, said, actor.department)
  const { enteredOn, clock, restoredOn, reason } = said
  const row: VisitRow = {
    ...(await happened(world, said, enteredOn, clock, actor, now, demo)),
    backfilledAt: now.getTime(),
    reason,
  }
  return write(world, row, 'recall', { enteredOn, clock, restoredOn, reason }, actor, now, also)
}

/** Registers an inspection that could not wait for a task, before its officers leave; its code is issued with it. */
export async function hurry(
  world: World,
  said: Urgent,
  actor: Actor,
  now: Date,
  also?: Also,
  demo = false,
): Promise<string> {
  if (!mayPlan(actor)) throw new Refusal('not_yours')
  const wrong = urgency(said, now, today(now))
  if (wrong.length > 0) throw new Refusal('invalid', { fields: wrong })
  await checkUrgent(world.store, said, actor.department, now)
  const { clock, reason, approver } = said
  const row: VisitRow = {
    ...(await happened(world, said, today(now), clock, actor, now, demo)),
    reason,
    approver,
    survey: await surveyFor(world, today(now)),
  }
  const task = taskOf(row, said, await published(world.store, row.on))
  const code = (when: Condition) => issueTask(world, task, actor, now, demo, when)
  return write(world, row, 'urgent', { clock, reason, approver }, actor, now, also, code)
}

/** What is the same of both: they entered, and no task was there. */
const happened = async (
  world: World,
  said: Past | Urgent,
  on: string,
  clock: string,
  actor: Actor,
  now: Date,
  demo: boolean,
): Promise<VisitRow> => ({
  ...base(said, actor, now, demo),
  other: said.other ?? null,
  on,
  until: on,
  status: 'entered',
  counted: await countsIn(await published(world.store, on), said),
  tasked: false,
  enteredAt: momentOf({ enteredOn: on, clock }).getTime(),
  enteredOn: on,
  backfilledAt: null,
  reason: null,
  // Without a code there is nothing to rate it by.
  survey: null,
})

async function write(
  world: World,
  row: VisitRow,
  action: 'recall' | 'urgent',
  data: object,
  actor: Actor,
  now: Date,
  also: Also,
  code?: (when: Condition) => ReturnType<typeof issueTask>,
): Promise<string> {
  for (let left = TRIES; left > 0; left--) {
    const when = await uncrowded(world, row.uscc)
    const alarms = alarmsOf(await factsOf(world, row, row.on, today(now)))
    const issued = await code?.(when)
    const [appended] = await world.store.writes.commit([
      ...event(row, 1, action, data, 'entered', actor, now, when),
      ...raised(row, alarms, now, when),
      ...(issued ? [...issued.events, issued.rows, ...invitation(world, row, when)] : []),
      ...(also?.(row.no, when) ?? []),
      insert(visits, row, when),
    ])
    if (appended?.rowsAffected === 1) return row.no
  }
  throw new Refusal('unavailable', { retryAfter: 5 })
}
