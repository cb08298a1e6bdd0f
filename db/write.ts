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
/** On a server other nodes wait for their turn meanwhile, and give up after seconds. */
const STATEMENTS_AMONG_NODES = 96
/** Under a steady stream a commit waits for this many turns at most, some milliseconds. */
const MOST_TURNS = 16
/** Waiting jobs beyond this are refused at once: better a clear 503 than a queue nobody survives. */
const LONGEST_QUEUE = 5000

/**
 * All writes go through here, in order, and what is waiting is committed together: one fsync for many.
 * Each job is atomic. Should one member break a rule, the group rolls back and its members commit one by one.
 */
export class WriteQueue {
  #client: Client
  #renew: (() => Promise<void>) | undefined
  #most: number
  #spoiled = false
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  /** `renew`, of a file, gives the client a fresh connection where a failed one cannot be used again. */
  constructor(client: Client, renew?: () => Promise<void>) {
    this.#client = client
    this.#renew = renew
    this.#most = renew ? STATEMENTS_A_COMMIT : STATEMENTS_AMONG_NODES
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
    await this.#gather()
    while (this.#waiting.length) {
      await this.#commitGroup(this.#nextGroup())
      await this.#gather()
    }
    this.#running = undefined
  }

  /** Lets what is on its way join the group: as long as each turn of the event loop brings more, one more turn. */
  async #gather() {
    for (let before = -1, turns = 0; this.#waiting.length > before && turns < MOST_TURNS; turns++) {
      before = this.#waiting.length
      await turn()
    }
  }

  #nextGroup(): Job[] {
    let statements = 0
    let n = 0
    for (const job of this.#waiting) {
      statements += job.statements.length
      if (n > 0 && statements > this.#most) break
      n++
    }
    return this.#waiting.splice(0, n)
  }

  async #commitGroup(group: Job[]) {
    try {
      if (this.#spoiled) await this.#renew?.()
      this.#spoiled = false
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
      // After one SQLITE_BUSY libSQL refuses every later commit of that connection (statements in progress).
      this.#spoiled ||= databaseAway(error)
      // A full or locked disk refuses every member alike; asking for each again would stop the server for each.
      if (group.length === 1 || databaseAway(error)) for (const job of group) job.reject(asFailure(error))
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
  /ECONNREFUSED|ENOTFOUND|UND_ERR|SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN)|HRANA|SERVER_ERROR|TIMEOUT/

/** Whether a read or a write failed because the database is unwell, and not because we asked something wrong. */
export function databaseAway(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (AWAY.test(String((e as { code?: unknown }).code)) || e.name === 'TimeoutError' || e.message === 'fetch failed')
      return true
  }
  return false
}
