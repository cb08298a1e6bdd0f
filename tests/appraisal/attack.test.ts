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
    counted: { points: number }
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
    expect(await own(2026)).toMatchObject({ leads: { sent: 1 }, counted: { points: 5 } })
    // One whose sender does not mind moves it.
    await lead(w, 'supervisor1', MAY)
    expect((await of())?.leads).toBe((before[0] as { leads: number }).leads + 1)
  })

  test('counts when the year is closed; answered later, it moves nothing any more', async () => {
    const late = await lead(w, 'supervisor1', MAY, {}, HIDDEN)
    w.at('2027-02-01T09:00:00+08:00')
    const year = 'year=2026'
    expect(await of(year)).toMatchObject({ leads: 3, points: 5 })
    await answered(w, late, { outcome: 'upheld' })
    expect(await of(year)).toMatchObject({ leads: 3, points: 5 })
    expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2026 }))).status).toBe(201)
    expect(await of(year)).toMatchObject({ points: 10, difference: 0 })
    w.at('2026-06-15T10:24:00+08:00')
    const last = await lead(w, 'supervisor1', MAY, {}, HIDDEN)
    w.at('2027-02-02T09:00:00+08:00')
    await answered(w, last, { outcome: 'upheld' })
    expect(await of(year)).toMatchObject({ points: 10, difference: 0 })
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
