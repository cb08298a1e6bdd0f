import { afterEach, beforeEach, expect, test } from 'vitest'
import { eraseTurn } from '../../api/retention/erase.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { answered, duty, lead, supervisor } from './made.ts'

const MAY = '2025-05-08T09:00:00+08:00'
const LATER = '2030-01-05T10:00:00+08:00'

let w: World
let one = ''
beforeEach(async () => {
  w = await makeWorld()
  await team(w)
  one = await supervisor(w, { login: 'supervisor1' })
  const no = await lead(w, 'supervisor1', MAY, {}, { person: { name: '白露' } })
  await answered(w, no, { outcome: 'upheld' })
  const { n } = (await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).json()) as { n: number }
  const closed = await asking(w, 'handler')(`/api/desk/cases/${no}/steps`, json('POST', { action: 'close', n }))
  expect(closed.status).toBe(200)
})
afterEach(() => w.close())

interface Seen {
  erased: boolean
  changed: number
  mayClose: boolean
  items: { id: string; points: number; difference: number | null; kept: boolean }[]
}
const see = async () => {
  const seen = (await (await asking(w, 'chief')('/api/desk/appraisals?year=2025')).json()) as Seen
  return { ...seen, one: seen.items.find(({ id }) => id === one) }
}
const shut = () => asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2025 }))
/** Who sent it goes when its time is over: proposed by one, approved by another. */
async function erased() {
  w.at(LATER)
  const ask = (login: string, path: string, body: object) =>
    asking(w, login)(`/api/desk/retention${path}`, json('POST', body))
  const run = await ask('review', '', { class: 'identity', realm: 'bureau' })
  expect(run.status, await run.clone().text()).toBe(201)
  const { id } = (await run.json()) as { id: string }
  expect((await ask('chief', `/runs/${id}`, { decision: 'confirm' })).status).toBe(204)
  await eraseTurn(w.deps, w.deps.now())
}

test('a closed year whose leads were erased is not compared any more, and stays as it was closed', async () => {
  expect((await shut()).status).toBe(201)
  // Before, what is done later shows as a difference.
  await duty(w, one)
  expect(await see()).toMatchObject({ erased: false, changed: 1, one: { points: 5, difference: 2 } })
  await erased()
  expect(await see()).toMatchObject({ erased: true, changed: 0, one: { points: 5, difference: null, kept: true } })
  const own = await (await asking(w, 'supervisor1')('/api/supervisor?year=2025')).json()
  expect(own).toMatchObject({ counted: { points: 5, difference: null, erased: true } })
  const csv = await (await asking(w, 'chief')('/api/desk/appraisals/sheet.csv?year=2025')).text()
  expect(csv).toContain('记录已按期限删除，不再核对')
})

test('a year that was not closed in time cannot be closed with what is left', async () => {
  await erased()
  expect(await see()).toMatchObject({ erased: true, mayClose: false })
  const answer = await shut()
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'year_erased'])
})
