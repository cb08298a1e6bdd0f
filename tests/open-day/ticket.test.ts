import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDayTurn } from '../../api/open-day/turn.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { amiss, NOW } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())
const { register, mine, told, day } = asker(() => w)

describe('a ticket', () => {
  test('that is none, forged or of no form answers alike', async () => {
    const answers = await Promise.all(
      ['', 'x', 'K7MQ2W9XK7MQ2W9XK7MQ2W9X', '钥匙'].map((t) => mine(encodeURIComponent(t))),
    )
    const texts = await Promise.all(answers.map(async (a) => `${a.status} ${await a.text()}`))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toMatch(/^404 .*no_such_ticket/)
  })

  test('is read however it is typed', async () => {
    const { ticket, number } = await taken(register(await day('KF-TYPED', { enterprise: 1 }), { group: 'enterprise' }))
    const typed = ticket
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll('1', 'l')
      .replace(/(.{4})/g, '$1 ')
    expect((await told(typed)).number).toBe(number)
  })

  test('cancelled frees the seat for the next, who may take it for a day and not longer', async () => {
    const path = await day('KF-NEXT')
    const [one, two, three] = [await taken(register(path)), await taken(register(path)), await taken(register(path))]
    expect((await mine(one.ticket, '/cancel')).status).toBe(200)
    // Twice is once.
    expect((await mine(one.ticket, '/cancel')).status).toBe(200)
    expect(await told(two.ticket)).toMatchObject({ state: 'offered', offerUntil: '2026-06-16T01:00:00.000Z' })
    expect(await told(three.ticket)).toMatchObject({ state: 'waiting', position: 1 })
    w.at('2026-06-16T09:00:00+08:00')
    expect((await problem(await mine(two.ticket, '/accept'))).code).toBe('offer_over')
    await openDayTurn(w.deps, w.deps.now())
    expect([(await told(two.ticket)).state, (await told(three.ticket)).state]).toEqual(['expired', 'offered'])
    expect((await mine(three.ticket, '/accept')).status).toBe(200)
    expect(await told(three.ticket)).toMatchObject({ state: 'confirmed', may: ['change', 'details', 'cancel'] })
    expect((await problem(await mine(three.ticket, '/decline'))).code).toBe('not_now')
    w.at(NOW)
    expect(await amiss(w, 'KF-NEXT')).toEqual([])
  })

  test('cancelled and taken up at the same moment: one of them, and the seat is counted once', async () => {
    for (let round = 0; round < 10; round++) {
      const path = await day(`KF-BOTH-${round}`)
      const [one, two] = [await taken(register(path)), await taken(register(path))]
      await mine(one.ticket, '/cancel')
      const answers = await Promise.all([
        mine(two.ticket, '/accept'),
        mine(two.ticket, '/cancel'),
        mine(two.ticket, '/decline'),
      ])
      expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
      expect(await amiss(w, `KF-BOTH-${round}`)).toEqual([])
    }
  })

  test('may bring more where there is room, and keeps what it has where there is none', async () => {
    const path = await day('KF-CHANGE', { resident: 2, enterprise: 1 })
    const { ticket } = await taken(register(path))
    const change = (body: object) => mine(ticket, '/change', json('POST', body))
    expect((await change({ companions: 1 })).status).toBe(200)
    expect(await problem(await change({ companions: 2 }))).toMatchObject({ status: 409, code: 'no_seats' })
    expect(await told(ticket)).toMatchObject({ companions: 1, state: 'confirmed' })
    expect((await problem(await change({}))).status).toBe(422)
    expect((await problem(await change({ group: 'media' }))).paths).toEqual(['group'])
    expect((await problem(await change({ group: 'enterprise' }))).code).toBe('no_seats')
    expect((await change({ group: 'enterprise', companions: 0 })).status).toBe(200)
    expect(await amiss(w, 'KF-CHANGE')).toEqual([])
  })

  test('does nothing once it has begun', async () => {
    const path = await day('KF-LATE')
    const { ticket } = await taken(register(path))
    w.at('2026-06-24T09:00:00+08:00')
    const answers = await Promise.all([
      mine(ticket, '/cancel'),
      mine(ticket, '/change', json('POST', { companions: 0 })),
    ])
    w.at(NOW)
    expect(answers.map((a) => a.status)).toEqual([409, 409])
  })
})
