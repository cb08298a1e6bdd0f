import { isWorkday, today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import type { Deps } from '../context.ts'

const CHINA = 8 * 3_600_000
/** Minutes of the day in China. */
export const clock = (now: Date) => Math.floor((now.getTime() + CHINA) / 60_000) % 1440

/** Who waits for news of their own is told on any day, and not woken. */
export const isWaking = (now: Date): boolean => clock(now) >= 7 * 60 && clock(now) < 21 * 60

/** Nobody is disturbed at night or on a day off. */
export async function isOpen({ store }: Pick<Deps, 'store'>, now: Date): Promise<boolean> {
  const { calendar } = await rulebook(store, now)
  return isWorkday(today(now), calendar) && clock(now) >= 8 * 60 && clock(now) < 18 * 60
}
