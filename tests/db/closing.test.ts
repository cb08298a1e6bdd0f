import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/**
 * libSQL closes every connection twice (libsql#2251), the second time in memory already given back. Another thread may
 * have got it meanwhile: then the process falls. With room for all in each thread's own cache nobody else gets it.
 */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
const TUNED = /GLIBC_TUNABLES=(\S+) exec/
const tunables = TUNED.exec(scripts.start ?? '')?.[1]

/** One arena for all threads makes the rare case the usual one. */
async function ends(tuned: string, seconds: number) {
  const child = spawn(process.execPath, ['tests/support/closers.ts', String(seconds)], {
    env: { ...process.env, MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: tuned },
    stdio: 'ignore',
  })
  const [code] = await once(child, 'exit')
  return code as number | null
}

test.each(['start', 'dev', 'content', 'test', 'bench'])('%s opens databases with the same setting', (name) => {
  expect(TUNED.exec(scripts[name] ?? '')?.[1]).toBe(tunables)
})
test('connections closed by many threads at once do not end the process', async () => {
  expect(await ends(tunables ?? '', 6)).toBe(0)
})
test('without the setting they do, sooner or later', async () => {
  expect(await ends('glibc.malloc.tcache_count=0', 50)).not.toBe(0)
})
