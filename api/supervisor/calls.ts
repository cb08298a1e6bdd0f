import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { dayEnd } from '../publication/force.ts'
import { published } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'
import { type Calling, type Phase, phaseOf } from './call.ts'

/** A call as published today. */
export interface Call extends Calling {
  code: string
  name: string
  phase: Phase
}

/** The calls published today, the one that ends last first; what was taken back calls nobody. */
export async function callsOf(store: Store, now: Date): Promise<Call[]> {
  const on = today(now)
  const known = (await register(store)).inForce('bulletin', on, dayEnd(on))
  const rows = await rowsOf(
    store,
    known.filter(({ summary }) => summary.type === 'call'),
  )
  return rows
    .map((row) => published('bulletin', row))
    .flatMap(({ data: { code, name, call }, status }) =>
      call && status !== 'cancelled' ? [{ code, name, ...call, phase: phaseOf(call, on) }] : [],
    )
    .toSorted((a, b) => b.applyTo.localeCompare(a.applyTo))
}

/** Bodies as published today, by their codes. */
export async function bodiesOf(store: Store, now: Date): Promise<Map<string, { name: string; township: boolean }>> {
  const on = today(now)
  const known = (await register(store)).inForce('department', on, dayEnd(on))
  return new Map(
    known.map(({ code, summary }) => [code, { name: summary.title, township: summary.type === 'township' }]),
  )
}
