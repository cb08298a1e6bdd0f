import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDayTurn } from '../../api/open-day/turn.ts'
import { allowed } from '../../api/open-day/workflow.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, taken } from './asked.ts'
import { amiss, ENDS, held, NOW, openDay, rowsOf, STARTS, seatsOf } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())
const { register, mine, told, day } = asker(() => w)
const turn = async (at: string | number) => {
  w.at(new Date(at))
  await openDayTurn(w.deps, w.deps.now())
}
const states = async (code: string) =>
  (await rowsOf(w, code)).sort((a, b) => a.at - b.at || a.number.localeCompare(b.number)).map((r) => r.state)

/** One of each: confirmed, an offer, somebody who waits, somebody who is not judged. */
async function everybody(code: string) {
  w.at(NOW)
  const path = await day(code, { resident: 1, enterprise: 1, media: 2 }, { approval: ['media'] })
  const gone = await taken(register(path))
  const offered = await taken(register(path))
  const waits = await taken(register(path))
  const coming = await taken(register(path, { group: 'enterprise' }))
  const pending = await taken(register(path, { group: 'media', companions: 1 }))
  w.at(Date.parse(STARTS) - 3_600_000)
  await mine(gone.ticket, '/cancel')
  return { offered, waits, coming, pending }
}

describe('time', () => {
  test('at the beginning takes offers, places in line and open judgements back, with their seats', async () => {
    const { offered, waits, coming, pending } = await everybody('KF-START')
    await turn(Date.parse(STARTS) - 1)
    const of = async () =>
      Promise.all([offered, waits, coming, pending].map(async ({ ticket }) => (await told(ticket)).state))
    expect(await of()).toEqual(['offered', 'waiting', 'confirmed', 'pending'])
    await turn(STARTS)
    expect(await of()).toEqual(['expired', 'expired', 'confirmed', 'expired'])
    expect((await seatsOf(w, 'KF-START')).map(({ group, taken: n }) => [group, n])).toEqual([
      ['enterprise', 1],
      ['media', 0],
      ['resident', 0],
    ])
    expect(await amiss(w, 'KF-START')).toEqual([])
    // Nothing is offered afterwards, and once is enough.
    await turn(Date.parse(STARTS) + 60_000)
    expect(await of()).toEqual(['expired', 'expired', 'confirmed', 'expired'])
    expect(await amiss(w, 'KF-START')).toEqual([])
  })

  test('at the end makes who did not come absent, and nobody who did', async () => {
    await everybody('KF-END')
    w.at(NOW)
    const path = await day('KF-CAME', { resident: 2 })
    for (let i = 0; i < 2; i++) await taken(register(path))
    const [first] = await rowsOf(w, 'KF-CAME')
    await w.deps.store.writes.commit([
      { sql: "update registrations set state = 'attended', came = 1 where id = ?", args: [first!.id] },
    ])
    await turn(Date.parse(ENDS) - 1)
    expect((await states('KF-CAME')).sort()).toEqual(['attended', 'confirmed'])
    await turn(ENDS)
    expect((await states('KF-CAME')).sort()).toEqual(['absent', 'attended'])
    expect((await states('KF-END')).filter((s) => s === 'absent')).toHaveLength(1)
    expect(await amiss(w, 'KF-CAME')).toEqual([])
  })

  test('goes by the newest version: who was moved to a later day is not absent, nor is who was called off', async () => {
    w.at(NOW)
    const path = await day('KF-POSTPONED', { resident: 1 })
    await taken(register(path))
    const off = await day('KF-DROPPED', { resident: 1 })
    const { ticket } = await taken(register(off))
    const sessions = openDay('X', { resident: 1 }).sessions.map((s) => ({
      ...s,
      checkIn: '2026-07-24T08:45',
      starts: '2026-07-24T09:00',
      ends: '2026-07-24T11:30',
    }))
    await held(w, openDay('KF-POSTPONED', { resident: 1 }, { sessions }), '2026-06-15')
    await held(w, openDay('KF-DROPPED', { resident: 1 }), '2026-06-15', true)
    await turn(ENDS)
    expect(await states('KF-POSTPONED')).toEqual(['confirmed'])
    expect((await told(ticket)).state).toBe('cancelled')
    await turn('2026-07-24T11:30:00+08:00')
    expect(await states('KF-POSTPONED')).toEqual(['absent'])
  })

  test('a session a newer version has dropped ends with the day', async () => {
    w.at(NOW)
    const path = await day('KF-ONLY', { resident: 1 })
    await taken(register(path))
    const sessions = openDay('X', { resident: 1 }).sessions.map((s) => ({ ...s, id: 'pm' }))
    await held(w, openDay('KF-ONLY', { resident: 1 }, { sessions }), '2026-06-15')
    await turn(ENDS)
    expect(await states('KF-ONLY')).toEqual(['absent'])
  })
})

test('only the clock lets a registration lapse or be missed', () => {
  const hats = ['holder', 'handler', 'body', 'editor', 'admin', 'chief'] as const
  for (const state of ['pending', 'waiting', 'offered', 'confirmed'] as const)
    expect(allowed(state, hats).filter((a) => a === 'lapse' || a === 'miss')).toEqual([])
  expect(allowed('confirmed', ['clock'])).toContain('miss')
  expect(['pending', 'waiting', 'offered'].every((s) => allowed(s as 'pending', ['clock']).includes('lapse'))).toBe(
    true,
  )
})
