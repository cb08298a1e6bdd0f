import type { Actor } from '../../api/staff/actor.ts'
import { asking, json } from './ask.ts'
import type { World } from './world.ts'

/** A page of the desk's list. */
export interface List {
  items: { no: string; gist: string }[]
  total: number
  next?: string
  counts: Record<string, number>
}

/** What tests of the desk ask of a world: its list and its steps, as somebody. */
export const desk = (world: () => World) => ({
  listed: async (who: Actor | string | null, query = '') =>
    (await (await asking(world(), who)(`/api/desk/cases?limit=100${query}`)).json()) as List,
  step: (who: Actor | string | null, of: string, body: unknown) =>
    asking(world(), who)(`/api/desk/cases/${of}/steps`, json('POST', body)),
})
