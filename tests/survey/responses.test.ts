import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unseal } from '../../api/survey/box.ts'
import { cast } from '../../api/survey/cast.ts'
import { insert } from '../../db/row.ts'
import { surveyBox, surveyFrames, surveyTokens } from '../../db/schema.ts'
import { guarded, solved } from '../antibot/solved.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { answering } from './answering.ts'
import { GOOD, invite, openSurvey } from './fixture.ts'
import { ballotFor, respond } from './voter.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { survey, inBox, counted, codeOf, fieldsOf } = answering(() => w)

describe('what is told', () => {
  test('open ones first, then those with results; drafts do not exist', async () => {
    const open = await survey()
    const done = await survey({ status: 'reported', closesOn: '2026-06-02' })
    const draft = await survey({ status: 'draft' })
    const closed = await survey({ status: 'closed' })
    const { items } = (await (await w.app.request('/api/surveys')).json()) as { items: { code: string }[] }
    const codes = items.map((i) => i.code)
    expect(codes.indexOf(open)).toBeLessThan(codes.indexOf(done))
    expect(codes).not.toContain(draft)
    expect(codes).not.toContain(closed)
    expect((await w.app.request(`/api/surveys/${draft}`)).status).toBe(404)
    expect((await respond(w, draft, { answers: GOOD })).status).toBe(404)
    const one = await (await w.app.request(`/api/surveys/${closed}`)).json()
    expect(one).toMatchObject({
      code: closed,
      phase: 'over',
      questions: [{ id: 'met' }, { id: 'body' }, {}, {}, {}, {}],
    })
    expect(Object.keys(one)).not.toContain('sealedKey')
    expect(Object.keys(one)).not.toContain('answers')
  })
})

describe('an answer', () => {
  test('of a volunteer lies in the box, sealed, and is counted', async () => {
    const code = await survey()
    const answer = await respond(w, code, { answers: { ...GOOD, say: '窗口应当多开一个。' } })
    expect(answer.status).toBe(201)
    const { id } = (await answer.json()) as { id: string }
    const [row] = await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, code)).all()
    expect(row?.id).not.toBe(id)
    expect(row?.sealed.toString('latin1')).not.toContain('窗口')
    expect(await inBox(code)).toEqual([
      {
        answers: {
          met: 'yes',
          body: ['ZFJ'],
          fair: { ZFJ: '4' },
          clean: ['none'],
          whole: '4',
          say: '窗口应当多开一个。',
        },
        channel: 'volunteer',
        marks: [],
      },
    ])
    expect(await counted(code)).toBe(1)
    expect(() => unseal(w.deps.secrets, 'CP-other', row!.sealed)).toThrow()
  })

  test('sent twice by one form counts once; the key is nowhere on disk', async () => {
    const code = await survey()
    const key = { 'idempotency-key': 'form-0123456789abcdef' }
    const sent = await Promise.all([1, 2, 3].map(() => respond(w, code, { answers: GOOD }, key)))
    const ids = await Promise.all(sent.map(async (a) => ((await a.json()) as { id: string }).id))
    expect(new Set(ids).size).toBe(1)
    expect(await counted(code)).toBe(1)
    expect(await w.deps.store.heavy.rows('select * from idempotency')).toEqual([])
    expect((await respond(w, code, { answers: { ...GOOD, whole: '1' } }, key)).status).toBe(422)
    // Without a key they are two.
    await respond(w, code, { answers: GOOD })
    expect(await counted(code)).toBe(2)
  })

  test.each([
    ['a missing required one', { met: 'yes', body: ['ZFJ'] }, 'answers.whole'],
    ['an unknown option', { ...GOOD, whole: '6' }, 'answers.whole'],
    ['an unknown body', { ...GOOD, body: ['XXX'] }, 'answers.body'],
    ['a grade for a body that was not picked', { ...GOOD, fair: { SCJ: '1' } }, 'answers.fair'],
    ['one that goes alone beside another', { ...GOOD, clean: ['none', 'gift'] }, 'answers.clean'],
    ['a question of another version', { ...GOOD, colour: 'red' }, 'answers.colour'],
    ['10,000 characters', { ...GOOD, say: '执'.repeat(10_000) }, 'answers.say'],
    ['a number for a text', { ...GOOD, say: 5 }, 'answers.say'],
  ])('with %s is 422 at its question, and nothing is kept', async (_what, answers, path) => {
    const code = await survey()
    const [token] = await invite(w.deps, code, 1)
    const answer = await respond(w, code, { answers, token })
    expect(answer.status).toBe(422)
    expect((await fieldsOf(answer)).map((f) => f.path)).toContain(path)
    expect(await counted(code)).toBe(0)
    expect((await respond(w, code, { answers: GOOD, token })).status).toBe(201)
  })

  test('to another version is told so', async () => {
    const code = await survey()
    const answer = await respond(w, code, { answers: GOOD, version: 2 })
    expect(answer.status).toBe(422)
    expect((await fieldsOf(answer))[0]?.path).toBe('version')
  })

  test('long and short ones look alike', async () => {
    const code = await survey()
    await respond(w, code, { answers: { met: 'no', whole: '3' } })
    const long = Array.from({ length: 500 }, (_, i) => String.fromCodePoint(0x4e00 + i * 37)).join('')
    expect((await respond(w, code, { answers: { ...GOOD, say: long } })).status).toBe(201)
    const rows = await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, code)).all()
    expect(new Set(rows.map((r) => r.sealed.length)).size).toBe(1)
  })
})

