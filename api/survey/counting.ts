import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Answers, rowAt, way } from '../../content/questionnaire.ts'
import type { Boxed } from './box.ts'

/** What the answers are parted by, besides all of them together. */
export const CUT = {
  all: '全部',
  body: '单位',
  township: '镇街',
  who: '身份',
  age: '年龄段',
  channel: '填答方式',
  stratum: '样本分层',
} as const
export type Cut = keyof typeof CUT

/**
 * One count: which part of which cut, which question (or row of one), which option. `*` for both is the answer as such;
 * `*` for the option that the question, where several may be picked or graded, was answered at all.
 */
export type Count = readonly [cut: Cut | 'words', part: string, question: string, option: string]

const list = (answer: Answers[string]): readonly string[] =>
  answer === undefined ? [] : typeof answer === 'string' ? [answer] : Array.isArray(answer) ? answer : []

/** Whether somebody may pick more than one. */
export const picksSeveral = ({ asks, max }: Question): boolean =>
  asks === 'multiple' || asks === 'department' || (asks === 'township' && (max ?? 1) > 1)

/** What is written is not an option. */
const WRITTEN: readonly Question['asks'][] = ['text', 'number', 'date']

/** What one answer says to one question, as options of that question or of its rows. */
function said(question: Question, answers: Answers): [question: string, option: string][] {
  const answer = answers[question.id]
  if (answer === undefined || WRITTEN.includes(question.asks)) return []
  // Of an order, what was put first is counted; the places of all are too many to publish.
  if (question.asks === 'ranking')
    return list(answer)
      .slice(0, 1)
      .map((first) => [question.id, first])
  if (question.asks !== 'matrix') {
    const options = list(answer).map((option): [string, string] => [question.id, option])
    return picksSeveral(question) ? [...options, [question.id, '*']] : options
  }
  const grades = Object.entries(answer).map(([row, grade]): [string, string] => [rowAt(question, row).key, grade])
  if (question.each === undefined) return grades
  // Whoever grades three bodies is one person.
  return [...grades, ...[...new Set(grades.map(([key]) => key))].map((key): [string, string] => [key, '*'])]
}

/** Everybody is in one part of these at most: who picked several belongs to none. */
const OWN = ['township', 'who', 'age'] as const

/** What was said to the question that tells this. */
const told = (questionnaire: Questionnaire, answers: Answers, tells: Question['tells']) =>
  questionsOf(questionnaire)
    .filter((q) => q.tells === tells)
    .flatMap((q) => list(answers[q.id]))

/** Everything one answer raises. A body is judged as a whole by those who named it alone; of several, only what was said of each. */
export function countsOf(questionnaire: Questionnaire, { answers, channel, stratum }: Boxed): Count[] {
  const asked = way(questionnaire, answers)
  const spoken = asked.flatMap((question) => said(question, answers))
  const bodies = told(questionnaire, answers, 'body')
  const parts: [Cut, string][] = [
    ['all', ''],
    ['channel', channel],
    ...(stratum ? [['stratum', stratum] satisfies [Cut, string]] : []),
    ...OWN.map((cut) => [cut, told(questionnaire, answers, cut)] as const).flatMap(([cut, picked]): [Cut, string][] =>
      picked.length === 1 && picked[0] ? [[cut, picked[0]]] : [],
    ),
  ]
  const each = asked.flatMap((question): Count[] => {
    const grades = question.each ? answers[question.id] : undefined
    if (typeof grades !== 'object' || Array.isArray(grades)) return []
    return Object.entries(grades).map(([row, grade]): Count => {
      const { key, body = '' } = rowAt(question, row)
      return ['body', body, key, grade]
    })
  })
  const eachOf = new Set(each.map(([, , key]) => key))
  return [
    ...parts.flatMap(([cut, part]): Count[] => [
      [cut, part, '*', '*'],
      ...spoken.map(([question, option]): Count => [cut, part, question, option]),
    ]),
    ...bodies.map((body): Count => ['body', body, '*', '*']),
    ...(bodies.length === 1 && bodies[0] ? alone(bodies[0], spoken, eachOf) : []),
    ...each,
  ]
}

/** Who named one body only spoke of it throughout. */
const alone = (body: string, all: readonly [string, string][], eachOf: ReadonlySet<string>): Count[] => [
  ['body', body, '*', ALONE],
  ...all
    .filter(([question]) => !eachOf.has(question))
    .map(([question, option]): Count => ['body', body, question, option]),
]
/** The option under which those are counted who named no other body. */
export const ALONE = 'alone'

const KEY = '\u0000'

/** Many answers' counts added up, ready for one statement. */
export function added(counts: Iterable<Count>): { count: Count; n: number }[] {
  const sums = new Map<string, { count: Count; n: number }>()
  for (const count of counts) {
    const key = count.join(KEY)
    const known = sums.get(key)
    if (known) known.n++
    else sums.set(key, { count, n: 1 })
  }
  return [...sums.values()]
}
