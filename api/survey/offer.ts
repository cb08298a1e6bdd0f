import { type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Answers, rowAt } from '../../content/questionnaire.ts'

/** What an answer gives reason to report: said in the words of the complaint's first question, and of whom. */
interface Offer {
  about: 'authority' | 'integrity'
  department?: string
}

const isLow = (grade: unknown) => grade === '1' || grade === '2'

/** Whom low grades are about: the body graded itself, or those this person named. And what an integrity question brought up. */
export function offersOf(asked: Questionnaire, answers: Answers): Offer[] {
  const questions = questionsOf(asked)
  const named = questions
    .filter((q) => q.tells === 'body')
    .flatMap((q) => [answers[q.id] ?? []].flat())
    .filter((body): body is string => typeof body === 'string')
  const low = questions.flatMap((q) => {
    const answer = answers[q.id]
    if (q.asks === 'grade') return isLow(answer) ? named : []
    if (q.asks !== 'matrix' || q.options || typeof answer !== 'object' || Array.isArray(answer)) return []
    const rows = Object.entries(answer).filter(([, grade]) => isLow(grade))
    return q.each ? rows.map(([row]) => rowAt(q, row).body ?? '') : rows.length ? named : []
  })
  const concern = questions.some((q) =>
    q.options?.some((o) => o.concern && [answers[q.id] ?? []].flat().includes(o.id)),
  )
  const [only, ...others] = named
  return [
    ...(concern ? [{ about: 'integrity' as const, ...(only && !others.length && { department: only }) }] : []),
    ...[...new Set(low)].map((department) => ({ about: 'authority' as const, department })),
  ]
}
