import { createHmac } from 'node:crypto'
import { createChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COST, LASTS, signing } from '../../api/antibot/challenge.ts'
import { forgetSpent, prove } from '../../api/antibot/proof.ts'
import { Refusal } from '../../api/refusal.ts'
import { Secrets } from '../../api/secrets.ts'
import { written } from '../support/ask.ts'
import { world } from '../support/world.ts'
import { challengeOf, flagsOf, guarded, packed, send, solve, solved, why } from './solved.ts'

const spentIn = async (w: Awaited<ReturnType<typeof guarded>>) =>
  (await w.deps.store.heavy.rows<{ n: number }>('select count(*) as n from spent'))[0]!.n

describe('a program', () => {
  test('that solved its challenge is let in, without a mark', async () => {
    const w = await guarded()
    expect((await send(w, await solved(w))).status).toBe(201)
    expect([await flagsOf(w), await spentIn(w)]).toEqual([[[]], 1])
  })
  test('without a proof is told what to do, and nothing is written', async () => {
    const w = await guarded()
    const before = await written(w)
    expect(await why(await send(w))).toContain('GET /api/challenge')
    expect(await why(await send(w, ''))).toContain('GET /api/challenge')
    expect(await written(w)).toEqual(before)
  })
  test('negative control: with ANTIBOT=off nothing is asked and no challenge given', async () => {
    const w = await world()
    expect((await w.app.request('/api/challenge')).status).toBe(204)
    expect((await send(w)).status).toBe(201)
  })
  test('that pretends to be a form, without the token of a page, is asked for a proof all the same', async () => {
    const w = await guarded()
    const body = new URLSearchParams({ category: 'T05', account: '执法人员没有出示证件就进店检查了。', consent: 'on' })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const token of ['', 'forged', w.deps.secrets.ticket('track', { at: 0 }, Date.now() + 60_000)]) {
      body.set('_token', token)
      const answer = await w.app.request('/api/complaints', { method: 'POST', headers, body: body.toString() })
      expect(await why(answer)).toContain('GET /api/challenge')
    }
  })
  test('a mistake elsewhere leaves the proof unspent', async () => {
    const w = await guarded()
    const proof = await solved(w)
    expect((await send(w, proof, { category: 'T77' })).status).toBe(422)
    expect((await send(w, proof, { account: '短' })).status).toBe(422)
    expect((await send(w, proof)).status).toBe(201)
  })
})

describe('the same proof again', () => {
  test('is refused, with other words or the same', async () => {
    const w = await guarded()
    const proof = await solved(w)
    await send(w, proof)
    for (const more of [{}, { category: 'T06' }]) expect(await why(await send(w, proof, more))).toContain('已经用过')
    expect((await written(w)).cases).toBe(1)
  })
  test('of 20 at once exactly one gets in', async () => {
    const w = await guarded()
    const proof = await solved(w)
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(w, proof)))
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...Array(19).fill(422)])
    expect([(await written(w)).cases, await spentIn(w)]).toEqual([1, 1])
  })
  test('of 20 at once on two nodes exactly one gets in: the last guard is the commit', async () => {
    const w = await guarded()
    const proof = await solved(w)
    // Another node knows nothing of what this one has in hand.
    const other = { ...w.deps, store: { ...w.deps.store } }
    const both = await Promise.all([prove(w.deps, proof, w.deps.now()), prove(other, proof, w.deps.now())])
    const [mine, theirs] = both.map((p) => (p instanceof Refusal ? undefined : p.statements))
    await w.deps.store.writes.commit(mine!)
    await expect(w.deps.store.writes.commit(theirs!)).rejects.toThrow(/constraint failed: spent\./)
    expect(await spentIn(w)).toBe(1)
  })
  test('lost to another node between look and commit: 422, and neither case nor event remains', async () => {
    const w = await guarded()
    const proof = await solved(w)
    const before = await written(w)
    const { commit } = w.deps.store.writes
    w.deps.store.writes.commit = async (statements) => {
      w.deps.store.writes.commit = commit
      const spends = statements.filter((s) => typeof s === 'object' && 'sql' in s && s.sql.includes('"spent"'))
      await commit.call(w.deps.store.writes, spends)
      return commit.call(w.deps.store.writes, statements)
    }
    expect(await why(await send(w, proof))).toContain('已经用过')
    expect(await written(w)).toEqual(before)
  })
  test('negative control: with the guards off, the same proof would open every door', async () => {
    const w = await guarded()
    const proof = await solved(w)
    for (let i = 0; i < 3; i++) {
      expect((await send(w, proof)).status).toBe(201)
      await w.deps.store.writes.commit([{ sql: 'delete from spent', args: [] }])
    }
  })
  test('under the same key it is the same submission, and the answer is the same', async () => {
    const w = await guarded()
    const key = { 'idempotency-key': '0123456789abcdef' }
    const first = await send(w, await solved(w), {}, key)
    const text = await first.text()
    for (const proof of [undefined, 'broken', await solved(w)])
      expect(await (await send(w, proof, {}, key)).text()).toBe(text)
    expect([(await written(w)).cases, await spentIn(w)]).toEqual([1, 1])
  })
})

