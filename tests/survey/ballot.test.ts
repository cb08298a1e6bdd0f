import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast } from '../../api/survey/cast.ts'
import { tokenDigest } from '../../api/survey/token.ts'
import { insert } from '../../db/row.ts'
import { surveyBallots, surveyBox, surveyTokens } from '../../db/schema.ts'
import { cover } from '../../site/pages/surveys/_ballot.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { answering } from './answering.ts'
import { GOOD, invite } from './fixture.ts'
import { ballotFor, keyOf, respond } from './voter.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { survey, inBox, counted, codeOf, fieldsOf } = answering(() => w)

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
