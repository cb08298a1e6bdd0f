import { randomBytes } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { type Condition, insert } from '../../db/row.ts'
import { events, salts } from '../../db/schema.ts'
import { sha256 } from '../secrets.ts'

interface Event {
  stream: string
  n: number
  at: Date
  /** Who, as role and login or body; `citizen` and `system` have no name. */
  actor: Record<string, string>
  action: string
  data: Record<string, unknown>
  state: Record<string, unknown>
}

/** The statements that append one event, with its hash and its salt. `when` makes both depend on a condition. */
export function append(event: Event, when?: Condition): { statements: InStatement[]; hash: string } {
  const salt = randomBytes(16).toString('base64url')
  const { stream, n, at, actor, action, data, state } = event
  const hash = sha256(
    JSON.stringify([stream, n, at.getTime(), sorted(actor), action, sorted(data), sorted(state), salt]),
  )
  return {
    hash,
    statements: [
      insert(events, { stream, n, at: at.getTime(), actor, action, data, state, hash }, when),
      insert(salts, { stream, n, salt }, when),
    ],
  }
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
