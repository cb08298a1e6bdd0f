import { type Condition, type Question, type Questionnaire, questionsOf } from './kinds/questionnaire.ts'

/** One question's answer: an option, a number, a day or a text; several in an order; a grade for each row. */
export type Answer = string | readonly string[] | Readonly<Record<string, string>>
export type Answers = Readonly<Record<string, Answer | undefined>>

export const picked = (answer: Answer): readonly string[] =>
  typeof answer === 'string' ? [answer] : Array.isArray(answer) ? answer : Object.values(answer)

const isEmpty = (answer: Answer | undefined): answer is undefined => answer === undefined || picked(answer).length === 0

export const matches = (answer: Answer | undefined, is: readonly string[] | undefined): boolean =>
  !isEmpty(answer) && (!is || picked(answer).some((one) => is.includes(one)))

/** Whether a question is asked of who was asked and answered this before. */
export function isAsked({ show = [], each }: Question, said: Answers): boolean {
  const holds = ({ question, is }: Condition) => Object.hasOwn(said, question) && matches(said[question], is)
  // Grades for what was picked are not asked where nothing was.
  return show.every(holds) && (each === undefined || holds({ question: each }))
}

/** The questions these answers lead through. An answer to what is not asked says nothing. */
export function way(questionnaire: Pick<Questionnaire, 'sections'>, answers: Answers): Question[] {
  const asked: Question[] = []
  const said: Record<string, Answer | undefined> = {}
  let until: string | undefined
  for (const question of questionsOf(questionnaire)) {
    if (until !== undefined && question.id !== until) continue
    until = undefined
    if (!isAsked(question, said)) continue
    asked.push(question)
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
    said[question.id] = answer
    until = question.skip?.find(({ is }) => matches(answer, is))?.to
    if (until === 'end') break
  }
  return asked
}

/** The answers that can be picked in a question; nothing where anything may be written. */
export function choicesOf(question: Question): readonly string[] | undefined {
  if (question.asks === 'grade' || question.asks === 'matrix') return ['5', '4', '3', '2', '1', '0']
  return question.options?.map((option) => option.id)
}
