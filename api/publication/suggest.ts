import type { Store } from '../../db/open.ts'
import type { Known } from './register.ts'
import { search } from './search.ts'

/** What somebody who is still typing may mean: titles first, then how they sound, then what people call them. */
export async function suggest(store: Store, q: string, on: string, by: number, most = 8): Promise<Known[]> {
  const { items } = await search(store, { q, on, by, from: 0, limit: most * 2 })
  return items
    .filter(({ tier, known }) => tier !== 'basis' && tier !== 'body' && tier !== 'parts' && !known.cancelled)
    .slice(0, most)
    .map(({ known }) => known)
}
