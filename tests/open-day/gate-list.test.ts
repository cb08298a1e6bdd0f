import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { masked, readSeat } from '../../api/open-day/door-words.ts'
import { OUTCOME_NAMES } from '../../api/open-day/outcome.ts'
import { STATE, type State } from '../../api/open-day/workflow.ts'
import { decide, decideWalkIn, faceOf } from '../../site/pages/door/_decide.ts'
import { countsOf, missing, named, since, type Told } from '../../site/pages/door/_list.ts'
import { entry, list, SESSION } from './gate.ts'

const OPEN = Date.parse('2026-06-24T08:50:00+08:00')
const ask = (more = {}) => ({
  act: 'in' as const,
  party: 1,
  session: SESSION,
  count: { expected: 4, came: 0, inside: 0 },
  now: OPEN,
  ...more,
})
const told = (more: Partial<Told>): Told => ({ id: 'a', act: 'in', party: 1, at: '2026-06-24T00:50:00.000Z', ...more })

describe('what is typed', () => {
  test.each([
    ['7k3m9qxz', '7K3M9QXZ'],
    [' 7K3M-9QXZ ', '7K3M9QXZ'],
    ['７Ｋ３Ｍ ９ｑｘｚ', '7K3M9QXZ'],
    ['oIl39qxz', '01139QXZ'],
    ['7K3M9QX', undefined],
    ['7K3M9QXU', undefined],
    ['', undefined],
  ])('%s is the number %s', (typed, number) => {
    expect(readSeat(typed).number).toBe(number)
  })
  test('the picture of a ticket says which open day it is for', () => {
    expect(readSeat('KF-2026-001 7K3M9QXZ')).toEqual({ event: 'KF-2026-001', number: '7K3M9QXZ' })
    expect(readSeat('kf-2026-001  7k3m 9qxz')).toEqual({ event: 'KF-2026-001', number: '7K3M9QXZ' })
    expect(readSeat('https://evil.example/7K3M9QXZ').number).toBeUndefined()
  })
  test.each([
    ['王小芳', '王*芳'],
    ['张三', '张*'],
    ['欧阳小芳', '欧*芳'],
    ['周明（示例）', '周*'],
    ['周明(示例)', '周*'],
    ['王', '王'],
    ['', ''],
  ])('the name %s is kept as %s', (name, kept) => {
    expect(masked(name)).toBe(kept)
  })
  test('no sign between the first and the last of a name is kept', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'王李张刘陈小大明华国庆'), { minLength: 3, maxLength: 6 }), (signs) => {
        expect([...masked(signs.join(''))]).toEqual([signs[0], '*', signs.at(-1)])
      }),
    )
  })
})

describe('what a door answers by itself', () => {
  test.each<[State, string]>([
    ['confirmed', 'in'],
    ['absent', 'in'],
    ['attended', 'already'],
    ['pending', 'pending'],
    ['refused', 'refused'],
    ['waiting', 'waiting'],
    ['offered', 'waiting'],
    ['declined', 'cancelled'],
    ['expired', 'cancelled'],
    ['cancelled', 'cancelled'],
  ])('a registration that is %s: %s', (state, outcome) => {
    expect(decide(entry({ state }), ask()).outcome).toBe(outcome)
  })
  test('every state there is has an answer', () => {
    for (const state of Object.keys(STATE) as State[])
      expect(OUTCOME_NAMES).toContain(decide(entry({ state }), ask()).outcome)
  })
  test('every answer has a word, a colour that follows from whether they may go in, and a sentence', () => {
    for (const outcome of OUTCOME_NAMES) expect(faceOf(outcome).title).toMatch(/\p{Script=Han}/u)
    expect(faceOf('in').tone).toBe('ok')
    expect(faceOf('already').tone).not.toBe('ok')
  })
  test('the second time it is said by whom, when and how many', () => {
    const came = entry({ state: 'attended', cameAt: '2026-06-24T01:03:00.000Z', came: 2, door: '2号门' })
    expect(decide(came, ask()).say).toBe('已由2号门在9:03签到（2人）')
  })
  test('whoever left may come in again and only once out', () => {
    const left = entry({ state: 'attended', cameAt: '2026-06-24T01:03:00.000Z', leftAt: '2026-06-24T01:30:00.000Z' })
    expect(decide(left, ask()).outcome).toBe('in')
    expect(decide(left, ask({ act: 'out' })).outcome).toBe('not-in')
    expect(decide(entry(), ask({ act: 'out' })).outcome).toBe('not-in')
    expect(decide(entry(), ask({ act: 'undo' })).outcome).toBe('not-in')
  })
  test('nobody half an hour before check-in, everybody after', () => {
    const before = Date.parse('2026-06-24T08:14:59+08:00')
    expect(decide(entry(), ask({ now: before }))).toMatchObject({
      outcome: 'early',
      say: '还没到签到时间，8:15起可以签到',
    })
    expect(decide(entry(), ask({ now: before + 1_000 })).good).toBe(true)
    expect(decideWalkIn(1, SESSION, ask().count, before).outcome).toBe('early')
  })
  test('more than registered come in while there are seats, and not after', () => {
    const full = { expected: 4, came: 10, inside: SESSION.seats - 1 }
    expect(decide(entry({ size: 2 }), ask({ party: 3 })).outcome).toBe('party')
    expect(decide(entry({ size: 2 }), ask({ party: 3, count: full })).outcome).toBe('full')
    // Whoever registered has a seat, however full it is.
    expect(decide(entry({ size: 2 }), ask({ party: 2, count: full })).outcome).toBe('in')
  })
  test('walk-ins are always taken, and it is said when there are more than seats', () => {
    const full = { expected: 4, came: 10, inside: SESSION.seats }
    expect(decideWalkIn(2, SESSION, ask().count, OPEN)).toMatchObject({ outcome: 'walked-in', good: true })
    expect(decideWalkIn(2, SESSION, full, OPEN)).toMatchObject({ outcome: 'over', good: true })
  })
  test('another session is said and let in', () => {
    expect(decide(entry({ session: 'pm' }), ask())).toMatchObject({ outcome: 'other-session', good: true })
  })
})

