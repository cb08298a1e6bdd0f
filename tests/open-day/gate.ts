import type { Keep, Odd, Shelf } from '../../site/pages/door/_keep.ts'
import type { Counts, DoorSession, Entry, List, Owed } from '../../site/pages/door/_list.ts'

export const SESSION: DoorSession = {
  id: 'am',
  checkIn: '2026-06-24T08:45:00+08:00',
  starts: '2026-06-24T09:00:00+08:00',
  ends: '2026-06-24T11:30:00+08:00',
  seats: 30,
}

export const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 'one',
  number: '7K3M9QXZ',
  name: '王*芳',
  group: 'resident',
  groupLabel: '群众',
  session: 'am',
  size: 1,
  state: 'confirmed',
  needs: [],
  noPhoto: false,
  ...more,
})

export const list = (entries: Entry[], counts: Counts = {}, now = '2026-06-24T08:50:00+08:00'): List => ({
  now,
  door: { id: 'd1', label: '1号门', until: '2026-06-24T13:30:00+08:00' },
  event: { code: 'KF-2026-001', name: '走近执法', phase: 'running' },
  sessions: [SESSION],
  list: entries,
  counts: { am: { expected: 0, came: 0, inside: 0, parties: 0 }, ...counts },
  n: 1,
})

/** What a device keeps, in memory: it outlasts the page that is loaded anew. */
export function inMemory(): Keep & { shelf: Shelf; everything(): string } {
  let n = 0
  const keep = {
    shelf: { owed: [], odd: [] } as Shelf,
    everything: () => JSON.stringify(keep.shelf),
    read: async () => structuredClone(keep.shelf),
    async put(kept: NonNullable<Shelf['kept']>) {
      const { ended: _, ...rest } = keep.shelf
      keep.shelf = { ...rest, kept: structuredClone(kept) }
    },
    async owe(told: Omit<Owed, 'n'>) {
      n++
      const owed = { ...told, n }
      keep.shelf.owed.push(owed)
      return owed
    },
    async told(owed: readonly Owed[], odd: readonly Odd[]) {
      keep.shelf.owed = keep.shelf.owed.filter((one) => !owed.some((done) => done.n === one.n))
      keep.shelf.odd.push(...odd)
    },
    async looked(id: string) {
      keep.shelf.odd = keep.shelf.odd.filter((one) => one.id !== id)
    },
    async shut(ended: number) {
      keep.shelf = { owed: keep.shelf.owed, odd: [], ended }
    },
    async empty() {
      keep.shelf = { owed: [], odd: [] }
    },
  }
  return keep
}
