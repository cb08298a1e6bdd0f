import { setImmediate as turn } from 'node:timers/promises'
import type { Client, InStatement, ResultSet } from '@libsql/client'

/** One drizzle query or a raw statement. */
export type Statement = InStatement | { toSQL(): { sql: string; params: unknown[] } }

interface Job {
  statements: InStatement[]
  resolve(results: ResultSet[]): void
  reject(error: unknown): void
}

/** The database would not take a write: full, locked or away. Nothing of the job was kept. */
export class WriteFailed extends Error {}

/** More statements than this in one commit would hold readers' requests up for too long. */
const STATEMENTS_A_COMMIT = 512
/** Waiting jobs beyond this are refused at once: better a clear 503 than a queue nobody survives. */
const LONGEST_QUEUE = 5000

/**
 * All writes go through here, in order, and what is waiting is committed together: one fsync for many.
 * Each job is atomic. Should one member of a group fail, the group rolls back and its members commit one by one.
 */
export class WriteQueue {
  #client: Client
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  constructor(client: Client) {
    this.#client = client
  }

  get length() {
    return this.#waiting.length
  }

  /** Commits the statements together or not at all; resolves after the disk has them. */
  commit(statements: Statement[]): Promise<ResultSet[]> {
    if (this.#waiting.length >= LONGEST_QUEUE) return Promise.reject(new WriteFailed('the write queue is full'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements: statements.map(plain), resolve, reject })
      this.#running ??= this.#run()
    })
  }

  async drain() {
    while (this.#running) await this.#running
  }

  async #run() {
    // Let everything that arrived in this turn of the event loop join the group.
    await turn()
    while (this.#waiting.length) {
      await this.#commitGroup(this.#nextGroup())
      await turn()
    }
    this.#running = undefined
  }

  #nextGroup(): Job[] {
    let statements = 0
    let n = 0
    for (const job of this.#waiting) {
      statements += job.statements.length
      if (n > 0 && statements > STATEMENTS_A_COMMIT) break
      n++
    }
    return this.#waiting.splice(0, n)
  }

  async #commitGroup(group: Job[]) {
    try {
      const results = await this.#client.batch(
        group.flatMap((job) => job.statements),
        'write',
      )
      let from = 0
      for (const job of group) {
        job.resolve(results.slice(from, from + job.statements.length))
        from += job.statements.length
      }
    } catch (error) {
      if (group.length === 1) for (const job of group) job.reject(asFailure(error))
      else for (const job of group) await this.#commitGroup([job])
    }
  }
}

const plain = (statement: Statement): InStatement => {
  if (typeof statement === 'string' || !('toSQL' in statement)) return statement
  const { sql, params } = statement.toSQL()
  return { sql, args: params as never }
}

/** A broken rule (unique, trigger) is the caller's to understand; everything else means the database is unwell. */
const asFailure = (error: unknown) =>
  String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')
    ? error
    : new WriteFailed('the database refused a write', { cause: error })

const AWAY =
  /ECONN|ENOTFOUND|EPIPE|UND_ERR|SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN)|HRANA|SERVER_ERROR|TIMEOUT/

/** Whether a read or a write failed because the database is unwell, and not because we asked something wrong. */
export function databaseAway(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (AWAY.test(String((e as { code?: unknown }).code)) || e.message === 'fetch failed') return true
  }
  return false
}
