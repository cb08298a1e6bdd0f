import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registrant } from '../../api/open-day/registrant.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { NOW, rowsOf, STARTS, visitor } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())
const { register, mine, told, day } = asker(() => w)
const details = (ticket: string, body: object) => mine(ticket, '/details', json('POST', body))
const only = async (code: string) => (await rowsOf(w, code))[0]!

describe('what somebody said of themselves', () => {
  test('is typed anew and sealed anew; what is left out stays, and nothing is said back', async () => {
    const person = visitor({
      name: '周明（示例）',
      unit: '示例社区',
      wish: '看看仓库',
      needs: ['sign'],
      photographs: 'yes',
    })
    const { ticket } = await taken(register(await day('KF-SAID', { resident: 2 }), person))
    const before = await only('KF-SAID')
    const said = { name: '周小明（示例）', phone: '19900004321', photographs: 'no' }
    const answer = await details(ticket, said)
    expect(answer.status).toBe(200)
    const text = await answer.text()
    for (const word of ['周明', '周小明', person.phone, said.phone, '示例社区', '仓库'])
      expect(text).not.toContain(word)
    const after = await only('KF-SAID')
    expect(registrant(w.deps.secrets, after)).toEqual({
      ...said,
      unit: '示例社区',
      wish: '看看仓库',
      needs: ['sign'],
    })
    expect(after.sealed.equals(before.sealed)).toBe(false)
    expect([after.phoneIndex === before.phoneIndex, after.state, after.n]).toEqual([false, 'confirmed', before.n + 1])
    await details(ticket, { needs: '要一个靠门的座位' })
    expect(registrant(w.deps.secrets, await only('KF-SAID'))).toMatchObject({ ...said, needs: '要一个靠门的座位' })
    expect((await only('KF-SAID')).phoneIndex).toBe(after.phoneIndex)
  })

  test.each([
    [{}, ['']],
    [{ name: ' ' }, ['name']],
    [{ phone: '12' }, ['phone']],
    [{ name: '\u202e周明' }, ['name']],
    [{ group: 'media' }, ['group', '']],
    [{ needs: ['crown'] }, ['needs']],
    [{ photographs: 'maybe' }, ['photographs']],
  ])('%j is refused with its field, and nothing changes', async (body, paths) => {
    const code = `KF-BAD-${JSON.stringify(body).length}-${paths.length}`
    const { ticket } = await taken(register(await day(code, { resident: 1 })))
    const before = await only(code)
    expect(await problem(await details(ticket, body))).toEqual({ status: 422, code: 'invalid', paths })
    expect(await only(code)).toEqual(before)
  })

  test('of a telephone that came before is marked for the desk alone', async () => {
    const path = await day('KF-OTHER', { resident: 2 })
    const person = visitor()
    await taken(register(path, person))
    const { ticket } = await taken(register(path))
    const before = await told(ticket)
    expect((await details(ticket, { phone: person.phone })).status).toBe(200)
    expect(await told(ticket)).toEqual(before)
    const marks = async () => (await rowsOf(w, 'KF-OTHER')).map((r) => r.marks.join()).sort()
    expect(await marks()).toEqual(['', 'again'])
    expect((await details(ticket, { phone: '19900009999' })).status).toBe(200)
    expect(await marks()).toEqual(['', ''])
  })

  test('stays as it is once it has begun, was cancelled, or for who has no ticket', async () => {
    const path = await day('KF-SHUT', { resident: 2 })
    const [one, two] = [await taken(register(path)), await taken(register(path))]
    await mine(one.ticket, '/cancel')
    expect((await problem(await details(one.ticket, { name: '别人' }))).code).toBe('not_now')
    expect((await problem(await details('K7MQ2W9XK7MQ2W9XK7MQ2W9X', { name: '别人' }))).code).toBe('no_such_ticket')
    w.at(STARTS)
    expect((await problem(await details(two.ticket, { name: '别人' }))).code).toBe('not_now')
    w.at(NOW)
  })

  test('two at once: one of them is told that it moved', async () => {
    const { ticket } = await taken(register(await day('KF-TWO', { resident: 1 })))
    const answers = await Promise.all(['甲', '乙', '丙'].map((name) => details(ticket, { name })))
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409])
    const first = answers.findIndex((a) => a.status === 200)
    expect(registrant(w.deps.secrets, await only('KF-TWO'))?.name).toBe(['甲', '乙', '丙'][first])
  })
})
