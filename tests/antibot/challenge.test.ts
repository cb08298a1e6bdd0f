import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { describe, expect, test } from 'vitest'
import { ATTEMPTS, COST, HARDEST, LASTS, newChallenge } from '../../api/antibot/challenge.ts'
import { BUDGETS } from '../../api/limits.ts'
import { challengeOf, guarded } from './solved.ts'

const counterOf = async (challenge: Awaited<ReturnType<typeof newChallenge>>) =>
  (await solveChallenge({ challenge, deriveKey }))!.counter

describe('a challenge', () => {
  test('says what is asked, until when, and nothing about who asked', async () => {
    const w = await guarded()
    const challenge = await challengeOf(w)
    expect(challenge).toEqual({
      parameters: {
        algorithm: 'PBKDF2/SHA-256',
        cost: COST,
        expiresAt: Math.floor((w.deps.now().getTime() + LASTS) / 1000),
        keyLength: 32,
        keyPrefix: expect.stringMatching(/^[0-9a-f]{32}$/),
        keySignature: expect.stringMatching(/^[0-9a-f]{64}$/),
        nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
        salt: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
  test('is never kept by anybody on the way, and no two are the same', async () => {
    const w = await guarded()
    expect((await w.app.request('/api/challenge')).headers.get('cache-control')).toBe('no-store')
    const all = await Promise.all(Array.from({ length: 20 }, () => challengeOf(w)))
    expect(new Set(all.map((c) => c.signature)).size).toBe(20)
  })
  test('takes as much work as it says, and more the more of the budget is used', async () => {
    const w = await guarded()
    const now = w.deps.now()
    for (const [used, times] of [
      [0, 1],
      [0.3, 3],
      [1, HARDEST],
    ] as const) {
      const counter = await counterOf(await newChallenge(w.deps.secrets, now, used))
      expect(counter).toBeGreaterThanOrEqual(ATTEMPTS.least * times)
      expect(counter).toBeLessThanOrEqual(ATTEMPTS.most * times)
    }
  })
})

describe('from one neighbourhood', () => {
  const used = (n: number) => async () => {
    const w = await guarded({ LIMITS: 'on' })
    for (let i = 0; i < n; i++) w.deps.limits.count('challenge', 'in-process', w.deps.now().getTime())
    return w
  }
  test('the work grows before anybody is refused', async () => {
    const w = await used(BUDGETS.challenge.each / 2)()
    expect(await counterOf(await challengeOf(w))).toBeGreaterThan(ATTEMPTS.most * 2)
    // Negative control: a quiet neighbourhood has the usual work.
    expect(await counterOf(await challengeOf(await used(10)()))).toBeLessThanOrEqual(ATTEMPTS.most)
  })
  test('beyond it they wait, and the plain form is still there for them', async () => {
    const w = await used(BUDGETS.challenge.each)()
    const answer = await w.app.request('/api/challenge')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '600'])
  })
  test('a flood from everywhere makes the work harder for all, and refuses nobody', async () => {
    const w = await guarded({ LIMITS: 'on' })
    const now = w.deps.now().getTime()
    for (let i = 0; i < BUDGETS.challenge.all; i++) w.deps.limits.count('challenge', `net ${i % 5000}`, now)
    expect(w.deps.limits.used('challenge', 'somebody new', now)).toBe(1)
    expect(await counterOf(await challengeOf(w))).toBeGreaterThanOrEqual(ATTEMPTS.least * HARDEST)
  })
})
