import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@libsql/client'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { migrate } from 'drizzle-orm/libsql/migrator'
import { HeavyReader } from './heavy.ts'
import * as schema from './schema.ts'
import { WriteQueue } from './write.ts'

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/** Reading through drizzle; it never opens a transaction. */
export type Db = LibSQLDatabase<typeof schema>

export interface Store {
  read: Db
  writes: WriteQueue
  /** Long reads, in a thread of their own for a file, so that the server keeps answering. */
  heavy: HeavyReader
  close(): Promise<void>
}

export interface Place {
  /** `file:` for the embedded engine, `http(s)://` or `libsql://` for a server. */
  url: string
  token?: string | undefined
  /** A replica beside this node: long reads go there. Only for servers. */
  replicaUrl?: string | undefined
}

/** A sentence for the operator; the start prints it and ends. */
export class StoreError extends Error {}

/** What every connection to a file must say, asserted and not assumed: pragmas live per connection. */
const PRAGMAS: [pragma: string, expected: number | string][] = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['busy_timeout', 2000],
]

export async function openStore(place: Place): Promise<Store> {
  const local = place.url.startsWith('file:')
  const lock = local ? await lockFolder(place.url) : undefined
  const auth = place.token ? { authToken: place.token } : {}
  // One writer, and few requests at once to a server: both engines stall under parallel writers.
  const writer = createClient({ url: place.url, ...auth, concurrency: local ? 1 : 4, timeout: 2000 })
  try {
    if (local) await tune(writer)
    await bringUpToDate(writer)
    // Who may do what, and what was just written, is read from the primary; a replica may lag.
    const reader = createClient({ url: place.url, ...auth, concurrency: local ? 1 : 4, timeout: 2000 })
    if (local) {
      await tune(reader)
      await reader.execute('pragma query_only = on')
    }
    const writes = new WriteQueue(writer)
    const heavy = new HeavyReader(place.replicaUrl ?? place.url, place.token)
    return {
      read: drizzle(reader, { schema, casing: 'snake_case' }),
      writes,
      heavy,
      async close() {
        await writes.drain()
        await heavy.close()
        reader.close()
        writer.close()
        lock?.close()
      },
    }
  } catch (error) {
    writer.close()
    lock?.close()
    throw error
  }
}

/** Durability and checks, as every connection to a file must have them. */
export async function tune(client: Client) {
  await client.execute('pragma journal_mode = wal')
  await client.execute('pragma synchronous = full')
  await client.execute('pragma foreign_keys = on')
  await client.execute('pragma trusted_schema = off')
  await client.execute('pragma secure_delete = on')
  for (const [pragma, expected] of PRAGMAS) {
    const row = (await client.execute(`pragma ${pragma}`)).rows[0]
    if (row?.[0] !== expected)
      throw new StoreError(
        `数据库连接的 ${pragma} 应为 ${expected}，实际是 ${row?.[0]}。请检查数据所在的磁盘是否支持 WAL。`,
      )
  }
}

/**
 * Two processes on one file may lose acknowledged writes (SQLite's WAL-reset bug, libsql#2271), so the folder is
 * locked by an open exclusive transaction on a file beside it. The system drops it when the process dies, however.
 */
async function lockFolder(url: string): Promise<Client> {
  const file = fileURLToPath(new URL(url.startsWith('file:/') ? url : `file://${join(process.cwd(), url.slice(5))}`))
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = createClient({ url: `file:${file}.lock`, concurrency: 1 })
  try {
    await lock.execute('pragma journal_mode = delete')
    await lock.execute('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (!String(error).includes('SQLITE_BUSY') && !String(error).includes('locked')) throw error
    throw new StoreError(`数据目录 ${dirname(file)} 正被另一个进程使用。请先停止它，或用 DATA_DIR 指定另一个目录。`)
  }
}

/** Runs the missing migrations; a database newer than this program is refused, untouched. */
async function bringUpToDate(client: Client) {
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  const newest = Math.max(...journal.entries.map((e) => e.when))
  const table = await client.execute("select 1 from sqlite_master where name = '__drizzle_migrations'")
  if (table.rows.length) {
    const applied = (await client.execute('select max(created_at) from __drizzle_migrations')).rows[0]?.[0]
    if (Number(applied) > newest)
      throw new StoreError('数据库由更新版本的程序建立，这个版本不能打开它。请升级程序，或改用旧的备份。')
    if (Number(applied) === newest) return
  }
  await migrate(drizzle(client), { migrationsFolder })
}

/** Whether a file database is there already, before anything creates it. */
export const isNew = (url: string) => url.startsWith('file:') && !existsSync(url.slice(5))
