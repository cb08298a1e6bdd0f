import { type Condition, type Question, type Questionnaire, questionsOf } from './kinds/questionnaire.ts'

/** One question's answer: an option, a number, a day or a text; several in an order; a grade for each row. */
export type Answer = string | readonly string[] | Readonly<Record<string, string>>
export type Answers = Readonly<Record<string, Answer | undefined>>

type Asked = Pick<Questionnaire, 'sections'>

const picked = (answer: Answer): readonly string[] =>
  typeof answer === 'string' ? [answer] : Array.isArray(answer) ? answer : Object.values(answer)

const isEmpty = (answer: Answer | undefined): answer is undefined => answer === undefined || picked(answer).length === 0

const matches = (answer: Answer | undefined, is: readonly string[] | undefined): boolean =>
  !isEmpty(answer) && (!is || picked(answer).some((one) => is.includes(one)))

/** The questions these answers lead through. An answer to what is not asked says nothing. */
export function way(questionnaire: Asked, answers: Answers): Question[] {
  const asked: Question[] = []
  let until: string | undefined
  for (const question of questionsOf(questionnaire)) {
    if (until && question.id !== until) continue
    until = undefined
    const holds = ({ question: id, is }: Condition) => asked.some((q) => q.id === id) && matches(answers[id], is)
    if (!question.show?.every(holds) && question.show?.length) continue
    // Grades for what was picked are not asked where nothing was.
    if (question.each && isEmpty(answers[question.each])) continue
    asked.push(question)
    const skip = question.skip?.find(({ is }) => matches(answers[question.id], is))
    if (skip?.to === 'end') break
    until = skip?.to
  }
  return asked
}

/** The answers that can be picked in a question; nothing where anything may be written. */
export function choicesOf(question: Question): readonly string[] | undefined {
  if (question.asks === 'grade' || question.asks === 'matrix') return ['5', '4', '3', '2', '1', '0']
  return question.options?.map((option) => option.id)
}

export interface Fault {
  path: (string | number)[]
  message: string
}

const WITH_OPTIONS = ['single', 'multiple', 'ranking']
const WITH_NUMBERS = ['number', 'text', 'multiple', 'department', 'township', 'ranking']

/** More combinations than anybody would look through; beyond, each question is tried by itself. */
const MOST = 20_000

