import { expect } from 'vitest'
import { asking, json, type Sent, sent, track } from '../support/ask.ts'
import type { World } from '../support/world.ts'

export const MORNING = '2026-06-15T10:24:00+08:00'
export const ANSWER = '经查，扣押没有依据，三轮车已经退还。'

export interface Seen {
  n?: number
  status: string
  because: string
  timeline: { label: string; text?: string }[]
  messages: { from: string; text: string }[]
  may: string[]
  rating: { grade: number; reasons: string[] } | null
  recheckUntil?: string
  acceptBy?: string
  answerBy?: string
  dueOn: string | null
  proof: { seal: string; intact: boolean }
}

/** What somebody does with their number and code, and the desk beside them. */
export function sending(w: () => World) {
  const call = (of: Sent, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    w().app.request(`/api/track/${of.no}/${path}`, {
      ...json('POST', body),
      headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode, ...headers },
    })
  const seen = async (of: Sent) => (await (await track(w(), of.no, of.queryCode)).json()) as Seen
  const desk = async (of: Sent, login: string, body: Record<string, unknown>) => {
    const { n } = await row<{ n: number }>('select n from cases where no = ?', of.no)
    const answer = await asking(w(), login)(`/api/desk/cases/${of.no}/steps`, json('POST', { n, ...body }))
    expect(answer.status, await answer.clone().text()).toBe(200)
  }
  const rows = <T extends object>(sql: string, ...args: string[]) => w().deps.store.heavy.rows<T>({ sql, args })
  const row = async <T extends object>(sql: string, ...args: string[]) => (await rows<T>(sql, ...args))[0] as T
  const answered = async (more: Record<string, unknown> = {}) => {
    const of = await sent(w(), more)
    await desk(of, 'intake', { action: 'accept' })
    await desk(of, 'handler', { action: 'answer', note: ANSWER })
    return of
  }
  const refused = async (answer: Response, status: number, code: string) => {
    const problem = (await answer.json()) as { code: string; fields?: { path: string; message: string }[] }
    expect([answer.status, problem.code]).toEqual([status, code])
    return problem.fields
  }
  const minutes = (n: number) => w().at(new Date(Date.parse(MORNING) + n * 60_000))
  return { call, seen, desk, rows, row, answered, refused, minutes }
}
