import type { Client } from '../../../api/client.ts'
import { visitsOf } from '../../../api/tool/visit.ts'
import { INDUSTRY } from '../../../content/kinds/industry.ts'
import { gathered } from '../tools/_asked.ts'

type Industry = keyof typeof INDUSTRY

/** What a sector is shown first: its guides, the list of what may go unpunished, and how often it may be visited. */
export interface Sector {
  code: Industry
  name: string
  guides: { code: string; name: string; lenient: number; checks: number }[]
  /** How many bodies may come, and how often all together at most; nothing while it cannot be read. */
  visits: { bodies: number; total: number } | undefined
  away: boolean
}

export const isIndustry = (code: string | null): code is Industry => code !== null && Object.hasOwn(INDUSTRY, code)

/** What is published for a sector today. */
export async function sectorOf(client: Client, code: Industry): Promise<Sector> {
  const [guides, inspections] = await Promise.all([
    gathered(client, 'guide', { industry: code }),
    gathered(client, 'inspection', { industries: code }),
  ])
  const { bodies, total } = visitsOf(inspections.items.map(({ data }) => data))
  return {
    code,
    name: INDUSTRY[code],
    guides: guides.items.map(({ code: guide, data }) => ({
      code: guide,
      name: data.name,
      lenient: data.leniencies.length,
      checks: data.checklist.length,
    })),
    visits: inspections.away ? undefined : { bodies: bodies.filter(({ most }) => most > 0).length, total },
    away: guides.away || inspections.away,
  }
}
