import { eq, sql } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { revision } from '../../db/schema.ts'

/** How long a node may show what another node has just replaced. */
const FRESH_FOR = 500
const known = new WeakMap<Store, { n: number; at: number }>()

/** The counter every publishing commit raises; read at most twice a second. */
export async function currentRevision(store: Store): Promise<number> {
  const last = revisionAtHand(store)
  if (last !== undefined) return last
  const row = await store.read.select({ n: revision.n }).from(revision).get()
  const n = row?.n ?? 0
  known.set(store, { n, at: Date.now() })
  return n
}

/** The counter if it was read a moment ago; who cannot wait takes this. */
export function revisionAtHand(store: Store): number | undefined {
  const last = known.get(store)
  return last && Date.now() - last.at < FRESH_FOR ? last.n : undefined
}

/** Part of each publishing commit. */
export const raiseRevision = (store: Store) =>
  store.read
    .update(revision)
    .set({ n: sql`${revision.n} + 1` })
    .where(eq(revision.id, 1))

/** This node shows its own publishing at once. */
export const forgetRevision = (store: Store) => known.delete(store)
