import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Calendar,
  calendarOf,
  explain,
  isWorkday,
  type Limit,
  lastDay,
  missingYears,
  movedDay,
  type Stop,
  span,
  today,
  workdaysUntil,
} from '../../api/case/deadline.ts'
import { countingOf, datesOf, limitsOf } from '../../api/case/rulebook.ts'
import { bookOn } from './book.ts'

const book = bookOn('2026-06-15')
const { calendar } = book
const workdays = (days: number): Limit => ({ days, counting: 'workdays', basis: '' })
const days = (n: number): Limit => ({ days: n, counting: 'days', basis: '' })

/** Counted by hand on the State Council's calendars of 2025 and 2026 and the statutory days of 2027. */
const DATES: [situation: string, from: string, limit: Limit, last: string][] = [
  // 2025: 元旦 1 · 春节 1-28 to 2-4, worked 1-26 and 2-8 · 清明 4-4 to 6 · 劳动节 5-1 to 5, worked 4-27 · 端午 5-31 to 6-2 · 国庆中秋 10-1 to 8, worked 9-28 and 10-11
  ['the day before 2025', '2024-12-31', workdays(1), '2025-01-02'],
  ['new year’s day 2025 itself', '2025-01-01', workdays(1), '2025-01-02'],
  ['2025 worked Sunday before the spring festival', '2025-01-25', workdays(1), '2025-01-26'],
  ['2025 Saturday before it is off', '2025-01-24', workdays(1), '2025-01-26'],
  ['2025 spring festival', '2025-01-27', workdays(1), '2025-02-05'],
  ['2025 five days over the festival', '2025-01-24', workdays(5), '2025-02-07'],
  ['2025 the worked Saturday after it counts', '2025-02-07', workdays(1), '2025-02-08'],
  ['2025 two days from the Friday', '2025-02-07', workdays(2), '2025-02-10'],
  ['2025 tomb sweeping', '2025-04-03', workdays(1), '2025-04-07'],
  ['2025 worked Sunday before labour day', '2025-04-25', workdays(1), '2025-04-27'],
  ['2025 labour day', '2025-04-30', workdays(1), '2025-05-06'],
  ['2025 five days over labour day', '2025-04-28', workdays(5), '2025-05-08'],
  ['2025 dragon boat', '2025-05-30', workdays(1), '2025-06-03'],
  ['2025 worked Sunday before national day', '2025-09-26', workdays(1), '2025-09-28'],
  ['2025 national day', '2025-09-30', workdays(1), '2025-10-09'],
  ['2025 national day, two days', '2025-09-30', workdays(2), '2025-10-10'],
  ['2025 national day, three days take the worked Saturday', '2025-09-30', workdays(3), '2025-10-11'],
  ['2025 national day, five days', '2025-09-30', workdays(5), '2025-10-14'],
  ['2025 thirty days into national day', '2025-09-02', days(30), '2025-10-09'],
  ['2025 thirty days ending on the worked Saturday', '2025-09-11', days(30), '2025-10-11'],
  ['2025 thirty days over the spring festival', '2025-01-03', days(30), '2025-02-05'],
  ['2025 fifteen working days over national day', '2025-09-22', workdays(15), '2025-10-17'],
  ['an end on a worked Sunday stays', '2025-12-05', days(30), '2026-01-04'],
  // 2026: 元旦 1 to 3, worked 1-4 · 春节 2-15 to 23, worked 2-14 and 2-28 · 清明 4-4 to 6 · 劳动节 5-1 to 5, worked 5-9 · 端午 6-19 to 21 · 中秋 9-25 to 27, worked 9-20 · 国庆 10-1 to 7, worked 10-10
  ['over the new year', '2025-12-31', workdays(1), '2026-01-04'],
  ['over the new year, two days', '2025-12-31', workdays(2), '2026-01-05'],
  ['2026 five days from Christmas', '2025-12-25', workdays(5), '2026-01-04'],
  ['2026 a worked Saturday counts before the spring festival', '2026-02-13', workdays(1), '2026-02-14'],
  ['2026 the spring festival is jumped', '2026-02-14', workdays(1), '2026-02-24'],
  ['2026 five days from before the festival', '2026-02-13', workdays(5), '2026-02-27'],
  ['2026 a worked Saturday after the festival counts', '2026-02-27', workdays(1), '2026-02-28'],
  ['2026 received in the festival', '2026-02-18', workdays(1), '2026-02-24'],
  ['2026 thirty days ending in the festival', '2026-01-20', days(30), '2026-02-24'],
  ['2026 tomb sweeping', '2026-04-03', workdays(1), '2026-04-07'],
  ['2026 labour day', '2026-04-30', workdays(1), '2026-05-06'],
  ['2026 the worked Saturday after labour day', '2026-05-08', workdays(1), '2026-05-09'],
  ['2026 five days over labour day', '2026-04-30', workdays(5), '2026-05-11'],
  ['five working days from a Monday end on the next Monday', '2026-06-08', workdays(5), '2026-06-15'],
  ['a Friday start skips the weekend', '2026-06-12', workdays(1), '2026-06-15'],
  ['2026 dragon boat days are off', '2026-06-15', workdays(5), '2026-06-23'],
  ['received on a dragon boat day', '2026-06-20', workdays(2), '2026-06-23'],
  ['thirty calendar days ending on a working day stay', '2026-06-17', days(30), '2026-07-17'],
  ['an end on a Sunday moves to Monday', '2026-06-12', days(30), '2026-07-13'],
  ['an end on a Saturday moves to Monday', '2026-06-11', days(30), '2026-07-13'],
  ['2026 mid-autumn', '2026-09-24', workdays(1), '2026-09-28'],
  ['2026 the worked Sunday before it', '2026-09-18', workdays(1), '2026-09-20'],
  ['2026 national day', '2026-09-30', workdays(1), '2026-10-08'],
  ['2026 national day, three days take the worked Saturday', '2026-09-30', workdays(3), '2026-10-10'],
  ['2026 national day week moves thirty days on', '2026-09-02', days(30), '2026-10-08'],
  ['2026 fifteen working days over both festivals', '2026-09-16', workdays(15), '2026-10-13'],
  ['zero days is the same day', '2026-06-15', workdays(0), '2026-06-15'],
  ['zero days received on a Sunday is Monday', '2026-06-14', workdays(0), '2026-06-15'],
  ['zero days received on a worked Saturday is that day', '2026-10-10', workdays(0), '2026-10-10'],
  ['zero days received in the festival is the first day after', '2026-02-16', workdays(0), '2026-02-24'],
  // 2027: provisional, statutory days only
  ['over new year 2027', '2026-12-31', workdays(1), '2027-01-04'],
  ['thirty days into 2027', '2026-12-20', days(30), '2027-01-19'],
  ['five days over new year 2027', '2026-12-28', workdays(5), '2027-01-05'],
  ['2027 spring festival as the law has it', '2027-02-04', workdays(1), '2027-02-09'],
  ['2027 labour day as the law has it', '2027-04-30', workdays(1), '2027-05-03'],
  ['2027 national day as the law has it', '2027-09-30', workdays(1), '2027-10-04'],
]

