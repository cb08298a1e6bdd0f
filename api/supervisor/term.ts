import { shift } from '../day.ts'
import type { FieldError } from '../refusal.ts'

/** Years a term lasts (domain.md B12: elsewhere five). */
export const YEARS = { least: 2, most: 5 } as const
/** Days before its end on which a term is reminded of. */
export const REMINDS = [60, 30, 7] as const
/** Days in which anybody may object, after the one on which a name is made public. */
export const PUBLICITY = 7

/** The last day of a term of so many years. 29 February becomes the last day of a February. */
export function lastDayOf(from: string, years: number): string {
  const [year = 0, month = 1, date = 1] = from.split('-').map(Number)
  const days = new Date(Date.UTC(year + years, month, 0)).getUTCDate()
  return shift(new Date(Date.UTC(year + years, month - 1, Math.min(date, days))).toISOString().slice(0, 10), -1)
}

/** What is wrong with a term, by field. `earliest` and `latest` bound its first day. */
export function termFaults(
  { from, to }: { from: string; to: string },
  { earliest, latest }: { earliest: string; latest?: string | undefined },
): FieldError[] {
  if (from < earliest) return [{ path: 'from', message: `任期不能倒填，第一天最早是${earliest}` }]
  if (latest !== undefined && from > latest)
    return [{ path: 'from', message: `新的任期要接着上一个，第一天最迟是${latest}` }]
  if (to < lastDayOf(from, YEARS.least))
    return [{ path: 'to', message: `任期至少${YEARS.least}年，最后一天最早是${lastDayOf(from, YEARS.least)}` }]
  if (to > lastDayOf(from, YEARS.most))
    return [{ path: 'to', message: `任期最多${YEARS.most}年，最后一天最迟是${lastDayOf(from, YEARS.most)}` }]
  return []
}

/** The reminder that is due: of several the last, so that a standstill sends one and not three. */
export const dueReminder = (to: string, today: string): number | undefined =>
  today > to ? undefined : REMINDS.filter((days) => today >= shift(to, -days)).at(-1)
