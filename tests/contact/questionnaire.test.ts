import { eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { letterTurn } from '../../api/survey/letter.ts'
import { accesses, events, surveyLetters, surveyTokens } from '../../db/schema.ts'
import { smsSink } from '../notice/sinks.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { surveys, team } from '../survey/desk.ts'
import { PATH, phone, pointing, type Seen } from './pointing.ts'

const MORNING = '2026-06-16T10:24:00+08:00'
const ROUND = `${PATH}/questionnaire`
const NAME = '欧阳只此一人'
let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
const points: Seen[] = []
let survey = ''
beforeAll(async () => {
  sms = await smsSink()
  w = await makeWorld({ env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  await team(w)
  w.at(MORNING)
  survey = await opened({ title: '2026年第二季度联系点问卷' })
  for (let n = 1; n <= 29; n++) points.push(await added({ person: NAME, phone: phone(n) }))
  // One more contact point, but no telephone more.
  points.push(await added({ person: NAME, phone: phone(1) }))
})
afterAll(() => Promise.all([w.close(), sms.close()]))
const { ask, added, taken, fields } = pointing(() => w)
const { opened, seen: surveySeen } = surveys(() => w)

const press = (who = 'stats', code = survey, key?: string) => {
  const init = json('POST', { survey: code })
  return ask(who)(ROUND, { ...init, headers: { ...init.headers, ...(key && { 'Idempotency-Key': key }) } })
}
const told = async (who = 'stats') =>
  (await (await ask(who)(ROUND)).json()) as {
    items: { survey: string; invited: number }[]
    choices: { value: string }[]
    telephones: number
    least: number
    sms: boolean
    serving: number
  }
const sent = () => sms.taken.map(({ body }) => JSON.parse(body) as { to: string; text: string })

test('thirty contact points with twenty-nine telephones are too few: nothing goes out, and the desk is told why', async () => {
  expect(await told()).toMatchObject({ serving: 30, telephones: 29, least: 30, sms: true })
  const answer = await press()
  expect(answer.status).toBe(422)
  const [field] = await fields(answer)
  expect(field).toMatchObject({ path: 'survey', message: expect.stringContaining('29个不同的手机号码') })
  expect(field?.message).toContain('谁没答')
  expect(await w.deps.store.read.$count(surveyTokens)).toBe(0)
  expect((await told()).items).toEqual([])
})

test.each(['handler', 'chief', 'scjg', 'admin', 'contact1'])('%s does not send it', async (who) => {
  expect((await press(who)).status).toBe(403)
})

test('a survey that is none, or takes no list, is refused at the choice', async () => {
  expect(await fields(await press('stats', 'CP-9999-001'))).toMatchObject([{ path: 'survey' }])
})

test('pressed three times at once, and again with and without its key, it goes once to each telephone', async () => {
  points.push(await added({ person: NAME, phone: phone(30) }))
  points.push(await added({ person: NAME, phone: phone(31) }))
  // Whoever is suspended is not asked.
  const away = await added({ person: NAME, phone: phone(32) })
  await taken(away, 'suspend', { reason: '企业停产整顿' })
  expect((await told()).choices.map(({ value }) => value)).toContain(survey)
  const key = 'questionnaire-key-0123456789'
  const all = await Promise.all([press('stats', survey, key), press(), press()])
  const won = all.filter(({ status }) => status === 201)
  expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  expect(await won[0]!.json()).toEqual({ invited: 31, repeated: 1 })
  expect((await press()).status).toBe(409)
  expect(await told()).toMatchObject({ items: [{ survey, invited: 31 }] })
  expect((await told()).choices.map(({ value }) => value)).not.toContain(survey)
  expect(await w.deps.store.read.$count(surveyTokens, eq(surveyTokens.survey, survey))).toBe(31)
  await letterTurn(w.deps, w.deps.now())
  expect(
    sent()
      .map(({ to }) => to)
      .sort(),
  ).toEqual(Array.from({ length: 31 }, (_, i) => phone(i + 1)).sort())
  expect(new Set(sent().map(({ text }) => /(\w{4}-){4}\w{4}/.exec(text)?.[0])).size).toBe(31)
})

test('sent twice with one key, both hear the same', async () => {
  const code = await opened({ title: '2026年第三季度联系点问卷' })
  const key = 'questionnaire-key-9876543210'
  const [one, two] = await Promise.all([press('stats', code, key), press('stats', code, key)])
  const again = await press('stats', code, key)
  expect([one!.status, two!.status, again.status]).toEqual([201, 201, 201])
  expect(await again.json()).toEqual({ invited: 31, repeated: 1 })
  expect(await w.deps.store.read.$count(surveyTokens, eq(surveyTokens.survey, code))).toBe(31)
})

test('nobody can tell who was asked with which code: what is kept are digests, in an order of their own', async () => {
  expect((await surveySeen('stats', survey)).numbers).toMatchObject({ invited: 31 })
  // The addresses left with the letters.
  expect(await w.deps.store.read.$count(surveyLetters, eq(surveyLetters.survey, survey))).toBe(0)
  const hashes = (await w.deps.store.read.select().from(surveyTokens).where(eq(surveyTokens.survey, survey))).map(
    ({ hash }) => hash,
  )
  const log = await w.deps.store.read.select().from(events)
  const opened = await w.deps.store.read.select().from(accesses).where(like(accesses.why, 'questionnaire %'))
  const tokens = sent().map(({ text }) => /(\w{4}-){4}\w{4}/.exec(text)?.[0] ?? '')
  for (const text of [JSON.stringify(log), JSON.stringify(opened), JSON.stringify(hashes), w.log.join('\n')]) {
    expect(text).not.toMatch(/139000000\d\d/)
    expect(text).not.toContain(NAME)
    for (const token of tokens) expect(text).not.toContain(token)
  }
  for (const { id, login } of points) {
    const own = log.filter(({ stream }) => stream === `contact/${id}` || stream === `person/${login}`)
    expect(own.map(({ action }) => action).sort()).toEqual(['add', 'create'])
  }
  // That all telephones were opened for it is written down, once a press.
  expect(opened.map(({ person, why }) => [person, why])).toContainEqual(['stats', `questionnaire ${survey}`])
  expect(opened.filter(({ why }) => why === `questionnaire ${survey}`)).toHaveLength(1)
})