test.each(DATES)('%s', (_situation, from, limit, last) => {
  expect(lastDay(from, limit, calendar).on).toBe(last)
})

describe('a year whose notice is not out', () => {
  test('makes a date provisional that ends in it, or begins in it', () => {
    expect(lastDay('2026-12-20', days(30), calendar)).toEqual({ on: '2027-01-19', provisional: true })
    expect(lastDay('2026-11-20', days(30), calendar).provisional).toBe(false)
    expect(lastDay('2024-12-30', workdays(5), calendar).provisional).toBe(true)
  })
  test('is said with the date', () => {
    expect(explain('2026-12-20', days(30), calendar, '收到').words).toBe(
      '12月20日收到，从第二天起算30日，到1月19日。2027年的放假安排还没有公布，公布后可能调整',
    )
  })
  test('raises an alarm as soon as a date of today may reach it', () => {
    const at = (day: string) => missingYears(calendar, new Date(`${day}T10:00:00+08:00`))
    expect(at('2026-06-15')).toEqual([])
    expect(at('2026-10-02')).toEqual([])
    expect(at('2026-10-03')).toEqual(['2027'])
    expect(at('2027-05-01')).toEqual(['2027'])
    expect(at('2027-12-01')).toEqual(['2027', '2028'])
  })
  test('a year that is not there at all counts its weekends and is provisional', () => {
    const only = calendarOf([])
    expect(lastDay('2028-01-07', workdays(1), only)).toEqual({ on: '2028-01-10', provisional: true })
  })
})

