import { expect } from 'vitest'
import { usccCheck } from '../../content/codes.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'

interface Body extends Record<string, unknown> {
  officers: string[]
  on: string
}
export interface Seen {
  no: string
  n: number
  status: string
  statusLabel: string
  on: string
  code: { id: string } | null
  counted: boolean
  bodies: { code: string; n: number; cap: number | null }[]
  alarms: { id: string; label: string }[]
  allowed: { action: string }[]
}
export interface AlarmSeen {
  id: string
  n: number
  kind: string
  visit: string
  about: string | null
  count: number | null
  status: string
  department: { code: string }
  allowed: { action: string }[]
}

let made = 0
/** A company nobody inspected yet. */
export const company = () => {
  const stem = `91370000MA${String(++made).padStart(7, '3')}`
  return `${stem}${usccCheck(stem)}`
}

/** Officers of the register that may inspect on the day of the tests. */
export const SCJG = { items: ['JC-SCJG-H62'] }
export const ZFJ = { items: ['JC-ZFJ-H62'] }

/** What tests of inspections ask of a world. */
export function inspecting(world: () => World) {
  const ask = (who: string | null) => asking(world(), who, `${who}`)
  const day = () => world().deps.now().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
  const officersOf = async (bodies: string[]): Promise<string[]> => {
    const { choices } = await import('../../api/visit/choices.ts')
    const [lead = '', ...partners] = bodies
    const { officers } = await choices(world().deps, lead, { partners, on: day() })
    return officers.map(({ value }) => value)
  }
  const body = async (login: string, more: Record<string, unknown> = {}): Promise<Body> => {
    const lead = login === 'zfj' ? 'ZFJ' : 'SCJG'
    return {
      uscc: company(),
      company: '示例小馆',
      industry: 'H62',
      place: '城东街道示例路8号',
      cause: 'plan',
      items: [lead === 'ZFJ' ? 'JC-ZFJ-H62' : 'JC-SCJG-H62'],
      officers: (await officersOf([lead])).slice(0, 2),
      on: day(),
      ...more,
    }
  }
  const post = async (login: string, more: Record<string, unknown> = {}) =>
    ask(login)('/api/desk/visits', json('POST', await body(login, more)))
  const planned = async (login = 'scjg', more: Record<string, unknown> = {}): Promise<Seen> => {
    const answer = await post(login, more)
    expect(answer.status, await answer.clone().text()).toBe(201)
    return (await answer.json()) as Seen
  }
  const past = async (login: string, more: Record<string, unknown> = {}) => {
    const { on, ...rest } = await body(login, more)
    return ask(login)(
      '/api/desk/visits/past',
      json('POST', { enteredOn: on, clock: '08:30', restoredOn: on, reason: '平台故障，当时打不开', ...rest, ...more }),
    )
  }
  const urgent = async (login: string, more: Record<string, unknown> = {}) => {
    const { on, ...rest } = await body(login, { cause: 'report', why: '线索编号示例001', ...more })
    const said = { clock: '09:30', reason: '燃气泄漏，等不及先建任务', approver: '局长示例' }
    return ask(login)('/api/desk/visits/urgent', json('POST', { ...said, ...rest, ...more }))
  }
  const take = async (login: string, { no, n }: Seen, action: string, said: object = {}) =>
    ask(login)(`/api/desk/visits/${no}/steps`, json('POST', { action, n, ...said }))
  const entered = async (login = 'scjg', more: Record<string, unknown> = {}): Promise<Seen> => {
    const visit = await planned(login, more)
    const answer = await take(login, visit, 'enter')
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as Seen
  }
  const seen = async (login: string, no: string) => (await (await ask(login)(`/api/desk/visits/${no}`)).json()) as Seen
  const every = async (query = ''): Promise<AlarmSeen[]> => {
    const answer = await ask('handler')(`/api/desk/visit-alarms?limit=100${query}`)
    return ((await answer.json()) as { items: AlarmSeen[] }).items
  }
  const fields = async (answer: Response) =>
    ((await answer.json()) as { fields: { path: string; message: string }[] }).fields
  const scan = async (id: string | undefined) => {
    const answer = await world().app.request(`/api/codes/${id}`)
    return (await answer.json()) as Record<string, unknown> & {
      verdict: string
      company: object
      visit: { officers: object[]; bodies: object[]; enteredAt: string | null }
      actions: { url: string; action: string; label: string }[]
    }
  }
  const alarms = (uscc: string) => every(`&uscc=${uscc}`)
  const kinds = async (uscc: string) => (await alarms(uscc)).map(({ kind }) => kind).sort()
  return { ask, officersOf, body, post, planned, past, urgent, take, entered, seen, every, alarms, kinds, fields, scan }
}
