import { rulebook } from '../case/rulebook.ts'
import { sectorName } from '../supervisor/sector.ts'
import { GROUP, TYPE } from '../supervisor/supervisor.ts'
import { recordOf, type Yearly } from './record.ts'
import { hoursOf, sum, type World } from './report.ts'

/** What some supervisors came to together. */
export interface Total {
  label: string
  people: number
  leads: number
  answered: number
  effective: number
  adopted: number
  /** Of those answered, how many were found true; in percent. */
  effectiveRate: number | null
  activities: number
  trainings: number
  hours: number
  /** Sent at least one lead or took part once. */
  active: number
}

function total(label: string, some: readonly Yearly[]): Total {
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
      total(
        name(code),
        some.filter((one) => of(one).includes(code)),
      ),
    ),
    total(
      every,
      some.filter((one) => of(one).length === 0),
    ),
  ].filter(({ people }) => people > 0)
}

/** What supervisors contributed in a year: all together, by area, by sector, by whom they come from. */
export async function statisticsOf(world: World, year: number, now: Date) {
  const [record, book] = await Promise.all([recordOf(world, year, now), rulebook(world.store, now)])
  const by = (labels: Record<string, string>, of: (one: Yearly) => string) =>
    Object.entries(labels)
      .map(([code, label]) =>
        total(
          label,
          record.filter((one) => of(one) === code),
        ),
      )
      .filter(({ people }) => people > 0)
  return {
    year,
    all: total('合计', record),
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
