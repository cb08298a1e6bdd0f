import { and, asc, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { registrations } from '../../db/schema.ts'
import { codes, whole, words } from '../vocabulary.ts'
import type { Day } from './day.ts'
import type { Registered, World } from './found.ts'
import { GROUP } from './open-day.ts'
import { among, type Who, whoOf } from './who.ts'
import { MARK, STATE } from './workflow.ts'

/** How the list is narrowed; the same for the page, the table and the messages’ count. */
export const Filter = {
  session: words(1, 10, '场次').optional(),
  group: codes(GROUP).optional(),
  state: codes(STATE).optional(),
  mark: codes(MARK).optional(),
  q: words(1, 40, '姓名或编号').optional(),
}
export const Asked = z.strictObject({
  ...Filter,
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(50),
})
type Narrowed = z.output<z.ZodObject<typeof Filter>>

/** Everybody who registered for an open day and is asked for, in the order of arrival. */
export async function registered(
  { store, secrets }: World,
  event: string,
  { session, group, state, mark, q }: Narrowed,
  named: boolean,
): Promise<Registered[]> {
  const rows = await store.read
    .select()
    .from(registrations)
    .where(
      and(
        eq(registrations.event, event),
        session === undefined ? undefined : eq(registrations.session, session),
        group === undefined ? undefined : eq(registrations.group, group),
        state === undefined ? undefined : eq(registrations.state, state),
        mark === undefined
          ? undefined
          : sql`exists (select 1 from json_each(${registrations.marks}) where value = ${mark})`,
      ),
    )
    .orderBy(asc(registrations.at), asc(registrations.id))
  return q === undefined ? rows : among(secrets, rows, q, named)
}

/** Of several registrations of an open day, the numbers they are known by, and where they stand. */
export async function numberOf({ store }: Pick<World, 'store'>, event: string, ids: readonly string[]) {
  const { id, number, state } = registrations
  const rows = await store.read
    .select({ id, number, state })
    .from(registrations)
    .where(and(eq(registrations.event, event), sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`))
  return new Map(rows.map((row) => [row.id, row]))
}

const clock = (at: number | null) => (at === null ? null : new Date(at).toISOString())
export const sessionLabel = ({ data }: Day, id: string) => {
  const at = data.sessions.findIndex((session) => session.id === id)
  return data.sessions.length === 1 ? '只有一场' : at < 0 ? id : `第${at + 1}场`
}

/** A registration as the desk sees it; who it is only for whoever runs the day. */
export const lineOf = (row: Registered, day: Day, who: Who | null) => ({
  id: row.id,
  n: row.n,
  number: row.number,
  session: row.session,
  sessionLabel: sessionLabel(day, row.session),
  group: row.group,
  groupLabel: GROUP[row.group],
  size: row.size,
  state: row.state,
  stateLabel: STATE[row.state],
  marks: row.marks.map((mark) => MARK[mark]),
  seat: row.seat,
  at: new Date(row.at).toISOString(),
  cameAt: clock(row.cameAt),
  leftAt: clock(row.leftAt),
  came: row.came,
  who,
})
export type Line = ReturnType<typeof lineOf>

export const linesOf = (world: World, rows: readonly Registered[], day: Day, named: boolean): Line[] =>
  rows.map((row) => lineOf(row, day, named ? whoOf(world.secrets, row) : null))
