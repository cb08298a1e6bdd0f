import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Calendar, isWorkday, type Limit, lastDay, today, workdaysUntil } from '../../api/case/deadline.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { world } from '../support/world.ts'

const w = await (async () => {
  let calendar: Calendar | undefined
  return async () => {
    if (calendar) return calendar
    const { deps } = await world()
    calendar = (await rulebook(deps.store, deps.now())).calendar
    return calendar
  }
})()
const workdays = (days: number): Limit => ({ days, counting: 'workdays', basis: '' })
const days = (n: number): Limit => ({ days: n, counting: 'days', basis: '' })

/** Counted by hand on the State Council's calendars. */
const DATES: [situation: string, from: string, limit: Limit, last: string][] = [
  ['five working days from a Monday end on the next Monday', '2026-06-08', workdays(5), '2026-06-15'],
  ['a Friday start skips the weekend', '2026-06-12', workdays(1), '2026-06-15'],
  ['dragon boat days are off', '2026-06-15', workdays(5), '2026-06-23'],
  ['a worked Saturday counts before the spring festival', '2026-02-13', workdays(1), '2026-02-14'],
  ['the spring festival is jumped', '2026-02-14', workdays(1), '2026-02-24'],
  ['a worked Saturday after the festival counts', '2026-02-27', workdays(1), '2026-02-28'],
  ['national day week moves thirty days on', '2026-09-02', days(30), '2026-10-08'],
  ['thirty calendar days ending on a working day stay', '2026-06-17', days(30), '2026-07-17'],
  ['an end on a Sunday moves to Monday', '2026-06-12', days(30), '2026-07-13'],
  ['an end on a worked Sunday stays', '2025-12-05', days(30), '2026-01-04'],
  ['over the new year', '2025-12-31', workdays(1), '2026-01-04'],
  ['2025 spring festival', '2025-01-27', workdays(1), '2025-02-05'],
  ['2025 worked Sunday', '2025-01-25', workdays(1), '2025-01-26'],
  ['2025 national day', '2025-09-30', workdays(1), '2025-10-09'],
  ['zero days is the same day', '2026-06-15', workdays(0), '2026-06-15'],
  ['zero days received on a Sunday is Monday', '2026-06-14', workdays(0), '2026-06-15'],
]

test.each(DATES)('%s', async (_situation, from, limit, last) => {
  expect(lastDay(from, limit, await w()).on).toBe(last)
})

test('a date in a year whose notice is not out is provisional and says so', async () => {
  expect(lastDay('2026-12-20', days(30), await w())).toEqual({ on: '2027-01-19', provisional: true })
  expect(lastDay('2026-11-20', days(30), await w()).provisional).toBe(false)
})

test('the civil day is China’s, whatever the server’s zone', () => {
  expect(today(new Date('2026-06-14T15:59:59Z'))).toBe('2026-06-14')
  expect(today(new Date('2026-06-14T16:00:00Z'))).toBe('2026-06-15')
})

describe('for any day and limit', () => {
  const start = fc
    .date({ min: new Date('2025-01-01'), max: new Date('2026-12-01'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10))

  test('the last day is a working day, and longer limits never end earlier', async () => {
    const calendar = await w()
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom('workdays' as const, 'days' as const),
        (from, n, counting) => {
          const limit: Limit = { days: n, counting, basis: '' }
          const { on } = lastDay(from, limit, calendar)
          expect(isWorkday(on, calendar)).toBe(true)
          expect(lastDay(from, { ...limit, days: n + 1 }, calendar).on >= on).toBe(true)
        },
      ),
    )
  })
  test('working days until the last day are as many as the limit had', async () => {
    const calendar = await w()
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (from, n) => {
        expect(workdaysUntil(from, lastDay(from, workdays(n), calendar).on, calendar)).toBe(n)
      }),
    )
  })
})
