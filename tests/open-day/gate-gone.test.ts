import { beforeEach, describe, expect, test, vi } from 'vitest'
import { verdict } from '../../site/pages/door/_decide.ts'
import { entry, list } from './gate.ts'
import { act, IN, MORNING, started, telephone } from './telephone.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: MORNING })
  return () => vi.useRealTimers()
})

describe('nothing stays', () => {
  const ENDS = Date.parse('2026-06-24T11:30:00+08:00')
  const AFTER = Date.parse('2026-06-24T13:30:00+08:00')

  test('of names when the last session ends, page open or not; whoever leaves late is checked out by number', async () => {
    for (const open of [true, false]) {
      vi.setSystemTime(MORNING)
      const t = telephone(list([entry({ needs: ['轮椅'] })]))
      const door = t.open()
      await door.start()
      t.server.line = false
      await door.act(act(), IN)
      vi.setSystemTime(ENDS - 1)
      await door.look()
      expect(t.keep.everything()).toMatch(/王\*芳.*轮椅/)
      vi.setSystemTime(ENDS)
      const later = open ? door : t.open()
      await (open ? later.look() : later.start())
      expect(t.it.at).toBe('door')
      expect(t.keep.everything()).not.toMatch(/王\*芳|轮椅/)
      await later.act(act({ act: 'out' }), verdict('out'))
      expect(t.it.owed).toHaveLength(2)
      // A server whose clock is behind still knows names.
      t.server.line = true
      t.server.now = () => ENDS
      await later.refresh()
      await later.send()
      expect(t.server.heard.flat().map((one) => one.act)).toEqual(['in', 'out'])
      expect(t.keep.everything()).not.toMatch(/王\*芳|轮椅/)
    }
  })
  test('when the day is over, while the page is open and when it is opened again', async () => {
    for (const open of [true, false]) {
      const t = telephone()
      vi.setSystemTime(MORNING)
      const door = t.open()
      await door.start()
      t.server.line = false
      await door.act(act(), IN)
      vi.setSystemTime(AFTER - 1)
      await door.look()
      expect(t.keep.shelf.owed).toHaveLength(1)
      vi.setSystemTime(AFTER)
      if (open) await door.look()
      else await t.open().start()
      expect(t.keep.everything()).toBe('{"owed":[],"odd":[]}')
      expect(t.forgotten).toHaveBeenCalled()
      expect(t.it).toMatchObject({ at: 'pair', lost: 1 })
      // Said at every opening until somebody has read it.
      const again = t.open()
      await again.start()
      expect(t.it.lost).toBe(1)
      await again.read()
      await t.open().start()
      expect(t.it.lost).toBe(0)
    }
  })
  test('when the door was taken back: names at once, what is owed after a day', async () => {
    const { t, door } = await started()
    t.server.line = false
    await door.act(act(), IN)
    t.server.line = true
    t.server.status = 410
    await door.look()
    expect(t.it).toMatchObject({ at: 'pair', words: expect.stringContaining('失效') })
    expect(t.it.owed).toHaveLength(1)
    expect(t.keep.everything()).not.toMatch(/\p{Script=Han}/u)
    await t.open().start()
    expect(t.it.owed).toHaveLength(1)
    vi.setSystemTime(MORNING + 86_400_000)
    await t.open().start()
    expect(t.keep.everything()).toBe('{"owed":[],"odd":[]}')
    expect(t.it.lost).toBe(1)
  })
  test('what a door could not tell is told after it was paired again, for the same open day only', async () => {
    const { t, door } = await started()
    t.server.line = false
    await door.act(act(), IN)
    t.server.line = true
    t.server.status = 401
    await door.look()
    t.server.status = 200
    const own = t.server.list
    t.server.list = { ...own, event: { ...own.event, code: 'KF-2026-002' } }
    expect(await door.pair('7K3M9QXZ')).toBe('')
    expect([t.server.heard, t.it.owed.length]).toEqual([[], 1])
    t.server.list = own
    expect(await door.pair('7K3M9QXZ')).toBe('')
    expect([t.server.heard.length, t.it.owed.length]).toEqual([1, 0])
  })
  test('when it is left, with a line and without', async () => {
    for (const line of [true, false]) {
      const { t, door } = await started()
      t.server.line = line
      await door.leave()
      expect(t.keep.everything()).toBe('{"owed":[],"odd":[]}')
      expect(t.it.at).toBe('pair')
      expect(t.it.words.includes('收回')).toBe(!line)
    }
  })
})

test('the day ends by itself, though nobody looks', async () => {
  const t = telephone()
  await t.open().start()
  await vi.advanceTimersByTimeAsync(Date.parse('2026-06-24T11:30:00+08:00') - MORNING - 1)
  expect(t.keep.everything()).toContain('王*芳')
  await vi.advanceTimersByTimeAsync(1)
  expect(t.keep.everything()).not.toContain('王*芳')
  expect(t.it.at).toBe('door')
  await vi.advanceTimersByTimeAsync(2 * 3_600_000 - 1)
  expect(t.it.at).toBe('door')
  await vi.advanceTimersByTimeAsync(1)
  expect(t.keep.everything()).toBe('{"owed":[],"odd":[]}')
})
