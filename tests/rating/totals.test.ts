import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byDepartment, type Count, periodsAt, totals } from '../../api/rating/totals.ts'
import { makeWorld, type World } from '../support/world.ts'

const count = (department: string, what: string, n: number): Count => ({ month: '2026-05', department, what, n })

describe('what is told', () => {
  test('only months that are over, and quarters that do not overlap', () => {
    expect(periodsAt('2026-06-15')).toEqual({
      year: '2026',
      until: '2026-05',
      quarter: ['2026-01', '2026-02', '2026-03'],
    })
    expect(periodsAt('2026-07-01')).toEqual({
      year: '2026',
      until: '2026-06',
      quarter: ['2026-04', '2026-05', '2026-06'],
    })
    expect(periodsAt('2026-01-31')).toEqual({
      year: '2025',
      until: '2025-12',
      quarter: ['2025-10', '2025-11', '2025-12'],
    })
  })
  test('of a whole with a small part neither that part nor what would tell it', () => {
    const told = totals([count('', 'grade-5', 40), count('', 'grade-4', 9), count('', 'grade-1', 2)])
    expect(told.rated).toBe(51)
    expect(told.grades).toEqual([
      { grade: 5, n: 40 },
      { grade: 4, n: null },
      { grade: 3, n: 0 },
      // Few are unhappy in all: how they part tells as much.
      { grade: 2, n: null },
      { grade: 1, n: null },
    ])
    const both = totals([count('', 'grade-5', 40), count('', 'grade-2', 2), count('', 'grade-1', 2)])
    expect(both.grades.map(({ n }) => n)).toEqual([null, 0, 0, null, null])
    const few = totals([count('', 'grade-5', 3), count('', 'grade-2', 8), count('', 'grade-1', 9)])
    expect(few.grades.map(({ n }) => n)).toEqual([null, null, null, null, 9])
  })
  test('of a small whole nothing, and of nothing that it is nothing', () => {
    expect(totals([count('', 'better', 3)]).again).toEqual({ n: null, better: null, same: null, worse: null })
    expect(totals([]).again).toEqual({ n: 0, better: 0, same: 0, worse: 0 })
  })
  test('something put right only where neither it nor its opposite is small', () => {
    const of = (opened: number, mended: number) =>
      totals([count('', 'opened', opened), count('', 'timely', opened), count('', 'mended', mended)]).opened.mended
    expect([of(20, 12), of(20, 17), of(20, 3), of(20, 20)]).toEqual([12, null, null, 20])
  })
  test('bodies with fewer than five are not named, and no small number of any can be worked out', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.tuple(fc.nat(12), fc.nat(12)), { minLength: 1, maxLength: 7 })
          .map((all) =>
            all.map(([happy, unhappy], index) => ({ code: index === 0 ? '' : `D${index}`, happy, unhappy })),
          ),
        (bodies) => {
          const shown = byDepartment(
            bodies.flatMap(({ code, happy, unhappy }) => [
              count(code, 'grade-4', happy),
              count(code, 'grade-1', unhappy),
            ]),
          )
          for (const { department, n, unhappy } of shown) {
            const body = bodies.find(({ code }) => code === department)
            expect(n).toBe((body?.happy ?? 0) + (body?.unhappy ?? 0))
            expect(n).toBeGreaterThanOrEqual(5)
            if (unhappy !== null) for (const part of [unhappy, n - unhappy]) expect(part === 0 || part >= 5).toBe(true)
          }
          // Somebody who knows all the totals that are told: each hidden row may still be what it is not.
          const happyAll = bodies.reduce((all, { happy }) => all + happy, 0)
          const whole = bodies.reduce((all, { unhappy }) => all + unhappy, 0)
          const hidden = shown.filter(({ unhappy }) => unhappy === null)
          const rest = bodies.filter(({ code }) => !shown.some(({ department }) => department === code))
          const most = rest.reduce((all, { happy, unhappy }) => all + happy + unhappy, 0)
          const known = shown.reduce((all, { unhappy }) => all + (unhappy ?? 0), 0)
          for (const { department, n } of hidden) {
            const body = bodies.find(({ code }) => code === department)
            const others = hidden.reduce((all, one) => all + (one.department === department ? 0 : one.n), 0) + most
            const isSecret = [whole, happyAll].some((sum) => sum > 0 && sum < 5)
            const [low, high] = isSecret ? [0, n] : [Math.max(0, whole - known - others), Math.min(n, whole - known)]
            const isTold = (low: number, high: number) => low >= 1 && high <= 4
            expect(isTold(low, high) || isTold(n - high, n - low), JSON.stringify({ bodies, body })).toBe(false)
          }
        },
      ),
    )
  })
})

