import type { Store } from '../../db/open.ts'
import type { Type } from './code.ts'

export type What = 'scan' | 'complaint' | 'praise' | 'rating'

/** One more of something that came through a code on a day: no person, no hour. */
export const scanCounted = (code: string, day: string, what: What, count = 1) => ({
  sql: `insert into scans (code, day, what, count) values (?, ?, ?, ?)
    on conflict (code, day, what) do update set count = count + excluded.count`,
  args: [code, day, what, count],
})

const waiting = new WeakMap<Store, Map<string, { code: string; day: string; what: What; count: number }>>()

/** Notes something in memory: nobody who stands before a counter waits for a number. */
function note(store: Store, code: string, day: string, what: What) {
  const own = waiting.get(store) ?? new Map()
  waiting.set(store, own)
  const key = `${code}\n${day}\n${what}`
  const known = own.get(key)
  if (known) known.count++
  else own.set(key, { code, day, what, count: 1 })
}

export const noteScan = (store: Store, code: string, day: string) => note(store, code, day, 'scan')

/** Of a rating only the type of its code is kept, in the place of the code, and never in the commit of an answer. */
export const noteRating = (store: Store, type: Type, day: string) => note(store, type, day, 'rating')

/** Writes down what was noted. A number, not a promise: what a crash takes is a minute’s scans. */
export async function keepScans(store: Store): Promise<void> {
  const noted = waiting.get(store)
  if (!noted?.size) return
  waiting.delete(store)
  await store.writes.commit(
    [...noted.values()].map(({ code, day, what, count }) => scanCounted(code, day, what, count)),
  )
}
