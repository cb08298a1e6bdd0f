import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf, isWorkday } from '../../api/case/deadline.ts'
import { shift } from '../../api/day.ts'
import { placeOf } from '../../api/tool/place.ts'
import { monthsAfter, type Remedy, type Term, termsOf, WHAT, type What, wrongDays } from '../../api/tool/remedy.ts'
import { readContent } from '../../content/load.ts'

const calendar = calendarOf(readContent('content').publications.flatMap((p) => (p.kind === 'workday' ? [p.data] : [])))
const now = new Date('2026-06-15T09:00:00+08:00')
const terms = (asked: Partial<Remedy> & { what: What; day: string }) => termsOf(asked as Remedy, calendar, now)
const on = (asked: Parameters<typeof terms>[0]) => Object.fromEntries(terms(asked).map((t) => [t.key, t.on]))

describe('the dates of a situation', () => {
  test.each<[string, Parameters<typeof terms>[0], Partial<Record<Term['key'], string>>]>([
    // 3 March + 60 days is Saturday 2 May within the Labour Day holiday, which ends on the 5th.
    [
      'a decision',
      { what: 'decision', day: '2026-03-03' },
      { pay: '2026-03-18', review: '2026-05-06', court: '2026-09-03' },
    ],
    [
      'a decision on the spot: no date for the court yet',
      { what: 'decision', day: '2026-03-03', spot: 'true' },
      { pay: '2026-03-18', review: '2026-05-06' },
    ],
    [
      'a month without that day ends on its last',
      { what: 'decision', day: '2025-08-31' },
      { pay: '2025-09-15', review: '2025-10-30', court: '2026-02-28' },
    ],
    ['a worked Saturday is a working day', { what: 'review', day: '2026-09-25' }, { court: '2026-10-10' }],
    ['a hearing: five working days, over a festival', { what: 'notice', day: '2026-06-15' }, { hearing: '2026-06-23' }],
    ['a reconsideration decision', { what: 'review', day: '2026-06-01' }, { court: '2026-06-16' }],
    [
      'not told, and not yet known: a year at most',
      { what: 'untold', day: '2026-01-05' },
      { review: '2027-01-05', court: '2027-01-05' },
    ],
    [
      'not told, learned later',
      { what: 'untold', day: '2026-01-05', learned: '2026-04-08' },
      { review: '2026-06-08', court: '2026-10-08' },
    ],
    [
      'not told, learned very late: the year cuts it off',
      { what: 'untold', day: '2025-06-20', learned: '2026-06-01' },
      { review: '2026-06-22', court: '2026-06-22' },
    ],
    [
      'no answer, with a term',
      { what: 'inaction', day: '2026-03-02', until: '2026-04-01' },
      { open: '2026-04-02', review: '2026-06-01' },
    ],
    [
      'no answer, without: opened by the later, closed by the earlier of two months and 60 days',
      { what: 'inaction', day: '2026-01-01' },
      { open: '2026-03-03', review: '2026-04-30' },
    ],
  ])('%s', (_, asked, dates) => {
    expect(on(asked)).toEqual(dates)
  })

  test('come in their order, say what is over, and what rests on a year not announced', () => {
    const list = terms({ what: 'decision', day: '2026-03-03' })
    expect(list.map((t) => [t.key, t.passed, t.provisional])).toEqual([
      ['pay', true, false],
      ['review', true, false],
      ['court', false, false],
    ])
    expect(terms({ what: 'decision', day: '2026-06-10' }).map((t) => t.provisional)).toEqual([false, false, false])
    expect(
      termsOf({ what: 'decision', day: '2026-09-10' }, calendar, new Date('2026-10-01')).map((t) => t.provisional),
    ).toEqual([false, false, true])
  })
  test('a year nobody loaded is counted by weekends and says so', () => {
    const [court] = termsOf({ what: 'review', day: '2033-01-14' }, calendarOf([]), new Date('2033-02-01'))
    expect(court).toMatchObject({ exact: '2033-01-29', on: '2033-01-31', provisional: true })
  })

  const date = fc.integer({ min: 0, max: 800 }).map((n) => shift('2024-12-01', n))
  const asked = fc
    .record({
      what: fc.constantFrom(...(Object.keys(WHAT) as What[])),
      day: date,
      spot: fc.constantFrom('true' as const, undefined),
      more: fc.option(fc.nat(500), { nil: undefined }),
    })
    .map(({ what, day, spot, more }): Remedy => {
      const extra = more === undefined ? undefined : shift(day, more)
      return {
        what,
        day,
        ...(spot && { spot }),
        ...(extra && what === 'untold' && { learned: extra }),
        ...(extra && what === 'inaction' && { until: extra }),
      }
    })
  /** What is wrong with a date by the law and the calendar; nothing when it is right. */
  const faults = (list: readonly Term[], moved = calendar) =>
    list.flatMap((t) => [
      ...(t.on < t.exact ? ['earlier than the statute’s day'] : []),
      ...(t.bound === 'last' && !isWorkday(t.on, moved) ? ['on a day off'] : []),
      ...(t.bound !== 'last' && t.on !== t.exact ? ['moved although it is no limit'] : []),
    ])
  test('are never earlier than the statute’s day, and a limit never falls on a day off', () => {
    fc.assert(
      fc.property(asked, (a) => {
        expect(faults(termsOf(a, calendar, now))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })
  test('negative control: without the calendar some would fall on a day off', () => {
    const blind = { ...calendar, moved: new Map() }
    const found = fc.sample(asked, { numRuns: 2000, seed: 1 }).flatMap((a) => faults(termsOf(a, blind, now)))
    expect(found).toContain('on a day off')
  })
  test('are put off no further than the days off last', () => {
    fc.assert(
      fc.property(asked, (a) => {
        for (const t of termsOf(a, calendar, now))
          for (let day = t.exact; day < t.on; day = shift(day, 1)) expect(isWorkday(day, calendar)).toBe(false)
      }),
    )
  })
  test('a later receipt never gives an earlier limit', () => {
    fc.assert(
      fc.property(
        date,
        fc.nat(60),
        fc.constantFrom('decision' as const, 'notice' as const, 'review' as const),
        (day, n, what) => {
          const [a, b] = [day, shift(day, n)].map((d) => on({ what, day: d }))
          for (const key of Object.keys(a ?? {}) as Term['key'][])
            expect((b?.[key] ?? '') >= (a?.[key] ?? '')).toBe(true)
        },
      ),
    )
  })
})

describe('months', () => {
  test.each([
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-30', 6, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-15', 6, '2026-07-15'],
  ])('%s and %i months: %s', (from, n, to) => {
    expect(monthsAfter(from, n)).toBe(to)
  })
})

describe('dates that cannot be', () => {
  test.each<[Remedy, string[]]>([
    [{ what: 'decision', day: '2026-06-15' }, []],
    [{ what: 'decision', day: '2026-06-16' }, ['day']],
    [{ what: 'decision', day: '1999-12-31' }, ['day']],
    [{ what: 'untold', day: '2026-06-01', learned: '2026-05-31' }, ['learned']],
    [{ what: 'untold', day: '2026-06-01', learned: '2026-06-16' }, ['learned']],
    [{ what: 'inaction', day: '2026-06-01', until: '2026-05-31' }, ['until']],
    [{ what: 'inaction', day: '2026-06-01', until: '2126-05-31' }, ['until']],
    [{ what: 'inaction', day: '2026-06-01', until: '2026-08-31' }, []],
  ])('%o', (asked, paths) => {
    expect(wrongDays(asked, now).map((e) => e.path)).toEqual(paths)
  })
})

test.each([
  ['organ', ['澄河市人民政府']],
  ['township', ['澄河市人民政府']],
  ['supervisor', ['澄河市人民政府', '岱东市司法局']],
  ['branch', ['岱东市人民政府', '澄河市人民政府']],
  ['vertical', ['岱东市消防救援支队']],
] as const)('against a body of type %s one turns to %j', (type, to) => {
  expect(placeOf({ type, superior: '岱东市消防救援支队' }).to).toEqual(to)
})
