import { expect, test } from 'vitest'
import { type changes, compare, roomy } from '../../api/publication/change.ts'
import type { Version } from '../../api/publication/publication.ts'
import { search } from '../../api/publication/search.ts'
import { publish } from '../../api/publication/store.ts'
import { world } from '../support/world.ts'

/** Text whose beginning, end and every other phrase differ from seed to seed. */
const text = (seed: number, length: number) =>
  Array.from({ length }, (_, i) =>
    i % 40 < 20
      ? '本条其余内容保持不变而仍按原来的规定执行'[i % 20]
      : String.fromCharCode(0x4e00 + ((i * 31 + seed * 997) % 5000)),
  )
    .reverse()
    .join('')

test('what one answer compares is bounded: beyond it a change is shown whole, and still right', () => {
  const room = roomy()
  const pairs = Array.from({ length: 20 }, (_, i) => [text(i, 1900), text(i + 1, 1900)] as const)
  const runs = pairs.map(([before, after]) => compare(before, after, room))
  for (const [i, [before, after]] of pairs.entries()) {
    const said = (is: string) => runs[i]!.filter((r) => r.is === 'same' || r.is === is).map((r) => r.text)
    expect(said('gone').join('')).toBe(before)
    expect(said('new').join('')).toBe(after)
  }
  // The first were compared word by word, the last were not.
  expect(runs[0]!.length).toBeGreaterThan(20)
  expect(
    runs
      .at(-1)!
      .filter((r) => r.is !== 'same')
      .map((r) => r.is),
  ).toEqual(['gone', 'new'])
})

test('the history of many long versions is compared newest first', async () => {
  const w = await world()
  const { items } = (await (await w.app.request('/api/guides?limit=1')).json()) as { items: Version[] }
  const { code, data } = items[0]!
  const versions = Array.from({ length: 12 }, (_, i) => ({
    kind: 'guide' as const,
    code,
    from: '2026-06-01',
    reason: '改',
    data: { ...data, rights: text(i, 1900) },
  }))
  await publish(w.deps.store, versions, { proposed: 'a', published: 'b' }, w.deps.now())
  const past = (await (await w.app.request(`/api/guides/${code}/history`)).json()) as {
    items: { changes: ReturnType<typeof changes> }[]
  }
  const runs = past.items.map((i) => i.changes.find((c) => c.field === 'rights')?.runs.length ?? 0)

  expect(runs.at(-1)).toBeGreaterThan(20)
  expect(runs[4]).toBeLessThan(5)
  // Any two of them are compared in full where somebody asks for them.
  const pair = (await (await w.app.request(`/api/guides/${code}/compare?from=3&to=4`)).json()) as {
    changes: ReturnType<typeof changes>
  }
  expect(pair.changes.find((c) => c.field === 'rights')?.runs.length).toBeGreaterThan(20)
})

test('a name that is scheduled is not found through what refers to it', async () => {
  const w = await world()
  const { store } = w.deps
  const now = w.deps.now()
  const one = async <T = Version>(path: string) => (await (await w.app.request(path)).json()) as T
  const matter = await one<{ items: Version[] }>('/api/matters?limit=1')
  const { code, data } = matter.items[0]!
  const department = await one(`/api/departments/${data.department}`)
  const by = { proposed: 'a', published: 'b' }
  const renamed = { ...department.data, name: '曜魆玃执法局' }
  await publish(
    store,
    [{ kind: 'department', code: department.code, from: '2026-06-01', reason: '更名', data: renamed }],
    { ...by, goesLive: new Date('2026-07-01T00:00:00+08:00') },
    now,
  )
  await publish(store, [{ kind: 'matter', code, from: '2026-06-10', reason: '改', data }], by, now)
  const found = await search(store, {
    q: '曜魆玃',
    on: '2026-06-15',
    by: Date.parse('2026-06-15T23:59:59+08:00'),
    from: 0,
    limit: 10,
  })
  expect(found.items.filter((i) => i.tier !== 'near')).toEqual([])
})

test('searching a list counts as a search', async () => {
  const w = await world({ env: { LIMITS: 'on' } })
  const status = async () => (await w.app.request('/api/matters?q=%E7%BD%9A&limit=1')).status
  const all = await Promise.all(Array.from({ length: 241 }, status))
  expect(all.filter((s) => s === 200).length).toBe(240)
  expect(all.filter((s) => s === 429).length).toBe(1)
  // The list itself costs no search.
  expect((await w.app.request('/api/matters?limit=1')).status).toBe(200)
})
