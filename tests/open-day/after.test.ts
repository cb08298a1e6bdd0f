import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newMark } from '../../api/mark.ts'
import { byTicket, type Registered } from '../../api/open-day/found.ts'
import { opinionsOf } from '../../api/open-day/opinions.ts'
import { invite, uninvite } from '../../api/open-day/questionnaire.ts'
import { unseal } from '../../api/survey/box.ts'
import { cases, caseTexts, opinions, surveyBox, surveys, surveyTokens } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'
import { openSurvey } from '../survey/fixture.ts'
import { ballotFor, respond } from '../survey/voter.ts'
import { asker, taken } from './asked.ts'
import { NOW, STARTS } from './made.ts'

const SURVEY = 'CP-2026-81'
const AFTER = '2026-06-24T11:40:00+08:00'
const SAID = { overall: '4' }

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await openSurvey(w.deps, { code: SURVEY, purpose: 'visited', entry: 'invited' }, 'WJ-KF')
})
afterAll(() => w.close())
const { register, told, day } = asker(() => w)

/** Somebody with seats for a day; `here` is how they come in, as a door writes it. */
async function visitor(code: string) {
  w.at(NOW)
  const { ticket } = await taken(register(await day(code, { resident: 5 })))
  return { ticket, row: (await byTicket(w.deps, ticket))! }
}
const moved = async (row: Registered, state: 'attended' | 'confirmed', also: typeof invite) => {
  const mark = newMark()
  const when = { sql: 'exists (select 1 from registrations where id = ? and mark = ?)', args: [row.id, mark] }
  await w.deps.store.writes.commit([
    { sql: 'update registrations set state = ?, mark = ? where id = ?', args: [state, mark, row.id] },
    ...(await also(w.deps, row.id, when, w.deps.now())),
  ])
}
async function came(code: string) {
  const one = await visitor(code)
  w.at(STARTS)
  await moved(one.row, 'attended', invite)
  w.at(AFTER)
  return one
}
type Asked = { questionnaire?: { survey: string; version: number; token: string } }
const tokenOf = async (ticket: string) => ((await told(ticket)) as Asked).questionnaire?.token ?? ''
const invited = async () =>
  (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, SURVEY)).get())?.invited
const tokens = () => w.deps.store.read.select().from(surveyTokens).where(eq(surveyTokens.survey, SURVEY))

describe('the questions for who came', () => {
  test('are asked of nobody who only registered', async () => {
    const { ticket } = await visitor('KF-2026-201')
    w.at(AFTER)
    expect(await told(ticket)).not.toHaveProperty('questionnaire')
  })

  test.each(['by ballot', 'by the invitation itself'])(
    'are answered once, %s; the second time is told so',
    async (how) => {
      const { ticket } = await came(how === 'by ballot' ? 'KF-2026-202' : 'KF-2026-203')
      const token = await tokenOf(ticket)
      const by = how === 'by ballot' ? { ballot: (await ballotFor(w, SURVEY, token)).ballot } : { token }
      const first = await respond(w, SURVEY, { answers: SAID, ...by })
      expect(first.status, await first.clone().text()).toBe(201)
      const again = await respond(w, SURVEY, { answers: SAID, ...by })
      expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, 'survey_spent'])
      const asked = await post(w, `/api/surveys/${SURVEY}/ballots`, { token })
      expect([asked.status, ((await asked.json()) as { code: string }).code]).toEqual([409, 'survey_spent'])
      // The ticket tells nobody whether it was.
      expect(await tokenOf(ticket)).toBe(token)
    },
  )

  test('are worked out from the registration and kept nowhere, under no name of it', async () => {
    const { ticket, row } = await came('KF-2026-204')
    const token = await tokenOf(ticket)
    expect(token).toMatch(/^(\w{4}-){4}\w{4}$/)
    const kept = await w.deps.store.heavy.rows<{ all: string }>(
      "select group_concat(hash || coalesce(blinded, '')) as 'all' from survey_tokens",
    )
    for (const known of [token, token.replaceAll('-', ''), row.id, row.number, ticket])
      expect(JSON.stringify(kept)).not.toContain(known)
    await respond(w, SURVEY, { answers: { ...SAID, advice: '讲解再慢一点。' }, token })
    const box = await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, SURVEY))
    const open = box.map(({ sealed }) => unseal(w.deps.secrets, SURVEY, sealed))
    expect(open.some(({ answers }) => answers.advice === '讲解再慢一点。')).toBe(true)
    for (const one of open) {
      expect(Object.keys(one).sort()).toEqual(['answers', 'channel', 'marks'])
      for (const known of [token, row.id, row.number]) expect(JSON.stringify(one)).not.toContain(known)
    }
    for (const known of [token, row.id]) expect(w.log.join('')).not.toContain(known)
  })

  test('are one set however often somebody comes in and is taken back; what nobody answered goes', async () => {
    const { ticket, row } = await visitor('KF-2026-205')
    w.at(STARTS)
    const [before, there] = [await invited(), (await tokens()).length]
    for (const [state, also] of [
      ['attended', invite],
      ['attended', invite],
      ['confirmed', uninvite],
    ] as const)
      await moved(row, state, also)
    expect([await invited(), (await tokens()).length]).toEqual([before, there])
    await moved(row, 'attended', invite)
    expect([await invited(), (await tokens()).length]).toEqual([before! + 1, there + 1])
    await respond(w, SURVEY, { answers: SAID, token: await tokenOf(ticket) })
    // What was answered stays, and coming in again lets nobody answer again.
    for (const [state, also] of [
      ['confirmed', uninvite],
      ['attended', invite],
    ] as const)
      await moved(row, state, also)
    expect([await invited(), (await tokens()).length]).toEqual([before! + 1, there + 1])
  })

  test('of a party that lost the race to come in there are none', async () => {
    const { row } = await visitor('KF-2026-206')
    const there = (await tokens()).length
    await w.deps.store.writes.commit(await invite(w.deps, row.id, { sql: '0', args: [] }, w.deps.now()))
    expect((await tokens()).length).toBe(there)
  })
})

