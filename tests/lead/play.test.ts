import { expect, test } from 'vitest'
import { ownLeads } from '../../api/lead/own.ts'
import { playLeads } from '../../api/lead/play.ts'
import { playSupervisors } from '../../api/supervisor/play.ts'
import { readContent } from '../../content/load.ts'
import { cases } from '../../db/schema.ts'
import { START, world } from '../support/world.ts'

test('the demonstration has a lead that was answered and one that is being dealt with, both accepted at once', async () => {
  const w = await world({ now: START, since: '2024-06-01T08:00:00+08:00' })
  const { people: team, supervisors: chosen, leads } = readContent('content')
  await playSupervisors(w.deps, team, chosen, w.deps.now())
  expect(await playLeads(w.deps, team, leads, w.deps.now())).toBe(leads.length)
  const { items, total } = await ownLeads(w.deps, 'supervisor1', { limit: 20 }, w.deps.now())
  expect(total).toBe(leads.length)
  expect(items.map(({ status, conflict }) => [status, conflict])).toEqual([
    ['handling', 'none'],
    ['closed', 'none'],
  ])
  const rows = await w.deps.store.read.select().from(cases)
  expect(rows.every(({ demo, channel }) => demo && channel === 'SUPERVISOR')).toBe(true)
  // Nobody else has them.
  expect((await ownLeads(w.deps, 'supervisor2', { limit: 20 }, w.deps.now())).total).toBe(0)
})
