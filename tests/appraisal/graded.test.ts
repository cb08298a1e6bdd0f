import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { answered, duty, lead, supervisor } from './made.ts'

interface Seen {
  grades: { label: string; n: number }[]
  items: { id: string; grade: string | null; gradeLabel: string; leads: number; points: number }[]
}

const NOW = '2026-06-15T10:24:00+08:00'
const NEXT_YEAR = '2027-02-01T09:00:00+08:00'
const MAY = '2026-05-08T09:00:00+08:00'

let w: World
let one = ''
beforeEach(async () => {
  w = await makeWorld({ now: NOW })
  await team(w)
  one = await supervisor(w, { login: 'supervisor1' })
})
afterEach(() => w.close())

const ask = (path: string) => asking(w, 'chief')(`/api/desk/appraisals${path}`)
const see = async (query = 'year=2026') => (await (await ask(`?${query}`)).json()) as Seen
const of = async (id = one) => (await see()).items.find((line) => line.id === id)
const csv = async () => (await ask('/sheet.csv?year=2026')).text()
const close = () => asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2026 }))

describe('a grade', () => {
  test('is nobody’s while the year runs: not on the sheet, not in what is exported, not to look for', async () => {
    expect(await of()).toMatchObject({ points: 0, grade: null, gradeLabel: '年度未结束，暂不评定' })
    expect((await see()).grades).toEqual([])
    expect((await see('year=2026&grade=unqualified')).items).toEqual([])
    expect([await csv(), await (await ask('/sheet?year=2026')).text()].join()).not.toContain('不合格')
  })

  test('is called what it is so far once the year is over, and is given when it is closed', async () => {
    w.at(NEXT_YEAR)
    expect(await of()).toMatchObject({ grade: 'unqualified', gradeLabel: '按目前得分：不合格' })
    expect((await see()).grades.map(({ label }) => label)).toEqual([
      '按目前得分优秀',
      '按目前得分合格',
      '按目前得分不合格',
    ])
    expect((await close()).status).toBe(201)
    expect(await of()).toMatchObject({ grade: 'unqualified', gradeLabel: '不合格' })
    expect(await csv()).toContain('不合格')
    // Who was not closed with it is not graded afterwards.
    const late = await supervisor(w, { login: 'supervisor2' })
    await duty(w, late, { startsAt: Date.parse(MAY), endsAt: Date.parse(MAY) + 1 })
    expect(await of(late)).toMatchObject({ points: 2, grade: null, gradeLabel: '定稿时不在内' })
  })
})

describe('a year that is over', () => {
  const withdrawn = (no: string, at: string) => {
    w.at(at)
    return w.deps.store.writes.commit([
      { sql: "update cases set status = 'withdrawn', n = n + 1 where no = ?", args: [no] },
      {
        sql: `insert into events (stream, n, at, actor, action, data, state, hash)
          select stream, max(n) + 1, ?, '{"kind":"citizen"}', 'withdraw', '{}', '{"status":"withdrawn"}', 'test'
          from events where stream = ?`,
        args: [Date.parse(at), `case/${no}`],
      },
    ])
  }
  test('keeps its number where a lead is withdrawn afterwards', async () => {
    const [no, early] = [await lead(w, 'supervisor1', MAY), await lead(w, 'supervisor1', MAY)]
    await answered(w, no, { outcome: 'upheld' })
    // Withdrawn in the year itself it was never counted.
    await withdrawn(early, '2026-12-30T09:00:00+08:00')
    w.at(NEXT_YEAR)
    expect(await of()).toMatchObject({ leads: 1, points: 5 })
    await withdrawn(no, '2027-02-02T09:00:00+08:00')
    expect(await of()).toMatchObject({ leads: 1, points: 5 })
    expect((await close()).status).toBe(201)
    expect(await of()).toMatchObject({ points: 5 })
  })

  test('counts a lead that was withdrawn in it and is opened again afterwards', async () => {
    const no = await lead(w, 'supervisor1', MAY)
    await withdrawn(no, '2026-12-30T09:00:00+08:00')
    w.at(NEXT_YEAR)
    expect(await of()).toMatchObject({ leads: 0 })
    await w.deps.store.writes.commit([{ sql: "update cases set status = 'accepted' where no = ?", args: [no] }])
    expect(await of()).toMatchObject({ leads: 1 })
  })
})
