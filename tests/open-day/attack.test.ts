import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dayOf } from '../../api/open-day/day.ts'
import { byId } from '../../api/open-day/found.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem } from './asked.ts'
import { phone, registered } from './doors.ts'
import { amiss, held, NOW, openDay, sessionsOn } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
beforeEach(() => w.at(NOW))
afterAll(() => w.close())
const { mine, day } = asker(() => w)

/** A morning, and an afternoon on the same day. */
const twice = (am: number, pm: number) => {
  const [first] = sessionsOn('2026-06-24', { resident: am })
  const [last] = sessionsOn('2026-06-24', { resident: pm })
  const on = (clock: string) => `2026-06-24T${clock}`
  return {
    sessions: [first!, { ...last!, id: 'pm', checkIn: on('13:45'), starts: on('14:00'), ends: on('16:00') }],
  }
}

describe('whoever tries to get more seats than there are', () => {
  test('gives back none that were not had: let in elsewhere, put out again, then changed', async () => {
    const code = 'KF-A-UNDO'
    await held(w, openDay(code, {}, twice(2, 2)))
    const me = await registered(w, code, { session: 'am', companions: 1 })
    const others = [await registered(w, code, { session: 'pm' }), await registered(w, code, { session: 'pm' })]
    // The door of the afternoon, without a line, takes somebody of the morning.
    w.at('2026-06-24T13:50:00+08:00')
    const door = await phone(w, code, '1号门')
    const let_in = await door.does({
      act: 'in',
      registration: me.id,
      session: 'pm',
      at: '2026-06-24T05:40:00Z',
    })
    expect(let_in.outcome).toBe('over')
    expect((await door.does({ act: 'undo', registration: me.id })).outcome).toBe('undone')
    expect(others).toHaveLength(2)
    await mine(me.ticket, '/change', json('POST', { companions: 0 }))
    expect(await byId(w.deps, me.id)).toMatchObject({ state: 'confirmed', session: 'pm' })
    expect((await amiss(w, code)).filter((one) => !one.startsWith('confirmed with'))).toEqual([])
  })

  test('gets none in a session that has begun', async () => {
    const code = 'KF-A-PAST'
    await held(w, openDay(code, {}, twice(2, 2)))
    const me = await registered(w, code, { session: 'pm' })
    w.at('2026-06-24T09:10:00+08:00')
    expect(await problem(await mine(me.ticket, '/change', json('POST', { session: 'am' })))).toMatchObject({
      status: 422,
      paths: ['session'],
    })
    expect(await byId(w.deps, me.id)).toMatchObject({ session: 'pm', state: 'confirmed' })
  })
})

test('who makes codes up pushes no real open day out', async () => {
  const path = await day('KF-A-REAL')
  w.at('2026-06-16T09:00:00+08:00')
  const made = Array.from({ length: 600 }, (_, i) => dayOf(w.deps.store, `KF-MADE-${i}`, w.deps.now()))
  expect((await Promise.all(made)).every((one) => one === undefined)).toBe(true)
  const real = () => dayOf(w.deps.store, path.split('/')[3] ?? '', w.deps.now())
  expect(await real()).toMatchObject({ data: { code: 'KF-A-REAL' } })
  expect(await real()).toBe(await real())
})
