import { checked } from '../../../../api/survey/answer.ts'
import { carried, typed } from '../../../../api/survey/typed.ts'
import type { Question, Questionnaire } from '../../../../content/kinds/questionnaire.ts'
import { type Answers, way } from '../../../../content/questionnaire.ts'

/** Where somebody who tries a questionnaire stands: nothing is kept but what the address says. */
export interface Walk {
  /** What is asked now; nothing at the end. */
  now?: Question
  error?: string
  otherError?: string
  /** What was passed, answered or not, in its order. */
  passed: Question[]
  /** Everything said so far; of what is asked now, as it was typed. */
  answers: Answers
  /** How many questions there are on the way as it looks from here. */
  length: number
  /** The fields that carry on what was said. */
  fields: { name: string; value: string }[]
}

const GIST = 20

export function walk(
  questionnaire: Questionnaire,
  asked: URLSearchParams,
  departments: readonly string[],
  townships: readonly string[],
): Walk {
  const known = { departments: new Set(departments), townships: new Set(townships) }
  const sent = typed(questionnaire, asked)
  const { answers, errors } = checked(questionnaire, sent, known)
  const at = asked.get('at')
  const skipped = asked.has('skip')
  const path = way(questionnaire, answers)
  const wrong = (question: Question): string | undefined =>
    errors.find((e) => e.path === `answers.${question.id}`)?.message
  const done = new Set(asked.getAll('done'))
  const submitted = path.find((q) => q.id === at)
  const otherError = errors.find((e) => e.path === `answers.${at}.other`)?.message
  const error = submitted && (!skipped || submitted.required) ? wrong(submitted) : undefined
  if (at !== null && !error && (!otherError || skipped)) done.add(at)
  if (skipped && submitted && !submitted.required) delete answers[submitted.id]
  const now = path.find((q) => !done.has(q.id))
  const passed = path.filter((q) => done.has(q.id))
  // An address has room for where somebody stands, not for all that was written.
  for (const { id, asks } of passed) {
    const text = answers[id]
    if (asks === 'text' && typeof text === 'string' && text.length > GIST) answers[id] = `${text.slice(0, GIST)}…`
  }
  const kept = Object.fromEntries(passed.flatMap(({ id }) => [id, `${id}.other`].map((name) => [name, answers[name]])))
  const fields = [
    ...passed.map(({ id }) => ({ name: 'done', value: id })),
    ...carried(questionnaire, kept),
    ...(now ? [{ name: 'at', value: now.id }] : []),
  ]
  const again = now !== undefined && now.id === at
  return {
    ...(now && { now }),
    ...(again && error !== undefined && { error }),
    ...(again && otherError !== undefined && { otherError }),
    passed,
    answers: { ...kept, ...(now && ((again ? sent : answers) as Answers)) },
    length: path.length,
    fields,
  }
}

/** The address one question back: what was said there is still said. */
export const back = ({ passed, fields }: Walk): string | undefined => {
  const last = passed.at(-1)
  if (!last) return undefined
  const kept = fields.filter(({ name, value }) => name !== 'at' && !(name === 'done' && value === last.id))
  return `?${new URLSearchParams(kept.map(({ name, value }) => [name, value]))}`
}
