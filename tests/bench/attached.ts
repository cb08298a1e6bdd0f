import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { picture } from '../file/made.ts'
import { say } from './figure.ts'
import { committer } from './limit.ts'
import { serving } from './server.ts'
import { submission } from './submission.ts'

const SECONDS = 8
const TUS = { 'tus-resumable': '1.0.0' }

/** Submissions each with a photograph: uploaded, looked through, sealed, claimed in the commit; beside bare commits of the rows. */
export async function run() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const server = await serving({ DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'warn' })
  const limit = await committer(dir)
  try {
    const photograph = await picture('jpg', 1600, 1200)
    for (const connections of [1, 8, 32]) {
      const bare = await limit.rate({ group: connections, seconds: 2, rows: 'all' })
      const times: number[] = []
      const until = performance.now() + SECONDS * 1000
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (performance.now() < until) times.push(await sent(server.url, server.port, photograph))
        }),
      )
      const sorted = times.sort((a, b) => a - b)
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
      const rate = times.length / SECONDS
      say({
        name: `with a photograph, c = ${connections}`,
        value: rate,
        unit: 'req/s',
        limit: bare,
        ratio: rate / bare,
      })
      say({ name: `with a photograph, c = ${connections}, p50`, value: at(0.5), unit: 'ms' })
      say({ name: `with a photograph, c = ${connections}, p99`, value: at(0.99), unit: 'ms' })
    }
  } finally {
    limit.stop()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** One of them, from the first byte of the photograph to the receipt: how long it took. */
async function sent(url: string, port: number, photograph: Buffer): Promise<number> {
  const began = performance.now()
  const ask = async (path: string, init: RequestInit, status: number) => {
    const answer = await fetch(new URL(path, url), init)
    const text = await answer.text()
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${text}`)
    return { answer, text }
  }
  const size = String(photograph.length)
  const begun = await ask('/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': size } }, 201)
  const at = begun.answer.headers.get('location') ?? ''
  const headers = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  await ask(at, { method: 'PATCH', headers, body: new Uint8Array(photograph) }, 204)
  const { id } = JSON.parse((await ask(`${at}/attachment`, {}, 200)).text) as { id: string }
  const body = JSON.stringify({ ...submission(port).body, attachments: [id] })
  await ask('/api/complaints', { method: 'POST', headers: { 'content-type': 'application/json' }, body }, 201)
  return performance.now() - began
}
