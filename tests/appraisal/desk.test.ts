import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'
import { appraised, THIS, two } from './appraised.ts'
import { answered, duty, happened, lead, supervisor } from './made.ts'

let w: World
let [one, other] = ['', '']
beforeAll(async () => {
  w = await makeWorld()
  ;[one, other] = await two(w)
})
afterAll(() => w.close())
const { ask, see, of } = appraised(() => w)

describe('the year so far', () => {
  test('follows from what came of leads, and from duties', async () => {
    expect(await of(one)).toMatchObject({ points: 0, grade: null, leads: 0 })
    const no = await lead(w, 'supervisor1', THIS)
    expect(await of(one)).toMatchObject({ points: 0, leads: 1 })
    await answered(w, no, { outcome: 'partly' })
    expect(await of(one)).toMatchObject({ points: 5, leads: 1 })
    const at = { startsAt: Date.parse(THIS), endsAt: Date.parse(THIS) + 1 }
    await duty(w, one, { ...at, kind: 'training' })
    await duty(w, one, at, { state: 'came', minutes: 600 })
    await duty(
      w,
      one,
      { ...at, reportBy: '2026-05-10' },
      { state: 'reported', reportedAt: Date.parse('2026-05-11T00:00:00+08:00') },
    )
    await duty(
      w,
      one,
      { ...at, reportBy: '2026-05-10' },
      { state: 'reported', reportedAt: Date.parse('2026-05-10T23:59:59+08:00') },
    )
    // None of these was taken part in.
    await duty(w, one, { ...at, state: 'cancelled' })
    await duty(w, one, at, { state: 'absent' })
    await duty(w, one, at, { state: 'declined' })
    await duty(w, other, at, { state: 'accepted' })
    expect(await of(one)).toMatchObject({
      points: 5 + 4 * 2 - 1,
      grade: null,
      gradeLabel: '年度未结束，暂不评定',
      hours: 2,
      parts: [
        { item: 'effective', n: 1, points: 5 },
        { item: 'adopted', n: 0 },
        { item: 'activity', n: 4, points: 8 },
        { item: 'late', n: 1, points: -1 },
      ],
    })
    expect(await of(other)).toMatchObject({ points: 0 })
  })

  test('what happened at midnight belongs to its own year, in China', async () => {
    const before = (await of(other))?.points
    await duty(w, other, { startsAt: Date.parse('2025-12-31T23:59:59+08:00') })
    expect((await of(other))?.points).toBe(before)
    await duty(w, other, { startsAt: Date.parse('2026-01-01T00:00:00+08:00') })
    expect((await of(other))?.points).toBe((before ?? 0) + 2)
  })

  test.each<[string, object]>([
    ['with an interest in whom it is about', { conflict: 'known' }],
    ['as a contact point', { by: 'contact' }],
  ])('a lead sent %s is not counted', async (_what, more) => {
    const before = await of(one)
    const no = await lead(w, 'supervisor1', THIS, more)
    await answered(w, no, { outcome: 'upheld' })
    expect(await of(one)).toEqual(before)
  })

  // A number would tell of it (rulings.md 3).
  test('a lead about the bureau itself is in no number of the bureau', async () => {
    const before = [await of(one), await (await ask('stats', '/statistics')).json()]
    await lead(w, 'supervisor1', THIS, {}, { about: { department: 'SFJ' } })
    expect([await of(one), await (await ask('stats', '/statistics')).json()]).toEqual(before)
  })

  test('everybody who served on a day of the year is on the sheet, and nobody else', async () => {
    const [gone, early, renewed, applied] = [
      await supervisor(w, { state: 'resigned', changedAt: Date.parse('2025-12-31T20:00:00+08:00') }),
      await supervisor(w, { state: 'expired', to: '2026-01-01' }),
      await supervisor(w, { from: '2026-06-01', to: '2029-05-31' }),
      await supervisor(w, { state: 'applied', number: null, from: null, to: null }),
    ]
    const [first, next] = [
      { from: '2021-06-01', to: '2026-05-31' },
      { from: '2026-06-01', to: '2029-05-31' },
    ]
    await happened(w, renewed, 'appoint', '2021-06-01T09:00:00+08:00', first)
    await happened(w, renewed, 'renew', '2026-05-01T09:00:00+08:00', next, 2)
    const ids = async (year: number) => (await see(`year=${year}&limit=100`)).items.map(({ id }) => id)
    const [last, now] = [await ids(2025), await ids(2026)]
    expect([gone, early, renewed, other].map((id) => last.includes(id))).toEqual([true, true, true, false])
    expect([gone, early, renewed, other].map((id) => now.includes(id))).toEqual([false, true, true, true])
    expect([...last, ...now]).not.toContain(applied)
  })

  test('is narrowed by name and by number', async () => {
    const { items, total } = await see('q=白露')
    expect([total, items[0]?.name]).toEqual([1, '白露（示例）'])
    expect((await see(`q=${items[0]?.number.toLowerCase()}`)).total).toBe(1)
    // Nobody has a grade while the year runs.
    expect((await see('grade=qualified')).items).toEqual([])
    expect((await see('limit=1&page=2')).items).toHaveLength(1)
    for (const query of ['year=19', 'year=2027', 'grade=best', 'changed=no', 'points=9'])
      expect((await ask('chief', `?${query}`)).status, query).toBe(422)
  })
})
