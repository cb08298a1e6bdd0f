import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'

/** A worker of its own: typing must not stutter while it counts. */
const LONGEST = 60_000

self.onmessage = async ({ data: challenge }: MessageEvent<Challenge>) => {
  const solution = await solveChallenge({ challenge, deriveKey, timeout: LONGEST }).catch(() => null)
  self.postMessage(solution)
}
