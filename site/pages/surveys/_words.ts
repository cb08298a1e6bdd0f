import { GRADE } from '../../../content/kinds/questionnaire.ts'
import { type Answers, type Page, rowAt, rowsOf } from '../../../content/questionnaire.ts'

const graded = (grade: string) => GRADE[Number(grade) as keyof typeof GRADE] ?? grade

/** What a page asks, and of whom. */
export const titleOf = ({ question, body }: Page, places: ReadonlyMap<string, string>): string =>
  body === undefined ? question.text : `${places.get(body) ?? body}：${question.text}`

/** An answer in words, one line a piece, as the summary says it back. */
export function wordsOf({ question, body }: Page, answers: Answers, places: ReadonlyMap<string, string>): string[] {
  const answer = answers[question.id]
  if (answer === undefined) return []
  const other = answers[`${question.id}.other`]
  const named = (one: string): string => {
    const option = question.options?.find((o) => o.id === one)
    if (option?.other && typeof other === 'string') return `${option.text}：${other}`
    return option?.text ?? places.get(one) ?? one
  }
  if (typeof answer === 'string') return [question.asks === 'grade' ? graded(answer) : named(answer)]
  if (Array.isArray(answer))
    return answer.map((one: string, i) => (question.asks === 'ranking' ? `第${i + 1}：${named(one)}` : named(one)))
  const grades = answer as Readonly<Record<string, string>>
  return rowsOf(question, answers).flatMap((row) => {
    const grade = grades[row]
    const own = question.rows?.find(({ id }) => row === id || row.endsWith(`/${id}`))
    const title = own?.text ?? places.get(row) ?? row
    if (grade === undefined || (body !== undefined && rowAt(question, row).body !== body)) return []
    return [`${title}：${question.options ? named(grade) : graded(grade)}`]
  })
}
