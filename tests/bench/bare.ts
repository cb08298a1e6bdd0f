import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { reply } from './reply.ts'

/** What the bare server answers: the bytes and headers of a real answer. */
interface Copy {
  path: string
  headers: Record<string, string>
  body: string
}

/** The limit of `bench pages`: one Hono route that answers given bytes from memory, and nothing else, in a process of its own. */
export async function bare(copies: Copy[]) {
  const child = fork(import.meta.filename, ['serve'])
  child.send(copies)
  const port = await reply<number>(child)
  return { port, stop: () => child.kill() }
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'serve') {
  const [copies] = (await once(process, 'message')) as [Copy[]]
  const app = new Hono()
  for (const { path, headers, body } of copies) {
    const bytes = new Uint8Array(Buffer.from(body, 'base64'))
    app.get(path, (c) => c.body(bytes, 200, headers))
  }
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (at: AddressInfo) =>
    process.send?.(at.port),
  )
  process.once('disconnect', () => server.close())
}