describe('in time', () => {
  test('ten minutes, not a second more', async () => {
    const w = await guarded()
    const [early, late] = [await solved(w), await solved(w)]
    const began = Math.floor(w.deps.now().getTime() / 1000) * 1000
    w.at(new Date(began + LASTS - 1))
    expect((await send(w, early)).status).toBe(201)
    w.at(new Date(began + LASTS))
    expect(await why(await send(w, late))).toContain('过了10分钟')
  })
  test('what is over is forgotten by the minute’s work, and what is not is kept', async () => {
    const w = await guarded()
    const proof = await solved(w)
    await send(w, proof)
    await forgetSpent(w.deps.store, w.deps.now())
    expect(await spentIn(w)).toBe(1)
    await forgetSpent(w.deps.store, new Date(w.deps.now().getTime() + LASTS))
    expect(await spentIn(w)).toBe(0)
    // Forgotten is not free again: it is over.
    w.at(new Date(w.deps.now().getTime() + LASTS))
    expect(await why(await send(w, proof))).toContain('过了10分钟')
  })
})

describe('forged', () => {
  const look = async (w: Awaited<ReturnType<typeof guarded>>, proof: unknown) => {
    const found = await prove(w.deps, typeof proof === 'string' ? proof : packed(proof), w.deps.now())
    return found instanceof Refusal ? found.fields?.[0]?.message : 'taken'
  }
  test('answers that were not found', async () => {
    const w = await guarded()
    const challenge = await challengeOf(w)
    const { solution } = await solve(challenge)
    for (const wrong of [
      { ...solution, derivedKey: '00'.repeat(32) },
      { ...solution, derivedKey: challenge.parameters.keyPrefix + '00'.repeat(16) },
      { ...solution, derivedKey: solution.derivedKey.slice(2) },
      { ...solution, derivedKey: solution.derivedKey.toUpperCase() },
      { ...solution, counter: -1 },
      { counter: 1 },
      null,
    ])
      expect(await look(w, { challenge, solution: wrong })).toContain('验证不对')
    // Negative control: the right one is taken.
    expect(await look(w, { challenge, solution })).toBe('taken')
  })
  test('challenges we never gave: another key, no key, another purpose', async () => {
    const w = await guarded()
    const make = (secrets: Secrets | undefined) =>
      createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: COST,
        counter: 1,
        deriveKey,
        expiresAt: new Date(Date.now() + LASTS),
        ...(secrets && signing(secrets)),
      })
    for (const secrets of [undefined, new Secrets('another secret that is long enough to be one, really')])
      expect(await look(w, await solve(await make(secrets)))).toContain('验证不对')
    const bare = await solve(await make(undefined))
    const signature = createHmac('sha256', w.deps.secrets.key('form')).update(JSON.stringify(bare)).digest('hex')
    expect(await look(w, { ...bare, challenge: { ...bare.challenge, signature } })).toContain('验证不对')
    expect(await look(w, await solve(await make(w.deps.secrets)))).toBe('taken')
  })
  test('10,000 changes to what was signed: none is taken', async () => {
    const w = await guarded()
    const { challenge, solution } = await solve(await challengeOf(w))
    const names = Object.keys(challenge.parameters) as (keyof typeof challenge.parameters)[]
    const other = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(undefined),
      fc.stringMatching(/^([0-9a-f]{2}){1,20}$/),
    )
    const change = fc.record({ name: fc.constantFrom(...names), value: other })
    const turn = fc.record({ name: fc.constantFrom(...names), by: fc.integer({ min: 1, max: 30 }) })
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.oneof(change, turn), async (made) => {
        const old = challenge.parameters[made.name]
        const next = 'by' in made ? turned(old, made.by) : made.value
        if (next === old) return
        const parameters = { ...challenge.parameters, [made.name]: next }
        if ((await look(w, { challenge: { ...challenge, parameters }, solution })) === 'taken') taken++
      }),
      { numRuns: 10_000 },
    )
    expect(taken).toBe(0)
    expect(await look(w, { challenge, solution })).toBe('taken')
  })
  test('digits moved between fields, as CVE-2025-68113 did', async () => {
    const w = await guarded()
    const { challenge, solution } = await solve(await challengeOf(w))
    const { parameters } = challenge
    for (const more of [
      { expiresAt: parameters.expiresAt! + 3600 },
      { expiresAt: parameters.expiresAt! * 10, nonce: parameters.nonce.slice(1) },
      { nonce: parameters.nonce + parameters.salt.slice(0, 2), salt: parameters.salt.slice(2) },
      { keyPrefix: parameters.keyPrefix.slice(0, 2) },
      { expiresAt: undefined },
      { data: { expiresAt: 1 } },
    ])
      expect(
        await look(w, { challenge: { ...challenge, parameters: { ...parameters, ...more } }, solution }),
      ).toContain('验证不对')
  })
  test('nonsense of every kind is an answer in words, never a fault', async () => {
    const w = await guarded()
    for (const junk of [
      '{}',
      'null',
      '[]',
      '%%%',
      '中文',
      packed([]),
      packed(null),
      packed({ challenge: 1 }),
      'A'.repeat(4000),
    ])
      expect(await why(await send(w, junk))).toContain('验证不对')
    expect((await send(w, 'A'.repeat(4001))).status).toBe(422)
  })
  test('whatever is packed or not, the look ends in words', async () => {
    const w = await guarded()
    const shaped = fc.record({ challenge: fc.anything(), solution: fc.anything() }, { requiredKeys: [] })
    const packs = fc.oneof(fc.jsonValue(), shaped).map((value) => packed(value))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(packs, fc.string({ unit: 'binary', minLength: 1 }), fc.base64String({ minLength: 4 })),
        async (sent) => {
          expect(await look(w, sent)).toContain('验证不对')
        },
      ),
      { numRuns: 3000 },
    )
  })
  test('a thousand forged ones cost little: no key is derived for them', async () => {
    const w = await guarded()
    const forged = packed({
      ...(await solve(await challengeOf(w))),
      solution: { counter: 1, derivedKey: '00'.repeat(32) },
    })
    const began = performance.now()
    for (let i = 0; i < 1000; i++) await prove(w.deps, forged, w.deps.now())
    expect((performance.now() - began) / 1000, 'milliseconds each').toBeLessThan(2)
  })
})

/** Its digits in another order, as one tries who hopes that fields run into each other. */
function turned(value: unknown, by: number) {
  const text = String(value)
  const at = by % text.length
  const next = text.slice(at) + text.slice(0, at)
  return typeof value === 'number' ? Number(next) : next
}
