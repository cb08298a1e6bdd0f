import { describe, expect, test } from 'vitest'
import { register } from '../../api/publication/register.ts'
import { dropStaged, settle } from '../../api/publication/settling.ts'
import { type Draft, history, oneInForce, publish, publishBatch } from '../../api/publication/store.ts'
import { world } from '../support/world.ts'

const DAY = '2026-06-15'
const by = { proposed: 'editor', published: 'publisher' }
const rule = (code: string, from: string, name: string): Draft => ({ kind: 'rule', code, from, data: { name } })
const many = (name: string, from: string) => Array.from({ length: 25 }, (_, i) => rule(`R${900 + i}`, from, name))

async function store() {
  const w = await world()
  const { store } = w.deps
  const now = w.deps.now()
  const says = async (code = 'R900', on = DAY) => {
    const found = await oneInForce(store, 'rule', code, on, DAY)
    return found && (found.row.data as { name: string }).name
  }
  const table = (code = 'R900') =>
    store.heavy.rows<Record<string, unknown>>({
      sql: `select version, state, "to", superseded_at is not null corrected from publications where code = ? order by version`,
      args: [code],
    })
  const batch = (id: string, drafts: Draft[]) => publishBatch(store, drafts, { ...by, now, batch: id })
  return { store, now, says, table, batch }
}

describe('a batch shows whole, before its rows are brought up to it', () => {
  test('readers see it at once, in lists and histories; the table follows', async () => {
    const { store: s, now, says, table, batch } = await store()
    await publish(s, many('旧', '2026-01-01'), by, now)
    await batch('B-1', many('新', '2026-05-01'))
    expect([await says(), await says('R924'), await says('R900', '2026-04-30')]).toEqual(['新', '新', '旧'])
    expect((await history(s, 'rule', 'R900', now)).map((v) => v.version)).toEqual([1, 2])
    expect((await table()).map((r) => [r.state, r.to])).toEqual([
      ['published', null],
      ['staged', null],
    ])
    await settle(s, now)
    const settled = await table()
    expect(settled.map((r) => [r.state, r.to])).toEqual([
      ['published', '2026-05-01'],
      ['published', null],
    ])
    await settle(s, now)
    expect(await table()).toEqual(settled)
  })
  test('who publishes one of its entries before that finds it in its place', async () => {
    const { store: s, now, table, batch } = await store()
    await publish(s, [rule('R900', '2026-01-01', '旧')], by, now)
    await batch('B-1', many('新', '2026-05-01'))
    await publish(s, [rule('R900', '2026-05-01', '更正')], by, now)
    await settle(s, now)
    expect((await table()).map((r) => [r.state, r.to, r.corrected])).toEqual([
      ['published', '2026-05-01', 0],
      ['superseded', null, 1],
      ['published', null, 0],
    ])
  })
  test('a reader who knew an earlier state of the site meets every row of it, and nothing of one not shown', async () => {
    const { store: s, now, says, batch } = await store()
    await register(s)
    const commit = s.writes.commit.bind(s.writes)
    let pieces = 0
    s.writes.commit = async (statements) => {
      const done = await commit(statements)
      // Other publishings between the pieces, each of which makes the register read again.
      if (++pieces <= 3) {
        s.writes.commit = commit
        await publish(s, [rule(`R99${pieces}`, '2026-01-01', '单条')], by, now)
        expect([await says('R900'), await says(`R99${pieces}`)]).toEqual([undefined, '单条'])
        s.writes.commit = between
      }
      return done
    }
    const between = s.writes.commit
    await batch('B-1', many('新', '2026-05-01'))
    s.writes.commit = commit
    expect(pieces).toBeGreaterThan(3)
    for (const { code } of many('', '')) expect(await says(code)).toBe('新')
  })
})

test('a batch of which somebody has thrown rows away while it was written shows nothing', async () => {
  const { store: s, says, batch } = await store()
  const commit = s.writes.commit.bind(s.writes)
  let pieces = 0
  s.writes.commit = async (statements) => {
    const done = await commit(statements)
    if (++pieces === 2) {
      s.writes.commit = commit
      await dropStaged(s)
    }
    return done
  }
  await expect(batch('B-1', many('新', '2026-05-01'))).rejects.toThrow()
  for (const { code } of many('', '')) expect(await says(code)).toBeUndefined()
  await dropStaged(s)
})

describe('the database itself keeps what has been shown', () => {
  test('a batch not shown can be thrown away; one that was shown cannot, nor be hidden again', async () => {
    const { store: s, now, says, table, batch } = await store()
    await batch('B-1', many('新', '2026-05-01'))
    await dropStaged(s)
    expect(await says()).toBe('新')
    const kept = [
      'delete from batches',
      "update batches set id = 'B-2'",
      "delete from publications where code = 'R900'",
    ]
    for (const sql of kept) await expect(s.writes.commit([{ sql, args: [] }]), sql).rejects.toThrow('are kept')
    const joined = `insert into publications (kind, code, version, state, "from", published_at, data, proposed_by, batch)
      values ('rule', 'R951', 1, 'staged', '${DAY}', 1, '{}', 'editor', 'B-1')`
    const again = "insert or replace into batches (id, changed) values ('B-1', 999)"
    for (const sql of [joined, again])
      await expect(s.writes.commit([{ sql, args: [] }]), sql).rejects.toThrow('are kept')
    await settle(s, now)
    const waiting = "update publications set state = 'scheduled' where code = 'R900'"
    await expect(s.writes.commit([{ sql: waiting, args: [] }])).rejects.toThrow('are kept')
    const hidden = "update publications set state = 'staged', batch = 'B-9' where code = 'R900'"
    await expect(s.writes.commit([{ sql: hidden, args: [] }])).rejects.toThrow('are kept')
    await s.writes.commit([
      {
        sql: `insert into publications (kind, code, version, state, "from", published_at, data, proposed_by, batch)
          values ('rule', 'R950', 1, 'staged', ?, 1, '{}', 'editor', 'B-3')`,
        args: [DAY],
      },
    ])
    await dropStaged(s)
    expect(await table('R950')).toEqual([])
  })
})
