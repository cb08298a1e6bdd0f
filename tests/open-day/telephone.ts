import { vi } from 'vitest'
import { type Verdict, verdict } from '../../site/pages/door/_decide.ts'
import { gate } from '../../site/pages/door/_gate.ts'
import type { List, Told } from '../../site/pages/door/_list.ts'
import type { Ask, Situation } from '../../site/pages/door/_situation.ts'
import { entry, inMemory, list } from './gate.ts'

export const MORNING = Date.parse('2026-06-24T08:50:00+08:00')
export const IN = verdict('in')

/** A telephone, and a server that answers as the test says. */
export function telephone(first: List = list([entry(), entry({ id: 'two', number: '00000002', name: '张*' })])) {
  const keep = inMemory()
  const server = {
    line: true,
    status: 200,
    list: first,
    n: 1,
    heard: [] as Told[][],
    judge: (act: Told): object => ({ outcome: act.act === 'in' ? 'in' : 'out', good: true, say: '签到成功' }),
    takes: 200,
    now: () => Date.now(),
  }
  const ask: Ask = async (path, body) => {
    if (!server.line) throw new TypeError('Failed to fetch')
    const now = new Date(server.now()).toISOString()
    if (path === '/api/door') return { status: server.status, json: { ...server.list, now, n: server.n } }
    if (path === '/api/door/live')
      return { status: server.status, json: { now, n: server.n, counts: server.list.counts } }
    if (path !== '/api/door/acts') return { status: 200, json: {} }
    const { acts } = body as { acts: Told[] }
    if (server.status !== 200) return { status: server.status, json: {} }
    server.heard.push(acts)
    if (acts.length > server.takes) return { status: 422, json: {} }
    const results = acts.map((act) => ({ id: act.id, ...server.judge(act) }))
    return { status: 200, json: { now, results, counts: server.list.counts } }
  }
  const stays: number[] = []
  /** Whether the worker has the page and all its parts. */
  const whole = { is: false }
  let lost = 0
  const forgotten = vi.fn(async () => {})
  let it: Situation | undefined
  /** The page opened, or loaded anew: all it knows is what the device kept. */
  const open = () =>
    gate(
      keep,
      ask,
      {
        now: () => Date.now(),
        stay: async (until) => void stays.push(until),
        stays: async () => whole.is,
        forget: forgotten,
        lost: async () => lost,
        lose: async (n) => {
          lost += n
        },
        found: async () => {
          lost = 0
        },
      },
      (next) => {
        it = next
      },
    )
  return {
    keep,
    server,
    stays,
    whole,
    forgotten,
    open,
    get it() {
      return it!
    },
  }
}

let nth = 0
export const act = (more: Partial<Told> = {}) => ({
  id: `act-${nth++}`,
  act: 'in' as const,
  registration: 'one',
  session: 'am',
  party: 1,
  ...more,
})

export const said = ({ say }: Verdict) => say

/** One with its door begun. */
export async function started() {
  const t = telephone()
  const door = t.open()
  await door.start()
  return { t, door }
}
