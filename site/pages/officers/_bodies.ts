import type { Client } from '../../../api/client.ts'
import { doorOf } from '../_doors.ts'

/** So many of a body's officers stand on one page. */
export const SIZE = 50

/** The bodies that have officers, with how many; undefined while the register cannot be read. */
export async function bodiesWithOfficers(client: Client) {
  const answer = await doorOf(client, 'department').$get({ query: { limit: '100' } })
  if (!answer.ok) return undefined
  const counted = (await answer.json()).items.map(async ({ code, data }) => {
    const officers = await doorOf(client, 'officer').$get({ query: { department: code, limit: '1' } })
    return { code, name: data.name, short: data.short, total: officers.ok ? (await officers.json()).total : 0 }
  })
  return (await Promise.all(counted)).filter(({ total }) => total > 0)
}
