import type { Store } from '../../db/open.ts'
import type { supervisors } from '../../db/schema.ts'
import { OURS } from '../case/routing.ts'
import { shift } from '../day.ts'
import { ownersOf } from '../lead/owner.ts'
import { dayStart } from '../publication/force.ts'
import type { Secrets } from '../secrets.ts'
import { type Item, itemOf, itemsOf } from './score.ts'

type World = { store: Pick<Store, 'heavy'>; secrets: Secrets }
type Row = typeof supervisors.$inferSelect

/** A civil year as instants: from its first, until the first of the next. */
export const yearOf = (year: number) => ({ from: dayStart(`${year}-01-01`), until: dayStart(`${year + 1}-01-01`) })
/** The first instant after a last day. */
const afterDay = (civil: string) => dayStart(shift(civil, 1))

/** A supervisor as a sheet has them; the name is that of their account. */
export interface Person {
  id: string
  number: string
  name: string
  login: string | null
  type: Row['type']
  group: Row['group']
  state: Row['state']
  areas: string[]
  sectors: string[]
  from: string
  to: string
}

const PERSON = `s.id as id, s.number as number, coalesce(p.name, '') as name, s.login as login, s.type as type,
  s."group" as "group", s.state as state, s.areas as areas, s.sectors as sectors, s."from" as "from", s."to" as "to"
  from supervisors s left join people p on p.login = s.login`
const parsed = (row: Person): Person => ({
  ...row,
  areas: JSON.parse(String(row.areas)),
  sectors: JSON.parse(String(row.sectors)),
})

/**
 * Everybody who was a supervisor on any day of a year. A term that was renewed begins anew, so that they were appointed
 * before is read from what happened; whoever left or was dismissed served until then.
 */
export async function peopleOf({ heavy }: World['store'], year: number): Promise<Person[]> {
  const { from, until } = yearOf(year)
  const last = `${year}-12-31`
  const rows = await heavy.rows<Person>({
    sql: `select ${PERSON} where s.number is not null
      and (s."from" <= ? or exists (select 1 from events e
        where e.stream = 'supervisor/' || s.id and e.action = 'appoint' and e.at < ?))
      and s."to" >= ? and not (s.state in ('resigned', 'dismissed') and s.changed_at < ?)
      order by s.number`,
    args: [last, until, `${year}-01-01`, from],
  })
  return rows.map(parsed)
}

/** Whoever signed in, as a supervisor. */
export async function personOf({ heavy }: World['store'], login: string): Promise<Person | undefined> {
  const [row] = await heavy.rows<Person>({
    sql: `select ${PERSON} where s.login = ? and s.number is not null`,
    args: [login],
  })
  return row && parsed(row)
}

/** A lead, and what came of it. */
export interface Lead {
  owner: string
  no: string
  at: number
  /** What it counts as; nothing as long as nothing came of it, or where it may not count. */
  item: Item | null
  answered: boolean
}

/** How a lead’s case stood when its year ended. */
const STOOD = `coalesce((select json_extract(e.state, '$.status') from events e
          where e.stream = 'case/' || l.no and e.at < ? order by e.n desc limit 1), c.status)`

/**
 * The leads of a year, by the day they were sent. Of what the bureau may not know, and of what was sent by somebody who
 * had to do with it, nothing is counted: a number tells too (rulings.md 3). Of a lead whose sender is kept from its
 * handlers only what was there at one moment: whose number rises with it would tell whose it is. So nobody’s number falls
 * by what was taken back after the year, and theirs neither rises by what is opened again then.
 */
