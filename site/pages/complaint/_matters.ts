import type { Client } from '../../../api/client.ts'

/** The published matters a few words may mean, best first. */
export async function mattersLike(client: Client, q: string): Promise<{ code: string; name: string }[]> {
  const answer = await client.api.search.$get({ query: { q: q.slice(0, 100), kind: 'matter', limit: '6' } })
  return answer.ok ? (await answer.json()).items.map(({ code, title }) => ({ code, name: title })) : []
}
