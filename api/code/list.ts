import { inArray } from 'drizzle-orm'
import { codes } from '../../db/schema.ts'
import type { CodeRow, World } from './found.ts'
import type { Scope } from './visibility.ts'

export interface Asked {
  type?: string | undefined
  department?: string | undefined
  status?: string | undefined
  q?: string | undefined
  batch?: string | undefined
  page: number
  limit: number
}

/** Of more it is only said that there are more. */
export const COUNTED = 1001

/** A page of the codes somebody may read, the newest first. */
export async function list({ store }: Pick<World, 'store'>, scope: Exclude<Scope, null>, asked: Asked) {
  // A plus keeps a condition away from other indexes: the list is walked in its own order, or a batch is sorted.
  const body = asked.batch === undefined ? 'department = ?' : '+department = ?'
  const wanted: [string, string | number | undefined][] = [
    [body, scope === 'all' ? asked.department : scope.department],
    ['+type = ?', asked.type],
    ['+status = ?', asked.status],
    ['batch = ?', asked.batch],
    [
      "(label || ' ' || coalesce(facts ->> 'place', '') like '%' || ? || '%' escape '~')",
      asked.q?.replace(/[~%_]/g, '~$&'),
    ],
  ]
  const held = wanted.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  const where = held.map(({ sql }) => sql).join(' and ') || '1'
  const args = held.map(({ value }) => value)
  const from = (asked.page - 1) * asked.limit
  // One walk for the page and for how many there are: where few answer, each walk goes to the end.
  const rows = await store.heavy.rows<{ id: string }>({
    sql: `select id from codes where ${where} order by issued_at desc, id desc limit ?`,
    args: [...args, Math.max(COUNTED, from + asked.limit)],
  })
  const ids = rows.slice(from, from + asked.limit).map(({ id }) => id)
  const found: CodeRow[] = ids.length ? await store.read.select().from(codes).where(inArray(codes.id, ids)) : []
  return { items: ids.flatMap((id) => found.find((row) => row.id === id) ?? []), total: Math.min(rows.length, COUNTED) }
}
