import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tell } from '../../api/open-day/arrivals.ts'
import { dayOf } from '../../api/open-day/day.ts'
import { countsOf } from '../../api/open-day/door-list.ts'
import { byId } from '../../api/open-day/found.ts'
import { makeWorld, type World } from '../support/world.ts'
import { acted, lines, type Phone, phone, registered } from './doors.ts'
import { amiss, held, NOW, openDay, rowsOf } from './made.ts'

const OPEN = '2026-06-24T08:50:00+08:00'
const STARTED = '2026-06-24T09:10:00+08:00'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())

/** An open day with two doors, at the moment they are open. */
async function twoDoors(code: string, seats: number, more = {}): Promise<[Phone, Phone]> {
  w.at(NOW)
  await held(w, openDay(code, { resident: seats }, more))
  w.at(OPEN)
  return [await phone(w, code, '1号门'), await phone(w, code, '2号门')]
}

/** The counts told are those of the rows. */
async function counted(code: string) {
  const day = (await dayOf(w.deps.store, code, w.deps.now()))!
  const rows = await rowsOf(w, code)
  const came = rows.filter((r) => r.state === 'attended')
  const sum = (some: typeof rows) => some.reduce((all, r) => all + r.came!, 0)
  const { counts } = await countsOf(w.deps, day)
  expect(counts.am).toEqual({
    expected: rows
      .filter((r) => ['confirmed', 'attended', 'absent'].includes(r.state) && !r.marks.includes('walk-in'))
      .reduce((all, r) => all + r.size, 0),
    came: sum(came),
    inside: sum(came.filter((r) => r.leftAt === null)),
    parties: came.length,
  })
  return counts.am!
}

describe('two doors', () => {
  test('at once: one wins, the other is told', async () => {
    const code = 'KF-ATONCE'
    const [one, two] = await twoDoors(code, 40)
    for (let round = 0; round < 10; round++) {
      const { id } = await registered(w, code)
      const act = () => acted(w, { act: 'in', registration: id })
      const [a, b] = await Promise.all([one.tell(act()), two.tell(act())])
      expect([a[0]!.outcome, b[0]!.outcome].sort()).toEqual(['already', 'in'])
      const loser = a[0]!.outcome === 'already' ? a[0]! : b[0]!
      expect(loser.before?.door).toBe(a[0]!.outcome === 'already' ? '2号门' : '1号门')
    }
    expect((await counted(code)).came).toBe(10)
  })

  test('one act told twenty times at once is one', async () => {
    const [one, two] = await twoDoors('KF-TWICE', 10)
    const act = acted(w, { act: 'walk-in', party: 2 })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two).tell(act)))
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1)
    expect(await rowsOf(w, 'KF-TWICE')).toHaveLength(1)
    expect(await lines(w, 'KF-TWICE')).toHaveLength(1)
    expect(await amiss(w, 'KF-TWICE')).toEqual([])
  })

  test.each([
    ['before it begins', OPEN],
    ['after it began', STARTED],
  ])('with one seat left, %s: one of those who walk in gets it', async (_, at) => {
    const code = at === OPEN ? 'KF-LAST' : 'KF-LATE'
    const [one, two] = await twoDoors(code, 3)
    w.at(at)
    const walk = (door: Phone) => door.does({ act: 'walk-in', party: 1 })
    await Promise.all([walk(one), walk(two)])
    const outcomes = (await Promise.all([walk(one), walk(two), walk(one), walk(two)])).map((r) => r.outcome)
    expect(outcomes.sort()).toEqual(['full', 'full', 'full', 'walked-in'])
    expect((await counted(code)).inside).toBe(3)
    expect(await amiss(w, code)).toEqual([])
  })

  test('with the guard off more come in than there are seats, and that is seen', async () => {
    const code = 'KF-UNGUARDED'
    await twoDoors(code, 1)
    const day = (await dayOf(w.deps.store, code, w.deps.now()))!
    const { store } = w.deps
    const commit: typeof store.writes.commit = (statements) =>
      store.writes.commit(
        statements.map((s) => {
          const plain = s as { sql: string; args: [] }
          return { ...plain, sql: plain.sql.replace('o.taken + ? <= o.seats\n', '(1 or o.taken + ? <= o.seats)\n') }
        }),
      )
    const writes = Object.assign(Object.create(store.writes), { commit })
    const deps = { ...w.deps, store: { ...store, writes } }
    const acts = Array.from({ length: 3 }, () => acted(w, { act: 'walk-in', party: 1 }))
    await tell(deps, day, 'desk', acts, w.deps.now())
    expect((await amiss(w, code)).join()).toMatch(/oversold/)
  })
})

