import { expect } from 'vitest'
import { json, type Sent } from './ask.ts'
import type { World } from './world.ts'

/** Rates an answer as its sender does. */
export const rate = (w: World, of: Sent, judged: Record<string, unknown>, path = 'rating') =>
  w.app.request(`/api/track/${of.no}/${path}`, {
    ...json('POST', judged),
    headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode },
  })

/** The case that came of a rating of this one. */
export async function improvementIn(w: World, no: string): Promise<string | undefined> {
  const [row] = await w.deps.store.heavy.rows<{ no: string }>({
    sql: 'select no from cases where improves = ?',
    args: [no],
  })
  return row?.no
}

/** The same, after an unhappy rating whose sender wants something done. */
export async function improved(w: World, of: Sent, judged: Record<string, unknown>): Promise<string> {
  const answer = await rate(w, of, { ...judged, improve: true })
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await improvementIn(w, of.no)) ?? ''
}
