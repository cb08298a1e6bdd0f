import type { Store } from '../../db/open.ts'
import { OURS } from '../case/routing.ts'
import { shift } from '../day.ts'
import { ownersOf } from '../lead/owner.ts'
import { dayStart } from '../publication/force.ts'
import type { Secrets } from '../secrets.ts'
import { daysOf, type Person, peopleOf } from './person.ts'
import { type Item, itemOf, itemsOf } from './score.ts'

type World = { store: Pick<Store, 'heavy'>; secrets: Secrets }

/** A civil year as instants: from its first, until the first of the next. */
export const yearOf = (year: number) => ({ from: dayStart(`${year}-01-01`), until: dayStart(`${year + 1}-01-01`) })
/** The first instant after a last day. */
const afterDay = (civil: string) => dayStart(shift(civil, 1))

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
 * had to do with it, nothing is counted: a number tells too (rulings.md 3). Nor ever of a lead whose sender is kept from
 * its handlers: whose number moves with it would tell whose it is. What is taken back after the year moves none.
 */
export async function leadsOf({ heavy }: World['store'], year: number, owners?: readonly string[]): Promise<Lead[]> {
  const { from, until } = yearOf(year)
  const rows = await heavy.rows<{ owner: string; no: string; at: number; kind: string; data: string | null }>({
    sql: `select l.owner as owner, l.no as no, l.at as at, c.kind as kind, (select json_object(
        'outcome', json_extract(e.data, '$.outcome'), 'measures', json_extract(e.data, '$.measures'))
        from events e where e.stream = 'case/' || l.no and e.action = 'answer' order by e.n desc limit 1) as data
      from leads l join cases c on c.no = l.no
      where l."by" = 'supervisor' and l.conflict = 'none' and l.at >= ? and l.at < ? and c.lane <> 'sealed'
        and c.appears <> 'confidential' and (${STOOD} <> 'withdrawn' or c.status <> 'withdrawn')
        and c.handler = ?
        and not exists (select 1 from case_blind b where b.no = l.no and b.department = ?)
        ${owners ? `and l.owner in (${owners.map(() => '?').join()})` : ''}
      order by l.at`,
    args: [from, until, until, OURS.code, OURS.code, ...(owners ?? [])],
  })
  return rows.map(({ owner, no, at, kind, data }) => {
    const said = data === null ? null : (JSON.parse(data) as { outcome: string | null; measures: string[] | null })
    const item = said && itemOf({ kind, outcome: said.outcome, measures: said.measures ?? [] })
    return { owner, no, at, item, answered: said !== null }
  })
}

/** How many leads somebody sent in a year that are kept from its handlers; told to themselves alone. */
export async function hiddenOf({ store, secrets }: World, login: string | null, year: number): Promise<number> {
  if (login === null) return 0
  const { from, until } = yearOf(year)
  const owners = ownersOf(secrets, login)
  const [row] = await store.heavy.rows<{ n: number }>({
    sql: `select count(*) as n from leads l join cases c on c.no = l.no
      where l."by" = 'supervisor' and l.at >= ? and l.at < ? and c.appears = 'confidential'
        and l.owner in (${owners.map(() => '?').join()})`,
    args: [from, until, ...owners],
  })
  return row?.n ?? 0
}

/** Whether whose leads of a year were, or what came of them, is erased by now: then it cannot be counted again. */
export async function isErased({ heavy }: World['store'], year: number): Promise<boolean> {
  const { from, until } = yearOf(year)
  const rows = await heavy.rows({
    sql: `select 1 from leads l where l."by" = 'supervisor' and l.at >= ? and l.at < ? and (l.owner = ''
      or exists (select 1 from erasures x where x.no = l.no and x.class in ('identity', 'text'))) limit 1`,
    args: [from, until],
  })
  return rows.length > 0
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
  /** On how many days of the year they had a term. */
  days: number
  leads: Lead[]
  taken: Taken[]
}

/** The record of a year: of everybody, in four reads. */
export async function recordOf({ store, secrets }: World, year: number, now: Date): Promise<Yearly[]> {
  const [people, leads, taken] = await Promise.all([
    peopleOf(store, year),
    leadsOf(store, year),
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
  const [days, leads, taken] = await Promise.all([
    daysOf(store, one, year),
    one.login === null ? [] : leadsOf(store, year, ownersOf(secrets, one.login)),
    takenOf(store, year, now.getTime(), one.id),
  ])
  return { ...one, days, leads, taken }
}

export const itemsIn = ({ leads, taken }: Pick<Yearly, 'leads' | 'taken'>): Item[] => [
  ...leads.flatMap(({ item }) => item ?? []),
  ...taken.flatMap(({ items }) => items),
]
