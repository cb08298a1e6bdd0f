import { type Client, createClient } from '@libsql/client'

/** A sentence for the operator; the start prints it and ends. */
export class StoreError extends Error {}

/** A server that is up but stuck must fail, or every request would wait for it (stack.md Q5: a livelocked primary). */
const PATIENCE = 5000
const inTime = (request: Request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE) })

/** A client of the place. One connection to a file, few at once to a server: both engines stall under parallel writers. */
export const connect = (url: string, token: string | undefined): Client =>
  url.startsWith('file:')
    ? createClient({ url, concurrency: 1, timeout: 2000 })
    : createClient({ url, ...(token && { authToken: token }), concurrency: 4, timeout: 2000, fetch: inTime })

/** What every connection to a file must say, asserted and not assumed: pragmas live per connection. */
const EXPECTED: [pragma: string, expected: number | string][] = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['secure_delete', 1],
  ['busy_timeout', 2000],
]

/** Sets and checks one connection; a reading one is told that it only reads. */
export async function tune(client: Client, reads: 'reads' | 'writes') {
  await client.execute('pragma journal_mode = wal')
  await client.execute('pragma synchronous = full')
  await client.execute('pragma foreign_keys = on')
  await client.execute('pragma trusted_schema = off')
  await client.execute('pragma secure_delete = on')
  await client.execute(`pragma query_only = ${reads === 'reads' ? 'on' : 'off'}`)
  for (const [pragma, expected] of [...EXPECTED, ['query_only', reads === 'reads' ? 1 : 0] as const]) {
    const row = (await client.execute(`pragma ${pragma}`)).rows[0]
    if (row?.[0] !== expected)
      throw new StoreError(
        `数据库连接的 ${pragma} 应为 ${expected}，实际是 ${row?.[0]}。请检查数据所在的磁盘是否支持 WAL。`,
      )
  }
}
