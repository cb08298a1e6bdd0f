import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import type { Score } from '../../content/kinds/score.ts'
import { readContent } from '../../content/load.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { answered, duty, happened, lead, supervisor } from './made.ts'

interface Line {
  id: string
  number: string
  name: string
  points: number
  grade: string | null
  gradeLabel: string
  leads: number
  hours: number
  difference: number | null
  sound: boolean
  parts: { item: string; n: number; points: number }[]
}
interface Seen {
  people: number
  total: number
  mayClose: boolean
  changed: number
  unsound: number
  score: { version: number }
  closed: { by: string; people: number } | null
  items: Line[]
}

let w: World
let [one, two] = ['', '']
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  one = await supervisor(w, { login: 'supervisor1', areas: ['379981001'], sectors: ['H62'] })
  two = await supervisor(w, { login: 'supervisor2', group: 'lawyer', from: '2026-03-01' })
})
afterAll(() => w.close())

const ask = (who: string, path = '') => asking(w, who)(`/api/desk/appraisals${path}`)
const see = async (query = '', who = 'chief') => (await (await ask(who, `?${query}`)).json()) as Seen
const of = async (id: string, query = '') => (await see(query)).items.find((line) => line.id === id)
const shut = (year: number, who = 'chief') => asking(w, who)('/api/desk/appraisals', json('POST', { year }))
const THIS = '2026-05-08T09:00:00+08:00'
const LAST = '2025-05-08T09:00:00+08:00'

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
    await duty(w, two, at, { state: 'accepted' })
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
    expect(await of(two)).toMatchObject({ points: 0 })
  })

  test('what happened at midnight belongs to its own year, in China', async () => {
    const before = (await of(two))?.points
    await duty(w, two, { startsAt: Date.parse('2025-12-31T23:59:59+08:00') })
    expect((await of(two))?.points).toBe(before)
    await duty(w, two, { startsAt: Date.parse('2026-01-01T00:00:00+08:00') })
    expect((await of(two))?.points).toBe((before ?? 0) + 2)
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
    await happened(w, renewed, 'appoint', '2021-06-01T09:00:00+08:00')
    const ids = async (year: number) => (await see(`year=${year}&limit=100`)).items.map(({ id }) => id)
    const [last, now] = [await ids(2025), await ids(2026)]
    expect([gone, early, renewed, two].map((id) => last.includes(id))).toEqual([true, true, true, false])
    expect([gone, early, renewed, two].map((id) => now.includes(id))).toEqual([false, true, true, true])
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

describe('a year is closed', () => {
  test('by the chief, when it is over, once', async () => {
    expect((await shut(2026)).status).toBe(409)
    expect(((await (await shut(2026)).json()) as { code: string }).code).toBe('year_open')
    for (const who of ['handler', 'stats']) expect((await shut(2025, who)).status, who).toBe(403)
    expect((await shut(2024)).status).toBe(409)
    const no = await lead(w, 'supervisor1', LAST)
    await answered(w, no, { outcome: 'upheld' })
    await duty(w, one)
    expect(await see('year=2025')).toMatchObject({ mayClose: true, closed: null })
    expect((await see('year=2025', 'stats')).mayClose).toBe(false)
    const tries = await Promise.all([shut(2025), shut(2025), shut(2025)])
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    const seen = await see('year=2025')
    expect(seen).toMatchObject({ mayClose: false, changed: 0, unsound: 0, closed: { people: seen.people } })
    expect(seen.items.find(({ id }) => id === one)).toMatchObject({ points: 7, difference: 0, sound: true })
    expect((await shut(2025)).status).toBe(409)
  })

  test('what changes afterwards is shown as a difference, and the result stays', async () => {
    const no = await lead(w, 'supervisor1', LAST)
    await answered(w, no, { outcome: 'upheld' })
    const seen = await see('year=2025')
    expect(seen.changed).toBe(1)
    expect(seen.items.find(({ id }) => id === one)).toMatchObject({ points: 7, difference: 5 })
    expect((await see('year=2025&changed=true')).items.map(({ id }) => id)).toEqual([one])
  })

  test('a score published later moves no closed year', async () => {
    const { data } = readContent('content').publications.find((p) => p.kind === 'score')!
    const [first, ...rest] = (data as Score).items
    const dearer = { ...(data as Score), items: [{ ...first!, points: 50 }, ...rest] }
    const draft = { kind: 'score' as const, code: 'SUPERVISOR', from: '2025-06-01', data: dearer }
    await publish(w.deps.store, [draft], { proposed: 'editor', published: 'publisher' }, w.deps.now())
    expect(await of(one, 'year=2025')).toMatchObject({ points: 7, difference: 5 })
    const seen = await see()
    expect(seen.score.version).toBe(2)
    expect(seen.items.find(({ id }) => id === one)?.points).toBe(50 + 7)
  })

  test('nobody edits it: not by the API, not in the table', async () => {
    const write = (sql: string) => w.deps.store.writes.commit([{ sql, args: [] }])
    await expect(write('update appraisals set points = 99')).rejects.toThrow(/kept/)
    await expect(write('delete from appraisals')).rejects.toThrow(/kept/)
    for (const extra of [{ points: 99 }, { items: [] }, { supervisor: one }])
      expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2024, ...extra }))).status).toBe(
        422,
      )
  })

  test('points that do not follow from their parts are noticed', async () => {
    const other = await supervisor(w, { to: '2025-12-31', state: 'expired' })
    await w.deps.store.writes.commit([
      {
        sql: `insert into appraisals (supervisor, year, score, version, parts, points, grade, by, at)
          select ?, year, score, version, parts, points + 50, 'excellent', by, at from appraisals where supervisor = ?`,
        args: [other, one],
      },
    ])
    const seen = await see('year=2025&limit=100')
    expect(seen.unsound).toBe(1)
    expect(seen.items.filter(({ sound }) => !sound).map(({ id }) => id)).toEqual([other])
  })
})

