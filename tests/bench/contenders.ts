import { fork } from 'node:child_process'
import { Agent, request } from 'node:http'
import { type Message, type Outcome, play, type Round, type Send } from './contest.ts'
import { reply } from './reply.ts'

/** People with connections that stay open, in a process of their own; one round after the other. */
export async function contenders(ports: readonly number[]) {
  const child = fork(import.meta.filename, [ports.join()])
  await reply(child)
  const contest = (round: Round) => {
    child.send(round)
    return reply<Outcome>(child)
  }
  return { contest, stop: () => child.kill() }
}

/** Over sockets that are kept, on each node in turn. One that was closed while it was taken up is opened again. */
function overHttp(ports: readonly number[]): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  let sent = 0
  const send = ({ method, path, headers, body }: Message) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const port = ports[sent++ % ports.length]
      const length = { 'content-length': String(Buffer.byteLength(body ?? '')) }
      const asking = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...length } })
      asking.on('response', async (answer) => {
        const parts = (await answer.toArray().catch(() => [])) as Buffer[]
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() })
      })
      asking.on('error', (error: NodeJS.ErrnoException) =>
        asking.reusedSocket && error.code === 'ECONNRESET'
          ? send({ method, path, headers, ...(body !== undefined && { body }) }).then(resolve, reject)
          : reject(error),
      )
      asking.end(body)
    })
  return send
}

if (process.argv[1] === import.meta.filename && process.argv[2]) {
  const send = overHttp(process.argv[2].split(',').map(Number))
  process.on('message', async (round: Round) => process.send?.(await play(send, round)))
  process.once('disconnect', () => process.exit())
  process.send?.('ready')
}
