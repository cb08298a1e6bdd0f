import { DIMENSION, type Dimension, type Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Table } from './table.ts'

/** The grades as points of a hundred: the best is all of them. */
const POINTS = 20
export const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** A dimension with its mean: of several questions by how many answered each. */
export interface Measured {
  dimension: Dimension
  label: string
  mean: number
  weight: number | null
}

/** The mean of a question for whom it is spoken of, and of how many; none where it is not shown. */
type MeanOf = (table: Table) => { mean: number; n: number } | undefined

/** Means by dimension out of what is published, and nothing else. */
export function measured(questionnaire: Questionnaire, tables: readonly Table[], pick: MeanOf): Measured[] {
  return (Object.keys(DIMENSION) as Dimension[]).flatMap((dimension) => {
    const found = tables.filter((t) => t.graded && t.dimension === dimension).flatMap((t) => pick(t) ?? [])
    const n = found.reduce((sum, one) => sum + one.n, 0)
    if (!n) return []
    const mean = found.reduce((sum, one) => sum + one.mean * one.n, 0) / n
    const weight = questionnaire.weights?.find((w) => w.dimension === dimension)?.weight ?? null
    return [{ dimension, label: DIMENSION[dimension], mean: round(mean, 2), weight }]
  })
}

/** The total of a hundred; none where a dimension that counts has no mean to show. */
export function totalOf(questionnaire: Questionnaire, measures: readonly Measured[]): number | null {
  const weights = questionnaire.weights?.length
    ? questionnaire.weights
    : [{ dimension: 'overall' as const, weight: 100 }]
  const all = weights.map(({ dimension, weight }) => ({
    weight,
    mean: measures.find((m) => m.dimension === dimension)?.mean,
  }))
  if (all.some(({ mean }) => mean === undefined)) return null
  const weight = all.reduce((sum, one) => sum + one.weight, 0)
  return round((all.reduce((sum, one) => sum + (one.mean ?? 0) * one.weight, 0) / weight) * POINTS, 1)
}

export const ofAll: MeanOf = ({ all }) =>
  all.mean && all.n !== null ? { mean: all.mean.mean, n: all.answered ?? all.n } : undefined

export const ofBody =
  (part: string): MeanOf =>
  ({ cuts }) => {
    const line = cuts.find(({ cut }) => cut === 'body')?.lines.find((one) => one.part === part)
    return line?.mean && line.n !== null ? { mean: line.mean.mean, n: line.answered ?? line.n } : undefined
  }

/** How dimensions are weighed, to hold one survey against another. */
export const weightsOf = (all: readonly { dimension: string; weight: number | null }[]) =>
  all
    .flatMap(({ dimension, weight }) => (weight === null ? [] : [`${dimension} ${weight}`]))
    .toSorted()
    .join()
