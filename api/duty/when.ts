import type { DutyRow } from './found.ts'

const local = (at: number) => new Date(at + 8 * 3_600_000).toISOString()

/** The day and the clock times of a task, as its form has them. */
export const timesOf = ({ startsAt, endsAt }: Pick<DutyRow, 'startsAt' | 'endsAt'>) => ({
  on: local(startsAt).slice(0, 10),
  starts: local(startsAt).slice(11, 16),
  ends: local(endsAt).slice(11, 16),
})

/** The year a task counts for. */
export const yearOf = (duty: Pick<DutyRow, 'startsAt' | 'endsAt'>): string => timesOf(duty).on.slice(0, 4)

/** 2026年6月24日 09:00—11:30 */
export function whenWords(duty: Pick<DutyRow, 'startsAt' | 'endsAt'>): string {
  const { on, starts, ends } = timesOf(duty)
  return `${Number(on.slice(0, 4))}年${Number(on.slice(5, 7))}月${Number(on.slice(8))}日${starts}至${ends}`
}
