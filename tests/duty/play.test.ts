import { expect, test } from 'vitest'
import { playDuties } from '../../api/duty/play.ts'
import { playSupervisors } from '../../api/supervisor/play.ts'
import { readContent } from '../../content/load.ts'
import { announcements, duties, dutyParts } from '../../db/schema.ts'
import { world } from '../support/world.ts'
import { NOW } from './made.ts'

test('the demonstration has a task that is over and confirmed, one that asks, a training, and an announcement', async () => {
  const w = await world({ now: NOW, since: '2024-06-01T08:00:00+08:00' })
  const { people: team, supervisors: chosen, duties: samples } = readContent('content')
  await playSupervisors(w.deps, team, chosen, w.deps.now())
  expect(await playDuties(w.deps, team, samples, w.deps.now())).toBe(samples.length)
  const [made, parts, told] = await Promise.all([
    w.deps.store.read.select().from(duties).orderBy(duties.startsAt),
    w.deps.store.read.select().from(dutyParts),
    w.deps.store.read.select().from(announcements),
  ])
  expect(made.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['check held', 'review open', 'training open'])
  const states = (n: number) => parts.filter(({ duty }) => duty === made[n]?.id).map(({ state }) => state)
  expect([states(0), states(1), states(2)]).toEqual([
    ['confirmed'],
    ['invited', 'invited'],
    expect.arrayContaining(['invited', 'accepted']),
  ])
  expect(parts.find(({ state }) => state === 'confirmed')?.minutes).toBe(180)
  expect(told.filter(({ supervisor }) => supervisor === null)).toHaveLength(1)
  expect(made.every(({ demo }) => demo)).toBe(true)
})
