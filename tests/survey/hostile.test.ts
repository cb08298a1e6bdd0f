import { createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../api/staff/actor.ts'
import { addPeople } from '../../api/staff/people.ts'
import { signedIn, staffed } from '../staff/people.ts'
import { json, person } from '../support/ask.ts'
import { makeWorld, post, type World, world } from '../support/world.ts'
import { PATH, SURVEY, surveys, team } from './desk.ts'
import { ASKED, GOOD, invite, openSurvey } from './fixture.ts'
import { ballotFor, keyOf, respond } from './voter.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())
const { ask, seen, drawn, proposed, taken, step } = surveys(() => w)
const ANSWER = { stratum: 's01', channel: 'visit', answers: { contact: 'no', overall: '4' } }
const counted = async (code: string) =>
  (
    await w.deps.store.heavy.rows<{ n: number }>({
      sql: 'select count(*) as n from survey_box where survey = ?',
      args: [code],
    })
  )[0]?.n

describe('an evaluating body', () => {
  const opened = async (target: number) => {
    const code = await drawn()
    await taken('stats', code, 'frame', { frame: `城区街道，215000，${target}` })
    await taken('stats', code, 'propose')
    await taken('chief', code, 'approve')
    return code
  }
  const enter = (code: string, body: object, key?: string) => {
    const init = json('POST', body)
    const headers = { ...init.headers, ...(key && { 'idempotency-key': key }) }
    return ask('evaluator1')(`${PATH}/${code}/entries`, { ...init, headers })
  }

  test('that presses twice has entered once, also when the first answer was there', async () => {
    const code = await opened(9)
    const key = 'the token of one page'
    for (const _time of [1, 2]) expect((await enter(code, ANSWER, key)).status).toBe(201)
    expect(await counted(code)).toBe(1)
    expect(await w.deps.store.heavy.rows('select * from idempotency')).toEqual([])
    // The control: two people who said the same.
    expect((await enter(code, ANSWER, `${key}, the next`)).status).toBe(201)
    expect(await counted(code)).toBe(2)
  })

  test('enters as many as its sample has and none more, also all at once', async () => {
    const code = await opened(3)
    const all = await Promise.all(Array.from({ length: 8 }, () => enter(code, ANSWER)))
    expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 201, 422, 422, 422, 422, 422])
    expect(await counted(code)).toBe(3)
    expect((await seen('evaluator1', code)).frames[0]?.asked).toBe(3)
    expect(await (await enter(code, ANSWER)).text()).toContain('已经录满')
  })

  test('is told where to cut what does not go into the box', async () => {
    const questions = Array.from({ length: 8 }, (_, i) => ({ id: `t${i}`, asks: 'text' as const, text: '您说呢？' }))
    const asked = { ...ASKED, code: 'WJ-L', sections: [{ title: '很多话', questions }] }
    const code = await openSurvey(w.deps, { code: 'CP-2027-00', evaluator: 'evaluator1' }, asked)
    await w.deps.store.writes.commit([
      { sql: "insert into survey_frames values (?, 's01', '城区', 9, 9, 0)", args: [code] },
    ])
    // Nothing that could be packed: every sign another one.
    const signs = (from: number) =>
      Array.from({ length: 500 }, (_, i) => String.fromCodePoint(0x20000 + from + i * 61)).join('')
    const answers = Object.fromEntries(questions.map(({ id }, i) => [id, signs(i * 977)]))
    const answer = await enter(code, { ...ANSWER, answers })
    expect(answer.status, await answer.clone().text()).toBe(422)
    expect(await answer.text()).toContain('合起来太多')
    expect((await enter(code, { ...ANSWER, answers: { t0: answers.t0 } })).status).toBe(201)
  })

  test('moves nothing of its survey by roles another body gave', async () => {
    const mixed = { ...person('evaluator1'), roles: ['evaluator', 'stats', 'chief'], department: 'SCJG' } as Actor
    const code = await proposed()
    const may = async () => ((await (await ask(mixed)(`${PATH}/${code}`)).json()) as { allowed: object[] }).allowed
    expect(await may()).toMatchObject([{ action: 'frame' }])
    for (const action of ['approve', 'return'])
      expect((await step(mixed, code, action, action === 'return' ? { note: '请改一改名称。' } : {})).status).toBe(403)
    expect((await seen('stats', code)).status).toBe('proposed')
  })

  test('is nobody who runs surveys: neither charged with one nor let in by a hat put on later', async () => {
    const own = { login: 'colleague', name: '同事', roles: ['evaluator', 'stats'], department: 'SFJ', post: '统计' }
    await addPeople(w.deps.store, [own], 'none', w.deps.now())
    const charged = await ask('stats')(PATH, json('POST', { ...SURVEY, evaluator: 'colleague' }))
    expect(charged.status).toBe(422)
    expect(await charged.text()).toContain('没有这个测评机构账号')
    const code = await opened(9)
    const hatted = { ...person('evaluator1'), roles: ['evaluator', 'stats'], department: 'SFJ' } as Actor
    expect((await ask(hatted)(`${PATH}/${code}/entries`, json('POST', ANSWER))).status).toBe(403)
    expect(await counted(code)).toBe(0)
  })
})

