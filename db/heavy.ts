import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { createClient, type InStatement } from '@libsql/client'

type Answer = { id: number; rows: Record<string, unknown>[] } | { id: number; error: string }

/** A long read did not finish in its time. */
export class TooLong extends Error {}

/**
 * Desk search, exports and statistics: reads that may take long. libSQL calls are synchronous on the thread that
 * makes them, so these run in a thread of their own, read-only, and each has a bound on its time.
 */
export class HeavyReader {
  #place: { url: string; token: string | undefined }
  #worker: Worker | undefined
  #open = new Map<
    number,
    { resolve(rows: Record<string, unknown>[]): void; reject(error: Error): void; timer: NodeJS.Timeout }
  >()
  #next = 0

  constructor(url: string, token?: string) {
    this.#place = { url, token }
  }

  rows<T extends object>(statement: InStatement, within = 5000): Promise<T[]> {
    this.#worker ??= this.#start()
    const id = ++this.#next
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#restart(new TooLong(`a read took more than ${within} ms`)), within)
      this.#open.set(id, { resolve: resolve as never, reject, timer })
      this.#worker?.postMessage({ id, statement })
    })
  }

  async close() {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  #start() {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...this.#place, heavyReader: true } })
    worker.unref()
    worker.on('message', (answer: Answer) => {
      const waiting = this.#open.get(answer.id)
      if (!waiting) return
      this.#open.delete(answer.id)
      clearTimeout(waiting.timer)
      if ('error' in answer) waiting.reject(new Error(answer.error))
      else waiting.resolve(answer.rows)
    })
    worker.on('error', (error) => this.#restart(error instanceof Error ? error : new Error(String(error))))
    return worker
  }

  /** A running statement cannot be interrupted from outside, but its thread can be ended. */
  #restart(reason: Error) {
    void this.#worker?.terminate()
    this.#worker = undefined
    for (const { reject, timer } of this.#open.values()) {
      clearTimeout(timer)
      reject(reason)
    }
    this.#open.clear()
  }
}

if (!isMainThread && (workerData as { heavyReader?: true } | null)?.heavyReader) {
  const { url, token } = workerData as { url: string; token?: string }
  const client = createClient({ url, ...(token && { authToken: token }), concurrency: 1, timeout: 2000 })
  if (url.startsWith('file:')) await client.execute('pragma query_only = on')
  parentPort?.on('message', async ({ id, statement }: { id: number; statement: InStatement }) => {
    try {
      const result = await client.execute(statement)
      const rows = result.rows.map((row) => Object.fromEntries(result.columns.map((name, i) => [name, row[i]])))
      parentPort?.postMessage({ id, rows } satisfies Answer)
    } catch (error) {
      parentPort?.postMessage({ id, error: String(error) } satisfies Answer)
    }
  })
}
