import { EXCLUDED, type LENIENCY_LIST, type Leniency } from '../../content/kinds/leniency.ts'
import { keyOf } from './condition.ts'

export const ANSWER = { yes: '是', no: '不是', unsure: '不清楚' } as const
export type Answer = keyof typeof ANSWER

/** What each list may lead to; never a promise. */
export const MAY: Record<keyof typeof LENIENCY_LIST, string> = {
  waive: '不予处罚',
  lighter: '从轻处罚',
  mitigate: '减轻处罚',
  spare: '不采取强制措施',
}

/** One question of the self-check: a condition wants yes, what excludes wants no. */
export interface Question {
  name: string
  text: string
  wants: 'yes' | 'no'
}

const FIRST = /第一次|首次|初次|头一回|初犯/

/** Every condition and every exclusion as a question, in the order of the list. */
export function questionsOf(entry: Leniency): Question[] {
  const wants = (answer: 'yes' | 'no') => (text: string) => ({
    name: `${answer === 'yes' ? 'c' : 'x'}-${keyOf(text)}`,
    text,
    wants: answer,
  })
  const fields = entry.excludedFields.map((field) => EXCLUDED[field])
  // Most entries say “first” in a condition of their own; it is asked once.
  const first = entry.first && !entry.conditions.some((text) => FIRST.test(text)) ? ['这是第一次被发现'] : []
  return [
    ...[...first, ...entry.conditions].map(wants('yes')),
    ...[...entry.excludes, ...(fields.length > 0 ? [`危及${fields.join('、')}`] : [])].map(wants('no')),
  ]
}

/** `fits` only when every answer is known and none speaks against it; one that does decides, whatever is still open. */
export interface Judged {
  verdict: 'untold' | 'fits' | 'fails' | 'open'
  against: Question[]
  open: Question[]
}

export function judged(questions: readonly Question[], answers: ReadonlyMap<string, Answer>): Judged {
  const said = (q: Question) => answers.get(q.name) ?? 'unsure'
  const against = questions.filter((q) => said(q) !== 'unsure' && said(q) !== q.wants)
  const open = questions.filter((q) => said(q) === 'unsure')
  const asked = questions.some((q) => answers.has(q.name))
  const verdict = !asked ? 'untold' : against.length > 0 ? 'fails' : open.length > 0 ? 'open' : 'fits'
  return { verdict, against, open }
}
