import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'
import { appraised, THIS, two } from './appraised.ts'
import { answered, duty, lead, supervisor } from './made.ts'

let w: World
let one = ''
beforeAll(async () => {
  w = await makeWorld()
  ;[one] = await two(w)
})
afterAll(() => w.close())
const { ask, shut } = appraised(() => w)

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
        "select person, what, why from accesses where what like 'appraisal%' or what like 'contributions%' order by id",
      )
    const before = (await seen()).length
    await ask('handler', '?year=2025')
    await ask('stats', '/sheet.csv?year=2025')
    await ask('stats', '/statistics?year=2025')
    await ask('stats', '/statistics.xlsx?year=2025')
    expect((await seen()).slice(before)).toEqual([
      { person: 'handler', what: 'appraisal', why: '2025' },
      { person: 'stats', what: 'appraisal-export', why: '2025' },
      { person: 'stats', what: 'contributions', why: '2025' },
      { person: 'stats', what: 'contributions-export', why: '2025' },
    ])
  })

  test('statistics by area, by sector and by whom they come from', async () => {
    await answered(w, await lead(w, 'supervisor1', THIS), { outcome: 'partly' })
    await duty(w, one, { startsAt: Date.parse(THIS), endsAt: Date.parse(THIS) + 1, kind: 'training' })
    const seen = (await (await ask('stats', '/statistics?year=2026')).json()) as {
      all: { people: number; leads: number; effective: number; effectiveRate: number; hours: number; trainings: number }
      areas: { label: string; people: number; leads: number | null; activities: number }[]
      sectors: { label: string }[]
      groups: { label: string; people: number }[]
    }
    expect(seen.all).toMatchObject({ leads: 1, effective: 1, effectiveRate: 100, trainings: 1 })
    // Of fewer than five nobody reads how many leads they sent; what they took part in is no secret.
    expect(seen.areas.map(({ label, leads, activities }) => [label, leads, activities])).toEqual([
      [expect.stringContaining('城东'), null, 1],
      ['全市', null, 0],
    ])
    expect(await (await ask('stats', '/statistics.csv?year=2026')).text()).toContain('少于5人，不列')
    for (let n = 0; n < 4; n++) await supervisor(w, { areas: ['379981001'] })
    const five = (await (await ask('stats', '/statistics?year=2026')).json()) as typeof seen
    expect(five.areas.map(({ leads }) => leads)).toEqual([1, null])
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