describe('whoever put one address on a list', () => {
  const numbers = async (code: string) => (await seen('stats', code)).numbers
  test('cannot see by the numbers that its owner answered', async () => {
    const code = await openSurvey(w.deps, { code: 'CP-2027-01', entry: 'invited', invited: 1 })
    const [token] = await invite(w.deps, code, 1)
    const before = await numbers(code)
    expect((await respond(w, code, { answers: GOOD, token })).status).toBe(201)
    expect(await counted(code)).toBe(1)
    expect(await numbers(code)).toEqual(before)
    expect(await (await ask('stats')(`${PATH}/${code}`)).json()).toMatchObject({
      numbers: { answers: null, used: null },
    })
  })
  test('or at a door let somebody in and put them out again: how many were asked are whole tens too', async () => {
    const visited = { purpose: 'visited', entry: 'invited', invited: 37 } as const
    const [open, closed] = await Promise.all([
      openSurvey(w.deps, { code: 'CP-2027-91', ...visited }),
      openSurvey(w.deps, { code: 'CP-2027-92', ...visited, status: 'closed' }),
    ])
    expect(await numbers(open)).toMatchObject({ invited: 30 })
    expect(await numbers(closed)).toMatchObject({ invited: 37 })
  })
  test('sees whole tens while it is open, and how many there were at the end', async () => {
    const [open, closed] = await Promise.all([
      openSurvey(w.deps, { code: 'CP-2027-02', answers: 37 }),
      openSurvey(w.deps, { code: 'CP-2027-03', answers: 37, status: 'closed' }),
    ])
    expect(await numbers(open)).toMatchObject({ answers: 30 })
    expect(await numbers(closed)).toMatchObject({ answers: 37 })
  })
})

test('an answer of somebody signed in leaves no line at its moment', async () => {
  const office = await staffed()
  const handler = await signedIn(office, 'handler')
  const code = await openSurvey(office.deps, { code: 'CP-2027-04' })
  const [token = ''] = await invite(office.deps, code, 1)
  // The tally is handed over whenever the log is read, and has no moments.
  const lines = () => office.log.filter((line) => line.includes('"answered"'))
  const before = lines().length
  expect((await handler.get(`/api/surveys/${code}`)).status).toBe(200)
  expect((await handler.post(`/api/surveys/${code}/ballots`, { token })).status).toBe(200)
  expect((await handler.post(`/api/surveys/${code}/responses`, { answers: GOOD, token })).status).toBe(201)
  expect(lines().slice(before).join()).toBe('')
  // The control: what they do elsewhere does.
  await handler.me()
  expect(lines().slice(before)).toHaveLength(1)
})

test('whoever watches the metrics sees neither that somebody answered nor that somebody was refused', async () => {
  const watched = await world({ env: { METRICS_TOKEN: 'a token for the metrics' } })
  const code = await openSurvey(watched.deps, { code: 'CP-2027-07' })
  const [token, other = ''] = await invite(watched.deps, code, 2)
  const counters = async () => {
    const headers = { authorization: 'Bearer a token for the metrics' }
    const text = await (await watched.app.request('/metrics', { headers })).text()
    return text.split('\n').filter((line) => /^(http_request|refusals)/.test(line) && !line.includes('/metrics'))
  }
  const before = await counters()
  const { ballot } = await ballotFor(watched, code, other)
  expect((await respond(watched, code, { answers: GOOD, token })).status).toBe(201)
  expect((await respond(watched, code, { answers: GOOD, ballot })).status).toBe(201)
  expect((await respond(watched, code, { answers: GOOD, token })).status).toBe(409)
  expect(await counters()).toEqual(before)
  // The tally tells of them, in ten minutes.
  expect(watched.log.filter((line) => line.includes('/api/surveys/:code/responses')).length).toBeGreaterThan(0)
  // The control: other routes are counted at once.
  await watched.app.request('/api/track/2026-48203917K')
  expect((await counters()).length).toBeGreaterThan(before.length)
})

test('numbers that are no ballots give no second one: nought, one, the modulus, another spelling, another survey', async () => {
  const [a, b] = [await openSurvey(w.deps, { code: 'CP-2027-05' }), await openSurvey(w.deps, { code: 'CP-2027-06' })]
  const [real, nought, one] = await invite(w.deps, a, 3)
  const spki = Buffer.from(await keyOf(w, a), 'base64')
  const { n = '' } = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'jwk' })
  const sign = (token: string | undefined, blinded: string) => post(w, `/api/surveys/${a}/ballots`, { token, blinded })
  const [zero, unit] = [Buffer.alloc(256), Buffer.alloc(256)]
  unit[255] = 1
  expect((await sign(nought, String(n))).status).toBe(422)
  for (const [token, bytes] of [
    [nought, zero],
    [one, unit],
  ] as const) {
    const answer = await sign(token, bytes.toString('base64url'))
    const { signature } = (await answer.json()) as { signature: string }
    const message = bytes.subarray(0, 32).toString('base64url')
    expect((await respond(w, a, { answers: GOOD, ballot: { message, signature } })).status).toBe(422)
    expect((await respond(w, a, { answers: GOOD, token })).status).toBe(409)
  }
  const { ballot } = await ballotFor(w, a, real ?? '')
  for (const signature of [`${ballot.signature}=`, `${ballot.signature} `, `A${ballot.signature}`])
    expect((await respond(w, a, { answers: GOOD, ballot: { ...ballot, signature } })).status).toBe(422)
  expect((await respond(w, b, { answers: GOOD, ballot })).status).toBe(422)
  expect((await respond(w, a, { answers: GOOD, ballot })).status).toBe(201)
  expect((await respond(w, a, { answers: { ...GOOD, whole: '1' }, ballot })).status).toBe(409)
  expect(await counted(a)).toBe(1)
})
