import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { supervisor } from './made.ts'

interface Line {
  id: string
  number: string
  name: string
  points: number
  grade: string | null
  gradeLabel: string
  leads: number
  hours: number
  difference: number | null
  sound: boolean
  parts: { item: string; n: number; points: number }[]
}
export interface Seen {
  people: number
  total: number
  mayClose: boolean
  changed: number
  unsound: number
  score: { version: number }
  closed: { by: string; people: number } | null
  items: Line[]
}

export const THIS = '2026-05-08T09:00:00+08:00'
export const LAST = '2025-05-08T09:00:00+08:00'

/** Two who serve, of whom nothing is known yet. */
export async function two(w: World): Promise<[string, string]> {
  await team(w)
  return [
    await supervisor(w, { login: 'supervisor1', areas: ['379981001'], sectors: ['H62'] }),
    await supervisor(w, { login: 'supervisor2', group: 'lawyer', from: '2026-03-01' }),
  ]
}

/** Asks for the sheet and closes years as the desk does. */
export function appraised(w: () => World) {
  const ask = (who: string, path = '') => asking(w(), who)(`/api/desk/appraisals${path}`)
  const see = async (query = '', who = 'chief') => (await (await ask(who, `?${query}`)).json()) as Seen
  const of = async (id: string, query = '') => (await see(query)).items.find((line) => line.id === id)
  const shut = (year: number, who = 'chief') => asking(w(), who)('/api/desk/appraisals', json('POST', { year }))
  return { ask, see, of, shut }
}
