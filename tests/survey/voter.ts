import { expect } from 'vitest'
import { cover, uncover } from '../../site/pages/surveys/_ballot.ts'
import { post, type World } from '../support/world.ts'

/** What a browser does with an invitation: the page's own code, against the real API. */
export async function ballotFor(w: World, survey: string, token: string) {
  const publicKey = await keyOf(w, survey)
  const made = await cover(publicKey)
  const answer = await post(w, `/api/surveys/${survey}/ballots`, { token, blinded: made.blinded })
  expect(answer.status, await answer.clone().text()).toBe(200)
  const { signature } = (await answer.json()) as { signature: string }
  return { ...made, ballot: { message: made.message, signature: await uncover(publicKey, made, signature) } }
}

export async function keyOf(w: World, survey: string): Promise<string> {
  const answer = await w.app.request(`/api/surveys/${survey}`)
  return ((await answer.json()) as { publicKey: string }).publicKey
}

export const respond = (w: World, survey: string, said: Record<string, unknown>, headers?: Record<string, string>) =>
  post(w, `/api/surveys/${survey}/responses`, said, headers)
