import type { Question, Questionnaire } from '../../content/kinds/questionnaire.ts'
import { type Answer, type Answers, choicesOf, gradedIn, rowsOf, way } from '../../content/questionnaire.ts'
import type { FieldError } from '../refusal.ts'

/** Long enough for what somebody wants to say, too short for a story that names people. */
export const MOST_SIGNS = 500
const OTHER_SIGNS = 60

/** The bodies and townships that may be picked on the day. */
export interface Known {
  departments: ReadonlySet<string>
  townships: ReadonlySet<string>
}

const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text)
const INVISIBLE = /[^\P{C}\n]/gu
const isRecord = (answer: unknown): answer is Record<string, string> =>
  typeof answer === 'object' && answer !== null && !Array.isArray(answer)

/** What belongs to an option that lets people add words: `q17.other`. */
export const otherOf = (id: string): string => `${id}.other`

type Judged = { answer: Answer } | { wrong: string }
const wrong = (message: string): Judged => ({ wrong: message })

const PICK = '请从列出的选项里选'
const NEEDED = '这一题需要回答'

/**
 * One answer as it may be counted, or what is wrong with it. Nothing is guessed: what is not an option is refused. Where
 * order says nothing it is always the same: it would make the same answers look different, or one known again.
 */
function judge(question: Question, given: unknown, answers: Answers, known: Known): Judged {
  const { asks, min = 0 } = question
  const several = asks === 'multiple' || asks === 'ranking' || asks === 'department' || asks === 'township'
  if (asks === 'matrix') {
    if (!isRecord(given)) return wrong('请给每一项选一个')
    const rows = rowsOf(question, answers)
    const strange = Object.keys(given).some((row) => !rows.includes(row))
    if (strange || Object.values(given).some((grade) => !choicesOf(question)?.includes(grade))) return wrong(PICK)
    if (question.required && rows.some((row) => !Object.hasOwn(given, row))) return wrong('请给每一项选一个')
    return {
      answer: Object.fromEntries(rows.flatMap((row) => (Object.hasOwn(given, row) ? [[row, given[row] ?? '']] : []))),
    }
  }
  if (asks === 'ranking' && isRecord(given)) return wrong('两项排在了同一位，请改成不同的名次')
  if (several) {
    const list = typeof given === 'string' ? [given] : given
    if (!Array.isArray(list) || list.some((one) => typeof one !== 'string')) return wrong(PICK)
    const allowed =
      { department: known.departments, township: known.townships }[asks as 'department'] ?? choicesOf(question) ?? []
    const picks = new Set(allowed)
    if (list.some((one) => !picks.has(one)) || new Set(list).size < list.length) return wrong(PICK)
    const alone = question.options?.find((o) => o.alone && list.includes(o.id))
    if (alone && list.length > 1) return wrong(`选了“${alone.text}”就不用再选别的`)
    const most = question.max ?? (asks === 'township' ? 1 : asks === 'department' ? 3 : 20)
    if (list.length > most) return wrong(`最多选${most}个`)
    if (!alone && list.length < min) return wrong(`请至少选${min}个`)
    if (asks === 'ranking') return { answer: list }
    const said = new Set(list)
    return { answer: [...picks].filter((one) => said.has(one)) }
  }
  if (asks === 'number') {
    const { max = 1_000_000 } = question
    const plain = typeof given === 'string' ? given.normalize('NFKC').trim() : ''
    if (!/^\d{1,7}$/.test(plain) || Number(plain) < min || Number(plain) > max)
      return wrong(`请写${min}到${max}之间的整数`)
    return { answer: String(Number(plain)) }
  }
  if (asks === 'date')
    return typeof given === 'string' && isDay(given)
      ? { answer: given }
      : wrong('日期写成 2026-03-01 的样子，并且当天要存在')
  if (asks === 'text') {
    if (typeof given !== 'string') return wrong('这一题请写文字')
    const text = given.replace(INVISIBLE, '').trim()
    const most = Math.min(question.max ?? MOST_SIGNS, MOST_SIGNS)
    return [...text].length > most ? wrong(`最多写${most}个字，现在有${[...text].length}个`) : { answer: text }
  }
  return typeof given === 'string' && choicesOf(question)?.includes(given) ? { answer: given } : wrong(PICK)
}

/** The page where a question is answered; of several, the first where something is missing. */
function placeOf(question: Question, given: unknown, answers: Answers): string {
  if (question.each === undefined || !question.rows?.length) return question.id
  const said = isRecord(given) ? given : {}
  const isOpen = (body: string) => question.rows?.some(({ id }) => !Object.hasOwn(said, `${body}/${id}`))
  const bodies = gradedIn(question, answers)
  return `${question.id}.${bodies.find(isOpen) ?? bodies[0]}`
}

/** What is empty is not answered. */
const isBlank = (given: unknown): boolean =>
  given === undefined ||
  given === null ||
  given === '' ||
  (Array.isArray(given) && given.length === 0) ||
  (isRecord(given) && Object.keys(given).length === 0)

export interface Checked {
  /** Only what was asked on this way; the rest is dropped. */
  answers: Record<string, Answer>
  errors: FieldError[]
}

/** Everything that was sent, against the questions it leads through. */
export function checked(questionnaire: Questionnaire, sent: Readonly<Record<string, unknown>>, known: Known): Checked {
  const answers: Record<string, Answer> = {}
  const errors: FieldError[] = []
  const done = new Set<string>()
  // What was answered decides what is asked next: one question after the other, as a person goes.
  for (;;) {
    const question = way(questionnaire, answers).find((q) => !done.has(q.id))
    if (!question) break
    done.add(question.id)
    const given = Object.hasOwn(sent, question.id) ? sent[question.id] : undefined
    const path = `answers.${placeOf(question, given, answers)}`
    if (isBlank(given)) {
      if (question.required) errors.push({ path, message: NEEDED })
      continue
    }
    const judged = judge(question, given, answers, known)
    if ('wrong' in judged) {
      errors.push({ path, message: judged.wrong })
      continue
    }
    // Nothing but blanks.
    if (isBlank(judged.answer)) {
      if (question.required) errors.push({ path, message: NEEDED })
      continue
    }
    answers[question.id] = judged.answer
    const other = Object.hasOwn(sent, otherOf(question.id)) ? sent[otherOf(question.id)] : undefined
    const chosen = [judged.answer].flat()
    if (typeof other === 'string' && question.options?.some((o) => o.other && chosen.includes(o.id))) {
      const text = other.replace(INVISIBLE, '').trim()
      if ([...text].length > OTHER_SIGNS)
        errors.push({ path: otherOf(path), message: `补充的话最多写${OTHER_SIGNS}个字` })
      else if (text) answers[otherOf(question.id)] = text
    }
  }
  const ids = new Set(questionnaire.sections.flatMap((s) => s.questions.flatMap((q) => [q.id, otherOf(q.id)])))
  for (const name of Object.keys(sent))
    if (!ids.has(name))
      errors.push({ path: `answers.${name.slice(0, 40)}`, message: '这份问卷里没有这一题，请刷新页面再答' })
  return { answers, errors }
}
