import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Verdict, verdict } from '../../site/pages/door/_decide.ts'
import { type Ask, gate, type Situation } from '../../site/pages/door/_gate.ts'
import type { List, Told } from '../../site/pages/door/_list.ts'
import { entry, inMemory, list } from './gate.ts'

const MORNING = Date.parse('2026-06-24T08:50:00+08:00')
const IN = verdict('in')

/** A telephone, and a server that answers as the test says. */
function telephone(first: List = list([entry(), entry({ id: 'two', number: '00000002', name: '张*' })])) {
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
    forgotten,
    open,
    get it() {
      return it!
    },
  }
}
let nth = 0
const act = (more: Partial<Told> = {}) => ({
  id: `act-${nth++}`,
  act: 'in' as const,
  registration: 'one',
  session: 'am',
  party: 1,
  ...more,
})
const said = ({ say }: Verdict) => say

beforeEach(() => {
  vi.useFakeTimers({ now: MORNING })
  return () => vi.useRealTimers()
})

describe('with a line', () => {
  test('the server answers whoever stands at the door', async () => {
    const t = telephone()
    const door = t.open()
    await door.start()
    expect(t.it.at).toBe('door')
    t.server.judge = () => ({ outcome: 'already', good: false, say: '已由2号门在9:03签到（2人）' })
    expect(said(await door.act(act(), IN))).toBe('已由2号门在9:03签到（2人）')
    // It was said to somebody's face: nothing is left to look at.
    expect([t.it.owed, t.it.odd]).toEqual([[], []])
  })
  test('what the server judges otherwise later is shown until somebody has looked', async () => {
    const t = telephone()
    const door = t.open()
    await door.start()
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
    const t = telephone()
    const door = t.open()
    await door.start()
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
    const t = telephone()
    const door = t.open()
    await door.start()
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
    const t = telephone()
    const door = t.open()
    await door.start()
    t.server.line = false
    await door.act(act(), IN)
    expect(JSON.stringify(t.keep.shelf.owed)).not.toMatch(/\p{Script=Han}/u)
    // The list does, or the look would find nothing anywhere.
    expect(JSON.stringify(t.keep.shelf.kept)).toMatch(/王\*芳/)
  })
  test('never more than two hundred at a time', async () => {
    const t = telephone()
    const door = t.open()
    await door.start()
    t.server.line = false
    for (let i = 0; i < 450; i++) await door.act(act(), IN)
    t.server.line = true
    await door.send()
    expect(t.server.heard.map(({ length }) => length)).toEqual([200, 200, 50])
    expect(t.it.owed).toEqual([])
  })
  test('it tries again by itself, each time a little later', async () => {
    const t = telephone()
    const door = t.open()
    await door.start()
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
    const t = telephone()
    const door = t.open()
    await door.start()
    t.server.line = false
    for (let i = 0; i < 3; i++) await door.act(act(), IN)
    t.server.line = true
    t.server.takes = 1
    await door.send()
    expect(t.it.owed).toEqual([])
    expect(t.server.heard.map(({ length }) => length)[0]).toBe(3)
  })
  test('an act the server refuses to read is shown, never dropped', async () => {
    const t = telephone()
    const door = t.open()
    await door.start()
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
    const t = telephone()
    const door = t.open()
    await door.start()
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
    const t = telephone()
    const door = t.open()
    await door.start()
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
      const t = telephone()
      const door = t.open()
      await door.start()
      t.server.line = line
      await door.leave()
      expect(t.keep.everything()).toBe('{"owed":[],"odd":[]}')
      expect(t.it.at).toBe('pair')
      expect(t.it.words.includes('停用')).toBe(!line)
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

test('without a line nothing can be paired, and it is said', async () => {
  const t = telephone()
  t.server.line = false
  const door = t.open()
  await door.start()
  expect(t.it.at).toBe('pair')
  expect(await door.pair('7K3M9QXZ')).toContain('没有网络')
})
