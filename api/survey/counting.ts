import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Answers, way } from '../../content/questionnaire.ts'
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

/** One count: which part of which cut, which question (or row of one), which option. `*` is the answer as such. */
export type Count = readonly [cut: Cut, part: string, question: string, option: string]

const list = (answer: Answers[string]): readonly string[] =>
  answer === undefined ? [] : typeof answer === 'string' ? [answer] : Array.isArray(answer) ? answer : []

/** What one answer says to one question, as options of that question or of its rows. */
function said(question: Question, answers: Answers): [question: string, option: string][] {
  const answer = answers[question.id]
  if (answer === undefined || question.asks === 'text') return []
  // Of an order, what was put first is counted; the places of all are too many to publish.
  if (question.asks === 'ranking')
    return list(answer)
      .slice(0, 1)
      .map((first) => [question.id, first])
  if (question.asks !== 'matrix') return list(answer).map((option) => [question.id, option])
  return Object.entries(answer).map(([row, grade]) => [question.each ? question.id : `${question.id}/${row}`, grade])
}

/** The parts an answer belongs to. A body is judged by those who named it alone; of several, only what was said of each. */
function partsOf(questionnaire: Questionnaire, { answers, channel, stratum }: Boxed): [Cut, string][] {
  const told = (tells: Question['tells']) =>
    questionsOf(questionnaire)
      .filter((q) => q.tells === tells)
      .flatMap((q) => list(answers[q.id]))
  const bodies = told('body')
  return [
    ['all', ''],
    ['channel', channel],
    ...(stratum ? [['stratum', stratum] satisfies [Cut, string]] : []),
    ...(bodies.length === 1 ? bodies : []).map((body): [Cut, string] => ['body', body]),
    ...(['township', 'who', 'age'] as const).flatMap((cut) => told(cut).map((part): [Cut, string] => [cut, part])),
  ]
}

/** Everything one answer raises. */
export function countsOf(questionnaire: Questionnaire, boxed: Boxed): Count[] {
  const parts = partsOf(questionnaire, boxed)
  const asked = way(questionnaire, boxed.answers)
  const options = asked.flatMap((question) => said(question, boxed.answers))
  const single = parts.some(([cut]) => cut === 'body')
  const each = asked.flatMap((question): Count[] => {
    const grades = question.each ? boxed.answers[question.id] : undefined
    if (typeof grades !== 'object' || Array.isArray(grades) || single) return []
    return Object.entries(grades).flatMap(([body, grade]): Count[] => [
      ['body', body, question.id, grade],
      ['body', body, '*', '*'],
    ])
  })
  return [
    ...parts.flatMap(([cut, part]): Count[] => [
      [cut, part, '*', '*'],
      ...options.map(([question, option]): Count => [cut, part, question, option]),
    ]),
    ...each,
  ]
}

const KEY = '\u0000'

/** Many answers' counts added up, ready for one statement. */
export function added(counts: Iterable<Count>): { count: Count; n: number }[] {
  const sums = new Map<string, number>()
  for (const count of counts) {
    const key = count.join(KEY)
    sums.set(key, (sums.get(key) ?? 0) + 1)
  }
  return [...sums].map(([key, n]) => ({ count: key.split(KEY) as unknown as Count, n }))
}
