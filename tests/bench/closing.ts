import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { say } from './figure.ts'

/** What the scripts set; each the same, as `tests/db/closing.test.ts` sees to. */
export const tunablesOf = (script: string | undefined) => /GLIBC_TUNABLES=(\S+) exec/.exec(script ?? '')?.[1]
export const scripts = () =>
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts

/** How a process ends that closes connections in four threads. One arena for all makes the rare case the usual one. */
export async function ends(tuned: string, seconds: number): Promise<number | null> {
  const child = spawn(process.execPath, ['tests/bench/closers.ts', String(seconds)], {
    env: { ...process.env, MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: tuned },
    stdio: 'ignore',
  })
  const [code] = await once(child, 'exit')
  return code as number | null
}

const ROUNDS = 5

/** With the setting none falls; without it, given a processor for each of two threads, all do. */
export async function run() {
  const fallen = async (tuned: string, seconds: number) => {
    let n = 0
    for (let i = 0; i < ROUNDS; i++) if ((await ends(tuned, seconds)) !== 0) n++
    return n
  }
  const none = { of: 'value', at: 'most', is: 0 } as const
  const all = { of: 'value', at: 'least', is: ROUNDS } as const
  const set = tunablesOf(scripts().start) ?? ''
  say({ name: `of ${ROUNDS} processes fallen, with it`, value: await fallen(set, 6), unit: '', bound: none })
  const without = await fallen('glibc.malloc.tcache_count=0', 30)
  say({ name: `of ${ROUNDS} processes fallen, without it`, value: without, unit: '', bound: all })
}
