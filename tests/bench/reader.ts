import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { InStatement } from '@libsql/client'
import { connect, tune } from '../../db/connection.ts'
import { reply } from './reply.ts'

/** The limit of the search: the very statements a question makes, read by libSQL from the same file, and nothing else. */
export async function reader(file: string) {
  const child = fork(import.meta.filename, [file])
  await reply(child)
  const waiting = new Map<number, () => void>()
  child.on('message', (n: number) => waiting.get(n)?.())
  let last = 0
  const ask = (statements: readonly InStatement[]) =>
    new Promise<number>((resolve) => {
      const [n, began] = [++last, performance.now()]
      waiting.set(n, () => {
        waiting.delete(n)
        resolve(performance.now() - began)
      })
      child.send({ n, statements })
    })
  /** How long each question takes, so many at a time; who waits in line waits as long as in the server. */
  const times = async (all: readonly (readonly InStatement[])[], connections: number) => {
    const taken: number[] = []
    let next = 0
    const line = async () => {
      for (let at = next++; at < all.length; at = next++) taken[at] = await ask(all[at] ?? [])
    }
    await Promise.all(Array.from({ length: connections }, line))
    return taken.sort((a, b) => a - b)
  }
  return { times, stop: () => child.kill() }
}

const [, self, file] = process.argv
if (self === import.meta.filename && file) {
  const client = connect(`file:${file}`, undefined)
  await tune(client, 'reads')
  process.on('message', async ({ n, statements }: { n: number; statements: InStatement[] }) => {
    for (const statement of statements) await client.execute(statement)
    process.send?.(n)
  })
  process.send?.(0)
  await once(process, 'disconnect')
  client.close()
}
