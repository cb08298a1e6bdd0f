import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secrets } from '../../api/secrets.ts'
import { tokenOf } from '../../api/survey/token.ts'
import { events, surveys, surveyTokens } from '../../db/schema.ts'
import { form, json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { invite, openSurvey } from '../survey/fixture.ts'
import { ballotFor, respond } from '../survey/voter.ts'
import { inspecting } from '../visit/inspecting.ts'
import {
  boxOf,
  fieldsOf,
  GRADE,
  INSPECTED,
  mainOf,
  openRating,
  page,
  rateable,
  ratingOf,
  textOf,
  tokenFor,
} from './rated.ts'

const NOON = '2026-06-16T09:41:00+08:00'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  await rateable(w)
})
beforeEach(() => w.at(NOON))
afterAll(() => w.close())
const { ask, planned, entered, take, officersOf } = inspecting(() => w)

const invitedOf = async (code: string) =>
  (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, code)).get())?.invited
const countOf = async (code: string) => (await boxOf(w, code)).length

describe('an inspection', () => {
  test('brings one invitation with its plan, which nothing but its number and our key can make again', async () => {
    const before = (await invitedOf(INSPECTED)) ?? 0
    const visit = await planned()
    expect(await invitedOf(INSPECTED)).toBe(before + 1)
    await take('scjg', visit, 'enter')
    const token = await tokenFor(w, visit.code?.id)
    expect(token).toMatch(/^([34679ACDEFGHJKMNPQRTWXY]{4}-){4}[34679ACDEFGHJKMNPQRTWXY]{4}$/)
    expect(await tokenFor(w, visit.code?.id)).toBe(token)
    // Nobody who plans stands in the way of who runs the survey.
    const log = await w.deps.store.read
      .select()
      .from(events)
      .where(eq(events.stream, `survey/${INSPECTED}`))
    expect(log).toEqual([])
    const dump = JSON.stringify(await w.deps.store.heavy.rows('select * from visits'))
    expect(dump).toContain(INSPECTED)
    expect(dump).not.toContain(token)
    const other = await entered()
    expect(await tokenFor(w, other.code?.id)).not.toBe(token)
  })

  test('is rated under a newer key as under the one it was planned with', async () => {
    const { secrets } = w.deps
    const [old, next] = ['old', 'new'].map((id) => `${id}:${'x'.repeat(40)}-${id}`)
    w.deps.secrets = new Secrets(`${old}`)
    const visit = await entered()
    const token = await tokenFor(w, visit.code?.id)
    w.deps.secrets = new Secrets(`${next}\n${old}`)
    expect(await tokenFor(w, visit.code?.id)).toBe(token)
    // The control: by itself the newer one makes another.
    const [newest = ''] = w.deps.secrets.digests('visit', `${INSPECTED}/${visit.no}`)
    expect(tokenOf(newest)).not.toBe(token)
    w.deps.secrets = secrets
  })

  test('is rated after they entered, for thirty days, whatever became of the day’s code', async () => {
    const visit = await planned()
    const id = visit.code?.id
    expect(await ratingOf(w, id)).toEqual({ state: 'early' })
    expect(textOf(await page(w, id))).toContain('现在还不能评')
    await take('scjg', visit, 'enter')
    for (const [at, state] of [
      [NOON, 'open'],
      ['2026-06-17T08:00:00+08:00', 'open'],
      ['2026-06-30T23:59:00+08:00', 'open'],
      // The survey’s last day came first.
      ['2026-07-01T00:01:00+08:00', 'over'],
    ] as const) {
      w.at(at)
      expect((await ratingOf(w, id))?.state, at).toBe(state)
    }
  })

  test('is rated though they never registered, from the day after; and for thirty days from late registering', async () => {
    const never = await planned()
    w.at('2026-06-17T08:00:00+08:00')
    expect(await ratingOf(w, never.code?.id)).toMatchObject({ state: 'open', until: '2026-06-30' })
    const own = await makeWorld()
    await team(own)
    await rateable(own, { closesOn: '2026-12-31' })
    own.at(NOON)
    const { planned: plans, take: takes } = inspecting(() => own)
    const [one, other] = [await plans(), await plans()]
    own.at('2026-07-16T08:00:00+08:00')
    expect(await ratingOf(own, other.code?.id)).toMatchObject({ state: 'open', until: '2026-07-16' })
    own.at('2026-07-20T08:00:00+08:00')
    const told = { enteredOn: '2026-06-16', clock: '09:00', restoredOn: '2026-07-19', reason: '平台故障打不开' }
    const answer = await takes('scjg', one, 'backfill', told)
    expect(answer.status, await answer.clone().text()).toBe(200)
    expect(await ratingOf(own, one.code?.id)).toMatchObject({ state: 'open', until: '2026-08-19' })
    expect(await ratingOf(own, other.code?.id)).toEqual({ state: 'over' })
    await own.close()
  })

  test.each(['suspend', 'lose'])('is rated though its body says of the code afterwards: %s', async (action) => {
    const visit = await entered()
    const id = visit.code?.id
    const path = `/api/desk/codes/${id}/steps`
    const step = await ask('scjg')(path, json('POST', { action, n: 1, note: '说是丢了' }))
    expect(step.status, await step.clone().text()).toBe(200)
    expect(await ratingOf(w, id)).toMatchObject({ state: 'open' })
    const answer = await respond(w, INSPECTED, { answers: GRADE, token: await tokenFor(w, id) })
    expect(answer.status).toBe(201)
  })

  test('that is cancelled takes its invitation back', async () => {
    const visit = await planned()
    const before = (await invitedOf(INSPECTED)) ?? 0
    const tokens = async () => (await w.deps.store.read.select().from(surveyTokens)).length
    const many = await tokens()
    expect((await take('scjg', visit, 'cancel', { note: '改期' })).status).toBe(200)
    expect([await invitedOf(INSPECTED), await tokens()]).toEqual([before - 1, many - 1])
    expect(await ratingOf(w, visit.code?.id)).toBeUndefined()
    expect(mainOf(await page(w, visit.code?.id))).not.toContain('data-rate')
  })

  test('without a survey is told so, and can be complained of', async () => {
    const visit = await planned('scjg', { on: '2026-07-05' })
    w.at('2026-07-05T09:00:00+08:00')
    await take('scjg', visit, 'enter')
    expect(await ratingOf(w, visit.code?.id)).toEqual({ state: 'none' })
    const html = await page(w, visit.code?.id)
    expect(textOf(html)).toContain('这次检查没有安排评价')
    expect(html).toContain(`/complaint?code=${visit.code?.id}`)
  })
})