/** How a date came about, word for word: it stands beside the date. */
const WORDS: [from: string, limit: Limit, words: string][] = [
  ['2026-06-08', workdays(1), '6月8日收到，从第二天起算1个工作日，到6月9日'],
  ['2026-06-08', workdays(5), '6月8日收到，从第二天起算5个工作日，到6月15日（双休日不算）'],
  ['2026-06-15', workdays(5), '6月15日收到，从第二天起算5个工作日，到6月23日（双休日不算；6月19日放假不算）'],
  [
    '2026-02-13',
    workdays(5),
    '2月13日收到，从第二天起算5个工作日，到2月27日（双休日不算；2月16日、2月17日、2月18日、2月19日、2月20日、2月23日放假不算；2月14日调休上班，要算）',
  ],
  ['2026-06-17', days(30), '6月17日收到，从第二天起算30日，到7月17日'],
  ['2026-06-12', days(30), '6月12日收到，从第二天起算30日，到7月13日；7月12日休息，顺延到7月13日'],
  ['2026-06-15', workdays(0), '6月15日收到，当天办'],
  ['2026-06-14', workdays(0), '6月14日收到，当天办；6月14日休息，顺延到6月15日'],
]
test.each(WORDS)('%s and %o: how it was counted', (from, limit, words) => {
  expect(explain(from, limit, calendar, '收到').words).toBe(words)
})

describe('how the days until the date owed next are counted', () => {
  test.each<[lane: string, kind: string, channel: string, status: string, counting: string]>([
    ['general', 'complaint', 'WEB', 'received', 'workdays'],
    ['general', 'complaint', 'WEB', 'supplement', 'days'],
    ['general', 'complaint', 'WEB', 'handling', 'days'],
    ['general', 'complaint', 'WEB', 'recheck', 'workdays'],
    ['enterprise', 'complaint', 'WEB', 'handling', 'workdays'],
    ['general', 'complaint', '12345', 'received', 'workdays'],
    ['general', 'complaint', 'SUPERVISOR', 'handling', 'workdays'],
    ['general', 'complaint', 'SURVEY', 'handling', 'workdays'],
    ['light', 'question', 'WEB', 'received', 'workdays'],
    ['light', 'site', 'WEB', 'handling', 'workdays'],
    ['sealed', 'complaint', 'WEB', 'accepted', 'days'],
    // What came of an unhappy rating has one clock, whoever is unhappy; sealed it has that of what is sealed.
    ['general', 'rating', 'RATING', 'received', 'workdays'],
    ['general', 'rating', 'RATING', 'handling', 'workdays'],
    ['enterprise', 'rating', 'RATING', 'handling', 'workdays'],
    ['sealed', 'rating', 'RATING', 'received', 'workdays'],
    ['sealed', 'rating', 'RATING', 'accepted', 'days'],
  ])('%s %s by %s, %s: %s', (lane, kind, channel, status, counting) => {
    expect(countingOf(book, { lane, kind, channel, status, running: null })).toBe(counting)
  })
  test('by the clock that runs, whatever was published since', () => {
    const of = { lane: 'general', kind: 'complaint', channel: 'WEB', running: 'workdays' } as const
    expect(countingOf(book, { ...of, status: 'handling' })).toBe('workdays')
    expect(countingOf(book, { ...of, status: 'supplement' })).toBe('days')
  })
})

