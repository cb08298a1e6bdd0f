import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { pointing } from './pointing.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())
const { added, post } = pointing(() => w)

test('five years end on the last day of the fifth, whatever leap years they hold', async () => {
  const term = { from: '2027-01-01' }
  const late = await post('handler', { ...term, to: '2032-01-01' })
  expect(late.status).toBe(422)
  expect(await late.json()).toMatchObject({ fields: [{ path: 'to' }] })
  await added({ ...term, to: '2031-12-31' })
})
