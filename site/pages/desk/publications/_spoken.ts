import { otherOf } from '../../../../api/survey/answer.ts'
import { GRADE, type Question } from '../../../../content/kinds/questionnaire.ts'
import { type Answers, picked } from '../../../../content/questionnaire.ts'

type Named = readonly { code: string; name: string }[]

/** An answer in the words of its question. */
export function spoken(question: Question, answers: Answers, departments: Named, townships: Named): string {
  const answer = answers[question.id]
  if (answer === undefined) return '跳过了'
  const named = [...departments, ...townships]
  const nameOf = (value: string) =>
    [...(question.options ?? []), ...(question.rows ?? [])].find(({ id }) => id === value)?.text ??
    named.find(({ code }) => code === value)?.name
  const graded = !question.options && (question.asks === 'grade' || question.asks === 'matrix')
  const rowNamed = (row: string) =>
    row
      .split('/')
      .map((part) => nameOf(part) ?? part)
      .join('，')
  const said = (value: string) =>
    graded && Object.hasOwn(GRADE, value) ? GRADE[Number(value) as keyof typeof GRADE] : (nameOf(value) ?? value)
  const other = answers[otherOf(question.id)]
  const words = typeof other === 'string' ? `（${other}）` : ''
  if (typeof answer === 'object' && !Array.isArray(answer))
    return Object.entries(answer)
      .map(([row, grade]) => `${rowNamed(row)}：${said(String(grade))}`)
      .join('；')
  return picked(answer).map(said).join('、') + words
}
