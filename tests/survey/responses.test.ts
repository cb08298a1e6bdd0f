import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unseal } from '../../api/survey/box.ts'
import { cast } from '../../api/survey/cast.ts'
import { tokenDigest } from '../../api/survey/token.ts'
import { insert } from '../../db/row.ts'
import { surveyBallots, surveyBox, surveyFrames, surveys, surveyTokens } from '../../db/schema.ts'
import { cover } from '../../site/pages/surveys/_ballot.ts'
import { guarded, solved } from '../antibot/solved.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { GOOD, invite, openSurvey } from './fixture.ts'
import { ballotFor, keyOf, respond } from './voter.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

let n = 0
const survey = (more: Partial<typeof surveys.$inferInsert> = {}) => openSurvey(w.deps, { code: `CP-${++n}`, ...more })
const inBox = async (code: string) =>
  (await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, code)).all()).map(({ sealed }) =>
    unseal(w.deps.secrets, code, sealed),
  )
const counted = async (code: string) =>
  (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, code)).get())?.answers
const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code
const fieldsOf = async (answer: Response) =>
  ((await answer.json()) as { fields: { path: string; message: string }[] }).fields

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

describe('an invitation', () => {
  test('is needed where only the invited may answer', async () => {
    const code = await survey({ entry: 'invited' })
    const answer = await respond(w, code, { answers: GOOD })
    expect(answer.status).toBe(401)
    expect(await codeOf(answer)).toBe('survey_invited')
  })

  test('typed in any case and spacing counts once, then it is spent', async () => {
    const code = await survey({ entry: 'invited' })
    const [token = ''] = await invite(w.deps, code, 1)
    const typed = ` ${token.toLowerCase().replaceAll('-', ' ')} `
    expect((await respond(w, code, { answers: GOOD, token: typed })).status).toBe(201)
    const again = await respond(w, code, { answers: GOOD, token })
    expect([again.status, await codeOf(again)]).toEqual([409, 'survey_spent'])
    expect(await counted(code)).toBe(1)
  })

  test('that is made up, or of another survey, is 422', async () => {
    const [code, other] = [await survey(), await survey()]
    const [foreign = ''] = await invite(w.deps, other, 1)
    for (const token of ['AAAA-AAAA-AAAA-AAAA-AAAA', 'x', '', foreign]) {
      for (const answer of [
        await respond(w, code, { answers: GOOD, token }),
        await post(w, `/api/surveys/${code}/ballots`, { token }),
      ]) {
        expect(answer.status, token).toBe(422)
        expect((await fieldsOf(answer))[0]?.path).toBe('token')
      }
    }
    expect(await counted(code)).toBe(0)
  })

  test('looked up in one moment with those of another survey lets nobody in there', async () => {
    const [one, other] = [await survey(), await survey()]
    const [mine = ''] = await invite(w.deps, one, 1)
    const [theirs = '', spare = ''] = await invite(w.deps, other, 2)
    const sent = [
      [one, mine],
      [one, theirs],
      [other, mine],
      [other, spare],
    ] as const
    const answers = await Promise.all(sent.map(([code, token]) => respond(w, code, { answers: GOOD, token })))
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 422, 201])
    expect([await counted(one), await counted(other)]).toEqual([1, 1])
  })

  test('used a hundred times at once counts once, straight or for ballots', async () => {
    const code = await survey({ entry: 'invited' })
    const [straight, swapped] = await invite(w.deps, code, 2)
    const all = await Promise.all(
      Array.from({ length: 100 }, () => respond(w, code, { answers: GOOD, token: straight })),
    )
    expect(all.filter((a) => a.status === 201)).toHaveLength(1)
    expect(all.filter((a) => a.status === 409)).toHaveLength(99)
    expect(await inBox(code)).toHaveLength(1)
    expect(await counted(code)).toBe(1)

    const made = await Promise.all(Array.from({ length: 5 }, async () => cover(await keyOf(w, code))))
    const signed = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        post(w, `/api/surveys/${code}/ballots`, { token: swapped, blinded: made[i % 5]!.blinded }),
      ),
    )
    // Twenty times the same one; the other four are refused.
    expect(signed.filter((a) => a.status === 200)).toHaveLength(20)
    expect(signed.filter((a) => a.status === 409)).toHaveLength(80)
  })

  test('would count several times if it were looked at first and written then', async () => {
    const code = await survey({ entry: 'invited' })
    const [token = ''] = await invite(w.deps, code, 1)
    const hash = tokenDigest(w.deps.secrets, code, token)
    const naive = async () => {
      const row = await w.deps.store.read.select().from(surveyTokens).where(eq(surveyTokens.hash, hash)).get()
      if (row?.used) return false
      await w.deps.store.writes.commit([
        { sql: 'update survey_tokens set used = 1 where survey = ? and hash = ?', args: [code, hash] },
        insert(surveyBox, { survey: code, id: randomUUID(), sealed: Buffer.alloc(1) }),
      ])
      return true
    }
    const all = await Promise.all(Array.from({ length: 100 }, naive))
    expect(all.filter(Boolean).length).toBeGreaterThan(1)
  })

  test('and through two connections at once counts once', async () => {
    const code = await survey({ entry: 'invited' })
    const [token = ''] = await invite(w.deps, code, 1)
    // The folder is locked to one process; two queues of it are two connections.
    const { connect, tune } = await import('../../db/connection.ts')
    const { WriteQueue } = await import('../../db/write.ts')
    const client = connect(`file:${w.dir}/test.db`, undefined)
    await tune(client, 'writes')
    const second = { ...w.deps.store, writes: new WriteQueue(client) }
    const by = { token: tokenDigest(w.deps.secrets, code, token) }
    const boxed = { answers: { met: 'no', whole: '3' }, channel: 'invited' as const, marks: [] }
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        cast({ store: i % 2 ? second : w.deps.store, secrets: w.deps.secrets }, code, boxed, by, w.deps.now()),
      ),
    )
    client.close()
    expect(outcomes.filter((o) => o === 'cast')).toHaveLength(1)
    expect(outcomes.filter((o) => o === 'spent')).toHaveLength(99)
    expect(await inBox(code)).toHaveLength(1)
  })
})

