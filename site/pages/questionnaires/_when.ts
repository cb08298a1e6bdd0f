import { GRADE, type Question } from '../../../content/kinds/questionnaire.ts'

const GRADES: Readonly<Record<string, string>> = GRADE

/** A question by its number on the page and by what its options are called. */
const wordOf = (question: Question, value: string): string =>
  question.options?.find(({ id }) => id === value)?.text ??
  (Object.hasOwn(GRADES, value) ? GRADES[value] : undefined) ??
  value

const orOf = (question: Question, is: readonly string[]): string =>
  is.map((one) => `“${wordOf(question, one)}”`).join('或')

/** When a question is asked, in words; nothing where everybody is asked. */
export function whenAsked(question: Question, all: readonly Question[]): string[] {
  const nth = (id: string) => all.findIndex((q) => q.id === id) + 1
  const conditions = (question.show ?? []).flatMap(({ question: id, is }) => {
    const before = all[nth(id) - 1]
    return before ? [`第${nth(id)}题${is ? `选了${orOf(before, is)}` : '回答了'}`] : []
  })
  const each = question.each === undefined ? [] : [`第${nth(question.each)}题选了单位`]
  const when = [...conditions, ...each]
  return when.length ? [`${when.join('，并且')}才问`] : []
}

/** Where answers lead to, other than to the next question. */
export function whereTo(question: Question, all: readonly Question[]): string[] {
  return (question.skip ?? []).flatMap(({ is, to }) => {
    const target = all.findIndex((q) => q.id === to) + 1
    if (target === 0 && to !== 'end') return []
    return [`选了${orOf(question, is)}的，${to === 'end' ? '就答完了' : `接着答第${target}题`}`]
  })
}
