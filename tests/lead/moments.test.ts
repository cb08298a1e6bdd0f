import { afterAll, beforeAll, expect, test } from 'vitest'
import { record } from '../../api/staff/record.ts'
import { asking, person } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { appointed } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  await appointed(w)
})
afterAll(() => w.close())

const signsIn = (login: string) => {
  const by = person(login)
  return record(w.deps.store, { login, by, action: 'sign-in', state: { ...by, active: true }, now: w.deps.now() }, [])
}
const read = async (who: string) =>
  (
    (await (await asking(w, who)('/api/desk/audit')).json()) as { items: { what: { label: string }; about: string }[] }
  ).items
    .filter(({ what }) => what.label === '登录')
    .map(({ about }) => about)

test('whoever reads of cases does not read when a supervisor or a contact point signed in', async () => {
  for (const login of ['supervisor1', 'contact1', 'handler']) await signsIn(login)
  const seen = await read('stats')
  expect(seen.filter((about) => /supervisor1|contact1/.test(about))).toEqual([])
  // Negative control: of staff it is there, and the administrator, who reads of no case, sees all of them.
  expect(seen.some((about) => about.includes('handler'))).toBe(true)
  expect((await read('admin')).filter((about) => /supervisor1|contact1/.test(about))).toHaveLength(2)
})