describe('an opinion that becomes a case', () => {
  const speak = (openDay: string, more = {}) => post(w, '/api/complaints', complaint({ openDay, ...more }))
  const caseOf = async (answer: Response) => {
    expect(answer.status, await answer.clone().text()).toBe(201)
    const { no } = (await answer.json()) as { no: string }
    return (await w.deps.store.read.select().from(cases).where(eq(cases.no, no)).get())!
  }
  const countOf = async (event: string) =>
    (await w.deps.store.read.select().from(opinions).where(eq(opinions.event, event)).get())?.count ?? 0

  test('says that it came of an open day, and of which nowhere', async () => {
    await came('KF-2026-211')
    const { no, channel } = await caseOf(await speak('KF-2026-211'))
    expect([channel, await countOf('KF-2026-211')]).toEqual(['OPEN_DAY', 1])
    const [row, text] = await Promise.all([
      w.deps.store.read.select().from(cases).where(eq(cases.no, no)).get(),
      w.deps.store.read.select().from(caseTexts).where(eq(caseTexts.no, no)).get(),
    ])
    const log = await w.deps.store.heavy.rows(`select * from events where stream = 'case/${no}'`)
    const details = w.deps.secrets.open('vault', `details/${no}`, { keyId: text!.keyId!, sealed: text!.details! })
    expect(JSON.stringify([row, log, details])).not.toContain('KF-2026-211')
  })

  test.each([
    [
      'who asked for confidence, nor shows where they were',
      { confidential: true, person: { name: '周明（示例）' } },
      'WEB',
    ],
    ['what is sealed', { category: 'T27' }, 'OPEN_DAY'],
  ])('is in no number if it is of %s', async (_, more, channel) => {
    await came('KF-2026-212')
    expect((await caseOf(await speak('KF-2026-212', more))).channel).toBe(channel)
    expect(await countOf('KF-2026-212')).toBe(0)
    // The control: another one is.
    await caseOf(await speak('KF-2026-212'))
    expect(await countOf('KF-2026-212')).toBe(1)
    await w.deps.store.writes.commit([{ sql: 'delete from opinions', args: [] }])
  })

  test('is told as a number from five on', async () => {
    await came('KF-2026-213')
    for (let i = 0; i < 4; i++) await caseOf(await speak('KF-2026-213'))
    expect(await opinionsOf(w.deps.store, 'KF-2026-213')).toBeNull()
    await caseOf(await speak('KF-2026-213'))
    expect(await opinionsOf(w.deps.store, 'KF-2026-213')).toBe(5)
  })

  test.each([
    ['before the day', '2026-06-24T08:44:00+08:00', 'WEB'],
    ['from its door on', '2026-06-24T08:45:00+08:00', 'OPEN_DAY'],
    ['thirty days after', '2026-07-24T11:29:00+08:00', 'OPEN_DAY'],
    ['later', '2026-07-24T11:30:00+08:00', 'WEB'],
  ])('%s: %s is %s', async (_, at, channel) => {
    w.at(NOW)
    await day('KF-2026-214')
    w.at(at)
    expect((await caseOf(await speak('KF-2026-214'))).channel).toBe(channel)
  })

  test('of a day there is not is an ordinary case', async () => {
    expect((await caseOf(await speak('KF-0000-000'))).channel).toBe('WEB')
  })

  test('is entered at the desk for who spoke in the room', async () => {
    await came('KF-2026-215')
    const { antibot, code, consent, ...said } = complaint({}) as Record<string, unknown>
    const entered = { ...said, channel: 'OPEN_DAY', receivedOn: '2026-06-24', appears: 'anonymous', told: true }
    const answer = await asking(w, 'intake')('/api/desk/cases', json('POST', { ...entered, openDay: 'KF-2026-215' }))
    expect((await caseOf(answer)).channel).toBe('OPEN_DAY')
    expect(await countOf('KF-2026-215')).toBe(1)
  })
})
