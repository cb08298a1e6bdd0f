import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { DURING, duties, NOW, serving } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await serving(w, 'supervisor1')
  await serving(w, 'supervisor2')
})
afterAll(() => w.close())
const { good, made, invite, seen, self, part, code } = duties(() => w)

const told = (who: string, path: string, body: object) =>
  asking(w, who)(`/api/desk/interests${path}`, json('POST', body))
async function takesBack(who: string) {
  const said = { kind: 'department', department: 'ZFJ', whose: 'own', why: '原来的工作单位' }
  expect((await told(who, '', said)).status).toBe(201)
  const back = { kind: 'department', subject: 'ZFJ', reason: '已经不在那里工作' }
  expect((await told(who, '/end', back)).status).toBe(200)
}

test('an interest taken back before the invitation still keeps somebody away; a year later it does not', async () => {
  await takesBack('supervisor1')
  const { id } = await made({ department: 'ZFJ' })
  expect(await good(invite(id))).toEqual({ invited: 1, before: 0, recused: 1, outside: 0 })
  // To what is about somebody else, and of those who had none, everybody is asked.
  const other = await made({ department: 'SCJG' })
  expect(await good(invite(other.id))).toMatchObject({ invited: 2, recused: 0 })
  w.at('2027-06-15T10:24:01+08:00')
  const later = await made({ department: 'ZFJ', on: '2027-06-17', reportBy: undefined })
  expect(await good(invite(later.id))).toMatchObject({ invited: 2, recused: 0 })
  w.at(NOW)
})

test('taken back after the invitation it still keeps them from accepting, and from the door', async () => {
  const { id } = await made({ department: 'ZFJ' })
  await good(invite(id))
  await takesBack('supervisor2')
  expect(await code(await self('supervisor2', id, 'accept'))).toBe('duty_interest')
  expect((await seen(id)).parts).toMatchObject([{ supervisor: 's-supervisor2', interested: true }])
  w.at(DURING)
  expect(await code(await part(id, 'supervisor2', 'mark'))).toBe('duty_interest')
  w.at(NOW)
})
