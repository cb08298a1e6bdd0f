import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { InStatement } from '@libsql/client'
import { connect, tune } from './connection.ts'

type Row = Record<string, unknown>
type Answer = { rows: Row[] } | { error: string; code: string }

/** A long read did not finish in its time. */
export class TooLong extends Error {}

interface Job {
  statement: InStatement
  within: number
  resolve(rows: Row[]): void
  reject(error: Error): void
}

/**
 * Desk search, exports and statistics: reads that may take long. libSQL calls are synchronous on the thread that
 * makes them, so these run in a thread of their own, read-only, one after the other, each with a bound on its time.
 */
export class HeavyReader {
  #place: { url: string; token: string | undefined }
  #worker: Worker | undefined
  #waiting: Job[] = []
  #running: Job | undefined

  constructor(url: string, token?: string) {
    this.#place = { url, token }
  }

  rows<T extends object>(statement: InStatement, within = 5000): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statement, within, resolve: resolve as never, reject })
      this.#next()
    })
  }

  async close() {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  #next() {
    const job = this.#running ? undefined : this.#waiting.shift()
    if (!job) return
    this.#running = job
    this.#worker ??= new Worker(new URL(import.meta.url), { workerData: { ...this.#place, heavyReader: true } })
    const worker = this.#worker
    worker.unref()
    const done = (settle: () => void, ended: boolean) => {
      clearTimeout(timer)
      worker.off('message', answered).off('error', failed)
      if (ended) {
        // A running statement cannot be interrupted from outside, but its thread can be ended.
        void worker.terminate()
        this.#worker = undefined
      }
      this.#running = undefined
      settle()
      this.#next()
    }
    const late = new TooLong(`a read took more than ${job.within} ms`)
    const timer = setTimeout(() => done(() => job.reject(late), true), job.within)
    const failed = (error: unknown) => done(() => job.reject(error as Error), true)
    const answered = (answer: Answer) =>
      done(() => ('rows' in answer ? job.resolve(answer.rows) : job.reject(asError(answer))), false)
    worker.on('message', answered).on('error', failed)
    worker.postMessage(job.statement)
  }
}

const asError = ({ error, code }: { error: string; code: string }) => Object.assign(new Error(error), { code })

if (!isMainThread && (workerData as { heavyReader?: true } | null)?.heavyReader) {
  const { url, token } = workerData as { url: string; token?: string }
  const client = connect(url, token)
  const ready = async () => {
    await tune(client, 'reads')
    // Lists and searches touch pages from all over a large file.
    await client.execute('pragma cache_size = -32000')
  }
  const tuned = url.startsWith('file:') ? ready() : Promise.resolve()
  parentPort?.on('message', async (statement: InStatement) => {
    try {
      await tuned
      const result = await client.execute(statement)
      const rows = result.rows.map((row) => Object.fromEntries(result.columns.map((name, i) => [name, row[i]])))
      parentPort?.postMessage({ rows } satisfies Answer)
    } catch (error) {
      const { code = '', cause } = error as { code?: string; cause?: { code?: string } }
      parentPort?.postMessage({ error: String(error), code: `${code} ${cause?.code ?? ''}` } satisfies Answer)
    }
  })
}
