import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { type Condition, insert, insertAll } from '../../db/row.ts'
import { events, salts } from '../../db/schema.ts'
import { sha256 } from '../secrets.ts'

export interface Event {
  stream: string
  n: number
  at: Date
  /** Who, as role and login or body; `citizen` and `system` have no name. */
  actor: Record<string, string>
  action: string
  data: Record<string, unknown>
  state: Record<string, unknown>
}

/** An event as it is kept: its row with its hash, and its salt. */
function kept({ stream, n, at, actor, action, data, state }: Event) {
  const salt = randomBytes(16).toString('base64url')
  const hash = sha256(
    JSON.stringify([stream, n, at.getTime(), sorted(actor), action, sorted(data), sorted(state), salt]),
  )
  return { row: { stream, n, at: at.getTime(), actor, action, data, state, hash }, salt: { stream, n, salt } }
}

/** The statements that append one event, with its hash and its salt. `when` makes both depend on a condition. */
export function append(event: Event, when?: Condition): { statements: InStatement[]; hash: string } {
  const { row, salt } = kept(event)
  return { hash: row.hash, statements: [insert(events, row, when), insert(salts, salt, when)] }
}

/** The same for many events, in two statements. */
export function appendAll(all: readonly Event[], when?: Condition): InStatement[] {
  const made = all.map(kept)
  return [
    insertAll(
      events,
      made.map(({ row }) => row),
      when,
    ),
    insertAll(
      salts,
      made.map(({ salt }) => salt),
      when,
    ),
  ]
}

/** One spelling for one content: keys in order, at every depth. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}