describe('told an hour later', () => {
  test('in the wrong order: the first heard wins, and who left is not inside', async () => {
    const code = 'KF-ORDERED'
    const [one, two] = await twoDoors(code, 10)
    const { id } = await registered(w, code, { companions: 1 })
    w.at('2026-06-24T10:10:00+08:00')
    const at = (clock: string) => `2026-06-24T${clock}:00+08:00`
    expect(await two.does({ act: 'out', registration: id, at: at('09:40') })).toMatchObject({ outcome: 'not-in' })
    expect(await two.does({ act: 'in', registration: id, at: at('09:03') })).toMatchObject({ outcome: 'in' })
    expect(await one.does({ act: 'in', registration: id, at: at('09:01') })).toMatchObject({
      outcome: 'already',
      say: '已由2号门在9:03签到（2人）',
    })
    // Who undoes what was done at another door without knowing of it undoes nothing.
    expect(await one.does({ act: 'undo', registration: id, at: at('09:02') })).toMatchObject({ outcome: 'already' })
    expect(await byId(w.deps, id)).toMatchObject({
      state: 'attended',
      cameAt: Date.parse(at('09:03')),
      leftAt: Date.parse(at('09:40')),
    })
    expect(await counted(code)).toMatchObject({ came: 2, inside: 0 })
  })

  test('who came in without a seat is in, and marked', async () => {
    const code = 'KF-OFFLINE'
    const [one] = await twoDoors(code, 1)
    await one.does({ act: 'walk-in', party: 1 })
    w.at(STARTED)
    const told = await one.does({ act: 'walk-in', party: 2, at: '2026-06-24T08:55:00+08:00' })
    expect(told).toMatchObject({ outcome: 'over', good: true })
    expect((await byId(w.deps, told.registration!))?.marks).toEqual(['walk-in', 'over'])
    expect(await one.does({ act: 'walk-in', party: 1 })).toMatchObject({ outcome: 'full' })
    expect((await counted(code)).inside).toBe(3)
  })
})