describe('the tables of limits', () => {
  const dates = (lane: string, kind = 'complaint', channel = 'WEB', from = '2026-06-15') => {
    const { accept, answer } = datesOf(book, { lane, kind, channel }, from)
    return [accept?.on ?? null, answer?.on ?? null]
  }
  /** Received on Monday 15 June 2026, dragon boat from the 19th to the 21st. */
  const TABLES: [situation: string, of: Parameters<typeof dates>, accept: string | null, answer: string | null][] = [
    ['a general complaint', ['general'], '2026-06-23', '2026-07-23'],
    ['an enterprise’s', ['enterprise'], '2026-06-17', '2026-06-25'],
    ['praise, suggestion, question', ['light', 'praise'], null, '2026-06-23'],
    ['a page that is wrong', ['light', 'site'], null, '2026-06-18'],
    ['a sealed one', ['sealed'], '2026-06-18', '2026-07-20'],
    ['the hotline’s is the shorter one', ['general', 'complaint', '12345'], null, '2026-06-23'],
    ['the hotline’s for an enterprise', ['enterprise', 'complaint', '12345'], null, '2026-06-23'],
    ['a sealed one from the hotline keeps its own', ['sealed', 'complaint', '12345'], '2026-06-18', '2026-07-20'],
    ['a question from the hotline', ['light', 'question', '12345'], null, '2026-06-23'],
    ['a supervisor’s clue', ['general', 'complaint', 'SUPERVISOR'], '2026-06-17', '2026-07-09'],
    ['a supervisor’s clue about an enterprise', ['enterprise', 'complaint', 'SUPERVISOR'], '2026-06-17', '2026-06-25'],
    ['a bad rating', ['general', 'complaint', 'RATING'], '2026-06-18', '2026-07-10'],
  ]
  test.each(TABLES)('%s', (_situation, of, accept, answer) => {
    expect(dates(...of)).toEqual([accept, answer])
  })
  test('every table of domain.md D5 is published, each number with its basis', () => {
    const lanes = [...book.limits.keys()].filter((code) => !code.startsWith('DOC-'))
    expect(lanes.sort()).toEqual(['12345', 'BAD', 'ENT', 'GEN', 'LEAD', 'LIGHT', 'SECRET', 'SITE'])
    for (const steps of book.limits.values())
      for (const limit of Object.values(steps)) expect(limit?.basis.length).toBeGreaterThan(3)
  })
  test('while the hotline’s rule is not in force its limit is not either', () => {
    const without = { ...book, rules: book.rules.filter((r) => r.code !== 'R11') }
    const of = { lane: 'general', kind: 'complaint', channel: '12345' }
    expect(limitsOf(without, of)).toEqual(book.limits.get('GEN'))
    expect(limitsOf(book, of)).toEqual(book.limits.get('12345'))
  })
})

describe('a clock that stood still or was lengthened', () => {
  const moved = (from: string, limit: Limit, stops: Stop[], extensions: Limit[] = []) =>
    movedDay(from, limit, calendar, { stops, extensions })?.on ?? null

  test.each([
    ['no stop', workdays(5), [], '2026-06-15'],
    [
      'information asked on the 9th and given on the 11th',
      workdays(5),
      [{ from: '2026-06-09', to: '2026-06-11' }],
      '2026-06-17',
    ],
    ['asked and given on one day', workdays(5), [{ from: '2026-06-09', to: '2026-06-09' }], '2026-06-15'],
    ['a stop over a weekend only', workdays(5), [{ from: '2026-06-12', to: '2026-06-14' }], '2026-06-15'],
    ['still waiting', workdays(5), [{ from: '2026-06-09', to: null }], null],
    ['stopped only after the last day', workdays(5), [{ from: '2026-06-15', to: null }], '2026-06-15'],
    [
      'two stops that overlap count once',
      workdays(5),
      [
        { from: '2026-06-09', to: '2026-06-11' },
        { from: '2026-06-10', to: '2026-06-12' },
      ],
      '2026-06-18',
    ],
    ['calendar days wait too', days(30), [{ from: '2026-06-10', to: '2026-06-20' }], '2026-07-20'],
  ] as [string, Limit, Stop[], string | null][])('%s', (_situation, limit, stops, last) => {
    expect(moved('2026-06-08', limit, stops)).toBe(last)
  })

  test('an extension begins the day after the date that was told', () => {
    expect(moved('2026-06-12', days(30), [], [days(20)])).toBe('2026-08-03')
    expect(moved('2026-06-15', workdays(5), [], [workdays(10)])).toBe('2026-07-07')
  })
})

