import { afterEach, expect, test, vi } from 'vitest'
import { BUDGETS, type Budget, Limits, MOMENT, MOST_SOURCES } from '../../api/limits.ts'
import { complaint, post, world } from '../support/world.ts'

const NOON = Date.parse('2026-06-15T12:00:00+08:00')
/** Then the key that names sources changes, and nobody is known any more. */
const NOON_TO_MIDNIGHT = 12 * 3_600_000
const refused = (limits: Limits, budget: Budget, source: string, now: number) => limits.wait(budget, source, now) > 0
const use = (limits: Limits, budget: Budget, source: string, now: number, times: number) => {
  for (let i = 0; i < times; i++) limits.count(budget, source, now)
}
afterEach(() => vi.restoreAllMocks())

test.each(Object.entries(BUDGETS) as [Budget, (typeof BUDGETS)[Budget]][])(
  '%s: refused after its budget, until its window or the day is over',
  (budget, { each, window: long }) => {
    const limits = new Limits(true)
    const window = Math.min(long, NOON_TO_MIDNIGHT)
    limits.count(budget, 'a', NOON, each - 1)
    expect(refused(limits, budget, 'a', NOON)).toBe(false)
    expect(limits.wait(budget, 'a', NOON, 2)).toBe(long)
    limits.count(budget, 'a', NOON)
    expect(limits.wait(budget, 'a', NOON)).toBe(long)
    expect(() => limits.demand(budget, 'a', NOON + 1000)).toThrow('too_many')
    expect(refused(limits, budget, 'b', NOON)).toBe(false)
    expect(refused(limits, budget, 'a', NOON + window - 1)).toBe(true)
    expect(refused(limits, budget, 'a', NOON + window)).toBe(false)
    limits.count(budget, 'a', NOON + window)
    expect(refused(limits, budget, 'a', NOON + window)).toBe(false)
  },
)

test('budgets do not mix', () => {
  const limits = new Limits(true)
  use(limits, 'track_miss', 'a', NOON, 100)
  expect(refused(limits, 'submit', 'a', NOON)).toBe(false)
  expect(refused(limits, 'login_miss', 'a', NOON)).toBe(false)
})

test('all together are slowed down beyond their budget, and nobody is refused for strangers', async () => {
  const limits = new Limits(true)
  for (let i = 0; i <= BUDGETS.track_miss.all; i++) limits.count('track_miss', `source ${i}`, NOON)
  expect(refused(limits, 'track_miss', 'somebody new', NOON)).toBe(false)
  const began = performance.now()
  await limits.drag('track_miss', NOON)
  expect(performance.now() - began).toBeGreaterThan(MOMENT * 0.9)
  const later = performance.now()
  await limits.drag('track_miss', NOON + BUDGETS.track_miss.window)
  expect(performance.now() - later).toBeLessThan(MOMENT / 2)
})

test('forgiven is as if it had not been', () => {
  const limits = new Limits(true)
  use(limits, 'login_miss', 'a', NOON, 10)
  limits.forget('login_miss', 'a', NOON)
  expect(refused(limits, 'login_miss', 'a', NOON)).toBe(false)
})

test('counted before the work, given back when it does not count', async () => {
  const limits = new Limits(true)
  const { each } = BUDGETS.track_miss
  for (let i = 0; i < each * 3; i++) await limits.spend('track_miss', 'a', NOON, async (free) => free())
  expect(refused(limits, 'track_miss', 'a', NOON)).toBe(false)
  let let_in = 0
  await Promise.allSettled(
    Array.from({ length: 500 }, () => limits.spend('track_miss', 'a', NOON, async () => void let_in++)),
  )
  expect(let_in).toBe(each)
  // Negative control: asked first and counted afterwards, all 500 would have come in.
  let late = 0
  await Promise.all(
    Array.from({ length: 500 }, async () => {
      if (refused(limits, 'track_miss', 'b', NOON)) return
      await Promise.resolve()
      late++
      limits.count('track_miss', 'b', NOON)
    }),
  )
  expect(late).toBe(500)
})

test('off means off: nothing is counted, nothing kept', async () => {
  const limits = new Limits(false)
  use(limits, 'submit', 'a', NOON, 10_000)
  expect(limits.size).toBe(0)
  expect(refused(limits, 'submit', 'a', NOON)).toBe(false)
  await limits.spend('submit', 'a', NOON, async () => {})
  expect(limits.size).toBe(0)
})

test('the day’s key goes with the day, and all counts with it', () => {
  const limits = new Limits(true)
  use(limits, 'submit', 'a', NOON, 100)
  expect(limits.size).toBe(1)
  const next = Date.parse('2026-06-16T00:00:00Z')
  limits.wait('submit', 'a', next)
  expect(limits.size).toBe(0)
})

test('nothing of an address is in memory, and two days name it differently', async () => {
  const names = new Set<string>()
  const set = vi.spyOn(Map.prototype, 'set')
  const limits = new Limits(true)
  for (const day of ['2026-06-15', '2026-06-16', '2026-06-15'])
    limits.count('submit', '203.0.113', Date.parse(`${day}T12:00:00Z`))
  for (const [name] of set.mock.calls) if (typeof name === 'string' && name.length === 44) names.add(name)
  expect(names.size).toBe(3)
  for (const told of [
    '203.0.113',
    '203.0',
    ...(['base64', 'base64url', 'hex'] as const).map((as) => Buffer.from('203.0.113').toString(as).slice(0, 12)),
  ])
    expect([...names].join()).not.toContain(told)
})

test('a flood of sources stays within bounds, forgets the oldest, and does not wash away the count of all', async () => {
  const limits = new Limits(true)
  use(limits, 'login_miss', 'early', NOON, 10)
  for (let i = 0; i < MOST_SOURCES + 10; i++) limits.count('login_miss', `${i}`, NOON)
  expect(limits.size).toBe(MOST_SOURCES)
  const began = performance.now()
  await limits.drag('login_miss', NOON)
  expect(performance.now() - began, 'all together are still known').toBeGreaterThan(MOMENT * 0.9)
  // A window later all are free; who comes again is put at the end and not forgotten first.
  const later = NOON + BUDGETS.login_miss.window
  use(limits, 'login_miss', '20', later, 10)
  for (let i = 0; i < MOST_SOURCES - 1; i++) limits.count('submit', `s${i}`, later)
  expect(refused(limits, 'login_miss', '20', later)).toBe(true)
})

test('submissions are counted, mistakes are not', async () => {
  const w = await world({ env: { LIMITS: 'on' } })
  for (let i = 0; i < 100; i++) expect((await post(w, '/api/complaints', {})).status).toBe(422)
  for (let i = 0; i < 10; i++)
    expect((await post(w, '/api/complaints', complaint({ category: 'T77' }))).status).toBe(422)
  const answers = await Promise.all(
    Array.from({ length: BUDGETS.submit.each + 20 }, () => post(w, '/api/complaints', complaint())),
  )
  expect(answers.filter((a) => a.status === 201)).toHaveLength(BUDGETS.submit.each)
  const slow = await post(w, '/api/complaints', complaint())
  expect([slow.status, slow.headers.get('retry-after'), await slow.json()]).toEqual([
    429,
    '600',
    expect.objectContaining({ code: 'too_many' }),
  ])
  // What nobody counts is where it came from.
  expect(w.log.join('')).not.toMatch(/in-process/)
})
