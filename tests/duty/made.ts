import { expect } from 'vitest'
import type { Secrets } from '../../api/secrets.ts'
import { insert } from '../../db/row.ts'
import { people, supervisors, type supervisors as Table } from '../../db/schema.ts'
import { asking, json, person } from '../support/ask.ts'
import type { World } from '../support/world.ts'

/** Two days before the task of the tests, and moments of its day. */
export const NOW = '2026-06-15T10:24:00+08:00'
export const DOOR = '2026-06-17T08:40:00+08:00'
export const DURING = '2026-06-17T10:00:00+08:00'
export const AFTER = '2026-06-17T12:30:00+08:00'
export const NEXT = '2026-06-18T09:00:00+08:00'

type Row = typeof Table.$inferSelect

/** Whoever serves, as kept. */
export function rowOf(secrets: Secrets, login: string, more: Partial<Row> = {}): Row {
  const { keyId, sealed } = secrets.seal(
    'vault',
    `supervisor/s-${login}`,
    JSON.stringify({ name: login, phone: '19900000000' }),
  )
  return {
    id: `s-${login}`,
    type: 'social',
    group: 'resident',
    state: 'serving',
    call: null,
    areas: [],
    sectors: [],
    publicFrom: null,
    publicTo: null,
    number: `JD2026-${login}`,
    from: '2026-01-01',
    to: '2027-12-31',
    login,
    listed: true,
    keyId,
    sealed,
    personIndex: `p-${login}`,
    phoneIndex: `t-${login}`,
    ticketHash: null,
    at: 0,
    changedAt: 0,
    mark: `m-${login}`,
    demo: true,
    n: 1,
    ...more,
  }
}
export const appointed = (secrets: Secrets, login: string, more: Partial<Row> = {}) =>
  insert(supervisors, rowOf(secrets, login, more))

/** Somebody who serves, with an account. */
export async function serving(w: World, login: string, more: Partial<Row> = {}, name = `${login}（示例）`) {
  const account = {
    login,
    name,
    roles: ['supervisor'],
    department: '',
    post: '社会监督员',
    password: null,
    active: true,
    createdAt: 0,
  }
  await w.deps.store.writes.commit([
    { sql: 'delete from people where login = ?', args: [login] },
    { sql: 'delete from supervisors where login = ?', args: [login] },
    insert(people, account),
    appointed(w.deps.secrets, login, more),
  ])
}
/** Three who serve, two of them in an area and a trade of their own, and one who is suspended. */
export async function crew(w: World) {
  await serving(w, 'supervisor1')
  await serving(w, 'supervisor2', { areas: ['371900001'], sectors: ['H62'] })
  await serving(w, 'supervisor3', { areas: ['371900002'], sectors: ['E47'] })
  await serving(w, 'supervisor4', { state: 'suspended' })
}
/** As signed in; those of the demonstration are found by their login alone. */
export const as = (login: string) => ({ ...person('supervisor1'), login, name: `${login}（示例）` })

export const DUTY = {
  kind: 'check',
  title: '餐饮店执法检查跟随观察',
  brief: '跟随检查两家餐饮店，看是否亮证、告知和记录。',
  place: '城东街道示例路8号门口集合',
  on: '2026-06-17',
  starts: '09:00',
  ends: '11:30',
  reportBy: '2026-06-20',
}

export const REPORT = {
  findings: '两名执法人员都亮了证，告知了陈述申辩的权利。',
  suggestion: '请把检查单字号印大一些。',
  minutes: 200,
}

export interface Seen {
  id: string
  n: number
  state: string
  code: string
  parts: { supervisor: string; name: string; state: string; n: number; minutes: number | null; late: boolean }[]
  allowed: { action: string }[]
}
export interface OwnSeen {
  id: string
  state: string
  part: {
    state: string
    n: number
    minutes: number | null
    late: boolean
    returned: string | null
    allowed: { action: string }[]
  }
}

/** Asks as the bureau and as supervisors do. */
export function duties(w: () => World) {
  const ask = (who: string | null, path: string, body?: object) =>
    asking(w(), who?.startsWith('supervisor') ? as(who) : who)(path, body ? json('POST', body) : {})
  const good = async <T>(answer: Promise<Response>, status = 200): Promise<T> => {
    const got = await answer
    expect(got.status, await got.clone().text()).toBe(status)
    return (await got.json()) as T
  }
  const made = (more: object = {}) => good<Seen>(ask('handler', '/api/desk/duties', { ...DUTY, ...more }), 201)
  const invite = (id: string, body: object = { all: true }) =>
    ask('handler', `/api/desk/duties/${id}/invitations`, body)
  const seen = (id: string) => good<Seen>(ask('handler', `/api/desk/duties/${id}`))
  const own = (login: string, id: string) => good<OwnSeen>(ask(login, `/api/duties/${id}`))
  const step = async (id: string, action: string, said: object = {}, who = 'handler') =>
    ask(who, `/api/desk/duties/${id}/steps`, { action, n: (await seen(id)).n, ...said })
  const self = async (login: string, id: string, action: string, said: object = {}) =>
    ask(login, `/api/duties/${id}/steps`, { action, n: (await own(login, id)).part.n, ...said })
  const part = async (id: string, login: string, action: string, said: object = {}, who = 'handler') => {
    const line = (await seen(id)).parts.find(({ supervisor }) => supervisor === `s-${login}`)
    return ask(who, `/api/desk/duties/${id}/parts/s-${login}/steps`, { action, n: line?.n ?? 0, ...said })
  }
  const code = async (answer: Response) => ((await answer.json()) as { code: string }).code
  return { ask, good, made, invite, seen, own, step, self, part, code }
}
