import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daysIn, type Told, termsOf } from '../../api/appraisal/term.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { happened, supervisor } from './made.ts'

const told = (action: string, on: string, from: string | null = null, to: string | null = null): Told => ({
  action,
  at: Date.parse(`${on}T10:00:00+08:00`),
  from,
  to,
})
const ROW = { state: 'serving', from: '2024-01-01', to: '2028-12-31', changedAt: 0 } as const

describe('on how many days of a year somebody had a term', () => {
  const APPOINTED = told('appoint', '2025-12-20', '2026-01-01', '2028-12-31')
  const FIRST = told('appoint', '2020-01-01', '2020-01-01', '2022-12-31')
  const EXPIRED = told('expire', '2023-01-01')
  const RENEWED = told('renew', '2026-03-01', '2026-03-01', '2029-02-28')
  test.each<[string, Told[], number, number]>([
    ['appointed for a term that begins the next year', [APPOINTED], 2025, 0],
    ['the year it begins', [APPOINTED], 2026, 365],
    ['the year after it ended', [FIRST, EXPIRED], 2023, 0],
    ['expired and renewed years later: the last year', [FIRST, EXPIRED, RENEWED], 2022, 365],
    ['a year in between', [FIRST, EXPIRED, RENEWED], 2023, 0],
    ['the last year in between', [FIRST, EXPIRED, RENEWED], 2025, 0],
    ['the year it goes on', [FIRST, EXPIRED, RENEWED], 2026, 306],
    [
      'renewed without a gap',
      [
        told('appoint', '2023-06-01', '2023-06-01', '2026-05-31'),
        told('renew', '2026-05-01', '2026-06-01', '2029-05-31'),
      ],
      2026,
      365,
    ],
    [
      'dismissed on a day',
      [told('appoint', '2024-01-01', '2024-01-01', '2028-12-31'), told('dismiss', '2026-01-31')],
      2026,
      31,
    ],
    ['dismissed before it began', [APPOINTED, told('dismiss', '2025-12-28')], 2026, 0],
    ['resigned on the last day of the year before', [FIRST, told('resign', '2021-12-31')], 2022, 0],
    ['one whose history says nothing of terms', [told('appoint', '2024-01-01')], 2024, 366],
    ['one without a history', [], 2026, 365],
  ])('%s', (_who, history, year, days) => {
    expect(daysIn(year, termsOf(ROW, history))).toBe(days)
  })
  test('whoever left without a history left when their row was moved last', () => {
    const left = { ...ROW, state: 'resigned', changedAt: Date.parse('2026-02-10T10:00:00+08:00') } as const
    expect([2025, 2026, 2027].map((year) => daysIn(year, termsOf(left, [])))).toEqual([365, 41, 0])
  })
})

describe('on the sheet', () => {
  let w: World
  beforeAll(async () => {
    w = await makeWorld({ now: '2026-06-15T10:24:00+08:00' })
    await team(w)
  })
  afterAll(() => w.close())
  interface Seen {
    short: number
    items: { id: string; grade: string | null; gradeLabel: string; difference: number | null }[]
    unsound: number
  }
  const see = async (year: number) =>
    (await (await asking(w, 'chief')(`/api/desk/appraisals?year=${year}&limit=100`)).json()) as Seen
  const ids = async (year: number) => (await see(year)).items.map(({ id }) => id)

  test('stands nobody for a year they did not serve, and nobody who served too little is graded', async () => {
    const ahead = await supervisor(w, { from: '2026-01-01', to: '2028-12-31' })
    await happened(w, ahead, 'appoint', '2025-12-20T09:00:00+08:00', { from: '2026-01-01', to: '2028-12-31' })
    const back = await supervisor(w, { from: '2026-02-01', to: '2029-01-31' })
    await happened(w, back, 'appoint', '2022-01-01T09:00:00+08:00', { from: '2022-01-01', to: '2024-12-31' })
    await happened(w, back, 'expire', '2025-01-01T00:01:00+08:00', {}, 2)
    await happened(w, back, 'renew', '2026-02-01T09:00:00+08:00', { from: '2026-02-01', to: '2029-01-31' }, 3)
    const [few, enough] = [
      await supervisor(w, { from: '2025-10-04', to: '2028-10-03' }),
      await supervisor(w, { from: '2025-10-03', to: '2028-10-02' }),
    ]
    expect((await ids(2025)).sort()).toEqual([few, enough].sort())
    expect(await ids(2026)).toEqual(expect.arrayContaining([ahead, back, few, enough]))
    const graded = async () => {
      const { items, short } = await see(2025)
      const of = (id: string) => items.find((one) => one.id === id)
      return [short, of(few)?.grade, of(few)?.gradeLabel, of(enough)?.grade]
    }
    expect(await graded()).toEqual([1, null, '任期不满三个月，不评定等次', 'unqualified'])
    expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2025 }))).status).toBe(201)
    expect(await graded()).toEqual([1, null, '任期不满三个月，不评定等次', 'unqualified'])
    expect(await see(2025)).toMatchObject({ unsound: 0 })
    const frozen = await w.deps.store.heavy.rows('select supervisor, grade from appraisals order by supervisor')
    expect(frozen).toEqual(
      [
        { supervisor: few, grade: 'short' },
        { supervisor: enough, grade: 'unqualified' },
      ].sort((a, b) => (a.supervisor < b.supervisor ? -1 : 1)),
    )
  })
})
