import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InStatement } from '@libsql/client'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { owe } from '../../api/open-day/owe.ts'
import { openDayTurn } from '../../api/open-day/turn.ts'
import { eraseTurn } from '../../api/retention/erase.ts'
import { insert } from '../../db/row.ts'
import { arrivals, openDayMessages } from '../../db/schema.ts'
import { WriteQueue } from '../../db/write.ts'
import { asking } from '../support/ask.ts'
import { needles } from '../support/needles.ts'
import { type World, world } from '../support/world.ts'
import { asker, taken } from './asked.ts'
import { ENDS, held, NOW, openDay, rowsOf, visitor } from './made.ts'

const DAY = 86_400_000
const NAME = '钱多多（示例）'
const PHONE = '19900007777'
const WORDS = '请钱多多女士带好轮椅'
const after = (days: number, end = ENDS) => new Date(Date.parse(end) + days * DAY)

let w: World
beforeEach(async () => {
  w = await world({ now: NOW })
})
const { register, mine, day } = asker(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const erase = async (at: Date) => {
  w.at(at)
  await openDayTurn(w.deps, at)
  await eraseTurn(w.deps, at)
}

/** Somebody with everything there can be of them, and every trace it leaves. */
async function visited(code: string) {
  const path = await day(code, { resident: 5 })
  const { ticket, number } = await taken(
    register(
      path,
      { ...visitor({ name: NAME, phone: PHONE, wish: '看看仓库' }) },
      { 'Idempotency-Key': `only-once-please-${code}` },
    ),
  )
  const [row] = await rowsOf(w, code)
  const writes: InStatement[] = [
    {
      sql: "update registrations set state = 'attended', came = 1, came_at = ? where id = ?",
      args: [Date.parse('2026-06-24T09:03:00+08:00'), row!.id],
    },
    insert(arrivals, {
      id: `a-${code}`,
      event: code,
      registration: row!.id,
      door: 'self',
      act: 'in',
      party: 1,
      at: 1,
      toldAt: 1,
      outcome: 'in',
    }),
    insert(openDayMessages, {
      event: code,
      n: 1,
      session: null,
      groups: ['resident'],
      states: ['confirmed'],
      text: WORDS,
      by: 'handler',
      at: 1,
    }),
    ...owe(w.deps, { what: 'message', n: 1, to: { sql: 'id = ?', args: [row!.id] } }, new Date(NOW)),
  ]
  await w.deps.store.writes.commit(writes)
  return { ticket, number, row: row! }
}

/** Which words lie anywhere among the files of the database or in the log. */
const found = (words: string[]) => {
  const look = needles(words)
  const files = readdirSync(w.dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
  const all = files.map((f) => readFileSync(join(f.parentPath, f.name)))
  return [...look(Buffer.concat([...all, Buffer.from(w.log.join(''))]))].sort()
}

describe('ninety days after the last session', () => {
  test('everything that leads to anybody is gone from file, journal and log; numbers stay', async () => {
    const { ticket, number, row } = await visited('KF-KEPT')
    const traces = [WORDS, number, row.phoneIndex, row.ticketHash]
    await erase(after(89))
    // Negative control: a day before, each of them can be found.
    expect(found(traces)).toEqual([...new Set(traces)].sort())
    const cipher = row.sealed.subarray(0, 24)
    const files = () =>
      Buffer.concat(
        readdirSync(w.dir)
          .filter((f) => f.startsWith('test.db'))
          .map((f) => readFileSync(join(w.dir, f))),
      )
    expect(files().includes(cipher)).toBe(true)
    expect((await mine(ticket)).status).toBe(200)

    await erase(after(90))
    expect(found([...traces, NAME, PHONE])).toEqual([])
    expect(files().includes(cipher)).toBe(false)
    const [left] = await rowsOf(w, 'KF-KEPT')
    expect(left).toMatchObject({
      event: 'KF-KEPT',
      session: 'am',
      group: 'resident',
      size: 1,
      state: 'attended',
      came: 1,
      cameAt: Date.parse('2026-06-24T00:00:00+08:00'),
      at: Date.parse('2026-06-15T00:00:00+08:00'),
      keyId: '',
      phoneIndex: '',
    })
    expect(left!.sealed).toHaveLength(0)
    for (const table of ['arrivals', 'registration_notices', 'open_day_messages', 'idempotency'])
      expect(await rows(`select 1 from ${table}`), table).toEqual([])
    const answer = await mine(ticket)
    const unknown = await mine('K7MQ2W9XK7MQ2W9XK7MQ2W9X')
    const said = await answer.text()
    expect([answer.status, said.replace(/"requestId":"[^"]*"/, '')]).toEqual([
      404,
      (await unknown.text()).replace(/"requestId":"[^"]*"/, ''),
    ])
    expect(said).toContain('结束90日后，报名信息已按承诺删除')
    // Nobody is told anything afterwards.
    const sms = { env: { ...w.deps.env, sms: { url: 'http://localhost:1', secret: 'x' } } }
    await w.deps.store.writes.commit(owe(sms, { what: 'step', to: { sql: '1', args: [] } }, after(90)))
    expect(await rows('select 1 from registration_notices')).toEqual([])
  })

  test('is written down, once, and shown at the desk with what is held and due', async () => {
    await visited('KF-DESK')
    const seen = async () => {
      const answer = await asking(w, 'chief')('/api/desk/retention')
      return (await answer.json()) as { promised: object; runs: Record<string, unknown>[] }
    }
    expect((await seen()).promised).toEqual({ label: '开放日报名的姓名、电话和凭证', days: 90, held: 1, due: 0 })
    w.at(after(90))
    expect((await seen()).promised).toMatchObject({ held: 1, due: 1 })
    await erase(after(90))
    await erase(after(91))
    const { promised, runs } = await seen()
    expect(promised).toMatchObject({ held: 0, due: 0 })
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({ realm: 'KF-DESK', state: 'done', erased: 1, decidedBy: null })
    expect(runs[0]!.doneAt).toBe(after(90).toISOString())
    expect(await rows("select n, action from events where stream like 'retention/bureau/%' order by n")).toEqual([
      { n: 1, action: 'begin' },
      { n: 2, action: 'done' },
    ])
  })

  test('counts from the newest version, one called off from that day, and no other day goes with it', async () => {
    await visited('KF-LATER')
    await visited('KF-OFF')
    await visited('KF-STAYS')
    const sessions = openDay('KF-LATER', { resident: 5 }).sessions.map((s) => ({
      ...s,
      checkIn: '2026-08-01T08:45',
      starts: '2026-08-01T09:00',
      ends: '2026-08-01T11:30',
    }))
    await held(w, openDay('KF-LATER', { resident: 5 }, { sessions }), '2026-06-16')
    await held(w, openDay('KF-OFF', { resident: 5 }), '2026-06-15', true)
    const gone = async () =>
      (await rows<{ event: string }>("select event from registrations where key_id = '' order by event")).map(
        (r) => r.event,
      )
    await erase(after(90, NOW))
    expect(await gone()).toEqual(['KF-OFF'])
    await erase(after(90))
    expect(await gone()).toEqual(['KF-OFF', 'KF-STAYS'])
    await erase(new Date(Date.parse('2026-08-01T11:30:00+08:00') + 90 * DAY - 1))
    expect(await gone()).toEqual(['KF-OFF', 'KF-STAYS'])
    await erase(after(90, '2026-08-01T11:30:00+08:00'))
    expect(await gone()).toEqual(['KF-LATER', 'KF-OFF', 'KF-STAYS'])
  })

  test('a crash halfway is gone on with, and it is not called done while somebody still reads an older state', async () => {
    const { number } = await visited('KF-CRASH')
    const { commit } = WriteQueue.prototype
    vi.spyOn(WriteQueue.prototype, 'commit').mockImplementation(async function (this: WriteQueue, statements) {
      if (JSON.stringify(statements).includes('delete from arrivals')) throw new Error('gone')
      return commit.call(this, statements)
    })
    await expect(erase(after(90))).rejects.toThrow('gone')
    vi.restoreAllMocks()
    expect(await rows('select state, erased from retentions')).toEqual([{ state: 'erasing', erased: 1 }])
    expect((await rows('select 1 from arrivals')).length).toBe(1)
    const settle = vi.spyOn(w.deps.store, 'settle').mockResolvedValue(false)
    await erase(after(90))
    expect(await rows('select state from retentions')).toEqual([{ state: 'erasing' }])
    settle.mockRestore()
    await erase(after(90))
    expect(await rows('select state, erased from retentions')).toEqual([{ state: 'done', erased: 1 }])
    expect(await rows('select 1 from arrivals')).toEqual([])
    expect(found([number])).toEqual([])
  })
})
