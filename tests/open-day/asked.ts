import { expect } from 'vitest'
import type { Group } from '../../content/kinds/open-day.ts'
import { LEAK } from '../support/ask.ts'
import { post, type World } from '../support/world.ts'
import { held, openDay, visitor } from './made.ts'

export interface Got {
  ticket: string
  number: string
  state: string
  position?: number
}

/** What a refusal says, and nothing that leaks. */
export const problem = async (answer: Response) => {
  const text = await answer.text()
  expect(text).not.toMatch(LEAK)
  const { code, fields = [] } = JSON.parse(text) as { code: string; fields?: { path: string; message: string }[] }
  return { status: answer.status, code, paths: fields.map(({ path }) => path) }
}

export const taken = async (answer: Response | Promise<Response>): Promise<Got> => {
  const got = await answer
  expect(got.status, await got.clone().text()).toBe(201)
  return (await got.json()) as Got
}

/** Asks as a program does: for a seat, and with a ticket. */
export function asker(w: () => World) {
  const register = (path: string, more: object = {}, headers = {}) =>
    post(w(), path, { ...visitor(), ...more }, headers)
  const mine = (ticket: string, path = '', init: RequestInit = {}) =>
    w().app.request(`/api/registrations${path}`, {
      method: path ? 'POST' : 'GET',
      ...init,
      headers: { 'x-ticket': ticket, ...(init.headers as object) },
    })
  const told = async (ticket: string) => (await (await mine(ticket)).json()) as Record<string, unknown>
  /** A day of its own for what counts seats; where one registers for it. */
  const day = async (code: string, seats: Partial<Record<Group, number>> = { resident: 1 }, more = {}) => {
    await held(w(), openDay(code, seats, more))
    return `/api/open-days/${code}/registrations`
  }
  return { register, mine, told, day }
}
