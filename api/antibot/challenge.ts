import { type Challenge, createChallenge, randomInt } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Secrets } from '../secrets.ts'

/** The time to write a complaint is not in it: a page solves at the first input and again before sending, if need be. */
export const LASTS = 10 * 60_000

/**
 * Work for half a second on a middling phone and two on a slow one. Many cheap attempts, so that the time varies
 * little; an attempt is 2,000 rounds of SHA-256, which a phone’s browser does natively.
 */
export const COST = 2000
export const ATTEMPTS = { least: 200, most: 400 }

/** Twice, thrice … as much work for a source, or for all, the more of the budget is used up. */
export const HARDEST = 8

/** Two keys out of one purpose: for the challenge, and for the answer only the solver finds. */
export const signing = (secrets: Secrets) => ({
  hmacSignatureSecret: secrets.digest('antibot', 'challenge'),
  hmacKeySignatureSecret: secrets.digest('antibot', 'answer'),
})

/** A new piece of work; `used` is how much of the budget of challenges its source has used, 0 to 1. */
export function newChallenge(secrets: Secrets, now: Date, used: number): Promise<Challenge> {
  const harder = Math.min(HARDEST, 1 + Math.floor(used * HARDEST))
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: COST,
    counter: randomInt(ATTEMPTS.most * harder, ATTEMPTS.least * harder),
    deriveKey,
    expiresAt: new Date(now.getTime() + LASTS),
    ...signing(secrets),
  })
}
