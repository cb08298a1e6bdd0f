import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { dayEnd } from '../publication/force.ts'
import { published } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'
import type { FieldError } from '../refusal.ts'
import type { Application } from './application.ts'
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

/** What somebody says of bodies, held against those there are. */
export async function strangersIn(
  store: Store,
  { areas = [], kin = [], employer }: Pick<Application, 'areas' | 'kin' | 'employer'>,
  now: Date,
): Promise<FieldError[]> {
  const bodies = await bodiesOf(store, now)
  const own = employer?.department
  return [
    ...(areas.every((code) => bodies.get(code)?.township)
      ? []
      : [{ path: 'areas', message: '没有这个镇街，请从列出的里面选' }]),
    ...[
      { path: 'kin', codes: kin },
      { path: 'employer.department', codes: own === undefined ? [] : [own] },
    ].flatMap(({ path, codes }) =>
      codes.every((code) => bodies.has(code)) ? [] : [{ path, message: '没有这个单位，请从列出的里面选' }],
    ),
  ]
}

/** Bodies as published today, by their codes. */
export async function bodiesOf(store: Store, now: Date): Promise<Map<string, { name: string; township: boolean }>> {
  const on = today(now)
  const known = (await register(store)).inForce('department', on, dayEnd(on))
  return new Map(
    known.map(({ code, summary }) => [code, { name: summary.title, township: summary.type === 'township' }]),
  )
}
