import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { reply } from './reply.ts'
import { submission } from './submission.ts'

/** What to send, how many at a time and for how long. */
interface Shot {
  port: number
  connections: number
  seconds: number
  /** A page to get again and again, addresses to get or bodies to post once each, or a fresh complaint each time. */
  target: { get: string } | { each: readonly string[] } | { post: string; bodies: readonly string[] } | 'complaints'
  /** Who it says it is; nobody else names itself. */
  agent?: string
}

export interface Result {
  /** Answers a second. */
  rate: number
  p50: number
  p95: number
  p99: number
  max: number
  /** How long each of `each` took, in their order; those that time ran out for are missing. */
  each: number[]
  /** How often each status came. */
  statuses: Record<string, number>
}

/** Fires from a process of its own, so that making requests takes nothing from the server but the other core. */
export function fire(shot: Shot): Promise<Result> {
  const child = fork(import.meta.filename, ['fire'])
  child.send(shot)
  return reply(child)
}

/** Raw keep-alive sockets, one request at a time on each: an HTTP client would cost as much as the server. */
async function shoot({ port, connections, seconds, target, agent }: Shot): Promise<Result> {
  const named = agent ? `User-Agent: ${agent}\r\n` : ''
  const asking = (path: string) =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${named}Accept: text/html\r\nAccept-Encoding: br\r\n\r\n`,
    )
  const page = typeof target === 'object' && 'get' in target ? asking(target.get) : undefined
  const posting = (path: string, body: string) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  const list =
    typeof target !== 'object' || 'get' in target
      ? undefined
      : 'each' in target
        ? target.each.map(asking)
        : target.bodies.map((body) => posting(target.post, body))
  const each: number[] = []
  let asked = 0
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const began = performance.now()
  const until = began + seconds * 1000
  const line = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true)
      let sent = 0
      let mine = 0
      let have: Buffer = Buffer.alloc(0)
      const end = () => {
        socket.destroy()
        resolve()
      }
      const send = () => {
        mine = asked++
        const request = list ? list[mine] : (page ?? submission(port).request)
        if (!request) return end()
        sent = performance.now()
        socket.write(request)
      }
      socket.on('connect', send).on('error', reject)
      socket.on('data', (chunk: Buffer) => {
        have = have.length ? Buffer.concat([have, chunk]) : chunk
        const status = complete(have)
        if (!status) return
        have = Buffer.alloc(0)
        const now = performance.now()
        times.push(now - sent)
        if (list) each[mine] = now - sent
        statuses[status] = (statuses[status] ?? 0) + 1
        return now < until ? send() : end()
      })
    })
  await Promise.all(Array.from({ length: connections }, line))
  const rate = times.length / ((performance.now() - began) / 1000)
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return { rate, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), each, statuses }
}

/** The status once a whole answer has come. */
function complete(have: Buffer): string | undefined {
  const end = have.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = have.toString('latin1', 0, end)
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  const whole =
    length === undefined
      ? have.toString('latin1', Math.max(0, have.length - 5)) === '0\r\n\r\n'
      : have.length >= end + 4 + Number(length)
  return whole ? head.slice(9, 12) : undefined
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'fire') {
  const [shot] = (await once(process, 'message')) as [Shot]
  process.send?.(await shoot(shot))
  process.disconnect()
}
