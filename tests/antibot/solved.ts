import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { expect } from 'vitest'
import { fakeRender } from '../support/ask.ts'
import { complaint, post, START, type World, world } from '../support/world.ts'

/** Proofs are checked by the real clock too, so these worlds live now. */
export const guarded = (env: Record<string, string> = {}) =>
  world({ now: new Date().toISOString(), since: START, env: { ANTIBOT: 'altcha', ...env }, render: fakeRender })

export async function challengeOf(w: World): Promise<Challenge> {
  const answer = await w.app.request('/api/challenge')
  expect(answer.status).toBe(200)
  return (await answer.json()) as Challenge
}

export const packed = (proof: unknown) => Buffer.from(JSON.stringify(proof)).toString('base64')

export async function solve(challenge: Challenge) {
  const solution = await solveChallenge({ challenge, deriveKey })
  return { challenge, solution: solution! }
}

/** A challenge fetched and solved, as a program sends it. */
export const solved = async (w: World) => packed(await solve(await challengeOf(w)))

export const send = (
  w: World,
  antibot?: string,
  more: Record<string, unknown> = {},
  headers?: Record<string, string>,
) => post(w, '/api/complaints', complaint({ ...(antibot !== undefined && { antibot }), ...more }), headers)

/** Why a proof was not taken; anything else fails the test. */
export async function why(answer: Response): Promise<string> {
  const said = (await answer.json()) as { code: string; fields: { path: string; message: string }[] }
  expect([answer.status, said.code, said.fields.map((f) => f.path)]).toEqual([422, 'invalid', ['antibot']])
  return said.fields[0]!.message
}

export const flagsOf = async (w: World) =>
  (await w.deps.store.heavy.rows<{ flags: string | null }>('select flags from cases order by rowid')).map((r) =>
    JSON.parse(r.flags ?? '[]'),
  )
