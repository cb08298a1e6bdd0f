import { GRADE, type Grade, ITEM, type Item, type Score } from '../../content/kinds/score.ts'

export { GRADE, type Grade, ITEM, type Item, type Score }

/** What is said where leads of a few are not listed, and where a closed year cannot be counted again. */
export const FEW = '少于5人，不列'
export const ERASED = '记录已按期限删除，不再核对'

/** The publication supervisors are appraised by. */
export const SCORE = 'SUPERVISOR'
export const ITEMS = Object.keys(ITEM) as Item[]

/** How many of what somebody did in a year. */
export type Tally = Readonly<Record<Item, number>>
export const NOTHING: Tally = { effective: 0, adopted: 0, activity: 0, late: 0 }

/** So many of one item, and what they come to. */
export interface Part {
  item: Item
  n: number
  points: number
}

export interface Counted {
  parts: Part[]
  points: number
  grade: Grade
}

/** Which grade so many points are. */
export const gradeOf = (points: number, { excellent, qualified }: Pick<Score, 'excellent' | 'qualified'>): Grade =>
  points >= excellent ? 'excellent' : points >= qualified ? 'qualified' : 'unqualified'

/** The points of a year. They follow from the record and the published score, and from nothing else. */
export function count(tally: Tally, score: Pick<Score, 'items' | 'excellent' | 'qualified'>): Counted {
  const parts = score.items.map(({ item, points }) => ({ item, n: tally[item], points: tally[item] * points }))
  // Nothing taken away is no minus nothing.
  const points = parts.reduce((sum, part) => sum + part.points, 0) + 0
  return {
    parts: parts.map((part) => ({ ...part, points: part.points + 0 })),
    points,
    grade: gradeOf(points, score),
  }
}

/** What a lead is worth by what came of it: one lead is one item, the first that fits. */
export function itemOf({ kind, outcome, measures }: Result): 'effective' | 'adopted' | null {
  if (kind !== 'suggestion' && (outcome === 'upheld' || outcome === 'partly')) return 'effective'
  return measures.some((one) => one !== 'cleared') ? 'adopted' : null
}
interface Result {
  kind: string
  outcome: string | null
  measures: readonly string[]
}

/** A part in a duty, as far as it counts. */
interface Taken {
  state: string
  /** Until when the report was to be there; none where none was asked for. */
  reportUntil: number | null
  reportedAt: number | null
}
const CAME: readonly string[] = ['came', 'reported', 'confirmed']

/** What a part in a duty is worth: who was there took part; whose report is not there in time is late. */
export function itemsOf({ state, reportUntil, reportedAt }: Taken, now: number): Item[] {
  if (!CAME.includes(state)) return []
  const late = reportUntil !== null && (reportedAt ?? now) >= reportUntil
  return late ? ['activity', 'late'] : ['activity']
}

/** So many items, added up. */
export function tallyOf(items: readonly Item[]): Tally {
  const all = { ...NOTHING }
  for (const item of items) all[item]++
  return all
}