describe('two taps of who was inspected', () => {
  test('without script: the form as it stands, and a grade', async () => {
    const visit = await entered()
    const html = await page(w, visit.code?.id)
    const before = await countOf(INSPECTED)
    const sent = { ...fieldsOf(html), 'answers.overall': '2' }
    expect(sent).toMatchObject({ 'answers.body': 'SCJG', _at: '.check', 'ask.ballot': '' })
    // The page’s own words say on what it rests then.
    expect(textOf(html)).toContain('不能运行脚本时')
    const thanks = await form(w, `/surveys/${INSPECTED}`, sent)
    const said = await thanks.text()
    expect([thanks.status, textOf(said)]).toEqual([200, expect.stringContaining('收下了，谢谢您')])
    // Low, so that it may become a complaint; nothing leads there by itself.
    expect(said).toContain('name="about.department" value="SCJG"')
    expect(await countOf(INSPECTED)).toBe(before + 1)
    expect((await boxOf(w, INSPECTED)).at(-1)).toMatchObject({ channel: 'invited', marks: [] })
  })

  test('with a ballot, as the page’s script sends it', async () => {
    const visit = await entered()
    const before = await countOf(INSPECTED)
    const { token, ...rest } = fieldsOf(await page(w, visit.code?.id))
    const { ballot } = await ballotFor(w, INSPECTED, token ?? '')
    const sent: Record<string, string> = {
      ...rest,
      'ask.ballot': 'on',
      'answers.overall': '5',
      'ballot.message': ballot.message,
      'ballot.signature': ballot.signature,
    }
    const thanks = await form(w, `/surveys/${INSPECTED}`, sent)
    expect([thanks.status, textOf(await thanks.text())]).toEqual([200, expect.stringContaining('收下了')])
    expect(await countOf(INSPECTED)).toBe(before + 1)
    // Replayed, from another page: it was cast.
    const { _token, ...again } = sent
    expect((await form(w, `/surveys/${INSPECTED}`, again)).status).toBe(409)
    expect(await countOf(INSPECTED)).toBe(before + 1)
  })

  test('once: whoever sends another is told; whoever only looks, as officers can, is not', async () => {
    const visit = await entered()
    const token = await tokenFor(w, visit.code?.id)
    const looked = async () => {
      const html = mainOf(await page(w, visit.code?.id)).replace(/(name="_token" value=")[^"]+/g, '$1')
      const begun = await form(w, `/surveys/${INSPECTED}`, { _at: '.begin', _go: 'next', token })
      const asked = await w.app.request(`/api/surveys/${INSPECTED}/ballots`, json('POST', { token }))
      const words = textOf(await begun.text())
      return [
        html,
        JSON.stringify(await ratingOf(w, visit.code?.id)),
        begun.status,
        words,
        asked.status,
        await asked.text(),
      ]
    }
    const before = await looked()
    expect((await respond(w, INSPECTED, { answers: GRADE, token })).status).toBe(201)
    expect(await looked()).toEqual(before)
    expect(before[0]).toContain('data-rate')
    const again = await respond(w, INSPECTED, { answers: GRADE, token })
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, 'survey_spent'])
    const sent = { ...fieldsOf(await page(w, visit.code?.id)), 'answers.overall': '5' }
    const refused = await form(w, `/surveys/${INSPECTED}`, sent)
    expect(refused.status).toBe(409)
    expect(textOf(await refused.text())).toContain('从“投诉这次检查”告诉我们有人冒评')
  })

  test('from a hundred telephones at once, by token and by ballot, is one answer', async () => {
    const visit = await entered()
    const before = await countOf(INSPECTED)
    const token = await tokenFor(w, visit.code?.id)
    const all = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        if (i % 2) return (await respond(w, INSPECTED, { answers: GRADE, token })).status
        const ballot = await ballotFor(w, INSPECTED, token).then(
          ({ ballot }) => ballot,
          () => undefined,
        )
        return ballot ? (await respond(w, INSPECTED, { answers: GRADE, ballot })).status : 409
      }),
    )
    expect(all.filter((status) => status === 201)).toHaveLength(1)
    expect(await countOf(INSPECTED)).toBe(before + 1)
  })

  test.each([
    [
      'a foreign survey’s invitation',
      async () => (await invite(w.deps, await openSurvey(w.deps, { code: 'CP-2026-73' }), 1))[0] ?? '',
    ],
    ['none that was ever made', async () => '3333-4444-6666-7777-9999'],
    [
      'one of an inspection that was cancelled',
      async () => {
        const visit = await planned()
        const { no } = visit
        const { invitationOf } = await import('../../api/survey/tied.ts')
        const token = (await invitationOf(w.deps, { to: 'visit', id: no, survey: INSPECTED }))?.token ?? ''
        await take('scjg', visit, 'cancel', { note: '改期' })
        return token
      },
    ],
  ])('%s counts nothing', async (_, made) => {
    const token = await made()
    const before = await countOf(INSPECTED)
    expect(token).not.toBe('')
    const answer = await respond(w, INSPECTED, { answers: GRADE, token })
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('没有这个邀请码')])
    expect((await respond(w, INSPECTED, { answers: GRADE })).status).toBe(401)
    expect(await countOf(INSPECTED)).toBe(before)
  })

  test('of a joint inspection say of whom', async () => {
    const officers = await officersOf(['SCJG', 'ZFJ'])
    const of = async (body: string) => (await officersOf([body])).slice(0, 2)
    expect(officers.length).toBeGreaterThan(3)
    const visit = await entered('scjg', {
      partners: ['ZFJ'],
      items: ['JC-SCJG-H62', 'JC-ZFJ-H62'],
      officers: [...(await of('SCJG')), ...(await of('ZFJ'))],
    })
    const { bodies, asks } = await openRating(w, visit.code?.id)
    expect([bodies.map(({ code }) => code), asks.first]).toEqual([['SCJG', 'ZFJ'], 'body'])
    expect(mainOf(await page(w, visit.code?.id))).toMatch(/<select[^>]*name="answers.body"/)
  })

  test('without a grade come back to the question, nothing used up', async () => {
    const visit = await entered()
    const sent = fieldsOf(await page(w, visit.code?.id))
    const back = await form(w, `/surveys/${INSPECTED}`, sent)
    expect([back.status, textOf(await back.text())]).toEqual([422, expect.stringContaining('这一题需要回答')])
    expect((await ratingOf(w, visit.code?.id))?.state).toBe('open')
  })

  test('or the longer way, which begins after what is known', async () => {
    const visit = await entered()
    const { asks, invitation } = await openRating(w, visit.code?.id)
    const next = await form(w, `/surveys/${INSPECTED}`, {
      _at: '.begin',
      _go: asks.first,
      version: '1',
      'answers.body': 'SCJG',
      token: invitation?.token ?? '',
    })
    const html = await next.text()
    expect([next.status, textOf(html)]).toEqual([200, expect.stringContaining('总的来说您满意吗')])
    expect(html).toContain(`name="token" value="${invitation?.token}"`)
  })
})