describe('counts kept by triggers', () => {
  let w: World
  beforeAll(async () => {
    w = await makeWorld()
  })
  afterAll(() => w.close())

  /** What the rows say, counted anew. */
  const scanned = () =>
    w.deps.store.heavy.rows<{ month: string; department: string; what: string; n: number }>(
      'select month, department, what, count(*) as n from rating_sorts group by 1, 2, 3 order by 1, 2, 3',
    )
  const held = () =>
    w.deps.store.heavy.rows<{ month: string; department: string; what: string; n: number }>(
      'select month, department, what, n from rating_counts where n <> 0 order by 1, 2, 3',
    )
  const step = fc.oneof(
    fc.record({ sql: fc.constant('insert'), at: fc.nat(9), grade: fc.integer({ min: 1, max: 5 }), month: fc.nat(2) }),
    fc.record({
      sql: fc.constant('update'),
      at: fc.nat(9),
      set: fc.constantFrom(
        "answered = 'timely'",
        "answered = 'late', mended = 1",
        'again = 1',
        'again = 3',
        'again = 5',
        "contest = 'open'",
        "contest = 'upheld'",
        "contest = 'refused'",
      ),
    }),
    fc.record({ sql: fc.constant('delete'), at: fc.nat(9) }),
  )
  test('say what the rows say, whatever happens to a rating', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await w.deps.store.writes.commit(
          steps.map((one) => {
            const no = `2026-0000000${one.at}X`
            if ('grade' in one)
              return {
                sql: `insert into ratings (no, n, "on", department, grade, child) values (?, 2, ?, ?, ?, ?) on conflict do nothing`,
                args: [
                  no,
                  `2026-0${one.month + 4}-15`,
                  one.at % 2 ? 'ZFJ' : null,
                  one.grade,
                  one.at % 3 ? `c${no}` : null,
                ],
              }
            if ('set' in one) return { sql: `update ratings set ${one.set} where no = ?`, args: [no] }
            return { sql: 'delete from ratings where no = ?', args: [no] }
          }),
        )
        expect(await held()).toEqual(await scanned())
      }),
      { numRuns: 40 },
    )
    expect((await held()).length).toBeGreaterThan(0)
  })
  test('are published for what is over, by bodies with enough, and a rating of today moves nothing', async () => {
    await w.deps.store.writes.commit(['delete from ratings'])
    const put = (prefix: string, on: string, department: string, grades: readonly number[]) =>
      w.deps.store.writes.commit(
        grades.map((grade, i) => ({
          sql: 'insert into ratings (no, n, "on", department, grade) values (?, 2, ?, ?, ?)',
          args: [`${prefix}${i}`, on, department, grade],
        })),
      )
    const told = async () => await (await w.app.request('/api/ratings')).json()
    await put('a', '2026-02-10', 'ZFJ', [5, 5, 5, 5, 5, 1, 1, 1, 1, 1])
    await put('b', '2026-02-11', 'SCJG', [5, 5, 5, 1])
    await put('c', '2026-05-11', 'SCJG', [4, 4, 4, 4, 4, 4])
    w.at('2026-06-15T10:24:00+08:00')
    const before = await told()
    expect(before).toMatchObject({
      from: '2026-01',
      until: '2026-05',
      rated: 20,
      departments: { from: '2026-01', until: '2026-03', items: [{ code: 'ZFJ', n: 10, unhappy: null }] },
    })
    await put('d', '2026-06-15', 'ZFJ', [1, 1, 1, 1, 1, 1])
    expect(await told()).toEqual(before)
    w.at('2026-07-01T10:24:00+08:00')
    expect(await told()).toMatchObject({ until: '2026-06', rated: 26, departments: { from: '2026-04' } })
  })
})
