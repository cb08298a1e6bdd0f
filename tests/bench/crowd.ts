import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { reply } from './reply.ts'

/** Something to send, from whom, and how long after the beginning. */
export interface Ask {
  port: number
  method: string
  path: string
  headers: Record<string, string>
  body?: string
  after: number
}

/** What came of it, in milliseconds after the beginning: when it was due, on the wire and answered; 0 for no answer. */
export interface Answer {
  status: number
  sent: number
  took: number
  text: string
}

interface Order {
  /** When it begins, as Date.now() counts. */
  at: number
  asks: Ask[]
  /** Nobody waits longer; who has no answer by then has none. */
  patience: number
}

/** Everybody comes with a connection of their own, from a process of their own. */
export async function crowd(order: Order): Promise<Answer[]> {
  const child = fork(import.meta.filename, ['crowd'], { serialization: 'advanced' })
  child.send(order)
  try {
    return await reply(child)
  } finally {
    child.kill()
  }
}

const until = (at: number) => new Promise((done) => setTimeout(done, Math.max(0, at - Date.now())))

async function come({ at, asks, patience }: Order): Promise<Answer[]> {
  await until(at)
  const began = performance.now()
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
  const one = (ask: Ask) =>
    new Promise<Answer>((resolve) => {
      const answer: Answer = { status: 0, sent: 0, took: 0, text: '' }
      const end = (text: string) => resolve({ ...answer, took: performance.now() - began - ask.after, text })
      const { port, method, path, body, headers } = ask
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const outgoing = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...length } })
      outgoing.on('socket', (socket) => {
        socket.once('connect', () => {
          answer.sent = performance.now() - began
        })
      })
      outgoing.on('response', async (incoming) => {
        const parts = await incoming.toArray().catch(() => undefined)
        if (!parts) return end('cut off')
        answer.status = incoming.statusCode ?? 0
        return end(Buffer.concat(parts as Buffer[]).toString())
      })
      outgoing.on('error', (error) => end(error.message))
      outgoing.setTimeout(patience, () => outgoing.destroy(new Error('no answer in time')))
      outgoing.end(body)
    })
  const answers: Promise<Answer>[] = []
  for (const ask of asks.toSorted((a, b) => a.after - b.after)) {
    // The clock of this process has steps of a millisecond; who is late comes with the next.
    while (performance.now() - began < ask.after) await new Promise((done) => setTimeout(done, 1))
    answers.push(one(ask))
  }
  return Promise.all(answers)
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'crowd') {
  const [order] = (await once(process, 'message')) as [Order]
  // It ends when it is let go: all of what it says must have been read by then.
  process.channel?.ref()
  process.send?.(await come(order))
}
