import { type ChildProcess, fork } from 'node:child_process'
import { appendFileSync, closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { reply } from './reply.ts'
import { submission } from './submission.ts'

/** What a client was told, as it wrote it down before sending the next. */
export interface Ack {
  key: string
  no: string
  queryCode: string
}

interface Order {
  port: number
  connections: number
  file: string
}

/** Sends until the server is gone; every answer is on the disk, in `file`, before the next request leaves. */
export function sending(order: Order): { child: ChildProcess; ended: Promise<string[]> } {
  const child = fork(import.meta.filename, [JSON.stringify(order)])
  return { child, ended: reply<string[]>(child) }
}

/** One submission; an answer that is not 201 or does not come in full is an error. */
export const submit = (port: number, key: string, agent?: Agent) =>
  new Promise<Ack>((resolve, reject) => {
    const { json } = submission(port, key)
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key,
      'content-length': Buffer.byteLength(json),
    }
    const outgoing = request(
      { host: '127.0.0.1', port, path: '/api/complaints', method: 'POST', headers, ...(agent && { agent }) },
      async (answer) => {
        try {
          const text = Buffer.concat((await answer.toArray()) as Buffer[]).toString()
          if (answer.statusCode !== 201) return reject(new Error(`${answer.statusCode} ${text}`))
          const { no, queryCode } = JSON.parse(text) as Ack
          resolve({ key, no, queryCode })
        } catch (error) {
          reject(error)
        }
      },
    )
    outgoing.on('error', reject).end(json)
  })

async function send({ port, connections, file }: Order): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const book = openSync(file, 'a')
  const open = new Set<string>()
  const line = async () => {
    for (;;) {
      const { key } = submission(port)
      open.add(key)
      let ack: Ack
      try {
        ack = await submit(port, key, agent)
      } catch (error) {
        if (!(error as { code?: unknown }).code) appendFileSync(`${file}.errors`, `${error}\n`)
        return
      }
      writeSync(book, `${JSON.stringify(ack)}\n`)
      fdatasyncSync(book)
      open.delete(key)
    }
  }
  await Promise.all(Array.from({ length: connections }, line))
  closeSync(book)
  agent.destroy()
  return [...open]
}

if (process.argv[1] === import.meta.filename && process.argv[2]) {
  process.send?.(await send(JSON.parse(process.argv[2]) as Order))
  process.disconnect()
}
