import type { Store } from '../../db/open.ts'

export type What = 'scan' | 'complaint' | 'praise'

/** One more of something that came through a code on a day: no person, no hour. */
export const scanCounted = (code: string, day: string, what: What, count = 1) => ({
  sql: `insert into scans (code, day, what, count) values (?, ?, ?, ?)
    on conflict (code, day, what) do update set count = count + excluded.count`,
  args: [code, day, what, count],
})

const waiting = new WeakMap<Store, Map<string, { code: string; day: string; count: number }>>()

/** Notes a scan in memory: nobody who stands before a counter waits for a number. */
export function noteScan(store: Store, code: string, day: string) {
  const own = waiting.get(store) ?? new Map()
  waiting.set(store, own)
  const key = `${code}\n${day}`
  const known = own.get(key)
  if (known) known.count++
  else own.set(key, { code, day, count: 1 })
}

/** Writes down what was noted. A number, not a promise: what a crash takes is a minute’s scans. */
export async function keepScans(store: Store): Promise<void> {
  const noted = waiting.get(store)
  if (!noted?.size) return
  waiting.delete(store)
  await store.writes.commit([...noted.values()].map(({ code, day, count }) => scanCounted(code, day, 'scan', count)))
}
