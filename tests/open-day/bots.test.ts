import { expect, test } from 'vitest'
import { BUDGETS } from '../../api/limits.ts'
import { solved } from '../antibot/solved.ts'
import { proofs } from '../bench/registrants.ts'
import { asking, fakeRender, form, json, pageToken } from '../support/ask.ts'
import { post, type World, world } from '../support/world.ts'
import { problem, taken } from './asked.ts'
import { held, openDay, rowsOf, visitor } from './made.ts'

const CODE = 'KF-BOTS'
const PATH = `/api/open-days/${CODE}/registrations`
const MINUTE = 60_000
const cityMinute = (at: number) => new Date(at + 480 * MINUTE).toISOString().slice(0, 16)

/** Proofs are checked by the real clock too, so this open day is open now. */
async function guarded(seats: number) {
  const now = Date.now()
  const w = await world({
    now: new Date(now).toISOString(),
    env: { ANTIBOT: 'altcha', LIMITS: 'on' },
    render: fakeRender,
  })
  const date = cityMinute(now + 10 * 1440 * MINUTE).slice(0, 10)
  const day = openDay(CODE, { resident: seats }, { opens: cityMinute(now - MINUTE), closes: `${date}T08:00` })
  const sessions = day.sessions.map((s) => ({
    ...s,
    checkIn: `${date}T08:45`,
    starts: `${date}T09:00`,
    ends: `${date}T11:30`,
  }))
  await held(w, { ...day, sessions }, cityMinute(now).slice(0, 10))
  return w
}

/** From a network of its own. */
const send = (w: World, antibot?: string, network = '203.0.113') =>
  asking(w, null, network)(PATH, json('POST', { ...visitor(), ...(antibot !== undefined && { antibot }) }))
const many = (w: World, n: number) => proofs(w.deps.secrets, n, w.deps.now())

test('a thousand from one address, each with a proof: all are taken in, and all but the first are marked', async () => {
  const w = await guarded(30)
  const answers = await Promise.all((await many(w, 1000)).map((proof) => send(w, proof)))
  const statuses = new Set(answers.map(({ status }) => status))
  expect(
    [...statuses],
    await answers
      .find(({ status }) => status !== 201)
      ?.clone()
      .text(),
  ).toEqual([201])
  const rows = await rowsOf(w, CODE)
  expect(rows).toHaveLength(1000)
  expect(rows.filter(({ marks }) => marks.includes('crowd'))).toHaveLength(1000 - BUDGETS.register_crowd.each)
  // A neighbour of another network is not taken for one of them.
  const [mine] = await many(w, 1)
  const { number } = await taken(send(w, mine, '198.51.100'))
  expect((await rowsOf(w, CODE)).find((row) => row.number === number)?.marks).toEqual([])
})

test('more than come through one gateway are asked to wait; nobody else is', async () => {
  const w = await guarded(1)
  const now = w.deps.now().getTime()
  w.deps.limits.count('register', '203.0.113', now, BUDGETS.register.each)
  const [one, other] = (await many(w, 2)) as [string, string]
  expect(await problem(await send(w, one))).toMatchObject({ status: 429, code: 'too_many' })
  // The proof was not spent on it.
  expect((await send(w, one, '198.51.100')).status).toBe(201)
  expect((await send(w, other, '192.0.2')).status).toBe(201)
})

test('a proof that was used, changed, over or made up opens nothing, alone or many at once', async () => {
  const w = await guarded(3)
  const good = await solved(w)
  expect((await send(w, good)).status).toBe(201)
  const opened = JSON.parse(Buffer.from(good, 'base64').toString()) as {
    challenge: { parameters: { expiresAt: number }; signature: string }
    solution: { counter: number }
  }
  const packed = (proof: unknown) => Buffer.from(JSON.stringify(proof)).toString('base64')
  const { challenge, solution } = opened
  const later = { ...challenge.parameters, expiresAt: challenge.parameters.expiresAt + 600 }
  const forged = [
    good,
    packed({ challenge: { ...challenge, parameters: later }, solution }),
    packed({
      challenge: { ...challenge, signature: challenge.signature.replace(/^./, (c) => (c === '0' ? '1' : '0')) },
      solution,
    }),
    packed({ challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } }),
    'made up',
  ]
  for (const proof of forged)
    expect(await problem(await send(w, proof))).toMatchObject({ status: 422, code: 'invalid', paths: ['antibot'] })
  // Of fifty copies of a good one at once one is let in.
  const [once] = await many(w, 1)
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(w, once)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(await rowsOf(w, CODE)).toHaveLength(2)
})

test('a program without a proof is asked for one; pretending to be a form without script it is held to few', async () => {
  const w = await guarded(200)
  expect((await problem(await send(w))).paths).toEqual(['antibot'])
  const tokens = Array.from({ length: BUDGETS.submit_plain.each + 10 }, () => pageToken(w))
  w.at(new Date(w.deps.now().getTime() + 6000))
  const answers = await Promise.all(
    tokens.map((_token) => {
      const { name, phone } = visitor()
      const values = { _token, name, phone, group: 'resident', consent: 'on' }
      return form(w, `/open-days/${CODE}`, values)
    }),
  )
  const rows = await rowsOf(w, CODE)
  expect(rows).toHaveLength(BUDGETS.submit_plain.each)
  expect(rows.every(({ marks }) => marks.includes('plain'))).toBe(true)
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(BUDGETS.submit_plain.each)
  const others = answers.filter(({ status }) => status !== 303)
  expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 429))
  expect(await others[0]?.text()).toMatch(/操作太频繁了，请稍等一会儿再试.*name=周明（示例）/s)
})

test('negative control: where nothing guards the door, a hundred without a proof come in', async () => {
  const w = await world({ now: '2026-06-15T09:00:00+08:00' })
  await held(w, openDay(CODE, { resident: 5 }))
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(w, PATH, visitor())))
  expect(answers.every(({ status }) => status === 201)).toBe(true)
  expect((await rowsOf(w, CODE)).every(({ marks }) => marks.length === 0)).toBe(true)
})