describe('a party', () => {
  test('larger than registered is let in only where there is room, smaller counts as it came', async () => {
    const [one] = await twoDoors('KF-PARTY', 4)
    const [a, b] = [await registered(w, 'KF-PARTY'), await registered(w, 'KF-PARTY', { companions: 1 })]
    expect(await one.does({ act: 'in', registration: a.id, party: 3 })).toMatchObject({ outcome: 'full', good: false })
    expect(await one.does({ act: 'in', registration: a.id, party: 2 })).toMatchObject({ outcome: 'party', good: true })
    expect(await one.does({ act: 'in', registration: b.id, party: 1 })).toMatchObject({ outcome: 'in' })
    expect(await counted('KF-PARTY')).toMatchObject({ came: 3, inside: 3, parties: 2 })
    expect(await amiss(w, 'KF-PARTY')).toEqual([])
    w.at(STARTED)
    // The seat of who did not come is free now.
    expect(await one.does({ act: 'walk-in', party: 1 })).toMatchObject({ outcome: 'walked-in' })
    expect(await one.does({ act: 'walk-in', party: 1 })).toMatchObject({ outcome: 'full' })
  })

  test('of another session is moved where there is room', async () => {
    const sessions = ['am', 'pm'].map((id, i) => ({
      id,
      checkIn: `2026-06-24T${i ? '13' : '08'}:45`,
      starts: `2026-06-24T${i ? '14' : '09'}:00`,
      ends: `2026-06-24T${i ? '16' : '11'}:30`,
      seats: [{ group: 'resident' as const, seats: 1 }],
    }))
    const [one] = await twoDoors('KF-MOVED', 1, { sessions })
    const [a, b] = [
      await registered(w, 'KF-MOVED', { session: 'pm' }),
      await registered(w, 'KF-MOVED', { session: 'am' }),
    ]
    expect(await one.does({ act: 'in', registration: a.id })).toMatchObject({ outcome: 'early' })
    expect(await one.does({ act: 'in', registration: a.id, session: 'am' })).toMatchObject({ outcome: 'full' })
    w.at(STARTED)
    expect(await one.does({ act: 'in', registration: a.id, session: 'am' })).toMatchObject({ outcome: 'other-session' })
    expect(await one.does({ act: 'in', registration: b.id, session: 'am' })).toMatchObject({ outcome: 'in' })
    expect(await byId(w.deps, a.id)).toMatchObject({ session: 'am', seated: null, state: 'attended' })
    expect((await byId(w.deps, b.id))?.state).toBe('attended')
  })
})

test('whatever doors tell, in whatever order and however often, the counts are those of a list on paper', async () => {
  const code = 'KF-FUZZ'
  const [one, two] = await twoDoors(code, 1000)
  const people = await Promise.all(Array.from({ length: 25 }, (_, i) => registered(w, code, { companions: i % 3 })))
  const day = (await dayOf(w.deps.store, code, w.deps.now()))!
  const paper = people.map(({ size }) => ({ size, came: 0, inside: false }))
  const said = fc.record({
    who: fc.nat(people.length - 1),
    act: fc.constantFrom('in' as const, 'in' as const, 'out' as const, 'undo' as const),
    again: fc.boolean(),
    door: fc.constantFrom(one.id, two.id),
  })
  const all = fc.sample(fc.array(said, { minLength: 100, maxLength: 100 }), { numRuns: 100, seed: 20260624 })
  let minute = 0
  const lastOut = new Map<number, number>()
  for (const some of all) {
    w.at(new Date(Date.parse(OPEN) + 1000 * minute++))
    for (const { who, act } of some) {
      const p = paper[who]!
      if (act === 'in' && p.came === 0) Object.assign(p, { came: p.size, inside: true })
      else if (act === 'in' && !p.inside && lastOut.get(who)! < minute) p.inside = true
      else if (act === 'out' && p.came > 0) {
        if (p.inside) lastOut.set(who, minute)
        p.inside = false
      } else if (act === 'undo') Object.assign(p, { came: 0, inside: false })
    }
    const acts = some.map(({ who, act }) => acted(w, { act, registration: people[who]!.id }))
    await tell(w.deps, day, one.id, acts, w.deps.now())
    await tell(
      w.deps,
      day,
      two.id,
      acts.filter((_, i) => some[i]!.again),
      w.deps.now(),
    )
    const rows = await Promise.all(people.map(({ id }) => byId(w.deps, id)))
    expect(
      rows.map((r) => ({ size: r!.size, came: r!.came ?? 0, inside: r!.cameAt !== null && r!.leftAt === null })),
    ).toEqual(paper)
    const { counts } = await countsOf(w.deps, day)
    expect(counts.am!.came).toBe(paper.reduce((sum, p) => sum + p.came, 0))
    expect(counts.am!.inside).toBe(paper.reduce((sum, p) => sum + (p.inside ? p.came : 0), 0))
  }
  expect(await lines(w, code)).toHaveLength(10_000)
}, 120_000)
