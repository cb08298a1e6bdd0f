import { setImmediate as turn } from 'node:timers/promises'
import { and, asc, desc, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import { supervisors } from '../../db/schema.ts'
import { shift } from '../day.ts'
import type { Secrets } from '../secrets.ts'
import { codes, paging, whole, words } from '../vocabulary.ts'
import { openApplication } from './application.ts'
import type { SupervisorRow, World } from './found.ts'
import { GROUP, TYPE } from './supervisor.ts'
import { STATE, type State } from './workflow.ts'

/** What narrows the list; the same for what is exported and printed. */
export const Filter = {
  state: codes(STATE).optional().meta({ title: '状态', kind: 'select', labels: STATE }),
  type: codes(TYPE).optional().meta({ title: '类型', kind: 'select', labels: TYPE }),
  group: codes(GROUP).optional().meta({ title: '身份', kind: 'select', labels: GROUP }),
  area: words(1, 20, '镇街').optional().meta({ title: '镇街', kind: 'select' }),
  sector: codes(INDUSTRY).optional().meta({ title: '领域', kind: 'select', labels: INDUSTRY }),
  ends: whole(1, 366, '应是1到366的整数').optional().meta({ title: '几天内到期', kind: 'number' }),
  q: words(1, 40, '姓名或者证号').optional().meta({ title: '姓名或者证号', maxLength: 40 }),
}
export const Wanted = z.strictObject(Filter)
export const Asked = z.strictObject({
  ...Filter,
  ...paging,
})
export type Wanted = z.output<typeof Wanted>

/** Of one area or sector, or of all of them: none written is all. */
const covers = (column: 'areas' | 'sectors', value: string) =>
  sql`(json_array_length(${supervisors[column]}) = 0 or exists (select 1 from json_each(${supervisors[column]}) where value = ${value}))`

const conditions = ({ state, type, group, area, sector, ends }: Wanted, today: string): (SQL | undefined)[] => [
  state && eq(supervisors.state, state),
  type && eq(supervisors.type, type),
  group && eq(supervisors.group, group),
  area === undefined ? undefined : covers('areas', area),
  sector === undefined ? undefined : covers('sectors', sector),
  ...(ends === undefined
    ? []
    : [
        inArray(supervisors.state, ['serving', 'suspended']),
        gte(supervisors.to, today),
        lte(supervisors.to, shift(today, ends)),
      ]),
]

const PIECE = 500
const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '').toUpperCase()

/** Those whose name or number holds a text: names are sealed, so each is opened, and others are served between. */
async function among(secrets: Secrets, rows: readonly SupervisorRow[], typed: string): Promise<SupervisorRow[]> {
  const text = plain(typed)
  const found: SupervisorRow[] = []
  for (let from = 0; from < rows.length; from += PIECE) {
    for (const row of rows.slice(from, from + PIECE))
      if (row.number?.includes(text) || plain(openApplication(secrets, row)?.name ?? '').includes(text)) found.push(row)
    await turn()
  }
  return found
}

/** All that a filter holds: whose term ends first in front where that was asked, else who moved last. */
export async function all({ store, secrets }: World, wanted: Wanted, today: string): Promise<SupervisorRow[]> {
  const rows = await store.read
    .select()
    .from(supervisors)
    .where(and(...conditions(wanted, today)))
    .orderBy(...(wanted.ends === undefined ? [desc(supervisors.changedAt)] : [asc(supervisors.to)]), supervisors.id)
  return wanted.q === undefined ? rows : among(secrets, rows, wanted.q)
}

/** How many stand where. */
export async function countsOf({ store }: Pick<World, 'store'>): Promise<Record<State, number>> {
  const rows = await store.heavy.rows<{ state: State; n: number }>(
    'select state, count(*) as n from supervisors group by 1',
  )
  return Object.fromEntries(
    (Object.keys(STATE) as State[]).map((state) => [state, rows.find((row) => row.state === state)?.n ?? 0]),
  ) as Record<State, number>
}
