import { rulebook } from '../case/rulebook.ts'
import { sectorName } from '../supervisor/sector.ts'
import { GROUP, TYPE } from '../supervisor/supervisor.ts'
import { isErased, recordOf, type Yearly } from './record.ts'
import { hoursOf, sum, type World } from './report.ts'

/** Of fewer people than this together nobody reads how many leads they sent. */
const FEWEST = 5

/** What leads came to; not listed of a few. */
interface Sent {
  leads: number
  answered: number
  effective: number
  adopted: number
  /** Of those answered, how many were found true; in percent. */
  effectiveRate: number | null
  /** Sent at least one lead or took part once. */
  active: number
}
type Kept = { [Name in keyof Sent]: Sent[Name] | null }
const UNSAID: Kept = { leads: null, answered: null, effective: null, adopted: null, effectiveRate: null, active: null }

/** What some supervisors came to together. */
interface Did {
  label: string
  people: number
  activities: number
  trainings: number
  hours: number
}
/** As a part of all: of few of them it says nothing of leads. */
export type Total = Did & Kept & { few: boolean }

function total(label: string, some: readonly Yearly[]): Did & Sent {
  const leads = some.flatMap((one) => one.leads)
  const taken = some.flatMap((one) => one.taken)
  const answered = leads.filter((lead) => lead.answered).length
  const effective = leads.filter(({ item }) => item === 'effective').length
  return {
    label,
    people: some.length,
    leads: leads.length,
    answered,
    effective,
    adopted: leads.filter(({ item }) => item === 'adopted').length,
    effectiveRate: answered === 0 ? null : Math.round((effective / answered) * 1000) / 10,
    activities: taken.length,
    trainings: taken.filter(({ kind }) => kind === 'training').length,
    hours: hoursOf(sum(taken.map(({ minutes }) => minutes))),
    active: some.filter((one) => one.leads.length + one.taken.length > 0).length,
  }
}

/** The same of a part of them. */
function part(label: string, some: readonly Yearly[]): Total {
  const few = some.length < FEWEST
  return { ...total(label, some), ...(few && UNSAID), few }
}

/** Somebody who watches over several stands under each of them; who watches over all stands under none of them alone. */
const under = (
  some: readonly Yearly[],
  of: (one: Yearly) => readonly string[],
  every: string,
  name: (code: string) => string,
) => {
  const codes = [...new Set(some.flatMap(of))].sort()
  return [
    ...codes.map((code) =>
      part(
        name(code),
        some.filter((one) => of(one).includes(code)),
      ),
    ),
    part(
      every,
      some.filter((one) => of(one).length === 0),
    ),
  ].filter(({ people }) => people > 0)
}

/** What supervisors contributed in a year: all together, by area, by sector, by whom they come from. */
export async function statisticsOf(world: World, year: number, now: Date) {
  const [record, book, erased] = await Promise.all([
    recordOf(world, year, now),
    rulebook(world.store, now),
    isErased(world.store, year),
  ])
  const by = (labels: Record<string, string>, of: (one: Yearly) => string) =>
    Object.entries(labels)
      .map(([code, label]) =>
        part(
          label,
          record.filter((one) => of(one) === code),
        ),
      )
      .filter(({ people }) => people > 0)
  return {
    year,
    /** Some leads of the year are nobody’s any more. */
    erased,
    all: { ...total('合计', record), few: false },
    areas: under(
      record,
      ({ areas }) => areas,
      '全市',
      (code) => book.departments.get(code)?.short ?? code,
    ),
    sectors: under(record, ({ sectors }) => sectors, '各领域', sectorName),
    groups: by(GROUP, ({ group }) => group),
    types: by(TYPE, ({ type }) => type),
  }
}
export type Statistics = Awaited<ReturnType<typeof statisticsOf>>
