import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { caseBlind } from '../../db/schema.ts'
import { appointed } from '../lead/made.ts'
import { asking, json, sent } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'

let w: World
beforeEach(async () => {
  w = await makeWorld()
  await team(w)
  await appointed(w)
})
afterEach(() => w.close())

const declares = (login: string, name: string) =>
  asking(w, login)('/api/desk/interests', json('POST', { kind: 'person', name, whose: 'other', why: '旧识' }))
const keptFrom = (login: string) => w.deps.store.read.$count(caseBlind, eq(caseBlind.department, `@${login}`))

test('whoever belongs to no body cannot try out which cases name somebody: nothing is looked through for them', async () => {
  const account = '执法人员石三磊没有亮证就要我停业，我问了两遍，他都不肯说自己是哪个单位的。'
  await sent(w, { account })
  expect((await declares('supervisor1', '石三磊')).status).toBe(201)
  expect(await keptFrom('supervisor1')).toBe(0)
  const preview = await asking(w, 'supervisor2')(
    '/api/desk/interests/preview',
    json('POST', { kind: 'person', name: '石三磊', whose: 'other', why: '旧识' }),
  )
  expect(await preview.json()).toMatchObject({ hides: 0, stays: 0 })
  // What comes later is not kept from them either: they read no case.
  await sent(w, { account })
  expect(await keptFrom('supervisor1')).toBe(0)
  // Negative control: of who works at the desk it is.
  expect((await declares('handler', '石三磊')).status).toBe(201)
  expect(await keptFrom('handler')).toBe(2)
})

test('nobody declares more than sixty', async () => {
  const names = [...'甲乙丙丁戊己庚辛'].flatMap((a) => [...'子丑寅卯辰巳午未'].map((b) => `欧阳${a}${b}`))
  for (const name of names.slice(0, 60)) expect((await declares('supervisor1', name)).status).toBe(201)
  const more = await declares('supervisor1', names[60] ?? '')
  expect(more.status).toBe(422)
  expect(await more.text()).toContain('最多申报60项')
})