describe('how an answer came', () => {
  test('stands beside it: invited by a code or a ballot, or a volunteer', async () => {
    const code = await survey()
    const [token = '', other = ''] = await invite(w.deps, code, 2)
    await respond(w, code, { answers: { ...GOOD, whole: '1' }, token })
    await respond(w, code, { answers: { ...GOOD, whole: '2' }, ballot: (await ballotFor(w, code, other)).ballot })
    await respond(w, code, { answers: { ...GOOD, whole: '3' } })
    const came = Object.fromEntries((await inBox(code)).map(({ answers, channel }) => [answers.whole, channel]))
    expect(came).toEqual({ 1: 'invited', 2: 'invited', 3: 'volunteer' })
  })

  test('of a program with a proof of work is fast where it answers as soon as it has one', async () => {
    const proving = await guarded()
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const code = await openSurvey(proving.deps, { code: 'CP-PROOF', opensOn: day(-2), closesOn: day(2) })
    const marks = async () => {
      const rows = await proving.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, code)).all()
      return rows.map(({ sealed }) => unseal(proving.deps.secrets, code, sealed).marks.join())
    }
    const antibot = await solved(proving)
    expect((await respond(proving, code, { answers: GOOD, antibot })).status).toBe(201)
    expect(await marks()).toEqual(['fast'])
    // The control: as long as a person takes.
    const later = await solved(proving)
    proving.at(new Date(Date.now() + 60_000).toISOString())
    expect((await respond(proving, code, { answers: GOOD, antibot: later })).status).toBe(201)
    expect((await marks()).sort()).toEqual(['', 'fast'])
  })
})

describe('the end', () => {
  test('a quota is never passed, however many come at once', async () => {
    const code = await survey({ quota: 30 })
    const tokens = await invite(w.deps, code, 30)
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        respond(w, code, { answers: GOOD, ...(i % 2 === 0 && { token: tokens[i / 2] }) }),
      ),
    )
    expect(all.filter((a) => a.status === 201)).toHaveLength(30)
    const refused = all.filter((a) => a.status !== 201)
    expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'survey_closed'))
    expect([await counted(code), (await inBox(code)).length]).toEqual([30, 30])
    // An invitation that came too late is not used up by it.
    const used = await w.deps.store.read.select().from(surveyTokens).where(eq(surveyTokens.survey, code)).all()
    expect(used.filter((t) => t.used).length).toBe(30 - all.filter((a, i) => i % 2 === 1 && a.status === 201).length)
  })

  test('before the first day, after the last, and closed: 409, and no ballot either', async () => {
    const tokens = async (code: string) => (await invite(w.deps, code, 1))[0]
    for (const more of [
      { opensOn: '2026-06-16' },
      { opensOn: '2026-05-01', closesOn: '2026-06-14' },
      { status: 'closed' as const },
      { status: 'reported' as const },
    ]) {
      const code = await survey(more)
      const token = await tokens(code)
      for (const answer of [
        await respond(w, code, { answers: GOOD }),
        await respond(w, code, { answers: GOOD, token }),
        await post(w, `/api/surveys/${code}/ballots`, { token }),
      ])
        expect([answer.status, await codeOf(answer)]).toEqual([409, 'survey_closed'])
      expect(await counted(code)).toBe(0)
    }
  })

  test('an evaluating body’s answer counts in its part of the sample; a part that is none counts nothing', async () => {
    const code = await survey()
    await w.deps.store.writes.commit([
      insert(surveyFrames, { survey: code, stratum: 'CD', label: '城东街道', population: 4000, target: 30, asked: 0 }),
    ])
    const boxed = { answers: { met: 'no', whole: '3' }, channel: 'visit' as const, stratum: 'CD', marks: [] }
    expect(await cast(w.deps, code, boxed, { stratum: 'CD' }, w.deps.now())).toBe('cast')
    expect(await cast(w.deps, code, boxed, { stratum: 'XX' }, w.deps.now())).toBe('spent')
    const [frame] = await w.deps.store.read.select().from(surveyFrames).where(eq(surveyFrames.survey, code)).all()
    expect([frame?.asked, await counted(code)]).toEqual([1, 1])
  })
})