export async function leadsOf(
  { heavy }: World['store'],
  year: number,
  asOf: number,
  owners?: readonly string[],
): Promise<Lead[]> {
  const { from, until } = yearOf(year)
  const rows = await heavy.rows<{ owner: string; no: string; at: number; kind: string; data: string | null }>({
    sql: `select l.owner as owner, l.no as no, l.at as at, c.kind as kind, (select json_object(
        'outcome', json_extract(e.data, '$.outcome'), 'measures', json_extract(e.data, '$.measures'))
        from events e where e.stream = 'case/' || l.no and e.action = 'answer'
          and (c.appears <> 'confidential' or e.at <= ?) order by e.n desc limit 1) as data
      from leads l join cases c on c.no = l.no
      where l."by" = 'supervisor' and l.conflict = 'none' and l.at >= ? and l.at < ? and c.lane <> 'sealed'
        and (${STOOD} <> 'withdrawn' or (c.status <> 'withdrawn' and c.appears <> 'confidential'))
        and c.handler = ? and (c.appears <> 'confidential' or l.at <= ?)
        and not exists (select 1 from case_blind b where b.no = l.no and b.department = ?)
        ${owners ? `and l.owner in (${owners.map(() => '?').join()})` : ''}
      order by l.at`,
    args: [asOf, from, until, until, OURS.code, asOf, OURS.code, ...(owners ?? [])],
  })
  return rows.map(({ owner, no, at, kind, data }) => {
    const said = data === null ? null : (JSON.parse(data) as { outcome: string | null; measures: string[] | null })
    const item = said && itemOf({ kind, outcome: said.outcome, measures: said.measures ?? [] })
    return { owner, no, at, item, answered: said !== null }
  })
}

/** A part somebody had in a duty. */
export interface Taken {
  supervisor: string
  duty: string
  title: string
  kind: string
  at: number
  items: Item[]
  /** Minutes the bureau confirmed. */
  minutes: number
}

/** What was done of duties of a year, by the day they began; what was called off was not. */
async function takenOf({ heavy }: World['store'], year: number, now: number, id?: string): Promise<Taken[]> {
  const { from, until } = yearOf(year)
  const rows = await heavy.rows<{
    supervisor: string
    duty: string
    title: string
    kind: string
    at: number
    state: string
    reportBy: string | null
    reportedAt: number | null
    minutes: number | null
  }>({
    sql: `select p.supervisor as supervisor, p.duty as duty, d.title as title, d.kind as kind, d.starts_at as at,
        p.state as state, d.report_by as reportBy, p.reported_at as reportedAt, p.minutes as minutes
      from duties d join duty_parts p on p.duty = d.id
      where d.starts_at >= ? and d.starts_at < ? and d.state <> 'cancelled'
        and p.state in ('came', 'reported', 'confirmed') ${id === undefined ? '' : 'and p.supervisor = ?'}
      order by d.starts_at`,
    args: [from, until, ...(id === undefined ? [] : [id])],
  })
  return rows.map(({ state, reportBy, reportedAt, minutes, ...row }) => ({
    ...row,
    items: itemsOf({ state, reportUntil: reportBy === null ? null : afterDay(reportBy), reportedAt }, now),
    minutes: state === 'confirmed' ? (minutes ?? 0) : 0,
  }))
}

/** Everything a year came to, person by person. */
export interface Yearly extends Person {
  leads: Lead[]
  taken: Taken[]
}

/** Until when the sheet of a year counts leads whose sender is hidden: none while it runs, then all of it at once. */
export const settledAt = (year: number, now: Date): number => {
  const { until } = yearOf(year)
  return now.getTime() < until ? 0 : until
}

/** The record of a year: of everybody, in three reads. */
export async function recordOf(
  { store, secrets }: World,
  year: number,
  now: Date,
  asOf = settledAt(year, now),
): Promise<Yearly[]> {
  const [people, leads, taken] = await Promise.all([
    peopleOf(store, year),
    leadsOf(store, year, asOf),
    takenOf(store, year, now.getTime()),
  ])
  const sent = Map.groupBy(leads, ({ owner }) => owner)
  const did = Map.groupBy(taken, ({ supervisor }) => supervisor)
  return people.map((one) => ({
    ...one,
    leads: one.login === null ? [] : ownersOf(secrets, one.login).flatMap((owner) => sent.get(owner) ?? []),
    taken: did.get(one.id) ?? [],
  }))
}

/** The same of one alone. */
export async function ownRecord({ store, secrets }: World, one: Person, year: number, now: Date): Promise<Yearly> {
  const [leads, taken] = await Promise.all([
    one.login === null ? [] : leadsOf(store, year, now.getTime(), ownersOf(secrets, one.login)),
    takenOf(store, year, now.getTime(), one.id),
  ])
  return { ...one, leads, taken }
}

export const itemsIn = ({ leads, taken }: Pick<Yearly, 'leads' | 'taken'>): Item[] => [
  ...leads.flatMap(({ item }) => item ?? []),
  ...taken.flatMap(({ items }) => items),
]
