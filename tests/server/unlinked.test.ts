import { afterEach, expect, test, vi } from 'vitest'
import { complaint, post, type World, world } from '../support/world.ts'

afterEach(() => void vi.useRealTimers())

const BEGAN = Date.parse('2026-06-15T10:00:00+08:00')
/** Reports so far apart that no two lie within a second of each other. */
const APART = 7000
const SPAN = 600_000

/** People who send a report each, an hour or less, with the log as it is written meanwhile; the numbers of their requests. */
async function busy(w: World, reports: number) {
  vi.useFakeTimers({ toFake: ['Date'] })
  const numbers: string[] = []
  for (let i = 0; i < reports; i++) {
    const now = BEGAN + 2500 + i * APART
    // The clock on the wall comes past ten minutes.
    if (Math.floor(now / SPAN) > Math.floor((now - APART) / SPAN)) {
      vi.setSystemTime(now - (now % SPAN))
      w.deps.tally.hand()
    }
    vi.setSystemTime(now)
    w.at(new Date(now))
    const answer = await post(w, '/api/complaints', complaint())
    expect(answer.status).toBe(201)
    numbers.push(answer.headers.get('x-request-id') ?? '')
  }
  vi.setSystemTime(Date.now() - (Date.now() % SPAN) + SPAN)
  w.deps.tally.hand()
  return numbers
}

/** For how many cases one line of the log, and one only, lies within a second of any moment kept of it. */
async function joined(w: World) {
  const lines = w.log.map((line) => (JSON.parse(line) as { time: number }).time)
  const cases = await w.deps.store.heavy.rows<{ at: number }>('select received_at as at from cases')
  return cases.filter(({ at }) => lines.filter((time) => Math.abs(time - at) <= 1000).length === 1).length
}

/** Every word of a log that some row of the database has too: numbers of requests, addresses, whatever would join them. */
async function shared(w: World) {
  const words = new Set(w.log.join('').match(/[\w-]{9,}/g))
  const tables = await w.deps.store.heavy.rows<{ name: string }>(
    "select name from sqlite_master where type = 'table' and name in ('cases', 'case_texts', 'events', 'identities', 'accesses', 'idempotency')",
  )
  expect(tables.length).toBeGreaterThan(4)
  const rows = await Promise.all(tables.map(({ name }) => w.deps.store.heavy.rows(`select * from ${name}`)))
  const kept = new Set(JSON.stringify(rows).match(/[\w-]{9,}/g))
  return [...words].filter((word) => kept.has(word))
}

// I-20: whoever holds both the log and the database finds out of neither who was asking when a case came.
test('log and database have nothing in common by which a report could be found in the other', async () => {
  const w = await world()
  const numbers = await busy(w, 200)
  expect(await joined(w)).toBeLessThanOrEqual(200 * 0.05)
  expect(await shared(w)).toEqual([])
  const log = w.log.join('')
  for (const number of numbers) expect(log).not.toContain(number)
  // What operators need is there: how many, how they were answered, how long the slowest took.
  const counted = w.log.map((line) => JSON.parse(line) as { route?: string; times?: number; slowest?: number })
  const sent = counted.filter(({ route }) => route === '/api/complaints')
  expect(sent.reduce((all, { times = 0 }) => all + times, 0)).toBe(200)
  expect(log).not.toMatch(/127\.0\.0|in-process/)
})

test('negative control: a line for each request at its moment would lie beside its case', async () => {
  const w = await world()
  vi.spyOn(w.deps.tally, 'count').mockImplementation((answered, ms) => w.deps.log.info({ ...answered, ms }, 'answered'))
  await busy(w, 40)
  expect(await joined(w)).toBeGreaterThanOrEqual(40 * 0.95)
})

test('negative control: a number of the request kept with the case would be found', async () => {
  const w = await world()
  const [number = ''] = await busy(w, 1)
  w.deps.log.info({ id: number }, 'answered')
  await w.deps.store.writes.commit([
    { sql: "insert into accesses (at, person, no, what) select 0, 'x', no, ? from cases", args: [number] },
  ])
  expect(await shared(w)).toContain(number)
})
