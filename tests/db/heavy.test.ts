import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { TooLong } from '../../db/heavy.ts'
import { world } from '../support/world.ts'

/** Some seconds of counting. */
const long = (millions: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n limit ${millions}000000) select count(*) as n from n`

test('a read that takes too long is given up, and nobody waiting behind it is', async () => {
  const { deps } = await world()
  const { heavy } = deps.store
  const [first, next] = await Promise.allSettled([heavy.rows(long(12), 300), heavy.rows('select 1 as one', 5000)])
  expect(first).toMatchObject({ status: 'rejected', reason: expect.any(TooLong) })
  expect(next).toEqual({ status: 'fulfilled', value: [{ one: 1 }] })
})

/** The driver ends a process in which it is interrupted, so a process of its own lives through it, or not. */
test('a read given up ends in its own time, and takes nothing along; of too many none begins', {
  timeout: 120_000,
}, () => {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-heavy-'))
  const script = `
    import { HeavyReader } from ${JSON.stringify(resolve('db/heavy.ts'))}
    const reader = new HeavyReader(${JSON.stringify(`file:${join(dir, 'one.db')}`)})
    const ends = []
    for (let i = 0; i < 5; i++)
      ends.push(await reader.rows(${JSON.stringify(long(20))}, 20).then(() => 'read', (error) => error.message))
    await reader.close(80_000)
    console.log(JSON.stringify(ends))
    process.exit(0)`
  writeFileSync(join(dir, 'late.mjs'), script)
  const { status, stdout } = spawnSync(process.execPath, [join(dir, 'late.mjs')], { encoding: 'utf8' })
  rmSync(dir, { recursive: true, force: true })
  expect(status).toBe(0)
  const late = 'a read took more than 20 ms'
  const full = 'reads before it are still at work'
  expect(JSON.parse(stdout)).toEqual([late, late, late, full, full])
})

test('the server keeps answering while a long read runs', async () => {
  const { app, deps } = await world()
  // On a machine with much else to do an answer takes longer than a second: then it is given more.
  let first: string | undefined
  for (let room = 1; first !== 'still running' && room <= 16; room *= 4) {
    const read = deps.store.heavy.rows(long(30 * room), 1000 * room).then(
      () => 'counted to the end',
      () => 'ended',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await app.request('/api/departments?limit=1')).status).toBe(200)
    first = await Promise.race([read, Promise.resolve('still running')])
    expect(await read).toBe('ended')
  }
  expect(first).toBe('still running')
})

test('it only reads', async () => {
  const { deps } = await world()
  await expect(deps.store.heavy.rows("insert into facts (key, value) values ('x', 'y')")).rejects.toThrow(/readonly/i)
})

test('neither does the other reading connection write', async () => {
  const { deps } = await world()
  await expect(deps.store.read.run("insert into facts (key, value) values ('x', 'y')")).rejects.toThrow()
})
