import type { InStatement } from '@libsql/client'
import { and, eq, gte, sql } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { codes, scans, visits } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { unmoved as unmovedCode } from '../code/history.ts'
import { keepScans } from '../code/scans.ts'
import { issueTask, revokeTask, type Task, taskCode } from '../code/task.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { alarmsOf } from './alarm.ts'
import { raised } from './alarms.ts'
import { backdating, momentOf } from './backdating.ts'
import { factsOf } from './facts.ts'
import { find, newNo, refuseUnless, type VisitRow, type World } from './found.ts'
import { invitation, surveyFor, withdrawal } from './invitation.ts'
import { type Published, published } from './published.ts'
import { checkPlanned, countsIn } from './sound.ts'
import { mayPlan } from './visibility.ts'
import type { Past, Planned, Urgent } from './visit.ts'
import { type Action, type Status, step } from './workflow.ts'

/** How often a commit is tried again whose counts others changed meanwhile. */
export const TRIES = 8

export const event = (
  row: VisitRow,
  n: number,
  action: string,
  data: object,
  status: Status,
  actor: Actor,
  now: Date,
  when?: Condition,
) =>
  append(
    { stream: `visit/${row.no}`, n, at: now, actor: actorOf(actor), action, data: { ...data }, state: { status } },
    when,
  ).statements

const rated = ({ survey }: Pick<VisitRow, 'survey'>) => (survey === null ? {} : { survey })

type Said = Planned | Past | Urgent
export const base = (said: Said, actor: Actor, now: Date, demo: boolean) => ({
  no: newNo(),
  department: actor.department,
  partners: said.partners ?? [],
  officers: said.officers ?? [],
  items: said.items ?? [],
  cause: said.cause,
  why: said.why ?? null,
  uscc: said.uscc,
  company: said.company,
  industry: said.industry,
  place: said.place,
  approver: null,
  createdAt: now.getTime(),
  demo,
  n: 1,
})

/** What the code of an inspection says. */
export const taskOf = (row: VisitRow, { industry }: Said, book: Published): Task => ({
  department: row.department,
  subject: row.no,
  label: row.company,
  facts: { place: row.place, industry },
  issuedTo: book.body(row.department),
  validFrom: row.on,
  validTo: row.until,
})

/** Plans an inspection of the actor’s own body, and issues its code with it. */
export async function plan(
  world: World,
  said: Planned,
  actor: Actor,
  now: Date,
  also?: (no: string) => InStatement[],
  demo = false,
): Promise<string> {
  if (!mayPlan(actor)) throw new Refusal('not_yours')
  await checkPlanned(world.store, said, actor.department, now)
  const book = await published(world.store, said.on)
  const row: VisitRow = {
    ...base(said, actor, now, demo),
    other: null,
    on: said.on,
    until: said.until ?? said.on,
    status: 'planned',
    counted: await countsIn(book, said),
    tasked: true,
    enteredAt: null,
    enteredOn: null,
    backfilledAt: null,
    reason: null,
    survey: await surveyFor(world, said.on),
  }
  const code = await issueTask(world, taskOf(row, said, book), actor, now, demo)
  await world.store.writes.commit([
    ...event(row, 1, 'plan', { on: row.on, until: row.until, ...rated(row) }, 'planned', actor, now),
    insert(visits, row),
    ...invitation(world, row),
    ...code.events,
    ...(also?.(row.no) ?? []),
    code.rows,
  ])
  return row.no
}

/** As long as nobody else entered the company meanwhile: what alarms count is what is committed. */
export async function uncrowded({ store }: World, uscc: string): Promise<Condition> {
  const n = await store.read.$count(visits, and(eq(visits.uscc, uscc), eq(visits.status, 'entered')))
  return {
    sql: "(select count(*) from visits where uscc = ? and status = 'entered') = ?",
    args: [uscc, n],
  }
}
const both = (a: Condition, b: Condition): Condition => ({ sql: `${a.sql} and ${b.sql}`, args: [...a.args, ...b.args] })

interface Taking {
  no: string
  n: number
  action: Action
  /** Already checked against the step’s schema. */
  said: Record<string, unknown>
}

