import { beforeEach, describe, expect, test, vi } from 'vitest'
import { verdict } from '../../site/pages/door/_decide.ts'
import { entry, list } from './gate.ts'
import { act, IN, MORNING, said, started, telephone } from './telephone.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: MORNING })
  return () => vi.useRealTimers()
})

describe('with a line', () => {
  test('the server answers whoever stands at the door', async () => {
    const { t, door } = await started()
    expect(t.it.at).toBe('door')
    t.server.judge = () => ({ outcome: 'already', good: false, say: '已由2号门在9:03签到（2人）' })
    expect(said(await door.act(act(), IN))).toBe('已由2号门在9:03签到（2人）')
    // It was said to somebody's face: nothing is left to look at.
    expect([t.it.owed, t.it.odd]).toEqual([[], []])
  })
  test('what the server judges otherwise later is shown until somebody has looked', async () => {
    const { t, door } = await started()
    t.server.line = false
    const answer = await door.act(act(), IN)
    expect(answer).toBe(IN)
    t.server.line = true
    t.server.judge = () => ({ outcome: 'already', good: false, say: '已由2号门在9:03签到（2人）' })
    await vi.advanceTimersByTimeAsync(2_500)
    expect(t.it.odd).toMatchObject([{ registration: 'one', say: '已由2号门在9:03签到（2人）' }])
    expect(JSON.stringify(t.it.odd)).not.toContain('王')
    await door.looked(t.it.odd[0]!.id)
    expect([t.it.odd, t.keep.shelf.odd]).toEqual([[], []])
  })
  test('who came in without a line and unregistered has a number once there is one', async () => {
    const t = telephone()
    const door = t.open()
    await door.start()
    t.server.line = false
    const { registration: _, ...walk } = act({ act: 'walk-in', party: 2 })
    await door.act({ ...walk, group: 'resident' }, verdict('walked-in'))
    expect(t.it.odd).toEqual([])
    t.server.line = true
    t.server.judge = () => ({ outcome: 'walked-in', good: true, say: '编号', registration: 'new', number: '7K3M9QXZ' })
    await door.send()
    expect(t.it.odd).toMatchObject([{ registration: 'new', number: '7K3M9QXZ', party: 2, act: 'walk-in' }])
    // In time it is on the screen already.
    await door.act({ ...walk, id: 'in-time', group: 'resident' }, verdict('walked-in'))
    expect(t.it.odd).toHaveLength(1)
  })
  test('the list is fetched anew when something changed elsewhere, and only then', async () => {
    const { t, door } = await started()
    await door.look()
    t.server.list = list([entry({ state: 'cancelled' })])
    await door.look()
    expect(t.it.kept?.list.list).toHaveLength(2)
    t.server.n++
    await door.look()
    expect(t.it.kept?.list.list).toMatchObject([{ state: 'cancelled' }])
  })
})

describe('without a line', () => {
  test('acts are answered at once, outlast the page, and are sent in order when the line is back', async () => {
    const { t, door } = await started()
    t.server.line = false
    for (let i = 0; i < 3; i++) expect(await door.act(act({ id: `in-order-${i}` }), IN)).toBe(IN)
    expect(t.it).toMatchObject({ line: false, at: 'door' })
    const again = t.open()
    await again.start()
    expect(t.it.owed).toHaveLength(3)
    expect(t.it.kept?.list.list).toHaveLength(2)
    t.server.line = true
    await again.look()
    expect(t.server.heard.flat().map(({ id }) => id)).toEqual(['in-order-0', 'in-order-1', 'in-order-2'])
    expect([t.it.owed, t.keep.shelf.owed]).toEqual([[], []])
  })
  test('what is owed names nobody', async () => {
    const { t, door } = await started()
    t.server.line = false
    await door.act(act(), IN)
    expect(JSON.stringify(t.keep.shelf.owed)).not.toMatch(/\p{Script=Han}/u)
    // The list does, or the look would find nothing anywhere.
    expect(JSON.stringify(t.keep.shelf.kept)).toMatch(/王\*芳/)
  })
  test('never more than two hundred at a time', async () => {
    const { t, door } = await started()
    t.server.line = false
    for (let i = 0; i < 450; i++) await door.act(act(), IN)
    t.server.line = true
    await door.send()
    expect(t.server.heard.map(({ length }) => length)).toEqual([200, 200, 50])
    expect(t.it.owed).toEqual([])
  })
  test('it tries again by itself, each time a little later', async () => {
    const { t, door } = await started()
    t.server.line = false
    await door.act(act(), IN)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(t.it.owed).toHaveLength(1)
    t.server.line = true
    await vi.advanceTimersByTimeAsync(60_000)
    expect(t.it.owed).toEqual([])
    expect(t.server.heard).toHaveLength(1)
  })
  test('one the server cannot read does not keep the others waiting', async () => {
    const { t, door } = await started()
    t.server.line = false
    for (let i = 0; i < 3; i++) await door.act(act(), IN)
    t.server.line = true
    t.server.takes = 1
    await door.send()
    expect(t.it.owed).toEqual([])
    expect(t.server.heard.map(({ length }) => length)[0]).toBe(3)
  })
  test('an act the server refuses to read is shown, never dropped', async () => {
    const { t, door } = await started()
    t.server.line = false
    await door.act(act(), IN)
    t.server.line = true
    t.server.takes = 0
    await door.send()
    expect(t.it.owed).toEqual([])
    expect(t.it.odd).toMatchObject([{ say: '没有收下，请重新登记' }])
  })
  test('a clock that is wrong is set right by the server’s', async () => {
    const t = telephone()
    t.server.now = () => Date.now() + 3 * 3_600_000
    const door = t.open()
    await door.start()
    expect(door.clock()).toBe(MORNING + 3 * 3_600_000)
    await door.act(act(), IN)
    expect(t.server.heard[0]?.[0]?.at).toBe(new Date(MORNING + 3 * 3_600_000).toISOString())
    // The worker has this clock only.
    expect(t.stays).toEqual([Date.parse('2026-06-24T13:30:00+08:00') - 3 * 3_600_000])
  })
})

test('without a line nothing can be paired, and it is said', async () => {
  const t = telephone()
  t.server.line = false
  const door = t.open()
  await door.start()
  expect(t.it.at).toBe('pair')
  expect(await door.pair('7K3M9QXZ')).toContain('没有网络')
})