test('the civil day is China’s, whatever the server’s zone', () => {
  expect(today(new Date('2026-06-14T15:59:59Z'))).toBe('2026-06-14')
  expect(today(new Date('2026-06-14T16:00:00Z'))).toBe('2026-06-15')
})

describe('for any day and limit of the three years', () => {
  const start = fc
    .date({ min: new Date('2025-01-01'), max: new Date('2027-12-01'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10))
  const counting = fc.constantFrom('workdays' as const, 'days' as const)
  const later = (day: string, by: number) => new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10)

  /** The same counted the other way round, from a list of all working days. */
  const all = span('2025-01-01', '2028-12-31')
  const working = all.filter((day) => isWorkday(day, calendar))
  const counted = (from: string, limit: Limit): string | undefined => {
    if (limit.counting === 'workdays' && limit.days > 0) return working.filter((day) => day > from)[limit.days - 1]
    return working.find((day) => day >= later(from, limit.days))
  }

  test('the last day is the one a list of working days gives', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 90 }), counting, (from, n, how) => {
        const limit: Limit = { days: n, counting: how, basis: '' }
        expect(lastDay(from, limit, calendar).on).toBe(counted(from, limit))
      }),
    )
  })
  test('the last day is a working day, and longer limits never end earlier', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 60 }), counting, (from, n, how) => {
        const limit: Limit = { days: n, counting: how, basis: '' }
        const { on } = lastDay(from, limit, calendar)
        expect(isWorkday(on, calendar)).toBe(true)
        expect(lastDay(from, { ...limit, days: n + 1 }, calendar).on >= on).toBe(true)
      }),
    )
  })
  test('working days until the last day are as many as the limit had', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (from, n) => {
        expect(workdaysUntil(from, lastDay(from, workdays(n), calendar).on, calendar)).toBe(n)
      }),
    )
  })
  test('a stop moves a limit by exactly the working days it covers', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 20 }), (from, n, waited) => {
        const limit = workdays(n)
        const stop = { from: later(from, 1), to: later(from, 1 + waited) }
        const still = workdaysUntil(stop.from, stop.to, calendar)
        // Only what was still to be counted when it stopped can be put off.
        const expected =
          lastDay(from, limit, calendar).on > stop.from ? lastDay(from, workdays(n + still), calendar).on : undefined
        if (expected) expect(movedDay(from, limit, calendar, { stops: [stop] })?.on).toBe(expected)
      }),
    )
  })
  test('no stop and no extension ever brings a date forward', () => {
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 0, max: 40 }),
        counting,
        fc.nat(30),
        fc.nat(30),
        fc.nat(20),
        (from, n, how, a, b, more) => {
          const limit: Limit = { days: n, counting: how, basis: '' }
          const stops = [{ from: later(from, a), to: later(from, a + b) }]
          const on = movedDay(from, limit, calendar, { stops, extensions: [workdays(more)] })?.on ?? ''
          expect(on >= lastDay(from, limit, calendar).on).toBe(true)
        },
      ),
    )
  })
  test('negative control: a calendar that forgot its moved days counts otherwise', () => {
    const plain: Calendar = { ...calendar, moved: new Map() }
    const wrong = DATES.filter(([, from, limit, last]) => lastDay(from, limit, plain).on !== last)
    expect(wrong.length).toBeGreaterThan(20)
  })
})