/** The only mover: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  { no, n, action, said }: Taking,
  actor: Actor,
  now: Date,
  also?: (when: Condition) => InStatement[],
): Promise<void> {
  for (let left = TRIES; left > 0; left--) {
    const found = await find(world, no, actor)
    if (!found) throw new Refusal('not_found')
    if (found.row.n !== n) throw new Refusal('moved_meanwhile')
    refuseUnless(found.row, action, actor, today(now))
    const done = await (action === 'cancel'
      ? cancel(world, found.row, said, actor, now, also)
      : enter(world, found.row, action, said, actor, now, also))
    if (done) return
  }
  throw new Refusal('unavailable', { retryAfter: 5 })
}

const still = ({ no, n }: VisitRow): Condition => ({
  sql: 'exists (select 1 from visits where no = ? and n = ?)',
  args: [no, n],
})
type Also = ((when: Condition) => InStatement[]) | undefined

/** At the door by the server’s clock, or afterwards by what is told. */
async function enter(
  world: World,
  row: VisitRow,
  action: 'enter' | 'backfill',
  said: Record<string, unknown>,
  actor: Actor,
  now: Date,
  also: Also,
): Promise<boolean> {
  const told = said as { enteredOn: string; clock: string; restoredOn: string; reason: string }
  const wrong = action === 'backfill' ? backdating(told, now, today(now), row) : []
  if (wrong.length > 0) throw new Refusal('invalid', { fields: wrong })
  const enteredOn = action === 'backfill' ? told.enteredOn : today(now)
  const free = await uncrowded(world, row.uscc)
  const when = both(still(row), free)
  const alarms = alarmsOf(await factsOf(world, row, enteredOn, today(now)))
  const status = step(action).to
  // One that was planned before there was a survey is rated in the one that runs now.
  const survey = row.survey ?? (row.tasked ? await surveyFor(world, enteredOn) : null)
  const late = row.survey === null ? { no: row.no, survey } : { no: row.no, survey: null }
  const [appended] = await world.store.writes.commit([
    ...event(row, row.n + 1, action, { ...said, ...rated(late) }, status, actor, now, when),
    ...raised(row, alarms, now, when),
    ...invitation(world, late, when),
    ...(also?.(when) ?? []),
    world.store.read
      .update(visits)
      .set({
        status,
        n: row.n + 1,
        survey,
        enteredOn,
        enteredAt: (action === 'backfill' ? momentOf(told) : now).getTime(),
        ...(action === 'backfill' && { backfilledAt: now.getTime(), reason: told.reason }),
      })
      .where(
        and(
          eq(visits.no, row.no),
          eq(visits.n, row.n),
          sql`(select count(*) from visits where uscc = ${row.uscc} and status = 'entered') = ${free.args[1]}`,
        ),
      ),
  ])
  return appended?.rowsAffected === 1
}

/** Whether anybody scanned its code on its days: then it was shown, perhaps at a door nobody registered. */
async function wasShown({ store }: World, { no, on }: VisitRow): Promise<boolean> {
  await keepScans(store)
  const found = await store.read
    .select({ day: scans.day })
    .from(scans)
    .innerJoin(codes, eq(codes.id, scans.code))
    .where(and(eq(codes.type, 'TASK'), eq(codes.subject, no), gte(scans.day, on)))
    .limit(1)
  return found.length > 0
}

/** Its code is taken back in the same commit: nobody stands at a door with a code for nothing. */
async function cancel(
  world: World,
  row: VisitRow,
  said: Record<string, unknown>,
  actor: Actor,
  now: Date,
  also: Also,
): Promise<boolean> {
  const code = await taskCode(world, row.no)
  const when = code ? both(still(row), unmovedCode(code)) : still(row)
  const alarms = (await wasShown(world, row)) ? [{ kind: 'shown' as const, about: '' }] : []
  const [appended] = await world.store.writes.commit([
    ...event(row, row.n + 1, 'cancel', said, 'cancelled', actor, now, when),
    ...raised(row, alarms, now, when),
    ...(also?.(when) ?? []),
    ...withdrawal(world, row, when),
    ...(code ? revokeTask(code, '检查取消', actor, now, when) : []),
    world.store.read
      .update(visits)
      .set({ status: 'cancelled', n: row.n + 1 })
      .where(
        and(
          eq(visits.no, row.no),
          eq(visits.n, row.n),
          code && sql`exists (select 1 from codes where id = ${code.id} and status = 'revoked')`,
        ),
      ),
  ])
  return appended?.rowsAffected === 1
}
