import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '../../api/open-day/day.ts'
import { register } from '../../api/open-day/register.ts'
import type { Group } from '../../content/kinds/open-day.ts'
import { makeWorld, type World } from '../support/world.ts'
import { amiss, held, NOW, openDay, rowsOf, seatsOf, visitor } from './made.ts'
import { guardOff } from './unguarded.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())

const ROUNDS = 8
const CROWD = 60
const SEATS = 7

/** Many at once, of one to three people each, for few seats. */
async function rush(code: string, deps: World['deps'] = w.deps) {
  const day = await held(w, openDay(code, { resident: SEATS, media: 2 }))
  const asked = Array.from({ length: CROWD }, (_, i) =>
    visitor({ companions: i % 3, group: (i % 10 === 9 ? 'media' : 'resident') as Group }),
  )
  const issued = await Promise.all(
    asked.map((one) => register(deps, day, one, new Date(NOW), { marks: [], demo: true })),
  )
  return { issued, rows: await rowsOf(w, code) }
}

describe('the last seats', () => {
  test(`${ROUNDS} times ${CROWD} parties at once for ${SEATS} seats: none sold twice, none left, everybody answered`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const code = `KF-RUSH-${round}`
      const { issued, rows } = await rush(code)
      expect(await amiss(w, code)).toEqual([])
      expect(new Set(rows.map((r) => r.id))).toEqual(new Set(issued.map(({ id }) => id)))
      expect(rows.filter((r) => r.state === 'confirmed').reduce((sum, r) => sum + r.size, 0)).toBe(SEATS + 2)
      const places = rows.filter((r) => r.state === 'waiting').map((r) => r.place!)
      expect(places.sort((a, b) => a - b)).toEqual(places.map((_, i) => i + 1))
    }
  })

  test('whoever was committed earlier is ahead of whoever came later', async () => {
    const { issued, rows } = await rush('KF-ORDER')
    const place = new Map(rows.map((r) => [r.id, r]))
    const lone = issued.map(({ id }) => place.get(id)!).filter((r) => r.group === 'resident' && r.size === 1)
    // In one process the order of asking is the order of commits.
    const order = lone.map((r) => (r.state === 'confirmed' ? 0 : r.place!))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  test('with the guard off they are oversold, and that is seen', async () => {
    const { rows } = await rush('KF-OPEN', { ...w.deps, store: guardOff(w.deps.store) })
    expect(rows.some((r) => r.state === 'waiting')).toBe(false)
    expect((await amiss(w, 'KF-OPEN')).join()).toMatch(/oversold/)
  })

  test('a look at what is left before writing would oversell too', async () => {
    const day = await held(w, openDay('KF-LOOK', { resident: SEATS }))
    await register(w.deps, day, visitor(), new Date(NOW), { marks: [], demo: true })
    const { store } = w.deps
    const looks = Array.from({ length: CROWD }, async () => (await seatsOf(w, 'KF-LOOK'))[0]!)
    const free = (await Promise.all(looks)).filter(({ seats, taken }) => taken < seats)
    const sql = "update openings set taken = taken + 1 where event = 'KF-LOOK'"
    await Promise.all(free.map(() => store.writes.commit([{ sql, args: [] }])))
    expect((await amiss(w, 'KF-LOOK')).join()).toMatch(/miscounted resident: 1, said 61$/)
  })

  test('a version with more seats is counted at once, one with fewer takes nobody’s away', async () => {
    await held(w, openDay('KF-MORE', { resident: 2 }))
    const one = async () =>
      register(w.deps, (await dayOf(w.deps.store, 'KF-MORE', new Date(NOW)))!, visitor(), new Date(NOW), {
        marks: [],
        demo: true,
      })
    await Promise.all([one(), one()])
    await held(w, openDay('KF-MORE', { resident: 3 }), '2026-06-02')
    await Promise.all([one(), one()])
    expect((await rowsOf(w, 'KF-MORE')).map((r) => r.state).sort()).toEqual([
      'confirmed',
      'confirmed',
      'confirmed',
      'waiting',
    ])
    await held(w, openDay('KF-MORE', { resident: 1 }), '2026-06-03')
    await one()
    expect((await rowsOf(w, 'KF-MORE')).filter((r) => r.state === 'confirmed')).toHaveLength(3)
  })
})
