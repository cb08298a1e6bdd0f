import { and, asc, desc, eq, gte, inArray, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { appraisals, duties, dutyParts } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { unreadOf } from '../duty/announcing.ts'
import { Refusal } from '../refusal.ts'
import { consentOf } from '../supervisor/consent.ts'
import { sectorName } from '../supervisor/sector.ts'
import { GROUP, TYPE } from '../supervisor/supervisor.ts'
import { STATE } from '../supervisor/workflow.ts'
import { personOf } from './person.ts'
import { type Scored, scoreOf, scoreThen } from './published.ts'
import { hiddenOf, isErased, ownRecord, type Yearly } from './record.ts'
import { calledBy, countedOf, frozenOf, hoursOf, spoken, sum, type World } from './report.ts'
import { GRADE, type Item } from './score.ts'
import { ENOUGH, SHORT } from './term.ts'

/** What an item of the score comes from, where the supervisor can look it up. */
interface Source {
  label: string
  href: string
  at: string
}
const sourcesOf = ({ leads, taken }: Yearly, item: Item): Source[] => [
  ...leads
    .filter((lead) => lead.item === item)
    .map(({ no, at }) => ({ label: `线索${no}`, href: `/lead/mine/${no}`, at: new Date(at).toISOString() })),
  ...taken
    .filter(({ items }) => items.includes(item))
    .map(({ duty, title, at }) => ({ label: title, href: `/duty/${duty}`, at: new Date(at).toISOString() })),
]

const NEXT = 5
/** What lies ahead of somebody, the nearest first. */
const nextOf = ({ read }: Store, id: string, now: Date) =>
  read
    .select({
      id: duties.id,
      title: duties.title,
      place: duties.place,
      startsAt: duties.startsAt,
      state: dutyParts.state,
    })
    .from(dutyParts)
    .innerJoin(duties, eq(duties.id, dutyParts.duty))
    .where(
      and(
        eq(dutyParts.supervisor, id),
        inArray(dutyParts.state, ['invited', 'accepted']),
        ne(duties.state, 'cancelled'),
        gte(duties.endsAt, now.getTime()),
      ),
    )
    .orderBy(asc(duties.startsAt))
    .limit(NEXT)

/** The score of a year as its supervisor reads it: every part with what it comes from. */
function scored(
  one: Yearly,
  score: Scored,
  frozen: ReturnType<typeof frozenOf> | null,
  over: boolean,
  erased: boolean,
) {
  const now = countedOf(one, score)
  const short = over && one.days < ENOUGH
  const said = frozen ?? { ...now, gradeLabel: short ? SHORT : GRADE[now.grade], parts: spoken(now.parts, score) }
  return {
    parts: said.parts.map((part) => ({ ...part, of: sourcesOf(one, part.item) })),
    points: said.points,
    grade: said.grade,
    gradeLabel: said.gradeLabel,
    /** Too little of the year was served to be called anything by. */
    short: said.gradeLabel === SHORT,
    closedAt: frozen?.at ?? null,
    difference: frozen && !erased ? now.points - frozen.points : null,
    erased: frozen !== null && erased,
  }
}

/** A score that is not there yet leaves the rest of the page as it is. */
const scoreOrNone = (asked: Promise<Scored>) =>
  asked.catch((error: unknown) => {
    if (error instanceof Refusal) return null
    throw error
  })

/** A supervisor's own page: their term, a year's score with its parts, what lies ahead and what they have not read. */
export async function ownPage(world: World, login: string, year: number, now: Date) {
  const { store } = world
  const person = await personOf(store, login)
  if (!person) throw new Refusal('not_found')
  const closed = await store.read
    .select()
    .from(appraisals)
    .where(eq(appraisals.supervisor, person.id))
    .orderBy(desc(appraisals.year))
  const then = closed.find((row) => row.year === String(year))
  const [record, score, next, unread, book, own, hidden, erased] = await Promise.all([
    ownRecord(world, person, year, now),
    scoreOrNone(then ? scoreThen(store, then.score, then.version, now) : scoreOf(store, year, now)),
    nextOf(store, person.id, now),
    unreadOf(world, person),
    rulebook(store, now),
    consentOf(world, login),
    hiddenOf(world, login, year),
    isErased(store, year),
  ])
  return {
    ...own,
    number: person.number,
    name: person.name,
    typeLabel: TYPE[person.type],
    groupLabel: GROUP[person.group],
    state: person.state,
    stateLabel: STATE[person.state],
    from: person.from,
    to: person.to,
    daysLeft: Math.round((Date.parse(person.to) - Date.parse(today(now))) / 86_400_000),
    areas: person.areas.map((code) => book.departments.get(code)?.short ?? code),
    sectors: person.sectors.map(sectorName),
    year,
    years: [...new Set([Number(today(now).slice(0, 4)), year, ...closed.map((row) => Number(row.year))])].sort(
      (a, b) => b - a,
    ),
    score: score && {
      code: score.code,
      name: score.name,
      version: score.version,
      excellent: score.excellent,
      qualified: score.qualified,
      demo: score.demo,
    },
    counted:
      score && (then || record.days > 0)
        ? scored(record, score, then ? frozenOf(then, score) : null, `${year}-12-31` < today(now), erased)
        : null,
    /** Whether they had a term on any day of it. */
    served: record.days > 0,
    hidden,
    leads: { sent: record.leads.length, answered: record.leads.filter(({ answered }) => answered).length },
    hours: hoursOf(sum(record.taken.map(({ minutes }) => minutes))),
    next: next.map(({ startsAt, state, ...duty }) => ({
      ...duty,
      startsAt: new Date(startsAt).toISOString(),
      accepted: state === 'accepted',
    })),
    unread,
    results: closed.map((row) => ({ year: Number(row.year), points: row.points, gradeLabel: calledBy(row.grade) })),
  }
}
