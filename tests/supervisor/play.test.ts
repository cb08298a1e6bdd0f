import { expect, test } from 'vitest'
import { playSupervisors } from '../../api/supervisor/play.ts'
import { readContent } from '../../content/load.ts'
import { people, supervisors } from '../../db/schema.ts'
import { world } from '../support/world.ts'
import { NOW } from './applied.ts'

test('the demonstration has somebody at every step, two of whom sign in, and publicity is open', async () => {
  const w = await world({ now: NOW, since: '2024-06-01T08:00:00+08:00' })
  const { people: team, supervisors: samples } = readContent('content')
  expect(await playSupervisors(w.deps, team, samples, w.deps.now())).toBe(samples.length)
  const rows = await w.deps.store.read.select().from(supervisors)
  const of = (state: string) => rows.filter((row) => row.state === state)
  expect(['serving', 'publicity', 'applied', 'refused'].map((state) => of(state).length)).toEqual([9, 3, 3, 1])
  expect(rows.flatMap(({ login }) => login ?? []).toSorted()).toEqual(['supervisor1', 'supervisor2'])
  expect(
    of('serving').every(({ number, from, to }) => number !== null && from! < '2026-06-15' && to! > '2026-06-15'),
  ).toBe(true)
  // No account but those of the demonstration is left.
  expect(await w.deps.store.read.$count(people)).toBe(0)
  const list = async (path: string) => ((await (await w.app.request(path)).json()) as { total: number }).total
  expect(await list('/api/supervisors/publicity')).toBe(3)
  expect(await list('/api/supervisors')).toBe(8)
})
