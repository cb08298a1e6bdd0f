import type { Publication } from '../../content/load.ts'
import type { Store } from '../../db/open.ts'
import { current } from './store.ts'

type Exported = Omit<Publication, 'file' | 'line' | 'at'>

/** The published state as a content folder states it. A cancellation is the end of the version before it. */
export async function publishedState(store: Store): Promise<Exported[]> {
  const versions = (await current(store)).filter((v) => !v.summary?.cancelled)
  return versions.map(({ kind, code, from, to, data, source, filingNo, reason, reviewOn }) => {
    const envelope = {
      from,
      ...(to && { to }),
      ...(source && { source }),
      ...(filingNo && { filingNo }),
      ...(reason && { reason }),
      ...(reviewOn && { reviewOn }),
    }
    return { kind, code, ...envelope, data } as Exported
  })
}
