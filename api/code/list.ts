import { inArray } from 'drizzle-orm'
import { codes } from '../../db/schema.ts'
import type { Option } from '../form.ts'
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

/** A page of the codes somebody may read, the newest first. */
export async function list({ store }: Pick<World, 'store'>, scope: Exclude<Scope, null>, asked: Asked) {
  const wanted: [string, string | number | undefined][] = [
    ['department = ?', scope === 'all' ? asked.department : scope.department],
    ['type = ?', asked.type],
    ['status = ?', asked.status],
    ['batch = ?', asked.batch],
    [
      "(label || ' ' || coalesce(facts ->> 'place', '') like '%' || ? || '%' escape '~')",
      asked.q?.replace(/[~%_]/g, '~$&'),
    ],
  ]
  const held = wanted.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  const where = held.map(({ sql }) => sql).join(' and ') || '1'
  const args = held.map(({ value }) => value)
  const [rows, [counted]] = await Promise.all([
    store.heavy.rows<{ id: string }>({
      sql: `select id from codes where ${where} order by issued_at desc, id limit ? offset ?`,
      args: [...args, asked.limit, (asked.page - 1) * asked.limit],
    }),
    store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from (select 1 from codes where ${where} limit 1001)`,
      args,
    }),
  ])
  const ids = rows.map(({ id }) => id)
  const found: CodeRow[] = ids.length ? await store.read.select().from(codes).where(inArray(codes.id, ids)) : []
  return { items: ids.flatMap((id) => found.find((row) => row.id === id) ?? []), total: counted?.n ?? 0 }
}

export type Choices = Record<string, Option[]>
