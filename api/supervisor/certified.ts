import { eq } from 'drizzle-orm'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import type { World } from './found.ts'
import { namedOn, STANDING, standingOf } from './roster.ts'
import { sectorName } from './sector.ts'
import { GROUP, TYPE } from './supervisor.ts'
import { isServing, STATE } from './workflow.ts'

/** What whoever scans a certificate sees: enough to hold it against the card and whoever shows it, and no more. */
export interface ToldSupervisor {
  /** As every verifying names its holder, api/supervisor/roster.ts. */
  name: string | null
  number: string
  typeLabel: string
  groupLabel: string
  stateLabel: string
  serving: boolean
  from: string
  to: string
  areas: string[]
  sectors: string[]
}

export async function toldSupervisor(world: World, number: string, now: Date): Promise<ToldSupervisor | undefined> {
  const row = await world.store.read.select().from(supervisors).where(eq(supervisors.number, number)).get()
  if (!row) return undefined
  const { departments } = await rulebook(world.store, now)
  const serving = isServing(row.state)
  return {
    name: namedOn(world, row, today(now)) ?? null,
    number,
    typeLabel: TYPE[row.type],
    groupLabel: GROUP[row.group],
    stateLabel: standingOf(row, today(now)) === 'ahead' ? STANDING.ahead : STATE[row.state],
    serving,
    from: row.from ?? '',
    to: row.to ?? '',
    areas: row.areas.map((code) => departments.get(code)?.name ?? code),
    sectors: row.sectors.map(sectorName),
  }
}
