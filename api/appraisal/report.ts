import { asc, eq } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { appraisals } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Secrets } from '../secrets.ts'
import { called } from '../staff/called.ts'
import { GROUP, TYPE } from '../supervisor/supervisor.ts'
import { STATE } from '../supervisor/workflow.ts'
import { type Scored, scoreOf, scoreThen } from './published.ts'
import { isErased, itemsIn, recordOf, type Yearly } from './record.ts'
import { type Counted, count, GRADE, type Grade, gradeOf, ITEM, type Item, type Part, tallyOf } from './score.ts'
import { ENOUGH, SHORT } from './term.ts'

export type World = { store: Store; secrets: Secrets }
type Frozen = typeof appraisals.$inferSelect

export const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0)
/** Hours, to the half. */
export const hoursOf = (minutes: number) => Math.round(minutes / 30) / 2

/** Parts with their words, and what each is worth. */
export const spoken = (parts: readonly Part[], score: Scored) =>
  parts.map(({ item, n, points }) => ({
    item,
    label: ITEM[item],
    each: score.items.find((one) => one.item === item)?.points ?? 0,
    n,
    points,
  }))

/** How a year that was closed is called. */
export const calledBy = (grade: Frozen['grade']): string => (grade === 'short' ? SHORT : GRADE[grade])

/** A year as it was closed, with whether its points still follow from its parts. */
export function frozenOf({ parts, points, grade, at }: Frozen, score: Scored) {
  const found = spoken(parts as Part[], score)
  const again = sum(found.map(({ n, each }) => n * each))
  return {
    parts: found,
    points,
    grade,
    gradeLabel: calledBy(grade),
    at: new Date(at).toISOString(),
    sound: again === points && (grade === 'short' || gradeOf(again, score) === grade),
  }
}

/** What somebody's record comes to today. */
export const countedOf = (one: Pick<Yearly, 'leads' | 'taken'>, score: Scored): Counted =>
  count(tallyOf(itemsIn(one)), score)

export interface Line {
  id: string
  number: string
  name: string
  typeLabel: string
  groupLabel: string
  stateLabel: string
  from: string
  to: string
  leads: number
  hours: number
  parts: { item: Item; label: string; each: number; n: number; points: number }[]
  points: number
  /** None while the year runs, and for whoever was not closed with it. */
  grade: Grade | null
  gradeLabel: string
  /** Whether they were closed with the year. */
  kept: boolean
  /** Of a closed year: what the record comes to now, less what was closed; null while it is open, was not closed with it, or is erased. */
  difference: number | null
  sound: boolean
}

/** How far a year is: it runs, is over and only counted so far, or is closed. */
type Phase = 'runs' | 'over' | 'closed'

/** A grade is given when a year is closed, to whoever served enough of it; before that nobody is called by one. */
function gradedAs(
  phase: Phase,
  then: Frozen['grade'] | undefined,
  now: Grade,
  days: number,
): Pick<Line, 'grade' | 'gradeLabel'> {
  if (then) return { grade: then === 'short' ? null : then, gradeLabel: calledBy(then) }
  if (phase === 'over' && days < ENOUGH) return { grade: null, gradeLabel: SHORT }
  if (phase === 'closed') return { grade: null, gradeLabel: '定稿时不在内' }
  return phase === 'over'
    ? { grade: now, gradeLabel: `按目前得分：${GRADE[now]}` }
    : { grade: null, gradeLabel: '年度未结束，暂不评定' }
}

function lineOf(one: Yearly, score: Scored, frozen: Frozen | undefined, phase: Phase, erased: boolean): Line {
  const now = countedOf(one, score)
  const then = frozen && frozenOf(frozen, score)
  const { parts, points } = then ?? { ...now, parts: spoken(now.parts, score) }
  return {
    id: one.id,
    number: one.number,
    name: one.name,
    typeLabel: TYPE[one.type],
    groupLabel: GROUP[one.group],
    stateLabel: STATE[one.state],
    from: one.from,
    to: one.to,
    leads: one.leads.length,
    hours: hoursOf(sum(one.taken.map(({ minutes }) => minutes))),
    parts,
    points,
    ...gradedAs(phase, then?.grade, now.grade, one.days),
    kept: then !== undefined,
    difference: then && !erased ? now.points - then.points : null,
    sound: then?.sound ?? true,
  }
}

const byPoints = (a: Line, b: Line) => b.points - a.points || (a.number < b.number ? -1 : 1)

/** The whole year in one report: everybody, each counted again from the record, beside what was closed. */
export async function reportOf(world: World, year: number, now: Date) {
  const frozen = await world.store.read
    .select()
    .from(appraisals)
    .where(eq(appraisals.year, String(year)))
    .orderBy(asc(appraisals.supervisor))
  const [first] = frozen
  const [record, erased] = await Promise.all([recordOf(world, year, now), isErased(world.store, year)])
  const score = first
    ? await scoreThen(world.store, first.score, first.version, now)
    : await scoreOf(world.store, year, now)
  const kept = new Map(frozen.map((row) => [row.supervisor, row]))
  const over = `${year}-12-31` < today(now)
  const phase = first ? 'closed' : over ? 'over' : 'runs'
  const items = record.map((one) => lineOf(one, score, kept.get(one.id), phase, erased)).toSorted(byPoints)
  const nameOf = first && (await called(world.store, [first.by], now))
  return {
    year,
    score: {
      code: score.code,
      name: score.name,
      version: score.version,
      excellent: score.excellent,
      qualified: score.qualified,
      demo: score.demo,
      items: score.items.map(({ item, points, means }) => ({ item, label: ITEM[item], points, means })),
    },
    over,
    erased,
    closed:
      first && nameOf ? { at: new Date(first.at).toISOString(), by: nameOf(first.by), people: frozen.length } : null,
    grades: (phase === 'runs' ? [] : (Object.keys(GRADE) as Grade[])).map((grade) => ({
      grade,
      label: phase === 'over' ? `按目前得分${GRADE[grade]}` : GRADE[grade],
      n: items.filter((line) => line.grade === grade).length,
    })),
    short: items.filter(({ gradeLabel }) => gradeLabel === SHORT).length,
    changed: items.filter(({ difference }) => difference !== null && difference !== 0).length,
    unsound: items.filter(({ sound }) => !sound).length,
    items,
  }
}
export type Report = Awaited<ReturnType<typeof reportOf>>
