import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSqld } from '../support/sqld.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

/** The same code on the embedded engine and on a real libSQL server. */
describe.each(['a file', 'a libSQL server'])('on %s', (engine) => {
  let w: World
  let stop = async () => {}
  beforeAll(async () => {
    if (engine === 'a file') w = await makeWorld()
    else {
      const server = await startSqld()
      w = await makeWorld({ place: { url: server.url } })
      stop = server.stop
    }
  })
  afterAll(async () => {
    await w.close()
    await stop()
  })

  const send = async (more = {}) =>
    (await post(w, '/api/complaints', complaint(more))).json() as Promise<{ no: string; queryCode: string }>
  const track = async ({ no, queryCode }: { no: string; queryCode: string }) =>
    w.app.request(`/api/track/${no}`, { headers: { 'x-query-code': queryCode } })

  test('what is in force is published', async () => {
    const { total } = (await (await w.app.request('/api/departments')).json()) as { total: number }
    expect(total).toBe(45)
  })

  test('a complaint goes in and is followed', async () => {
    const receipt = await send()
    const seen = await track(receipt)
    expect(seen.status).toBe(200)
    expect(await seen.json()).toMatchObject({ no: receipt.no, status: 'received', dueOn: '2026-06-23' })
  })

  test('sixty-four at once are sixty-four cases', async () => {
    const receipts = await Promise.all(Array.from({ length: 64 }, () => send()))
    expect(new Set(receipts.map((r) => r.no)).size).toBe(64)
    for (const receipt of receipts) expect((await track(receipt)).status).toBe(200)
  })

  test('of twenty withdrawals at once one wins, and nothing is poisoned afterwards', async () => {
    const receipt = await send()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        w.app.request(`/api/track/${receipt.no}/withdraw`, {
          method: 'POST',
          headers: { 'x-query-code': receipt.queryCode },
        }),
      ),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await (await track(await send())).json()).toMatchObject({ status: 'received' })
  })

  test('the log cannot be rewritten', async () => {
    await send()
    for (const sql of [
      'delete from events',
      "update events set action = 'x'",
      'update events set data = null',
      'delete from accesses where 1',
    ]) {
      const done = w.deps.store.writes.commit([sql])
      if (sql.includes('accesses')) await expect(done).resolves.toBeDefined()
      else await expect(done).rejects.toThrow(/append-only/)
    }
  })

  test('erasing needs a tombstone, and leaves the hash', async () => {
    const { no } = await send()
    const stream = `case/${no}`
    const tombstone = {
      sql: 'insert into tombstones (stream, n, at, rule, approver) values (?, 1, 0, ?, ?)',
      args: [stream, 'retention', 'chief'],
    }
    await w.deps.store.writes.commit([
      tombstone,
      { sql: 'update events set data = null where stream = ? and n = 1', args: [stream] },
    ])
    const [row] = await w.deps.store.heavy.rows<{ data: string | null; hash: string }>({
      sql: 'select data, hash from events where stream = ?',
      args: [stream],
    })
    expect(row?.data).toBeNull()
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/)
    const forged = w.deps.store.writes.commit([
      { sql: "update events set hash = 'x', data = null where stream = ?", args: [stream] },
    ])
    await expect(forged).rejects.toThrow(/append-only/)
  })

  test('a whole job is refused when one of its statements is, and its neighbours are not', async () => {
    const { writes } = w.deps.store
    const fact = (key: string) => ({ sql: 'insert into facts (key, value) values (?, 1)', args: [key] })
    const jobs = await Promise.allSettled([
      writes.commit([fact('a')]),
      writes.commit([fact('b'), fact('b')]),
      writes.commit([fact('c')]),
    ])
    expect(jobs.map((j) => j.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const rows = await w.deps.store.heavy.rows<{ key: string }>(
      "select key from facts where key in ('a', 'b', 'c') order by key",
    )
    expect(rows.map((r) => r.key)).toEqual(['a', 'c'])
  })
})
