import { GROUP, type Group } from '../../../api/open-day/open-day.ts'
import type { OpenDay } from '../../../content/kinds/open-day.ts'

/** A session as the API tells it beside what was published; a draft has none of it. */
export interface Told {
  id: string
  quota: Partial<Record<Group, { seats: number; left: number }>>
}

/** What the API tells besides once the day has begun, and once there is a report. */
export interface Reported {
  heard?: boolean
  came?: { groups: { group: Group; n: number | null }[]; total: number | null }
  photographs?: { id: string; width: number; height: number }[]
  survey?: string
}

/** The table of seats of one session: who, how many, and how many are left. */
export function seatRows({ seats, id }: OpenDay['sessions'][number], told: readonly Told[] | undefined) {
  const quota = told?.find((session) => session.id === id)?.quota
  return seats.map(({ group, seats: all }) => ({ label: GROUP[group], all, left: quota?.[group]?.left ?? all }))
}

/** How many seats nobody has; each is counted once, though from the day of overflow every group may have it. */
export const leftOf = (sessions: OpenDay['sessions'], told: readonly Told[] | undefined, shared: boolean): number =>
  sessions.reduce((sum, session) => {
    const left = seatRows(session, told).map((row) => row.left)
    return sum + (shared ? Math.max(0, ...left) : left.reduce((all, one) => all + one, 0))
  }, 0)
