import type { Store } from '../../db/open.ts'
import type { SurveyRow } from './found.ts'

/** More than anybody looks at in turn; each takes some tens of kilobytes. */
const MOST = 50

/** Whether the box was opened: from then on every change of what counts raises `n`, in the same commit. */
export const isOpened = ({ status }: Pick<SurveyRow, 'status'>): boolean =>
  status === 'counted' || status === 'reported'

/**
 * What follows from an opened survey as it stands, worked out once and kept in memory until it stands otherwise. How it
 * stands is read anew each time, so what was decided anywhere is seen at once. `also` names what else it follows from.
 */
export function asItStands<T>() {
  const stores = new WeakMap<Store, Map<string, { from: string; what: Promise<T> }>>()
  return (store: Store, { code, n }: SurveyRow, also: string, work: () => Promise<T>): Promise<T> => {
    const kept = stores.get(store) ?? new Map<string, { from: string; what: Promise<T> }>()
    stores.set(store, kept)
    const from = `${n} ${also}`
    const before = kept.get(code)
    const one = before?.from === from ? before : { from, what: work() }
    // Put at the end anew: what nobody has looked at for longest goes first.
    kept.delete(code)
    kept.set(code, one)
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST) break
      kept.delete(oldest)
    }
    if (one !== before) one.what.catch(() => kept.get(code) === one && kept.delete(code))
    return one.what
  }
}
