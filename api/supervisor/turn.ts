import { and, inArray, lt } from 'drizzle-orm'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { Refusal } from '../refusal.ts'
import type { World } from './found.ts'
import { move } from './history.ts'
import { remindTurn } from './reminding.ts'

/** So many at a time: a turn must not hold the queue up. */
const AT_ONCE = 100
const CLOCK = { actor: { kind: 'system' }, hats: ['clock'], login: '' } as const

/** What terms need by themselves: they end, and are spoken of before. */
export async function supervisorTurn(world: World, now: Date): Promise<void> {
  const over = await world.store.read
    .select({ id: supervisors.id, n: supervisors.n })
    .from(supervisors)
    .where(and(inArray(supervisors.state, ['serving', 'suspended']), lt(supervisors.to, today(now))))
    .limit(AT_ONCE)
  for (const { id, n } of over)
    await move(world, { id, n, action: 'expire', said: {} }, { ...CLOCK, actor: { ...CLOCK.actor } }, now).catch(
      (error) => {
        // Somebody at the desk was first: renewed, or dismissed.
        if (!(error instanceof Refusal)) throw error
      },
    )
  await remindTurn(world, now)
}
