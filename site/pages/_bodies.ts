import type { Client } from '../../api/client.ts'
import { groupOf } from './departments/_groups.ts'

/** Bodies that judicial offices and outside bodies are not: those that enforce, and may be judged for it. */
const NOT = ['office', 'external']

/** What a question may offer to pick: bodies that enforce, grouped as people know them, and townships. */
export async function bodiesOf(client: Client) {
  const answer = await client.api.departments.$get({ query: { limit: '100' } })
  const all = answer.ok ? (await answer.json()).items.map(({ data }) => data) : []
  return {
    departments: all.flatMap(({ code, short, type }) =>
      NOT.includes(type) ? [] : [{ code, name: short, group: groupOf(type)?.title }],
    ),
    townships: all.flatMap(({ code, short, type }) => (type === 'township' ? [{ code, name: short }] : [])),
  }
}
