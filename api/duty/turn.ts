import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { duties, dutyParts, supervisors } from '../../db/schema.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import type { DutyRow, PartRow, World } from './found.ts'
import { partEvent, take } from './taking.ts'
import { toldTo } from './told.ts'
import { whenWords } from './when.ts'

const DAY = 24 * 3_600_000
/** So many at a time: a turn must not hold the queue up. */
const AT_ONCE = 200

/** What tasks need by themselves: who is expected tomorrow hears of it, who never came is absent. */
export async function dutyTurn(world: World, now: Date): Promise<void> {
  await absentTurn(world, now)
  await remindTurn(world, now)
}

const partsWhere = ({ store }: World) =>
  store.read
    .select({ duty: duties, part: dutyParts, supervisor: { id: supervisors.id, login: supervisors.login } })
    .from(dutyParts)
    .innerJoin(duties, eq(duties.id, dutyParts.duty))
    // Whoever does not serve meanwhile could not have come: that is for the bureau to judge.
    .innerJoin(supervisors, and(eq(supervisors.id, dutyParts.supervisor), eq(supervisors.state, 'serving')))

async function absentTurn(world: World, now: Date) {
  const over = await partsWhere(world)
    .where(and(eq(duties.state, 'open'), eq(dutyParts.state, 'accepted'), lte(duties.endsAt, now.getTime() - DAY)))
    .orderBy(asc(duties.endsAt))
    .limit(AT_ONCE)
  for (const { duty, part, supervisor } of over)
    await take(
      world,
      { id: duty.id, n: part.n, action: 'absent', said: {} },
      { actor: null, hats: ['clock'], supervisor },
      now,
      undefined,
    ).catch((error) => {
      // Somebody at the desk was first.
      if (!(error instanceof Refusal)) throw error
    })
}

/** Whose part was not touched since a day before the beginning; being reminded touches it, so it happens once. */
async function remindTurn(world: World, now: Date) {
  const at = now.getTime()
  const due = await partsWhere(world)
    .where(
      and(
        eq(duties.state, 'open'),
        inArray(dutyParts.state, ['invited', 'accepted']),
        gt(duties.startsAt, at),
        lte(duties.startsAt, at + DAY),
        sql`${dutyParts.changedAt} < ${duties.startsAt} - ${DAY}`,
      ),
    )
    .orderBy(asc(duties.startsAt))
    .limit(AT_ONCE)
  for (const { duty, part } of due) await remind(world, duty, part, now)
}

/** Of two turns at once, or a turn and the supervisor’s own answer, one wins; a loser tells nobody anything. */
async function remind({ store }: World, duty: DutyRow, part: PartRow, now: Date) {
  const mark = newMark()
  const when: Condition = {
    sql: 'exists (select 1 from duty_parts where duty = ? and supervisor = ? and mark = ?)',
    args: [duty.id, part.supervisor, mark],
  }
  const ask =
    part.state === 'invited' ? '您还没有答复，请现在告诉我们能不能参加。' : '临时不能来的，请在开始以前改成不参加。'
  const told = { title: `活动快到了：${duty.title}`, text: `${whenWords(duty)}，地点：${duty.place}。${ask}` }
  await store.writes.commit([
    {
      sql: `update duty_parts set changed_at = ?, mark = ?, n = n + 1 where duty = ? and supervisor = ? and n = ?
        and exists (select 1 from duties where id = ? and state = 'open' and starts_at = ?)`,
      args: [now.getTime(), mark, duty.id, part.supervisor, part.n, duty.id, duty.startsAt],
    },
    ...partEvent(part, part.n + 1, 'remind', {}, part.state, null, now, when),
    ...toldTo([part.supervisor], told, null, now, when),
  ])
}
