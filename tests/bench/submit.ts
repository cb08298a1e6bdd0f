import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, say } from './figure.ts'
import { committer } from './limit.ts'
import { fire, type Result } from './load.ts'
import { serving } from './server.ts'

const ROUNDS = 5
const SECONDS = 2

/** The whole way of a submission, over HTTP from another process, beside group commits of the same rows and nothing else. */
export async function run() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const server = await serving({ DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'info' })
  const limit = await committer(dir)
  try {
    await fire({ port: server.port, connections: 32, seconds: 2, target: 'complaints' })
    await limit.rate({ group: 32, seconds: 1, rows: 'all' })
    for (const connections of [1, 8, 32]) {
      const ours: Result[] = []
      const theirs: number[] = []
      const rows: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        theirs.push(await limit.rate({ group: connections, seconds: SECONDS, rows: 'all' }))
        ours.push(await accepted({ port: server.port, connections }))
        rows.push(await limit.rate({ group: connections, seconds: 1, rows: 'one' }))
      }
      const ratio = median(ours.map(({ rate }, i) => rate / (theirs[i] ?? 0)))
      const bound = connections === 32 ? { bound: { of: 'ratio', at: 'least', is: 0.5 } as const } : {}
      say({
        name: `submissions, c = ${connections}`,
        value: median(ours.map((r) => r.rate)),
        unit: 'req/s',
        limit: median(theirs),
        ratio,
        ...bound,
      })
      say({ name: `submissions, c = ${connections}, p50`, value: median(ours.map((r) => r.p50)), unit: 'ms' })
      say({ name: `submissions, c = ${connections}, p99`, value: median(ours.map((r) => r.p99)), unit: 'ms' })
      say({ name: `single rows, ${connections} a commit`, value: median(rows), unit: 'rows/s' })
    }
  } finally {
    limit.stop()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function accepted({ port, connections }: { port: number; connections: number }) {
  const result = await fire({ port, connections, seconds: SECONDS, target: 'complaints' })
  if (Object.keys(result.statuses).join() !== '201') throw new Error(`answered ${JSON.stringify(result.statuses)}`)
  return result
}
