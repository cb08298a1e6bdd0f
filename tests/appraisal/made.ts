import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { append } from '../../api/case/event.ts'
import type { Deps } from '../../api/context.ts'
import { insert } from '../../db/row.ts'
import { duties, dutyParts, leads, supervisors } from '../../db/schema.ts'
import { asking, json, sent } from '../support/ask.ts'
import type { World } from '../support/world.ts'

type Place = { deps: Pick<Deps, 'store' | 'secrets'> }
type Supervisor = typeof supervisors.$inferInsert
type Duty = typeof duties.$inferInsert
type Part = typeof dutyParts.$inferInsert

const sealed = (w: Place, id: string) => w.deps.secrets.seal('vault', id, '{}')

let nth = 0
/** Somebody who serves, as they lie when they were appointed. */
export function supervisorRow(w: Place, more: Partial<Supervisor> = {}): Supervisor {
  const id = more.id ?? randomUUID()
  const n = ++nth
  return {
    id,
    type: 'social',
    group: 'resident',
    state: 'serving',
    areas: [],
    sectors: [],
    number: `JD2025${String(n).padStart(4, '0')}X`,
    from: '2025-01-01',
    to: '2027-12-31',
    login: null,
    listed: false,
    ...sealed(w, `supervisor/${id}`),
    personIndex: `person ${id}`,
    phoneIndex: `phone ${id}`,
    at: 0,
    changedAt: 0,
    mark: '',
    demo: true,
    n: 1,
    ...more,
  }
}
export async function supervisor(w: Place, more: Partial<Supervisor> = {}): Promise<string> {
  const row = supervisorRow(w, more)
  await w.deps.store.writes.commit([insert(supervisors, row)])
  return row.id
}

export const leadRow = (w: Place, login: string, no: string, at: string | number, more: object = {}) => ({
  no,
  by: 'supervisor' as const,
  owner: w.deps.secrets.digest('owner', login),
  source: 'witnessed' as const,
  conflict: 'none' as const,
  ...sealed(w, `lead/${no}`),
  at: typeof at === 'number' ? at : Date.parse(at),
  ...more,
})

/** A case somebody sent as their lead. */
export async function lead(w: World, login: string, at: string, more: object = {}, said: object = {}): Promise<string> {
  const { no } = await sent(w, { ...said })
  await w.deps.store.writes.commit([insert(leads, leadRow(w, login, no, at, more))])
  return no
}

/** Takes a case to its answer, by the steps of the desk. */
export async function answered(w: World, no: string, said: object) {
  const step = async (who: string, action: string, more: object = {}) => {
    const at = `/api/desk/cases/${no}`
    const { n } = (await (await asking(w, who)(at)).json()) as { n: number }
    const answer = await asking(w, who)(`${at}/steps`, json('POST', { action, n, ...more }))
    expect(answer.status, await answer.clone().text()).toBe(200)
  }
  await step('intake', 'accept')
  await step('handler', 'answer', { note: '经查，情况已经核实，处理结果在这里告诉您。', ...said })
}

export const dutyRow = (more: Partial<Duty> = {}): Duty => ({
  id: randomUUID(),
  kind: 'check',
  state: 'held',
  title: '走访沿街商户（示例）',
  brief: '看是否亮证。',
  place: '城东街道',
  department: null,
  startsAt: Date.parse('2025-05-08T09:00:00+08:00'),
  endsAt: Date.parse('2025-05-08T11:00:00+08:00'),
  reportBy: null,
  by: 'handler',
  at: 0,
  demo: true,
  n: 1,
  ...more,
})
export const partRow = (duty: string, supervisor: string, more: Partial<Part> = {}): Part => ({
  duty,
  supervisor,
  state: 'confirmed',
  minutes: 120,
  changedAt: 0,
  mark: '',
  n: 1,
  ...more,
})
export async function duty(w: Place, who: string, more: Partial<Duty> = {}, part: Partial<Part> = {}) {
  const row = dutyRow(more)
  await w.deps.store.writes.commit([insert(duties, row), insert(dutyParts, partRow(row.id, who, part))])
  return row.id
}

/** What happened to a supervisor, as their history has it. */
export const happened = (w: Place, id: string, action: string, at: string, data: Record<string, unknown> = {}, n = 1) =>
  w.deps.store.writes.commit(
    append({
      stream: `supervisor/${id}`,
      n,
      at: new Date(at),
      actor: { kind: 'person' },
      action,
      data,
      state: {},
    }).statements,
  )
