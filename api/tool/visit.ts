import type { Inspection } from '../../content/kinds/inspection.ts'

/** What one body may do in a sector in a year. */
interface Visitor {
  department: string
  items: Inspection[]
  /** Most visits a year, all its items together: the cap is the body’s, not the item’s. 0 when only a single case brings it. */
  most: number
  /** Whether everything that counts may be joined with others in one visit. */
  joins: boolean
}

export interface Visits {
  bodies: Visitor[]
  /** Plans under which several bodies come together. */
  joint: Inspection[]
  total: number
  /** When all that may be joined is joined. */
  least: number
}

/** Visits that a complaint, a report or a transfer brings are not planned, so no yearly cap counts them. */
export const isCounted = ({ type }: Pick<Inspection, 'type'>): boolean => type !== 'case'

/** Who may come to an enterprise of a sector and how often at most, the most frequent first. */
export function visitsOf(inspections: readonly Inspection[]): Visits {
  const groups = Map.groupBy(inspections, ({ department }) => department)
  const bodies = [...groups].map(([department, items]): Visitor => {
    const counted = items.filter(isCounted)
    const most = Math.max(0, ...counted.map(({ cap }) => cap))
    return { department, items, most, joins: counted.length > 0 && counted.every(({ oneVisit }) => oneVisit) }
  })
  bodies.sort((a, b) => b.most - a.most || (a.department < b.department ? -1 : 1))
  const sum = (of: readonly Visitor[]) => of.reduce((n, { most }) => n + most, 0)
  const together = bodies.filter(({ joins }) => joins)
  return {
    bodies,
    joint: inspections.filter(({ joint }) => joint !== undefined),
    total: sum(bodies),
    least: sum(bodies.filter(({ joins }) => !joins)) + Math.max(0, ...together.map(({ most }) => most)),
  }
}
