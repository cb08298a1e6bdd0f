import { inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { specials } from '../../db/schema.ts'
import type { Scope } from '../case/visibility.ts'
import type { SpecialRow } from './found.ts'
import { type SpecialView, VIEWS } from './special.ts'
import { within } from './visibility.ts'

/** A page of those somebody may read, by the date they are due. */
export async function list(store: Store, scope: Scope, asked: { view: SpecialView; page: number; limit: number }) {
  const { sql, args } = within(scope)
  const statuses = VIEWS[asked.view].status
  const where = `status in (${statuses.map(() => '?').join()}) and ${sql}`
  const [rows, [counted]] = await Promise.all([
    store.heavy.rows<{ id: string }>({
      sql: `select id from specials where ${where} order by due_on, id limit ? offset ?`,
      args: [...statuses, ...args, asked.limit, (asked.page - 1) * asked.limit],
    }),
    store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from specials where ${where}`,
      args: [...statuses, ...args],
    }),
  ])
  const ids = rows.map(({ id }) => id)
  const found: SpecialRow[] = ids.length
    ? await store.read.select().from(specials).where(inArray(specials.id, ids))
    : []
  return { items: ids.flatMap((id) => found.find((row) => row.id === id) ?? []), total: counted?.n ?? 0 }
}
