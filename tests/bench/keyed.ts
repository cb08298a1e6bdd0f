import { fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { connect, tune } from '../../db/connection.ts'
import { reply } from './reply.ts'

/** The limit of a look-up: one Hono route that reads the same row of the same file by its key and answers it, and nothing else. */
export async function keyed(file: string) {
  const child = fork(import.meta.filename, [file])
  return { port: await reply<number>(child), stop: () => child.kill() }
}

const [, self, file] = process.argv
if (self === import.meta.filename && file) {
  const client = connect(`file:${file}`, undefined)
  await tune(client, 'reads')
  const app = new Hono().get('/:id', async (c) => {
    const { rows } = await client.execute({ sql: 'select * from codes where id = ?', args: [c.req.param('id')] })
    return c.json(rows[0] ?? null)
  })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (at: AddressInfo) =>
    process.send?.(at.port),
  )
  process.once('disconnect', () => server.close())
}
