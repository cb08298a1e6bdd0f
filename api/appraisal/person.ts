import type { Store } from '../../db/open.ts'
import type { supervisors } from '../../db/schema.ts'
import { daysIn, ENDS, GIVES, type Told, termsOf } from './term.ts'

type Reads = Pick<Store, 'heavy'>
type Row = typeof supervisors.$inferSelect

/** A supervisor as a sheet has them; the name is that of their account. */
export interface Person {
  id: string
  number: string
  name: string
  login: string | null
  type: Row['type']
  group: Row['group']
  state: Row['state']
  changedAt: number
  areas: string[]
  sectors: string[]
  from: string
  to: string
}

const PERSON = `s.id as id, s.number as number, coalesce(p.name, '') as name, s.login as login, s.type as type,
  s."group" as "group", s.state as state, s.changed_at as changedAt, s.areas as areas, s.sectors as sectors,
  s."from" as "from", s."to" as "to" from supervisors s left join people p on p.login = s.login`
const parsed = (row: Person): Person => ({
  ...row,
  areas: JSON.parse(String(row.areas)),
  sectors: JSON.parse(String(row.sectors)),
})

const TERMS = [...GIVES, ...ENDS]
/** What gave terms and ended them, by supervisor; of one of them, or of all. */
async function toldOf({ heavy }: Reads, id?: string): Promise<Map<string, Told[]>> {
  const rows = await heavy.rows<Told & { id: string }>({
    sql: `select substr(e.stream, 12) as id, e.action as action, e.at as at,
        json_extract(e.data, '$.from') as "from", json_extract(e.data, '$.to') as "to"
      from events e where ${id === undefined ? "e.stream > 'supervisor/' and e.stream < 'supervisor0'" : 'e.stream = ?'}
        and e.action in (${TERMS.map(() => '?').join()}) order by e.stream, e.n`,
    args: [...(id === undefined ? [] : [`supervisor/${id}`]), ...TERMS],
  })
  return Map.groupBy(rows, (row) => row.id)
}

/** Everybody who had a term on any day of a year, and on how many of its days. */
export async function peopleOf(store: Reads, year: number): Promise<(Person & { days: number })[]> {
  const [rows, told] = await Promise.all([
    store.heavy.rows<Person>({ sql: `select ${PERSON} where s.number is not null order by s.number`, args: [] }),
    toldOf(store),
  ])
  return rows
    .map((row) => ({ ...parsed(row), days: daysIn(year, termsOf(row, told.get(row.id) ?? [])) }))
    .filter(({ days }) => days > 0)
}

/** Whoever signed in, as a supervisor. */
export async function personOf({ heavy }: Reads, login: string): Promise<Person | undefined> {
  const [row] = await heavy.rows<Person>({
    sql: `select ${PERSON} where s.login = ? and s.number is not null`,
    args: [login],
  })
  return row && parsed(row)
}

/** On how many days of a year somebody had a term. */
export async function daysOf(store: Reads, one: Person, year: number): Promise<number> {
  const told = await toldOf(store, one.id)
  return daysIn(year, termsOf(one, told.get(one.id) ?? []))
}
