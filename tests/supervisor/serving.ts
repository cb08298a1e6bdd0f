import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { people, supervisors } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { post, type World } from '../support/world.ts'
import { applied } from './made.ts'

export const TERM = { from: '2026-06-15', to: '2029-06-14' }
export const READY = { state: 'publicity', publicFrom: '2026-06-07', publicTo: '2026-06-14' } as const

export interface Seen {
  id: string
  n: number
  number: string
  login: string
  state: string
  code?: string
  certificate: { id: string; status: string } | null
  setUp?: { login: string; token: string }
}
/** Takes a step with somebody at the desk. */
export const take = (w: World, id: string, who: string, body: object, key?: string) =>
  asking(w, who)(`/api/desk/supervisors/${id}/steps`, {
    ...json('POST', body),
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
  })
export const read = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Seen
export const rowOf = (w: World, id: string) =>
  w.deps.store.read.select().from(supervisors).where(eq(supervisors.id, id)).get()
export const personOf = (w: World, login: string) =>
  w.deps.store.read.select().from(people).where(eq(people.login, login)).get()

/** Somebody appointed at the desk. */
export async function appointed(w: World, who: Parameters<typeof applied>[2] = {}) {
  const row = await applied(w, READY, who)
  const seen = await read(take(w, row.id, 'chief', { action: 'appoint', n: 1, ...TERM }))
  expect(seen.state).toBe('serving')
  return seen
}
export const withPassword = async (w: World, login: string) => {
  const password = await hashPassword('correct horse battery')
  await w.deps.store.writes.commit([{ sql: 'update people set password = ? where login = ?', args: [password, login] }])
}
export const signIn = (w: World, login: string, password = 'correct horse battery') =>
  post(w, '/api/session', { login, password })
