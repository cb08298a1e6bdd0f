import { and, eq, gte, lt, or, sql } from 'drizzle-orm'
import { surveys } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import { type SurveyRow, stream, unmoved, type World } from './found.ts'

/** Closes what is over: after its last day, or when there are enough answers. */
export async function closeTurn(world: Pick<World, 'store'>, now: Date): Promise<void> {
  const over = await world.store.read
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.status, 'open'),
        or(lt(surveys.closesOn, today(now)), gte(surveys.answers, sql`coalesce(${surveys.quota}, 9e15)`)),
      ),
    )
  for (const row of over) await closeOne(world, row, now)
}

async function closeOne({ store }: Pick<World, 'store'>, row: SurveyRow, now: Date) {
  const { code, n, version, opensOn } = row
  const when = unmoved(row)
  const because = row.closesOn < today(now) ? 'period' : 'quota'
  const event = append(
    {
      stream: stream(code),
      n: n + 1,
      at: now,
      actor: { kind: 'system' },
      action: 'close',
      data: { because },
      state: { status: 'closed', version, opensOn },
    },
    when,
  )
  // Should somebody move it first, the next turn looks again.
  await store.writes.commit([
    ...event.statements,
    store.read
      .update(surveys)
      .set({ status: 'closed', n: n + 1 })
      .where(and(eq(surveys.code, code), eq(surveys.n, n))),
  ])
}
