import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from '../../api/app.ts'
import { Canary, metrics } from '../../api/health.ts'
import { WriteFailed } from '../../db/write.ts'
import { complaint, post, world } from '../support/world.ts'

const fact = (key: string, value: string) => ({
  sql: 'insert into facts (key, value) values (?, ?)',
  args: [key, value],
})

test('two hundred writers at once, two for every key: of each two one wins, all get an answer, and the queue works on', async () => {
  const { writes, heavy } = (await world()).deps.store
  const done = await Promise.allSettled(
    Array.from({ length: 200 }, (_, i) =>
      writes.commit([fact(`key ${i % 100}`, `writer ${i}`), fact(`mine ${i}`, 'written together')]),
    ),
  )
  for (let i = 0; i < 100; i++)
    expect([done[i]?.status, done[i + 100]?.status].sort(), `key ${i}`).toEqual(['fulfilled', 'rejected'])
  const lost = done.filter((d) => d.status === 'rejected')
  expect(lost.every((d) => (d.reason as { code?: string }).code === 'SQLITE_CONSTRAINT')).toBe(true)

  const winners = await heavy.rows<{ value: string }>("select value from facts where key like 'key %'")
  const written = await heavy.rows<{ key: string }>("select key from facts where key like 'mine %'")
  // Who lost left nothing behind, not even the row nobody disputed.
  expect(new Set(written.map((r) => r.key.slice(5)))).toEqual(new Set(winners.map((r) => r.value.slice(7))))
  expect(written.length).toBe(100)

  for (let i = 0; i < 60; i++) await writes.commit([fact(`after ${i}`, 'one by one')])
  expect(writes.length).toBe(0)
})

test('two hundred submissions at once are two hundred cases, each with everything that belongs to it', async () => {
  const w = await world()
  const answers = await Promise.all(Array.from({ length: 200 }, () => post(w, '/api/complaints', complaint())))
  expect(answers.map((a) => a.status)).toEqual(Array(200).fill(201))
  const [counted] = await w.deps.store.heavy.rows<Record<string, number>>(
    `select (select count(*) from cases) cases, (select count(*) from events where stream like 'case/%') events, (select count(*) from case_texts) texts,
       (select count(*) from identities) identities, (select count(*) from salts where stream like 'case/%') salts, (select sum(n) from case_counts) counted`,
  )
  expect(counted).toEqual({ cases: 200, events: 200, texts: 200, identities: 200, salts: 200, counted: 200 })
})

/** A process that holds the file's only write lock until it is told to let go. */
async function locker(file: string) {
  const code = `
    const db = new (require('node:sqlite').DatabaseSync)(process.argv[1])
    db.exec('begin immediate')
    console.log('locked')
    process.stdin.once('data', () => { db.exec('rollback'); process.exit() })`
  const child = spawn(process.execPath, ['-e', code, file], { stdio: ['pipe', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  return async () => {
    const ended = once(child, 'exit')
    child.stdin.write('let go\n')
    await ended
  }
}

test('while another process locks the file, writers wait once together and get 503; afterwards nothing is poisoned', async () => {
  const w = await world()
  const free = await locker(join(w.dir, 'test.db'))
  const began = Date.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(w, '/api/complaints', complaint())))
  // One wait of two seconds for the group; one for each member would be forty.
  expect(Date.now() - began).toBeLessThan(15_000)
  for (const answer of answers) {
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
      '30',
    ])
  }
  await expect(w.deps.store.writes.commit([fact('x', 'y')])).rejects.toThrow(WriteFailed)
  expect((await w.app.request('/api/departments')).status).toBe(200)

  await free()
  for (let i = 0; i < 60; i++) expect((await post(w, '/api/complaints', complaint())).status).toBe(201)
})

test('a canary that cannot write turns /readyz to 503 without a word of why, and back', async () => {
  const w = await world()
  const canary = new Canary(w.deps.store)
  const app = createApp(w.deps, { canary, metrics: metrics(w.deps) })
  const said: (string | undefined)[] = []
  const beat = () => canary.start((failing) => void said.push(failing))
  const free = await locker(join(w.dir, 'test.db'))
  await beat()
  canary.stop()
  const answer = await app.request('/readyz')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await answer.text()).not.toMatch(/sqlite|busy|locked|\.db/i)
  expect((await app.request('/healthz')).status).toBe(200)
  expect(said).toEqual([expect.stringContaining('SQLITE_BUSY')])

  await free()
  await beat()
  canary.stop()
  expect((await app.request('/readyz')).status).toBe(200)
  expect(said.at(-1)).toBeUndefined()
})
