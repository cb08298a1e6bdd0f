import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MORNING, telephone } from './telephone.ts'

beforeEach(() => void vi.useFakeTimers({ now: MORNING }))
afterEach(() => void vi.useRealTimers())

test('a door says that it opens without a line once the worker has all of it, and not before', async () => {
  const t = telephone()
  const door = t.open()
  await door.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(t.it).toMatchObject({ at: 'door', stays: false })
  await door.look()
  await vi.advanceTimersByTimeAsync(0)
  expect(t.it.stays).toBe(false)
  t.whole.is = true
  await door.look()
  await vi.advanceTimersByTimeAsync(0)
  expect(t.it.stays).toBe(true)
})

test('opened again without a line it is said at once; shut, it is said no more', async () => {
  const t = telephone()
  t.whole.is = true
  await t.open().start()
  t.server.line = false
  const again = t.open()
  await again.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(t.it).toMatchObject({ at: 'door', line: false, stays: true })
  t.server.line = true
  t.server.status = 401
  await again.look()
  await vi.advanceTimersByTimeAsync(0)
  expect(t.it).toMatchObject({ at: 'pair', stays: false })
})
