/** What decides which version of a code is in force, and nothing more: light enough to keep of everything ever published. */
export interface Saying {
  id: number
  version: number
  /** First day of effect. */
  from: string
  /** When the site begins to say so; a later midnight for what is scheduled. */
  publishedAt: number
  /** From its first day on the entry is withdrawn: the address stays and says so. */
  cancelled: boolean
}

/** The order that decides: the later first day wins, then the newer version. */
export const strongestFirst = (a: Saying, b: Saying) =>
  a.from === b.from ? b.version - a.version : a.from < b.from ? 1 : -1

/**
 * The version in force on a day as the site said by an instant: of what was published by then and begins by the day,
 * the strongest. Given the sayings in that order, so that nothing about the future or the past needs to be stored.
 */
export const inForceOf = <T extends Saying>(sayings: readonly T[], on: string, by: number): T | undefined =>
  sayings.find((s) => s.from <= on && s.publishedAt <= by)

/** How long a saying holds, by what the site said at an instant: until the next first day anything else begins. */
export function endOf(saying: Saying, sayings: readonly Saying[], by: number): string | null {
  let end: string | null = null
  for (const s of sayings)
    if (s.publishedAt <= by && s.from > saying.from && (end === null || s.from < end)) end = s.from
  return end
}

/** Whether a newer version says something else for the same first day: a correction. */
export const isCorrected = (saying: Saying, sayings: readonly Saying[], by: number): boolean =>
  sayings.some((s) => s.publishedAt <= by && s.from === saying.from && s.version > saying.version)

const DAY = 86_400_000

/** The last instant of a civil day in UTC+8. What is scheduled begins at a midnight, so a day has one answer. */
export const dayEnd = (civil: string): number => Date.parse(`${civil}T00:00:00+08:00`) + DAY - 1
export const dayStart = (civil: string): number => Date.parse(`${civil}T00:00:00+08:00`)
