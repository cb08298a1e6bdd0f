import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { InStatement } from '@libsql/client'
import { connect, tune } from './connection.ts'

type Row = Record<string, unknown>
type Answer = { begun: true } | { rows: Row[] } | { error: string; code: string }

/** A long read did not finish in its time. */
export class TooLong extends Error {}

interface Job {
  statement: InStatement
  within: number
  resolve(rows: Row[]): void
  reject(error: Error): void
}

/** So many reads that nobody waits for any more may still be at work; then none begins. */
const MOST_LATE = 3

/**
 * Desk search, exports and statistics: reads that may take long. libSQL calls are synchronous on the thread that
 * makes them, so these run in a thread of their own, read-only, one after the other, each with a bound on its time.
 * A statement cannot be interrupted, and to end a thread within one ends the process: a late read works on by itself,
 * its thread goes when it has answered, and another thread takes the next.
 */
export class HeavyReader {
  #place: { url: string; token: string | undefined }
  #worker: Worker | undefined
  #waiting: Job[] = []
  #running: Job | undefined
  #late = 0

  constructor(url: string, token?: string) {
    this.#place = { url, token }
  }

  rows<T extends object>(statement: InStatement, within = 5000): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statement, within, resolve: resolve as never, reject })
      this.#next()
    })
  }

  /** Waits for what is at work, but not for ever: the process would not outlive its own end. */
  async close(patience = 10_000) {
    for (const over = Date.now() + patience; (this.#running || this.#late) && Date.now() < over; ) await sleep(20)
    const worker = this.#worker
    this.#worker = undefined
    if (!this.#running) await worker?.terminate()
  }

  #next(): void {
    const job = this.#running ? undefined : this.#waiting.shift()
    if (!job) return
    if (this.#late >= MOST_LATE) {
      job.reject(new TooLong('reads before it are still at work'))
      this.#next()
      return
    }
    this.#running = job
    this.#worker ??= new Worker(new URL(import.meta.url), { workerData: { ...this.#place, heavyReader: true } })
    const worker = this.#worker
    worker.unref()
    let timer: NodeJS.Timeout | undefined
    const done = (settle: () => void) => {
      clearTimeout(timer)
      worker.off('message', answered).off('error', failed)
      this.#running = undefined
      settle()
      this.#next()
    }
    const failed = (error: unknown) => {
      this.#worker = undefined
      done(() => job.reject(error as Error))
    }
    const late = () => {
      this.#worker = undefined
      this.#leave(worker)
      done(() => job.reject(new TooLong(`a read took more than ${job.within} ms`)))
    }
    const answered = (answer: Answer) => {
      // Its time runs from here: to open the database is not its work.
      if ('begun' in answer) timer = setTimeout(late, job.within)
      else done(() => ('rows' in answer ? job.resolve(answer.rows) : job.reject(asError(answer))))
    }
    worker.on('message', answered).on('error', failed)
    worker.postMessage(job.statement)
  }

  #leave(worker: Worker) {
    this.#late++
    const gone = () => {
      this.#late--
      void worker.terminate()
    }
    worker.once('message', gone).once('error', gone)
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
      parentPort?.postMessage({ begun: true } satisfies Answer)
      const result = await client.execute(statement)
      const rows = result.rows.map((row) => Object.fromEntries(result.columns.map((name, i) => [name, row[i]])))
      parentPort?.postMessage({ rows } satisfies Answer)
    } catch (error) {
      const { code = '', cause } = error as { code?: string; cause?: { code?: string } }
      parentPort?.postMessage({ error: String(error), code: `${code} ${cause?.code ?? ''}` } satisfies Answer)
    }
  })
}