/** What makes a questionnaire a trap: names that lead nowhere, ways back, questions nobody is ever asked. */
export function faultsOf(questionnaire: Asked): Fault[] {
  const questions = questionsOf(questionnaire)
  const at = (id: string) => questions.findIndex((q) => q.id === id)
  const paths = questionnaire.sections.flatMap((s, i) => s.questions.map((_, j) => ['sections', i, 'questions', j]))
  const faults = questions.flatMap((question, n): Fault[] => {
    const path = paths[n] ?? []
    const fault = (field: string, message: string): Fault => ({ path: [...path, field], message })
    const options = question.options?.map((o) => o.id) ?? []
    const rows = question.rows?.map((r) => r.id) ?? []
    const earlier = (id: string) => at(id) >= 0 && at(id) < n
    const picks = questions[at(question.each ?? '')]
    return [
      at(question.id) !== n && fault('id', `题号${question.id}用了两次。请改成不同的题号`),
      WITH_OPTIONS.includes(question.asks) !== options.length > 0 &&
        fault('options', options.length ? '这种题型没有选项，请删掉选项或改题型' : '请写至少两个选项'),
      new Set(options).size < options.length && fault('options', '选项代号重复了，请改成不同的代号'),
      new Set(rows).size < rows.length && fault('rows', '各项的代号重复了，请改成不同的代号'),
      (question.asks === 'matrix') !== (rows.length > 0 || question.each !== undefined) &&
        fault(
          'rows',
          question.asks === 'matrix' ? '请写要打分的各项，或写明给哪一题选的单位打分' : '只有逐项打分才有各项',
        ),
      rows.length > 0 && question.each !== undefined && fault('each', '各项和“给选的每个单位打分”只能用一样'),
      question.each !== undefined &&
        !(earlier(question.each) && picks?.asks === 'department') &&
        fault('each', '要写前面一道“选单位”题的题号'),
      question.min !== undefined &&
        question.max !== undefined &&
        question.min > question.max &&
        fault('max', '最多比最少还小，请核对'),
      (question.min !== undefined || question.max !== undefined) &&
        !WITH_NUMBERS.includes(question.asks) &&
        fault('max', '这种题型没有最少和最多，请删掉'),
      ...(question.show ?? []).map((condition, i) => {
        const asked = questions[at(condition.question)]
        const known = asked && choicesOf(asked)
        const path = `第${i + 1}个条件`
        if (!earlier(condition.question) || !asked) return fault('show', `${path}要写前面一道题的题号`)
        const strange = condition.is?.find((one) => !known?.includes(one))
        return strange !== undefined && fault('show', `${path}的“${strange}”不是题${asked.id}的选项`)
      }),
      ...(question.skip ?? []).map(({ is, to }) => {
        const strange = is.find((one) => !choicesOf(question)?.includes(one))
        if (strange !== undefined) return fault('skip', `“${strange}”不是这一题的选项`)
        return to !== 'end' && at(to) <= n && fault('skip', `只能往后跳：${to}不在这一题后面`)
      }),
    ].filter((one) => one !== false)
  })
  if (faults.length) return faults
  const reached = reachedBy(questionnaire)
  return [
    ...questions.flatMap((q, n) =>
      reached.has(q.id)
        ? []
        : [{ path: [...(paths[n] ?? []), 'id'], message: `怎样回答都到不了题${q.id}。请改条件或跳题` }],
    ),
    ...questionnaire.sections.flatMap((section, i) =>
      section.shuffled && section.questions.some((q) => q.show || q.skip || q.each)
        ? [{ path: ['sections', i, 'shuffled'], message: '有条件、跳题或给所选单位打分的部分，题目不能打乱' }]
        : [],
    ),
  ]
}

/** Which questions some way of answering leads to, tried over every answer that anything hangs on. */
function reachedBy(questionnaire: Asked): Set<string> {
  const questions = questionsOf(questionnaire)
  const hangsOn = new Map<string, Set<string>>()
  const note = (id: string, is: readonly string[] = []) => {
    const values = hangsOn.get(id) ?? new Set()
    for (const one of is) values.add(one)
    hangsOn.set(id, values)
  }
  for (const { id, show = [], skip = [], each } of questions) {
    for (const condition of show) note(condition.question, condition.is)
    for (const { is } of skip) note(id, is)
    if (each) note(each)
  }
  const tried = [...hangsOn].map(([id, values]) => {
    const question = questions.find((q) => q.id === id)
    const other = (question && choicesOf(question))?.find((one) => !values.has(one)) ?? 'x'
    return [id, [undefined, other, ...values]] as const
  })
  const reached = new Set<string>()
  const size = tried.reduce((product, [, values]) => product * values.length, 1)
  const tryOut = (answers: Answers) => {
    for (const { id } of way(questionnaire, answers)) reached.add(id)
  }
  if (size <= MOST) {
    for (let i = 0; i < size; i++) {
      let rest = i
      const answers: Record<string, Answer | undefined> = {}
      for (const [id, values] of tried) {
        answers[id] = values[rest % values.length]
        rest = Math.floor(rest / values.length)
      }
      tryOut(answers)
    }
    return reached
  }
  // Too many together: each question is reached by meeting its own conditions, the others left as they come.
  for (const question of questions) {
    const wanted = Object.fromEntries((question.show ?? []).map((c) => [c.question, c.is?.[0] ?? 'x']))
    for (const [id, values] of tried) for (const one of values) tryOut({ [id]: one, ...wanted })
  }
  return reached
}
