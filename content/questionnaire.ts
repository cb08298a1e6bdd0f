import { type Condition, type Question, type Questionnaire, questionsOf } from './kinds/questionnaire.ts'

/** As many bodies as one question may let people pick. */
export const MOST_BODIES = 10

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

/** The bodies a question grades. */
export function gradedIn({ each }: Question, answers: Answers): readonly string[] {
  const answer = each === undefined ? undefined : answers[each]
  return answer === undefined ? [] : picked(answer)
}

/** The rows of a question that has rows: its own, or what was picked before; `body/row` where each picked has all of them. */
export function rowsOf(question: Question, answers: Answers): readonly string[] {
  const own = (question.rows ?? []).map(({ id }) => id)
  if (question.each === undefined) return own
  const bodies = gradedIn(question, answers)
  return own.length ? bodies.flatMap((body) => own.map((row) => `${body}/${row}`)) : bodies
}

/** What a row is counted as, and whose it is. Where each body has all the rows, each row is a question like any other. */
export function rowAt({ id, each }: Question, row: string): { key: string; body?: string } {
  if (each === undefined) return { key: `${id}/${row}` }
  const [body = '', own = id] = row.split('/')
  return { key: own, body }
}

/** One page of a form: a question; of one where each body has all the rows, those of one body. */
export interface Page {
  id: string
  question: Question
  body?: string
}

/** The pages these answers lead through. */
export const pagesOf = (questionnaire: Pick<Questionnaire, 'sections'>, answers: Answers): Page[] =>
  way(questionnaire, answers).flatMap((question): Page[] =>
    question.each !== undefined && question.rows?.length
      ? gradedIn(question, answers).map((body) => ({ id: `${question.id}.${body}`, question, body }))
      : [{ id: question.id, question }],
  )

/** The answers that can be picked in a question; nothing where anything may be written. */
export function choicesOf(question: Question): readonly string[] | undefined {
  const graded = question.asks === 'grade' || question.asks === 'matrix'
  return question.options?.map((option) => option.id) ?? (graded ? ['5', '4', '3', '2', '1', '0'] : undefined)
}
