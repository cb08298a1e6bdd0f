import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { desk } from './desk.ts'
import { held, NOW, openDay, rowsOf } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())
const { register, day, mine } = asker(() => w)
const { ask, read, opened } = desk(() => w)

describe('lists and numbers', () => {
  test('seats by number stay where they are, and what came free is given out again', async () => {
    const path = await day('KF-SEAT', { resident: 20, enterprise: 5 })
    const got = []
    for (const [minute, companions] of [0, 1, 2].entries()) {
      w.at(`2026-06-15T10:0${minute}:00+08:00`)
      got.push(await taken(register(path, { companions })))
    }
    const seat = async (order = 'confirmed') => ask('zfj', '/KF-SEAT/seating', { session: 'am', order })
    const seats = async () => Object.fromEntries((await rowsOf(w, 'KF-SEAT')).map((row) => [row.number, row.seat]))
    expect(await (await seat()).json()).toEqual({ given: 3 })
    const first = await seats()
    expect(got.map(({ number }) => first[number])).toEqual([1, 2, 4])
    await mine(got[1]!.ticket, '/cancel')
    const late = [await taken(register(path, { companions: 2 })), await taken(register(path, { companions: 1 }))]
    await Promise.all([seat(), seat()])
    const after = await seats()
    expect([got[0]!, got[2]!, ...late].map(({ number }) => after[number])).toEqual([1, 4, 7, 2])
    // Who brings more than sat there gets seats anew.
    await mine(got[0]!.ticket, '/change', json('POST', { companions: 1 }))
    expect((await seats())[got[0]!.number]).toBeNull()
    expect((await problem(await ask('zfj', '/KF-SEAT/seating', { session: 'xx' }))).paths).toEqual(['session'])
    const sheet = await read<{ items: { seat: number | null }[] }>('zfj', '/KF-SEAT/sheet')
    expect(sheet.items.map((one) => one.seat)).toEqual([2, 4, 7, null])
    expect(JSON.stringify(sheet)).not.toContain('1990000')
  })

  test('a table leaves no formula to run, and that it left is written down', async () => {
    const path = await day('KF-TABLE', { resident: 5 })
    await taken(register(path, { name: "=cmd|' /C calc'!A0", unit: '+1+1', wish: '@SUM(A1)', note: '-1' }))
    const before = (await opened()).length
    const csv = await (await ask('zfj', '/KF-TABLE/registrations.csv')).text()
    expect(csv.startsWith('"编号"')).toBe(true)
    expect(csv).toContain(`"'=cmd|' /C calc'!A0"`)
    expect(csv).not.toMatch(/(^|,)"[=+@-]/m)
    const xlsx = await ask('zfj', '/KF-TABLE/registrations.xlsx')
    expect(xlsx.headers.get('content-disposition')).toContain('KF-TABLE.xlsx')
    const { sheets } = await readXlsx(new Uint8Array(await xlsx.arrayBuffer()))
    const cells = sheets.flatMap((sheet) => [...(sheet.cells?.values() ?? [])])
    expect(cells.filter((cell) => 'formula' in cell && cell.formula)).toEqual([])
    expect(JSON.stringify(sheets[0]?.rows)).toContain("=cmd|' /C calc'!A0")
    expect((await opened()).slice(before).map(({ what }) => what)).toEqual(['open-day-export', 'open-day-export'])
    expect((await read('zfj', '/KF-TABLE/registrations?state=waiting')).total).toBe(0)
    expect((await ask('zfj', '/KF-TABLE/registrations?state=x')).status).toBe(422)
  })

  test('the numbers are those of the rows', async () => {
    const path = await day('KF-COUNT', { resident: 4, media: 2 }, { approval: ['media'] })
    for (const companions of [2, 0, 1]) await taken(register(path, { companions }))
    await taken(register(path, { group: 'media' }))
    const [a, b] = await rowsOf(w, 'KF-COUNT').then((rows) => rows.filter(({ state }) => state === 'confirmed'))
    // As the door will leave them: one of three came, the other stayed away, and somebody walked in.
    const big = [a!, b!].find(({ size }) => size === 3)!
    const small = [a!, b!].find(({ size }) => size === 1)!
    await w.deps.store.writes.commit([
      { sql: "update registrations set state = 'attended', came = 2, came_at = 1 where id = ?", args: [big.id] },
      { sql: "update registrations set state = 'absent' where id = ?", args: [small.id] },
    ])
    const seen = await read<{ all: object; sessions: { groups: object[] }[] }>('zfj', '/KF-COUNT')
    expect(seen.all).toMatchObject({
      seats: 6,
      taken: 5,
      left: 1,
      registered: 7,
      pending: 1,
      confirmed: 4,
      waiting: 2,
      came: 2,
      absent: 2,
      walkIns: 0,
    })
    expect(seen.sessions[0]?.groups).toMatchObject([
      { group: 'resident', seats: 4, taken: 4, left: 0, waiting: 2 },
      { group: 'media', seats: 2, taken: 1, pending: 1 },
    ])
    expect(JSON.stringify(await read('chief', '/KF-COUNT'))).toContain('"absent":2')
    const line = await read<{ items: { code: string; taken: number }[] }>('zfj', '?limit=100')
    expect(line.items.find(({ code }) => code === 'KF-COUNT')?.taken).toBe(5)
  })

  test('statistics by body, group and year; a body sees its own, and what was called off counts as called off', async () => {
    await held(w, openDay('KF-OTHER', { resident: 7 }, { department: 'SCJG' }))
    await held(w, openDay('KF-OFF', { resident: 7 }, { department: 'SCJG' }), '2026-06-01', true)
    type Part = { label: string; code: string; events: number; cancelled: number; absentRate: number | null }
    const numbers = async (who: string, query = '') =>
      await read<Record<'departments' | 'groups' | 'years', Part[]>>(who, `/numbers${query}`)
    const own = await numbers('scjg')
    expect(own.departments.map(({ code }) => code)).toEqual(['SCJG'])
    expect(own.years.find(({ code }) => code === '2026')).toMatchObject({ events: 1, cancelled: 1, seats: 7 })
    const all = await numbers('stats')
    expect(all.departments.length).toBeGreaterThan(1)
    // Two of four of those who had a seat stayed away.
    expect(all.departments.find(({ code }) => code === 'ZFJ')?.absentRate).toBe(50)
    expect((await numbers('stats', '?year=2025')).years.map(({ code }) => code)).toEqual(['2025'])
    expect(await (await ask('stats', '/numbers.csv?year=2026')).text()).toContain('"年度","2026年"')
    expect((await ask('stats', '/numbers.xlsx')).headers.get('content-type')).toContain('spreadsheetml')
    for (const [who, status] of [
      ['intake', 403],
      [null, 401],
    ] as const)
      expect((await ask(who, '/numbers')).status).toBe(status)
  })
})
