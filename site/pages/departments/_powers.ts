import type { AstroGlobal } from 'astro'
import { MATTER_TYPE } from '../../../content/kinds/matter.ts'
import { doorOf } from '../_doors.ts'
import { daysOf } from '../_entry.ts'

/** So many inspections are listed on the page of a body; the list of the kind has them all. */
const MOST = 20

/** What a body may do on the day: its matters by type, those given to it as a township, its inspections, its officers. */
export async function powersOf(astro: AstroGlobal, code: string) {
  const { client } = astro.locals
  const query = daysOf(astro.url)
  const on: Record<string, string> = query.on ? { on: query.on } : {}
  const count = async (kind: 'matter' | 'officer', more: Record<string, string>) => {
    const answer = await doorOf(client, kind).$get({ query: { ...query, ...more, limit: '1' } })
    return answer.ok ? (await answer.json()).total : 0
  }
  const types = (by: 'department' | 'townships') =>
    Promise.all(
      Object.entries(MATTER_TYPE).map(async ([type, label]) => ({
        label,
        count: await count('matter', { [by]: code, type }),
        href: `/matters?${new URLSearchParams({ ...on, [by]: code, type })}`,
      })),
    )
  const [own, given, officers, visits] = await Promise.all([
    types('department'),
    types('townships'),
    count('officer', { department: code }),
    doorOf(client, 'inspection').$get({ query: { ...query, department: code, limit: String(MOST) } }),
  ])
  const inspections = visits.ok ? await visits.json() : { items: [], total: 0 }
  const some = (all: typeof own) => all.filter((type) => type.count > 0)
  return { own: some(own), given: some(given), officers, inspections }
}
