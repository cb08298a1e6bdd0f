import { GRADE, type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { picksSeveral } from './counting.ts'

/** One row of `survey_counts`. */
export interface Counted {
  cut: string
  part: string
  question: string
  option: string
  n: number
}
export type Count = (cut: string, part: string, question: string, option: string) => number

/** Some options counted as one. */
export interface Column {
  option: string
  label: string
  of: readonly string[]
}

/** What stands for those who said nothing. */
export const SILENT = '-'

/** What is counted of a questionnaire: a question, or a row of one. */
export interface Asked {
  key: string
  title: string
  dimension?: string | undefined
  graded: boolean
  /** Each answers for the bodies picked before: so many gradings, not so many people. */
  each: boolean
  /** Everybody picks one; else several, and how many at least and at most. */
  several?: { least: number; most: number; alone: readonly string[] } | undefined
  options: readonly Column[]
}

const grades = Object.entries(GRADE)
  .map(([option, label]) => ({ option, label, of: [option] }))
  .toSorted((a, b) => Number(b.option) - Number(a.option))

/** Grades as they are shown by part, for fewer people gave each. */
export const BANDS: readonly Column[] = [
  { option: 'good', label: '满意（4、5分）', of: ['5', '4'] },
  { option: 'fair', label: '基本满意（3分）', of: ['3'] },
  { option: 'bad', label: '不满意（1、2分）', of: ['2', '1'] },
  { option: 'none', label: '不了解', of: ['0'] },
]

/** What a code is called: a body, a township, a part of the sample. */
export type Called = (cut: string, code: string) => string

const severalOf = (question: Question, options: readonly Column[]) => ({
  least: Math.max(1, question.min ?? 0),
  most: question.max ?? options.length,
  alone: (question.options ?? []).filter((o) => o.alone).map((o) => o.id),
})

/** Row by row, in the order of the questionnaire. Texts, numbers and days are not options. */
export function askedOf(questionnaire: Questionnaire, counts: readonly Counted[], called: Called): Asked[] {
  const seen = (id: string) =>
    [...new Set(counts.filter((c) => c.cut === 'all' && c.question === id && c.option !== '*').map((c) => c.option))]
      .toSorted()
      .map((option) => ({ option, label: called('body', option), of: [option] }))
  return questionsOf(questionnaire).flatMap((question): Asked[] => {
    const { id, text, dimension, asks } = question
    const base = { key: id, title: text, dimension, each: question.each !== undefined, graded: false }
    const own = (question.options ?? []).map((o) => ({ option: o.id, label: o.text, of: [o.id] }))
    if (asks === 'matrix' && question.rows?.length)
      return question.rows.map((row) => ({
        ...base,
        key: question.each === undefined ? `${id}/${row.id}` : row.id,
        title: `${text} ${row.text}`,
        dimension: row.dimension,
        graded: own.length === 0,
        options: own.length ? own : grades,
      }))
    if (asks === 'grade' || asks === 'matrix') return [{ ...base, graded: true, options: grades }]
    const options = asks === 'department' || asks === 'township' ? seen(id) : own
    if (options.length === 0) return []
    return [{ ...base, options, several: picksSeveral(question) ? severalOf(question, options) : undefined }]
  })
}