describe('what leaves the desk', () => {
  test('the sheet and the statistics leave no formula to run', async () => {
    await w.deps.store.writes.commit([{ sql: "update people set name = '=1+1' where login = 'supervisor2'", args: [] }])
    const csv = await (await ask('stats', '/sheet.csv')).text()
    expect(csv).toContain(`"'=1+1"`)
    expect(csv).not.toMatch(/(^|,)"[=+@]/m)
    const { sheets } = await readXlsx(new Uint8Array(await (await ask('stats', '/sheet.xlsx')).arrayBuffer()))
    const cells = sheets.flatMap((sheet) => [...(sheet.cells?.values() ?? [])])
    expect(cells.filter((cell) => 'formula' in cell && cell.formula)).toEqual([])
    expect(sheets[0]?.rows[0]).toContain('得分')
    for (const path of ['/statistics.csv', '/statistics.xlsx', '/sheet'])
      expect((await ask('handler', path)).status).toBe(200)
  })

  test('whoever looks is written down', async () => {
    const seen = () =>
      w.deps.store.heavy.rows<{ person: string; what: string; why: string }>(
        "select person, what, why from accesses where what like 'appraisal%' order by id",
      )
    const before = (await seen()).length
    await ask('handler', '?year=2025')
    await ask('stats', '/sheet.csv?year=2025')
    expect((await seen()).slice(before)).toEqual([
      { person: 'handler', what: 'appraisal', why: '2025' },
      { person: 'stats', what: 'appraisal-export', why: '2025' },
    ])
  })

  test('statistics by area, by sector and by whom they come from', async () => {
    const seen = (await (await ask('stats', '/statistics?year=2026')).json()) as {
      all: { people: number; leads: number; effective: number; effectiveRate: number; hours: number; trainings: number }
      areas: { label: string; people: number; leads: number }[]
      sectors: { label: string }[]
      groups: { label: string; people: number }[]
    }
    expect(seen.all).toMatchObject({ leads: 1, effective: 1, effectiveRate: 100, trainings: 1 })
    expect(seen.areas.map(({ label, leads }) => [label, leads])).toEqual([
      [expect.stringContaining('城东'), 1],
      ['全市', 0],
    ])
    expect(seen.sectors[0]?.label).toBe('餐饮业')
    expect(seen.groups.find(({ label }) => label.startsWith('律师'))?.people).toBe(1)
  })

  test.each(['intake', 'superior', 'scjg', 'admin', 'supervisor1', 'contact1', 'sealed1'])(
    '%s reads none of it',
    async (who) => {
      for (const path of ['', '/sheet', '/sheet.csv', '/sheet.xlsx', '/statistics', '/statistics.csv'])
        expect((await ask(who, path)).status, path).toBe(403)
      expect((await shut(2025, who)).status).toBe(403)
    },
  )
})
