import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Act } from '../../api/open-day/act.ts'
import type { Result } from '../../api/open-day/arrivals.ts'
import { dayOf } from '../../api/open-day/day.ts'
import { byTicket } from '../../api/open-day/found.ts'
import { register } from '../../api/open-day/register.ts'
import type { Registration } from '../../api/open-day/registration.ts'
import { arrivals } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { NOW, visitor } from './made.ts'

export type Said = Partial<Act> & Pick<Act, 'act'>
/** Something done at a door just now. */
export const acted = (w: World, said: Said): Act => ({ id: randomUUID(), at: w.deps.now().toISOString(), ...said })

/** Asks with a cookie as a page of ours does. */
export const browser =
  (w: World, cookie: string) =>
  (path: string, init: RequestInit = {}) =>
    w.app.request(path, { ...init, headers: { cookie, origin: 'http://localhost', ...(init.headers as object) } })

export const make = async (w: World, code: string, label: string, login = 'zfj') =>
  asking(w, login)(`/api/desk/open-days/${code}/doors`, json('POST', { label }))

export const pairing = (w: World, code: string) => w.app.request('/api/door/pair', json('POST', { code }))

/** A telephone paired as a door; what it tells must be taken in. */
export async function phone(w: World, code: string, label: string) {
  const made = (await (await make(w, code, label)).json()) as { id: string; code: string }
  const paired = await pairing(w, made.code)
  expect(paired.status).toBe(200)
  const cookie = paired.headers.getSetCookie().join().split(';')[0] ?? ''
  const ask = browser(w, cookie)
  const tell = async (...acts: Act[]): Promise<Result[]> => {
    const answer = await ask('/api/door/acts', json('POST', { acts }))
    expect(answer.status, await answer.clone().text()).toBe(200)
    return ((await answer.json()) as { results: Result[] }).results
  }
  /** One act, and how it turned out. */
  const does = async (said: Said): Promise<Result> => (await tell(acted(w, said)))[0]!
  return { id: made.id, label, cookie, ask, tell, does }
}
export type Phone = Awaited<ReturnType<typeof phone>>

/** Somebody who registered in time: what is said at the door. */
export async function registered(w: World, code: string, more: Partial<Registration> = {}) {
  const day = (await dayOf(w.deps.store, code, new Date(NOW)))!
  const { ticket } = await register(w.deps, day, visitor(more), new Date(NOW), { marks: [], demo: true })
  return { ticket, ...(await byTicket(w.deps, ticket))! }
}

export const lines = (w: World, event: string) =>
  w.deps.store.read.select().from(arrivals).where(eq(arrivals.event, event))
