import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { answered, lead, supervisor } from './made.ts'

interface Seen {
  items: { id: string; leads: number; points: number; difference: number | null }[]
}

let w: World
let one = ''
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  one = await supervisor(w, { login: 'supervisor1', areas: ['379981001'] })
})
afterAll(() => w.close())

const of = async (query = '') => {
  const { items } = (await (await asking(w, 'handler')(`/api/desk/appraisals?${query}`)).json()) as Seen
  return items.find(({ id }) => id === one)
}
const numbers = async () => (await asking(w, 'stats')('/api/desk/appraisals/statistics')).text()
const own = async (year: number) =>
  (await (await asking(w, 'supervisor1')(`/api/supervisor?year=${year}`)).json()) as {
    leads: { sent: number }
    hidden: number
    counted: { points: number; difference: number | null }
  }
const MAY = '2026-05-08T09:00:00+08:00'
const HIDDEN = { person: { name: '白露' }, confidential: true }

// Whoever handles a lead could look at the sheet before and after, and know whose number rose.
describe('a lead whose sender is kept from its handlers', () => {
  test('moves no number of the running year, neither when it comes nor when it is answered', async () => {
    const before = [await of(), await numbers()]
    const no = await lead(w, 'supervisor1', MAY, {}, HIDDEN)
    expect([await of(), await numbers()]).toEqual(before)
    await answered(w, no, { outcome: 'upheld' })
    expect([await of(), await numbers()]).toEqual(before)
    // One whose sender does not mind moves it.
    await lead(w, 'supervisor1', MAY)
    expect((await of())?.leads).toBe((before[0] as { leads: number }).leads + 1)
  })

  test('is told to its sender alone: how many, and no points', async () => {
    expect(await own(2026)).toMatchObject({ leads: { sent: 1 }, hidden: 1, counted: { points: 0 } })
  })

  test('moves none either at New Year, withdrawn, when the year is closed or afterwards', async () => {
    const late = await lead(w, 'supervisor1', MAY, {}, HIDDEN)
    const shown = async () => {
      const { leads, points } = (await of('year=2026')) ?? {}
      return { leads, points }
    }
    w.at('2026-12-31T23:59:00+08:00')
    const before = await shown()
    w.at('2027-02-01T09:00:00+08:00')
    expect(await shown()).toEqual(before)
    await answered(w, late, { outcome: 'upheld' })
    expect(await shown()).toEqual(before)
    await w.deps.store.writes.commit([{ sql: "update cases set status = 'withdrawn' where no = ?", args: [late] }])
    expect(await shown()).toEqual(before)
    expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2026 }))).status).toBe(201)
    expect(await shown()).toEqual(before)
    expect(await own(2026)).toMatchObject({ hidden: 2, counted: { points: 0, difference: 0 } })
    w.at('2026-06-15T10:24:00+08:00')
    const [last, open] = [await lead(w, 'supervisor1', MAY, {}, HIDDEN), await lead(w, 'supervisor1', MAY)]
    w.at('2027-02-02T09:00:00+08:00')
    await answered(w, last, { outcome: 'upheld' })
    expect(await of('year=2026')).toMatchObject({ difference: 0 })
    // Of a sender who does not mind it is a difference.
    await answered(w, open, { outcome: 'upheld' })
    expect(await of('year=2026')).toMatchObject({ difference: 5 })
    w.at('2026-06-15T10:24:00+08:00')
  })
})

// What the one above has is not the bureau's to know of, also where the bureau is not the body it is about.
test('a lead the bureau does not have moves no number of the bureau', async () => {
  const before = [await of(), await numbers()]
  const no = await lead(w, 'supervisor1', MAY)
  await w.deps.store.writes.commit([{ sql: "update cases set handler = 'DDSFJ' where no = ?", args: [no] }])
  expect([await of(), await numbers()]).toEqual(before)
})