describe('the list with what was done here since', () => {
  const one = entry({ id: 'one', size: 2 })
  const two = entry({ id: 'two', number: '00000002' })

  test('in, out, in again, undone', () => {
    const after = (...acts: Told[]) => since([one, two], acts, '1号门')[0]
    const came = told({ registration: 'one', party: 2, session: 'am' })
    const left = told({ act: 'out', registration: 'one' })
    expect(after(came)).toMatchObject({ state: 'attended', came: 2, door: '1号门', cameAt: came.at })
    expect(after(came, left)).toMatchObject({ state: 'attended', leftAt: left.at })
    expect(after(came, left, came)?.leftAt).toBeUndefined()
    expect(after(came, told({ act: 'undo', registration: 'one' }))).toEqual({ ...one, state: 'confirmed' })
    // Told twice is once.
    expect(after(came, told({ registration: 'one', party: 1 }))?.came).toBe(2)
    expect(since([one], [told({ registration: 'unknown' })], '1号门')).toEqual([one])
  })
  test('counts go on from what the server counted', () => {
    const counted = list([one, two], { am: { expected: 3, came: 5, inside: 4, parties: 3 } })
    const acts = [
      told({ registration: 'one', party: 2, session: 'am' }),
      told({ act: 'walk-in', party: 3, session: 'am' }),
      told({ act: 'walk-in', party: 9, session: 'pm' }),
      told({ act: 'out', registration: 'one' }),
    ]
    expect(countsOf(counted, [], 'am')).toEqual({ expected: 3, came: 5, inside: 4 })
    expect(countsOf(counted, acts, 'am')).toEqual({ expected: 3, came: 10, inside: 7 })
  })
  test('however acts follow each other, nobody is inside who did not come', () => {
    const act = fc.record({
      id: fc.uuid(),
      act: fc.constantFrom('in' as const, 'out' as const, 'undo' as const, 'walk-in' as const),
      registration: fc.constantFrom('one', 'two'),
      session: fc.constant('am'),
      party: fc.integer({ min: 1, max: 3 }),
      at: fc.constant('2026-06-24T00:50:00.000Z'),
    })
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const { expected, came, inside } = countsOf(list([one, two]), acts, 'am')
        expect(expected).toBe(0)
        expect(inside).toBeGreaterThanOrEqual(0)
        expect(came).toBeGreaterThanOrEqual(inside)
      }),
    )
  })
  test('a name finds who is masked alike, a surname all who have it', () => {
    const people = [entry({ name: '王*芳' }), entry({ name: '王*' }), entry({ name: '张*' })]
    expect(named(people, masked('王小芳')).map(({ name }) => name)).toEqual(['王*芳'])
    expect(named(people, masked('王')).map(({ name }) => name)).toEqual(['王*芳', '王*'])
    expect(named(people, masked('赵六'))).toEqual([])
  })
  test('whoever has not come is still expected, in the order of numbers', () => {
    const people = [
      entry({ number: '00000009' }),
      entry({ number: '00000001', state: 'absent' }),
      entry({ number: '00000005', state: 'attended' }),
      entry({ number: '00000003', state: 'cancelled' }),
      entry({ number: '00000002', session: 'pm' }),
    ]
    expect(missing(people, 'am').map(({ number }) => number)).toEqual(['00000001', '00000009'])
  })
})
