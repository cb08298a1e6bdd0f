import type { Question } from './kinds/questionnaire.ts'
import { choicesOf, isAsked, MOST_BODIES, matches } from './questionnaire.ts'

interface State {
  until: string | undefined
  /** What was asked and answered, as far as anything after hangs on it. */
  said: Readonly<Record<string, readonly string[]>>
}

/** More states than a questionnaire people can answer ever has, and more steps; beyond, nobody is accused. */
const MOST_STATES = 2000
const MOST_STEPS = 50_000

/** Which questions some way of answering leads to: every answer that anything hangs on, one question after the other. */
export function reachedBy(questions: readonly Question[]): Set<string> {
  const needs = (q: Question) => [...(q.show ?? []).map((c) => c.question), ...(q.each === undefined ? [] : [q.each])]
  const reached = new Set<string>()
  let states: State[] = [{ until: undefined, said: {} }]
  let steps = 0
  for (const [n, question] of questions.entries()) {
    const later = new Set(questions.slice(n + 1).flatMap(needs))
    const all = triesOf(question, questions)
    steps += all.length
    // Where nothing later asks what was picked, one for each way they lead.
    const tries = later.has(question.id) ? all : [...new Map(all.map((one) => [one.to, one])).values()]
    const next = new Map<string, State>()
    const keep = (until: string | undefined, said: State['said']) => {
      steps++
      const live = Object.fromEntries(Object.entries(said).filter(([id]) => later.has(id)))
      next.set(JSON.stringify([until, live]), { until, said: live })
    }
    for (const { until, said } of states) {
      if (until !== undefined && until !== question.id) keep(until, said)
      else if (!isAsked(question, said)) keep(undefined, said)
      else {
        reached.add(question.id)
        for (const { picks, to } of tries) {
          if (to !== 'end') keep(to, { ...said, [question.id]: picks })
        }
      }
      if (next.size > MOST_STATES || steps > MOST_STEPS) return new Set(questions.map(({ id }) => id))
    }
    states = [...next.values()]
  }
  return reached
}

interface Try {
  picks: readonly string[]
  /** Where they skip to. */
  to: string | undefined
}

/** Answers that differ in what hangs on them: none, one that nothing hangs on, and those that something does. */
function triesOf(question: Question, questions: readonly Question[]): Try[] {
  const hangs = [
    ...(question.skip ?? []).flatMap(({ is }) => is),
    ...questions.flatMap((q) => (q.show ?? []).flatMap((c) => (c.question === question.id ? (c.is ?? []) : []))),
  ]
  const choices = choicesOf(question)
  const other = choices === undefined ? 'x' : choices.find((one) => !hangs.includes(one))
  const ones = [...new Set([...hangs, ...(other === undefined ? [] : [other])])]
  const rows =
    question.asks === 'matrix' ? (question.rows?.length ?? 1) * (question.each === undefined ? 1 : MOST_BODIES) : 1
  const most = question.asks === 'multiple' || question.asks === 'ranking' ? (question.max ?? ones.length) : rows
  const together = ones.filter((one) => !question.options?.find((o) => o.id === one)?.alone)
  const sets = new Map<string, string[]>([['', []]])
  for (const one of together)
    for (const set of [...sets.values()]) {
      if (set.length < most && sets.size < MOST_STATES) sets.set([...set, one].join(), [...set, one])
    }
  for (const one of ones) sets.set(one, [one])
  if (question.required) sets.delete('')
  return [...sets.values()].map((picks) => {
    return { picks, to: question.skip?.find(({ is }) => matches(picks, is))?.to }
  })
}
