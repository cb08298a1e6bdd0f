import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bare } from './bare.ts'
import { median, say } from './figure.ts'
import { fire, type Result } from './load.ts'
import { serving } from './server.ts'

const ROUNDS = 5
const SECONDS = 2
const CONNECTIONS = 32

/** Pages from the cache beside the same bytes from a bare route, pages drawn each time, and a list as JSON. */
export async function run() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const server = await serving({ DATA_DIR: dir, LOG_LEVEL: 'info' }, { log: join(dir, 'log') })
  const cached = ['/', '/departments']
  const limit = await bare(await Promise.all(cached.map((path) => copy(server.url, path))))
  try {
    const asked = [
      ...cached.flatMap((path) => [`${server.port} ${path}`, `${limit.port} ${path}`]),
      `${server.port} /complaint`,
      `${server.port} /api/departments`,
    ]
    const results = new Map<string, Result[]>(asked.map((name) => [name, []]))
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of asked) {
        const [port, path = ''] = name.split(' ')
        const result = await fire({
          port: Number(port),
          connections: CONNECTIONS,
          seconds: round ? SECONDS : 1,
          target: { get: path },
        })
        if (Object.keys(result.statuses).join() !== '200')
          throw new Error(`${path} answered ${JSON.stringify(result.statuses)}`)
        // The first round only warms up.
        if (round) results.get(name)?.push(result)
      }
    }
    const of = (name: string, what: 'rate' | 'p99') => results.get(name)?.map((r) => r[what]) ?? []
    for (const path of cached) {
      const [ours, theirs] = [of(`${server.port} ${path}`, 'rate'), of(`${limit.port} ${path}`, 'rate')]
      const ratio = median(ours.map((rate, i) => rate / (theirs[i] ?? 0)))
      say({
        name: `cached ${path}`,
        value: median(ours),
        unit: 'req/s',
        limit: median(theirs),
        ratio,
        bound: { of: 'ratio', at: 'least', is: 0.8 },
      })
      say({
        name: `cached ${path}, p99`,
        value: median(of(`${server.port} ${path}`, 'p99')),
        unit: 'ms',
        limit: median(of(`${limit.port} ${path}`, 'p99')),
      })
    }
    for (const [path, what] of [
      ['/complaint', 'drawn each time'],
      ['/api/departments', 'JSON list'],
    ]) {
      say({ name: `${what} ${path}`, value: median(of(`${server.port} ${path}`, 'rate')), unit: 'req/s' })
      say({ name: `${what} ${path}, p99`, value: median(of(`${server.port} ${path}`, 'p99')), unit: 'ms' })
    }
  } finally {
    limit.stop()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The bytes and headers of one answer, without those that Node itself adds. */
export const copy = (url: string, path: string) =>
  new Promise<{ path: string; headers: Record<string, string>; body: string }>((resolve, reject) => {
    get(url + path, { headers: { accept: 'text/html', 'accept-encoding': 'br' } }, async (answer) => {
      const { date, connection, 'keep-alive': keepAlive, 'content-length': length, ...headers } = answer.headers
      const chunks = await answer.toArray()
      resolve({
        path,
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks as Buffer[]).toString('base64'),
      })
    }).on('error', reject)
  })
