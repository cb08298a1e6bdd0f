import type { InStatement } from '@libsql/client'
import { and, eq, inArray } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { duties, dutyParts } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { demand } from '../step.ts'
import { momentsOf, type NewDuty } from './duty.ts'
import { type DutyRow, dutyOf, newId, type World } from './found.ts'
import { toldTo } from './told.ts'
import { whenWords } from './when.ts'
import { type Action, BARS, barsOf, step } from './workflow.ts'

type Also = ((when: Condition) => InStatement[]) | undefined

const dutyEvent = (
  { id }: Pick<DutyRow, 'id'>,
  n: number,
  action: string,
  data: Record<string, unknown>,
  state: DutyRow['state'],
  actor: Actor,
  now: Date,
  when?: Condition,
) =>
  append({ stream: `duty/${id}`, n, at: now, actor: actorOf(actor), action, data, state: { state } }, when).statements

const wrong = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** Makes a task. What has begun cannot be asked for any more. */
export async function make(
  { store }: World,
  said: NewDuty,
  actor: Actor,
  now: Date,
  also?: (id: string) => InStatement[],
  demo = false,
): Promise<string> {
  const { kind, title, brief, place, reportBy, department } = said
  const times = momentsOf(said)
  if (times.startsAt <= now.getTime()) throw wrong('on', '活动已经开始或者过去了，不能补发任务')
  if (department !== undefined && !(await rulebook(store, now)).departments.has(department))
    throw wrong('department', '没有这个单位，请重新选择')
  const row: DutyRow = {
    id: newId(),
    kind,
    state: 'open',
    title,
    brief,
    place,
    department: department ?? null,
    ...times,
    reportBy: reportBy ?? null,
    by: actor.login,
    at: now.getTime(),
    demo,
    n: 1,
  }
  await store.writes.commit([
    ...dutyEvent(row, 1, 'make', { kind, department: row.department }, 'open', actor, now),
    insert(duties, row),
    ...(also?.(row.id) ?? []),
  ])
  return row.id
}

/** Somebody’s part in it is to be settled again: what was done with is open once more. */
export const reopen = (duty: DutyRow, actor: Actor, now: Date, when: Condition): InStatement[] => [
  ...dutyEvent(duty, duty.n + 1, 'reopen', {}, 'open', actor, now, when),
  {
    sql: `update duties set state = 'open', n = n + 1 where id = ? and n = ? and ${when.sql}`,
    args: [duty.id, duty.n, ...when.args],
  },
]

/** Parts that wait for the bureau’s word. */
export const WAITING = ['accepted', 'came', 'reported'] as const

const openParts = ({ store }: Pick<World, 'store'>, id: string) =>
  store.read.$count(dutyParts, and(eq(dutyParts.duty, id), inArray(dutyParts.state, [...WAITING])))

interface Taking {
  id: string
  n: number
  action: Action
  /** Already checked against the step’s schema. */
  said: Record<string, unknown>
}

/** The only mover of a task: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(world: World, { id, n, action, said }: Taking, actor: Actor, now: Date, also: Also) {
  const row = await dutyOf(world, id)
  if (!row) throw new Refusal('not_found')
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  const bars = barsOf(row, { open: await openParts(world, id) }, now.getTime())
  demand(step(action), row.state, actor.roles, bars, BARS)
  const { to = row.state } = step(action)
  const change = action === 'change' ? changed(said as Parameters<typeof changed>[0], now) : {}
  const settled = `not exists (select 1 from duty_parts where duty = ? and state in (${WAITING.map(() => '?').join()}))`
  const held: Condition = action === 'hold' ? { sql: settled, args: [id, ...WAITING] } : { sql: '1', args: [] }
  const still: Condition = {
    sql: `exists (select 1 from duties where id = ? and n = ?) and ${held.sql}`,
    args: [id, n, ...held.args],
  }
  const asked = await askedTo(world, id)
  const next = { ...row, ...change }
  const told =
    action === 'cancel'
      ? {
          title: `任务取消：${row.title}`,
          text: `${whenWords(row)}的“${row.title}”取消了。原因：${String(said.reason)}`,
        }
      : action === 'change'
        ? {
            title: `任务有变动：${next.title}`,
            text: `“${next.title}”现在是${whenWords(next)}，地点：${next.place}。请在履职任务里看全部内容，不能参加的请告诉我们。`,
          }
        : undefined
  const [appended] = await world.store.writes.commit([
    ...dutyEvent(row, n + 1, action, said, to, actor, now, still),
    ...(told ? toldTo(asked, told, actor, now, still) : []),
    ...(also?.(still) ?? []),
    {
      sql: `update duties set state = ?, title = ?, brief = ?, place = ?, starts_at = ?, ends_at = ?, report_by = ?, n = n + 1
        where id = ? and n = ? and ${held.sql}`,
      args: [to, next.title, next.brief, next.place, next.startsAt, next.endsAt, next.reportBy, id, n, ...held.args],
    },
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

function changed(said: Pick<NewDuty, 'title' | 'brief' | 'place' | 'on' | 'starts' | 'ends' | 'reportBy'>, now: Date) {
  const times = momentsOf(said)
  if (times.startsAt <= now.getTime()) throw wrong('on', '不能改到已经过去的时间')
  const { title, brief, place, reportBy } = said
  return { title, brief, place, reportBy: reportBy ?? null, ...times }
}

/** Who was asked and has not said no. */
async function askedTo({ store }: World, id: string): Promise<string[]> {
  const rows = await store.read
    .select({ supervisor: dutyParts.supervisor, state: dutyParts.state })
    .from(dutyParts)
    .where(eq(dutyParts.duty, id))
  return rows.filter(({ state }) => state === 'invited' || state === 'accepted').map(({ supervisor }) => supervisor)
}
