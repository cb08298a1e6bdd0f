import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@libsql/client'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { migrate } from 'drizzle-orm/libsql/migrator'
import { connect, StoreError, tune } from './connection.ts'
import { HeavyReader } from './heavy.ts'
import * as schema from './schema.ts'
import { WriteQueue } from './write.ts'

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/** Reading through drizzle; it never opens a transaction. */
type Db = LibSQLDatabase<typeof schema>

export interface Store {
  read: Db
  writes: WriteQueue
  /** Long reads, in a thread of their own for a file, so that the server keeps answering. */
  heavy: HeavyReader
  /** The public search has a thread of its own: a long export must not make a citizen wait. */
  search: HeavyReader
  /** So have tables that are taken away: asking which cases a large one holds must not make a desk wait. */
  tables: HeavyReader
  /** Empties the journal into the file; whether nothing written over lies in it any more. A server does it itself. */
  settle(): Promise<boolean>
  close(): Promise<void>
}

export interface Place {
  /** `file:` for the embedded engine, `http(s)://` or `libsql://` for a server. */
  url: string
  token?: string | undefined
  /** A replica beside this node: long reads go there. Only for servers. */
  replicaUrl?: string | undefined
}

export async function openStore(place: Place): Promise<Store> {
  const local = place.url.startsWith('file:')
  const lock = local ? await lockFolder(place.url) : undefined
  const writer = connect(place.url, place.token)
  try {
    if (local) await tune(writer, 'writes')
    await bringUpToDate(writer)
    // Who may do what, and what was just written, is read from the primary; a replica may lag.
    const reader = connect(place.url, place.token)
    if (local) await tune(reader, 'reads')
    const renew = async () => {
      await writer.reconnect()
      await tune(writer, 'writes')
    }
    const writes = local ? new WriteQueue(writer, renew) : new WriteQueue(writer)
    const heavy = new HeavyReader(place.replicaUrl ?? place.url, place.token)
    const search = new HeavyReader(place.replicaUrl ?? place.url, place.token)
    const tables = new HeavyReader(place.replicaUrl ?? place.url, place.token)
    return {
      read: drizzle(reader, { schema, casing: 'snake_case' }),
      writes,
      heavy,
      search,
      tables,
      async settle() {
        if (!local) return true
        // In the reading thread: waiting for somebody who still reads must not stop the server.
        const [done] = await heavy.rows<{ busy: number }>('pragma wal_checkpoint(truncate)')
        return done?.busy === 0
      },
      async close() {
        await writes.drain()
        await heavy.close()
        await search.close()
        await tables.close()
        reader.close()
        // Closing does not do it: the driver's connections live on until they are collected.
        if (local) await writer.execute('pragma wal_checkpoint(truncate)').catch(() => undefined)
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

/**
 * Two processes on one file may lose acknowledged writes (SQLite's WAL-reset bug, libsql#2271), so the folder is
 * locked by an open write transaction on a file beside it. The system drops it when the process dies, however.
 */
async function lockFolder(url: string): Promise<{ close(): void }> {
  const file = fileURLToPath(new URL(url.startsWith('file:/') ? url : `file://${join(process.cwd(), url.slice(5))}`))
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = createClient({ url: `file:${file}.lock`, concurrency: 1 })
  try {
    await lock.execute('pragma journal_mode = delete')
    // Only a transaction keeps its connection; a bare `begin` would be rolled back when the call returns.
    const held = await lock.transaction('write')
    return {
      close() {
        held.close()
        lock.close()
      },
    }
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
