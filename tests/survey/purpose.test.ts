import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { quickOf } from '../../api/survey/purpose.ts'
import { Questionnaire } from '../../content/kinds/questionnaire.ts'
import { readContent } from '../../content/load.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { PATH, SURVEY, surveys, team } from './desk.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())
beforeEach(async () => {
  await w.deps.store.writes.commit([{ sql: "update surveys set status = 'closed'", args: [] }])
})
const { ask, seen, step } = surveys(() => w)

const { evaluator: _none, ...PLAIN } = SURVEY
const INSPECTED = { ...PLAIN, questionnaire: 'WJ-QY', purpose: 'inspected', entry: 'invited' }
const VISITED = { ...PLAIN, questionnaire: 'WJ-KF', purpose: 'visited', entry: 'invited' }
const SCANNED = { ...PLAIN, questionnaire: 'WJ-SM', purpose: 'scanned', entry: 'open' }
const draw = (said: object) => ask('stats')(PATH, json('POST', said))
const made = async (said: object) => {
  const answer = await draw(said)
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as { code: string }).code
}
const proposed = async (said: object) => {
  const code = await made(said)
  expect((await step('stats', code, 'propose')).status).toBe(200)
  return code
}
const open = async (said: object) => {
  const code = await proposed(said)
  const answer = await step('chief', code, 'approve')
  expect(answer.status, await answer.clone().text()).toBe(200)
  return code
}
const faults = async (answer: Response) => {
  const { fields = [] } = (await answer.json()) as { fields?: { path: string; message: string }[] }
  return [answer.status, ...fields.map(({ path }) => path)]
}

describe('what is put to people behind codes', () => {
  test.each([
    ['inspections, open to anybody', { ...INSPECTED, entry: 'open' }, ['entry']],
    ['inspections, and more invited', { ...INSPECTED, foreseen: 50 }, ['foreseen']],
    ['inspections, an evaluating body', { ...INSPECTED, evaluator: 'evaluator1' }, ['evaluator']],
    ['codes, to the invited only', { ...SCANNED, entry: 'invited' }, ['entry']],
    ['codes, to both', { ...SCANNED, entry: 'both' }, ['entry']],
    ['codes, more than two taps', { ...SCANNED, questionnaire: 'WJ-QZ' }, ['questionnaire']],
    ['inspections, no body to pick', { ...INSPECTED, questionnaire: 'WJ-KF' }, ['questionnaire']],
    ['open days, open to anybody', { ...VISITED, entry: 'open' }, ['entry']],
    ['open days, and more invited', { ...VISITED, foreseen: 50 }, ['foreseen']],
    ['open days, an evaluating body', { ...VISITED, evaluator: 'evaluator1' }, ['evaluator']],
    ['a purpose there is not', { ...PLAIN, purpose: 'other' }, ['purpose']],
  ])('%s is refused with what to do', async (_, said, paths) => {
    expect(await faults(await draw(said))).toEqual([422, ...paths])
  })

  test.each([
    ['inspections', INSPECTED],
    ['codes', SCANNED],
    ['open days, of as many questions as there are', VISITED],
    ['nothing of that', PLAIN],
  ])('%s is drawn up', async (_, said) => {
    expect((await draw(said)).status).toBe(201)
  })

  test('one of a purpose takes answers on a day; the next is told when it is proposed, and when it is let begin', async () => {
    const waiting = await proposed(SCANNED)
    const first = await open(SCANNED)
    const late = await step('chief', waiting, 'approve')
    expect([late.status, await late.text()]).toEqual([422, expect.stringContaining(`${first}从`)])
    const next = await made({ ...SCANNED, opensOn: '2026-06-30', closesOn: '2026-07-09' })
    expect(await faults(await step('stats', next, 'propose'))).toEqual([422, ''])
    // The controls: the day after, another purpose, and what is behind no code.
    await open({ ...SCANNED, opensOn: '2026-07-01', closesOn: '2026-07-09' })
    await open(INSPECTED)
    await open(PLAIN)
    await open(PLAIN)
  })

  test('of two let begin in the same moment one does', async () => {
    const codes = [await proposed(INSPECTED), await proposed(INSPECTED), await proposed(INSPECTED)]
    const all = await Promise.all(codes.map((code) => step('chief', code, 'approve')))
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
    const after = await Promise.all(codes.map(async (code) => (await seen('stats', code)).status))
    expect(after.sort()).toEqual(['open', 'proposed', 'proposed'])
  })

  test.each([
    ['rate inspections', INSPECTED],
    ['say how an open day was', VISITED],
  ])('nobody hands out invitations to %s', async (_, said) => {
    const code = await open(said)
    expect(await seen('stats', code)).toMatchObject({ prints: false, invitesList: false })
    const { n } = await seen('stats', code)
    const answer = await ask('stats')(`${PATH}/${code}/tokens`, json('POST', { n, count: 30 }))
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'not_now'])
    // The control: where people are invited it is done.
    const other = await open({ ...PLAIN, entry: 'invited' })
    expect(await seen('stats', other)).toMatchObject({ prints: true })
  })
})

test('two taps are enough where a body and a grade are all that is needed', () => {
  const all = readContent('content').publications
  const asked = (code: string) => Questionnaire.parse(all.find((p) => p.code === code)?.data)
  expect([quickOf(asked('WJ-QY')), quickOf(asked('WJ-SM'))]).toEqual(
    Array.from({ length: 2 }, () => ({ body: 'body', grade: 'overall' })),
  )
  expect([quickOf(asked('WJ-QZ')), quickOf(asked('WJ-KF'))]).toEqual([undefined, undefined])
})
