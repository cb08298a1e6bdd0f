import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Page, pagesOf } from '../../content/questionnaire.ts'
import { shuffled } from '../../content/shuffle.ts'
import { pairsOf } from '../form.ts'
import type { FieldError } from '../refusal.ts'
import { type Checked, checked, type Known } from './answer.ts'
import { carried, tied, typed } from './typed.ts'

/** The pages of the form besides its questions; no question is called so. */
export const BEGIN = '.begin'
export const CHECK = '.check'
export const THANKS = '.thanks'
/** The invitation or ballot was used before. */
export const SPENT = '.spent'
/** Pressed by who has said what is needed and wants to say no more. */
export const ENOUGH = '.enough'

export type Values = Record<string, string>

/** What a form says, by question. */
export const answersIn = (asked: Questionnaire, values: Values): Record<string, unknown> =>
  typed(asked, pairsOf(values))

/** Answers as fields again, only those that fit the questionnaire. */
const fieldsOf = (asked: Questionnaire, { answers }: Checked): Values => {
  const fields: Values = {}
  const times = new Map<string, number>()
  for (const { name, value } of carried(asked, answers)) {
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    fields[time > 1 ? `${name}#${time}` : name] = value
  }
  return fields
}

/** A questionnaire in one reader's order; only sections nothing hangs in are shuffled. */
export const inOrder = (asked: Questionnaire, seed: number): Questionnaire => ({
  ...asked,
  sections: asked.sections.map((section) =>
    section.shuffled ? { ...section, questions: shuffled(section.questions, seed) } : section,
  ),
})
export const seedOf = (values: Values): number => Number.parseInt(values['ask.seed'] ?? '', 10) || 0

/** What is said against one question: itself, a row of it, the words added to it. */
const against = (errors: readonly FieldError[], id: string) =>
  errors.filter(({ path }) => path === `answers.${id}` || path.startsWith(`answers.${id}.`))

/** The page where a mistake is mended, of those this way leads through. */
const mendedAt = (pages: readonly Page[], errors: readonly FieldError[]): string =>
  pages.find(({ id }) => against(errors, id).length)?.id ?? CHECK

/**
 * How many pages there are until nothing is needed any more: what comes then is for those who would like to say more.
 * What may still be asked counts, as grades of a body do that is not picked yet.
 */
export const neededOf = (asked: Questionnaire, pages: readonly Page[]): number => {
  const all = questionsOf(asked)
  const last = all.findLastIndex(({ required }) => required)
  const place = new Map(all.map(({ id }, i) => [id, i]))
  return pages.filter(({ question }) => (place.get(question.id) ?? 0) <= last).length
}

const hangsOn = (asked: Questionnaire, { id, skip }: Question) =>
  Boolean(skip?.length) ||
  questionsOf(asked).some((q) => q.each === id || q.show?.some((condition) => condition.question === id))

export interface Asking {
  asked: Questionnaire
  version: number
  known: Known
  /** What is wrong with the invitation that was typed, or that one is missing. */
  uninvited?: FieldError | undefined
}
export interface Turned {
  at: string
  values: Values
  errors: FieldError[]
}

const OTHER_VERSION = '问卷换成了新的一版。还合适的回答都替您留着，请从这里接着答'

const NO_BALLOT_YET = '选票还没有换好，还没有交卷。请再按一次交卷；总是这样，就返回开头重新输邀请码'

/** Where a press of a button leads, with everything said so far; nothing when the answers are to be sent. */
export function turn({ asked: whole, version, known, uninvited }: Asking, sent: Values): Turned | undefined {
  const asked = inOrder(whole, seedOf(sent))
  const { _at: at = BEGIN, _mode: mode, _go: go = at === CHECK ? 'send' : 'next' } = sent
  const values = Object.fromEntries(
    Object.entries(sent).filter(([name, value]) => /^(answers\.|ask\.|version$|token$)/.test(name) && value !== ''),
  )
  const judged = checked(asked, answersIn(asked, values), known)
  const pages = pagesOf(asked, judged.answers)
  const order = pages.map(({ id }) => id)
  if (mode) return { at, values, errors: [] }
  if (at === BEGIN && uninvited) return { at, values, errors: [uninvited] }
  if (values.version !== undefined && values.version !== String(version)) {
    const open = pages.find(({ question }) => judged.answers[question.id] === undefined)?.id ?? CHECK
    const kept = Object.entries(values).filter(([name]) => !name.startsWith('answers.'))
    return {
      at: open,
      values: { ...Object.fromEntries(kept), ...fieldsOf(asked, judged), version: String(version) },
      errors: [{ path: '', message: OTHER_VERSION }],
    }
  }
  if (go === 'send' && at === CHECK) {
    // Pressed before the script was there: as a volunteer's this answer would count as another's.
    const early = values['ask.ballot'] !== undefined && !sent['ballot.message']
    return early ? { at, values, errors: [{ path: '', message: NO_BALLOT_YET }] } : undefined
  }
  const here = order.indexOf(at)
  if (go === 'back') return { at: order[at === CHECK ? order.length - 1 : here - 1] ?? BEGIN, values, errors: [] }
  if (at === CHECK && order.includes(go)) return { at: go, values: { ...values, 'ask.return': 'on' }, errors: [] }

  const question = pages[here]?.question
  if (question) {
    const places = tied(question, pairsOf(sent))
      ? [{ path: `answers.${at}`, message: '两项排在了同一位，请改成不同的名次' }]
      : against(judged.errors, at)
    if (places.length) return { at, values, errors: places }
  }
  const returns = values['ask.return'] !== undefined && question !== undefined && !hangsOn(asked, question)
  // A draft goes on where it was left.
  const wanted = at === BEGIN && (go === CHECK || order.includes(go)) ? go : order[here + 1]
  const goal = returns || go === ENOUGH ? CHECK : (wanted ?? CHECK)
  return forward(pages, judged, values, goal)
}

/** Before everything is shown once more all of it is looked at: hidden fields are anybody's to change. */
function forward(pages: readonly Page[], { errors }: Checked, values: Values, goal: string): Turned {
  if (goal !== CHECK) return { at: goal, values, errors: [] }
  const wrong = mendedAt(pages, errors)
  if (wrong !== CHECK) return { at: wrong, values, errors: against(errors, wrong) }
  const { 'ask.return': _done, ...rest } = values
  return { at: CHECK, values: rest, errors: [] }
}