describe('a ballot', () => {
  test('is signed unseen, cast once, and shares nothing with its invitation', async () => {
    const code = await survey({ entry: 'invited' })
    const [token = ''] = await invite(w.deps, code, 1)
    const before = w.log.length
    const { ballot, blinded } = await ballotFor(w, code, token)
    expect((await respond(w, code, { answers: GOOD, ballot })).status).toBe(201)
    const again = await respond(w, code, { answers: GOOD, ballot })
    expect([again.status, await codeOf(again)]).toEqual([409, 'survey_spent'])
    expect((await respond(w, code, { answers: GOOD, token })).status).toBe(409)
    const rows = JSON.stringify([
      await w.deps.store.read.select().from(surveyTokens).where(eq(surveyTokens.survey, code)).all(),
      w.log.slice(before),
    ])
    for (const secret of [token, token.replaceAll('-', ''), ballot.message, ballot.signature, blinded])
      expect(rows).not.toContain(secret)
  })

  test('asked for again after a lost answer is the same; another one is 409', async () => {
    const code = await survey()
    const [token = ''] = await invite(w.deps, code, 1)
    const publicKey = await keyOf(w, code)
    const [one, two] = [await cover(publicKey), await cover(publicKey)]
    const ask = async (blinded: string) => post(w, `/api/surveys/${code}/ballots`, { token, blinded })
    const first = await (await ask(one.blinded)).json()
    expect(await (await ask(one.blinded)).json()).toEqual(first)
    expect((await ask(two.blinded)).status).toBe(409)
    // Only asking whether it is good tells that it was used.
    expect((await post(w, `/api/surveys/${code}/ballots`, { token })).status).toBe(409)
  })

  test('that was not used up by asking whether it is good', async () => {
    const code = await survey()
    const [token = ''] = await invite(w.deps, code, 1)
    const asked = await post(w, `/api/surveys/${code}/ballots`, { token })
    expect([asked.status, await asked.json()]).toEqual([200, { signature: null }])
    expect((await respond(w, code, { answers: GOOD, token })).status).toBe(201)
  })

  test('that is made up, changed or of another survey is 422', async () => {
    const [code, other] = [await survey(), await survey()]
    const [token = ''] = await invite(w.deps, other, 1)
    const { ballot } = await ballotFor(w, other, token)
    const flipped = Buffer.from(ballot.signature, 'base64url')
    flipped[100]! ^= 1
    const forged = [
      [code, ballot],
      [other, { ...ballot, signature: flipped.toString('base64url') }],
      [other, { ...ballot, message: Buffer.alloc(32).toString('base64url') }],
      // The same bytes in another spelling would be a second ballot.
      [other, { ...ballot, message: `${ballot.message}=` }],
      [other, { message: '', signature: '' }],
      [other, { message: ballot.message, signature: 'x'.repeat(342) }],
    ] as const
    for (const [where, one] of forged) {
      const answer = await respond(w, where, { answers: GOOD, ballot: one })
      expect(answer.status).toBe(422)
      expect((await fieldsOf(answer))[0]?.path).toBe('ballot')
    }
    expect((await respond(w, other, { answers: GOOD, ballot })).status).toBe(201)
  })

  test('that cannot be signed uses nothing up', async () => {
    const code = await survey()
    const [token = ''] = await invite(w.deps, code, 1)
    const beyond = Buffer.alloc(256, 255).toString('base64url')
    for (const blinded of ['x', beyond, ''])
      expect((await post(w, `/api/surveys/${code}/ballots`, { token, blinded })).status).toBe(422)
    expect((await post(w, `/api/surveys/${code}/ballots`, { token })).status).toBe(200)
  })

  test('cast a hundred times at once counts once', async () => {
    const code = await survey()
    const [token = ''] = await invite(w.deps, code, 1)
    const { ballot } = await ballotFor(w, code, token)
    const all = await Promise.all(Array.from({ length: 100 }, () => respond(w, code, { answers: GOOD, ballot })))
    expect(all.filter((a) => a.status === 201)).toHaveLength(1)
    expect(
      await w.deps.store.read.select().from(surveyBallots).where(eq(surveyBallots.survey, code)).all(),
    ).toHaveLength(1)
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
