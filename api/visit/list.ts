import { inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { visitAlarms, visits } from '../../db/schema.ts'
import type { AlarmRow, VisitRow } from './found.ts'
import { type Scope, within } from './visibility.ts'
import type { Way } from './visit.ts'

type Held = { sql: string; args: (string | number)[] }

/** The newest first of what a condition holds, in pages, and how many there are as far as anybody counts. */
async function paged(store: Store, table: string, key: string, order: string, held: Held, page: number, limit: number) {
  const [rows, [counted]] = await Promise.all([
    store.heavy.rows<{ id: string }>({
      sql: `select ${key} as id from ${table} where ${held.sql} order by ${order} limit ? offset ?`,
      args: [...held.args, limit, (page - 1) * limit],
    }),
    store.heavy.rows<{ n: number }>({
      sql: `select count(*) as n from (select 1 from ${table} where ${held.sql} limit 1001)`,
      args: held.args,
    }),
  ])
  return { ids: rows.map(({ id }) => id), total: counted?.n ?? 0 }
}

const all = (parts: (Held | undefined)[]): Held => {
  const held = parts.filter((part) => part !== undefined)
  return { sql: held.map(({ sql }) => sql).join(' and ') || '1', args: held.flatMap(({ args }) => args) }
}
const given = (sql: string, value: string | undefined): Held | undefined =>
  value === undefined ? undefined : { sql, args: [value] }

const WRITTEN: Record<Way, Held> = {
  urgent: { sql: 'visits.approver is not null', args: [] },
  past: { sql: 'visits.backfilled_at is not null', args: [] },
}

interface Asked {
  way?: Way | undefined
  status?: string | undefined
  department?: string | undefined
  from?: string | undefined
  to?: string | undefined
  q?: string | undefined
  uscc?: string | undefined
  page: number
  limit: number
}

/** A page of the inspections somebody may read. `over`: planned, and the day has passed. */
export async function list(store: Store, scope: Exclude<Scope, null>, asked: Asked, today: string) {
  const { status, department } = asked
  const held = all([
    within(scope),
    status === 'over'
      ? { sql: "visits.status = 'planned' and visits.until < ?", args: [today] }
      : given('visits.status = ?', status),
    department === undefined
      ? undefined
      : {
          sql: '(visits.department = ? or exists (select 1 from json_each(visits.partners) where value = ?))',
          args: [department, department],
        },
    asked.way && WRITTEN[asked.way],
    given('visits.until >= ?', asked.from),
    given('visits."on" <= ?', asked.to),
    given('visits.uscc = ?', asked.uscc?.toUpperCase()),
    given("visits.company like '%' || ? || '%' escape '~'", asked.q?.replace(/[~%_]/g, '~$&')),
  ])
  const { ids, total } = await paged(
    store,
    'visits',
    'no',
    '"on" desc, created_at desc, no',
    held,
    asked.page,
    asked.limit,
  )
  const found: VisitRow[] = ids.length ? await store.read.select().from(visits).where(inArray(visits.no, ids)) : []
  return { items: ids.flatMap((no) => found.find((row) => row.no === no) ?? []), total }
}

/** Alarms, those nobody has looked into first. */
export async function listAlarms(
  store: Store,
  asked: Pick<Asked, 'status' | 'department' | 'uscc' | 'page' | 'limit'> & { kind?: string | undefined },
) {
  const held = all([
    given('status = ?', asked.status),
    given('kind = ?', asked.kind),
    given('department = ?', asked.department),
    given('uscc = ?', asked.uscc?.toUpperCase()),
  ])
  const order = "case status when 'open' then 0 when 'looking' then 1 else 2 end, raised_at desc, id"
  const { ids, total } = await paged(store, 'visit_alarms', 'id', order, held, asked.page, asked.limit)
  const found: AlarmRow[] = ids.length
    ? await store.read.select().from(visitAlarms).where(inArray(visitAlarms.id, ids))
    : []
  return { items: ids.flatMap((id) => found.find((row) => row.id === id) ?? []), total }
}

/** How many alarms stand where, for the list’s head. */
export async function countAlarms(store: Store): Promise<Record<AlarmRow['status'], number>> {
  const rows = await store.heavy.rows<{ status: AlarmRow['status']; n: number }>(
    'select status, count(*) as n from visit_alarms group by 1',
  )
  const of = (status: string) => rows.find((row) => row.status === status)?.n ?? 0
  return { open: of('open'), looking: of('looking'), closed: of('closed') }
}
