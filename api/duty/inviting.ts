import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { type Condition, insertAll } from '../../db/row.ts'
import { dutyParts } from '../../db/schema.ts'
import { appendAll } from '../case/event.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { watches } from './announcement.ts'
import type { Inviting } from './duty.ts'
import { allServing, type DutyRow, dutyOf, interestedIn, type PartRow, type Supervisor, type World } from './found.ts'
import { toldTo } from './told.ts'
import { timesOf, whenWords } from './when.ts'

const isMeant = ({ areas, sectors, people, all }: Inviting, one: Supervisor): boolean =>
  all === true ||
  people.includes(one.id) ||
  (areas.length + sectors.length > 0 && watches(one.areas, areas) && watches(one.sectors, sectors))

export interface Asked {
  invited: number
  /** Meant, and asked before. */
  before: number
  /** Meant, and kept out by what they declared. */
  recused: number
  /** Meant, and serving, but not on the day of the task. */
  outside: number
}

/** Whom these words mean, and who of them may be asked. */
async function meant(world: World, duty: DutyRow, said: Inviting, now: Date) {
  const [serving, parts] = await Promise.all([
    allServing(world),
    world.store.read.select({ id: dutyParts.supervisor }).from(dutyParts).where(eq(dutyParts.duty, duty.id)),
  ])
  const known = new Set(parts.map(({ id }) => id))
  const { on } = timesOf(duty)
  const named = serving.map(({ supervisor }) => supervisor).filter((one) => one.login !== null && isMeant(said, one))
  const all = named.filter(({ from, to }) => (from ?? on) <= on && on <= (to ?? on))
  const logins = all.map(({ login }) => login)
  const interested = await interestedIn(world, duty.department, logins, now)
  const free = all.filter(({ login }) => !interested.has(login ?? ''))
  const fresh = free.filter(({ id }) => !known.has(id))
  return {
    fresh,
    before: free.length - fresh.length,
    recused: all.length - free.length,
    outside: named.length - all.length,
  }
}

const TRIES = 8
const taken = (error: unknown) =>
  error instanceof Error && /constraint failed: (events|duty_parts)\./i.test(error.message)

/** Asks many at once. Whoever was asked meanwhile by somebody else is asked once. */
export async function invite(
  world: World,
  id: string,
  said: Inviting,
  actor: Actor,
  now: Date,
  also?: (answer: Asked, when: Condition) => InStatement[],
): Promise<Asked> {
  for (let left = TRIES; left > 0; left--) {
    const duty = await dutyOf(world, id)
    if (!duty) throw new Refusal('not_found')
    if (duty.state !== 'open' || duty.endsAt <= now.getTime()) throw new Refusal('duty_shut')
    const { fresh, before, recused, outside } = await meant(world, duty, said, now)
    const answer = { invited: fresh.length, before, recused, outside }
    const asked = fresh.map(({ id: supervisor }) => supervisor)
    // Who stopped serving meanwhile is not asked.
    const when: Condition = {
      sql: `exists (select 1 from duties where id = ? and n = ? and state = 'open')
        and (select count(*) from supervisors where state = 'serving' and id in (select value from json_each(?))) = ?`,
      args: [duty.id, duty.n, JSON.stringify(asked), asked.length],
    }
    const rows = fresh.map(
      ({ id: supervisor }): PartRow => ({
        duty: duty.id,
        supervisor,
        state: 'invited',
        cameAt: null,
        reportedAt: null,
        minutes: null,
        keyId: null,
        sealed: null,
        changedAt: now.getTime(),
        mark: newMark(),
        n: 1,
      }),
    )
    const events = rows.map(({ supervisor }) => ({
      stream: `duty-part/${duty.id}/${supervisor}`,
      n: 1,
      at: now,
      actor: actorOf(actor),
      action: 'invite',
      data: {},
      state: { state: 'invited' },
    }))
    const told = {
      title: `请您参加：${duty.title}`,
      text: `${whenWords(duty)}，地点：${duty.place}。请在履职任务里看全部内容，答复能不能参加。`,
    }
    const asking =
      rows.length === 0
        ? []
        : [insertAll(dutyParts, rows, when), ...appendAll(events, when), ...toldTo(asked, told, actor, now, when)]
    try {
      const [first] = await world.store.writes.commit([...asking, ...(also?.(answer, when) ?? [])])
      if (rows.length === 0 || first?.rowsAffected === rows.length) return answer
    } catch (error) {
      if (!taken(error)) throw error
    }
  }
  throw new Refusal('unavailable', { retryAfter: 5 })
}
