import type { Actor } from '../../api/staff/actor.ts'
import { accesses } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { rowsOf } from './made.ts'

interface List {
  items: { id: string; n: number; number: string; state: string; who: { name: string; phone: string } | null }[]
  total: number
}

/** Asks as somebody at the desk of open days does. */
export function desk(w: () => World) {
  const ask = (who: string | Actor | null, path: string, body?: object) =>
    asking(w(), who)(`/api/desk/open-days${path}`, body ? json('POST', body) : {})
  const read = async <T = List>(who: string | Actor, path: string) => (await (await ask(who, path)).json()) as T
  /** What was written down of lists that were opened. */
  const opened = async () =>
    (await w().deps.store.read.select().from(accesses)).filter(({ what }) => what.startsWith('open-day'))
  const idOf = async (code: string, number: string) => (await rowsOf(w(), code)).find((row) => row.number === number)!
  const step = (code: string, id: string, body: object, who = 'zfj') =>
    ask(who, `/${code}/registrations/${id}/steps`, body)
  return { ask, read, opened, idOf, step }
}
